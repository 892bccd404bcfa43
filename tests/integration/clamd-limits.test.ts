import { describe, expect, it, onTestFinished } from 'vitest';
import { checkDeadlines, createEndpointCheck, scanCanary } from '../../electron/engine/canary.ts';
import { zipOfZeros } from '../../electron/engine/canary-files.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';

const never = new AbortController().signal;

/** A clamd with these settings, and what the check of an endpoint says it would pass as clean. */
async function caveatOf(...config: readonly string[]) {
  const clamd = await startRealClamd({ config, hardened: false });
  onTestFinished(() => clamd.stop());
  const checkEndpoint = createEndpointCheck();
  const check = async () => {
    const health = await checkEndpoint(clamd.unix, checkDeadlines, never);
    if (!health.healthy) throw new Error(health.detail);
    return health.caveat;
  };
  const first = await check();
  expect(await check(), 'the same, from what is remembered').toEqual(first);
  return { caveat: first, endpoint: clamd.unix };
}

describe.skipIf(whyNoRealClamd() !== null)(`the limits of a stranger's clamd (${whyNoRealClamd() ?? 'found'})`, () => {
  it('are seen through when it cuts packed files and calls the rest clean', async () => {
    const { caveat, endpoint } = await caveatOf(
      'AlertEncrypted yes',
      'AlertExceedsMax yes',
      'MaxFileSize 20M',
      'MaxScanSize 80M',
    );
    expect(await scanCanary(endpoint, await zipOfZeros(40), checkDeadlines, never)).toEqual({ kind: 'ok' });
    expect(caveat).toEqual({ kind: 'cutting', detail: expect.stringContaining('the first 20 MiB') });
  });

  it('are nothing to be warned of when it reports what is over them', async () => {
    const { caveat, endpoint } = await caveatOf(
      'AlertEncrypted yes',
      'AlertExceedsMax yes',
      'MaxFileSize 40M',
      'MaxScanSize 40M',
    );
    expect(await scanCanary(endpoint, await zipOfZeros(60), checkDeadlines, never)).toMatchObject({
      kind: 'unscannable',
      reason: 'limits-exceeded',
    });
    expect(caveat).toBeNull();
  });

  it('are nothing to be warned of when it has none of size', async () => {
    const none = ['MaxFileSize 0', 'MaxScanSize 0'];
    expect((await caveatOf('AlertEncrypted yes', 'AlertExceedsMax yes', ...none)).caveat).toBeNull();
  });

  it('are named when it reports encrypted files but not those over its limits', async () => {
    const { caveat } = await caveatOf('AlertEncrypted yes');
    expect(caveat).toEqual({ kind: 'lenient', detail: expect.stringContaining('set AlertExceedsMax to yes') });
  });
});
