import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SettingsPatch } from '../../contract/settings.ts';
import { connectControl } from '../../electron/control/control-client.ts';
import { readOwner } from '../../electron/control/instance-lock.ts';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const noClamd = whyNoRealClamd();

/** Changes the policy of a running Lazaret, as the window does. */
async function setPolicy(data: string, policy: NonNullable<SettingsPatch['policy']>): Promise<void> {
  const client = await connectControl(readOwner(data)?.socket ?? '');
  if (client === null) throw new Error('No Lazaret answers.');
  onTestFinished(() => client.close());
  expect(await client.request('settings.update', { policy })).toMatchObject({ ok: true });
}

describe.skipIf(noClamd !== null)('the policy of a running Lazaret', () => {
  test('takes what it had held, watched or not, once it is told to lock infected files away', async () => {
    const { root, data, watched } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    await setPolicy(data, { infected: 'hold' });
    const inside = join(watched, 'bad.exe');
    const outside = join(root, 'outside.exe');
    for (const path of [inside, outside]) writeFileSync(path, eicar());
    await running.next('verdict', ({ path, verdict }) => path === inside && verdict === 'infected');
    expect(await lazaret(data, ['scan', outside])).toMatchObject({ code: 1 });
    expect(existsSync(inside) && existsSync(outside)).toBe(true);
    await setPolicy(data, { infected: 'quarantine' });
    for (const path of [inside, outside]) await running.next('quarantined', (event) => event.path === path);
    expect(existsSync(inside) || existsSync(outside)).toBe(false);
  });

  test('lets a held file go, and holds it again, as it is told', async () => {
    const { data, watched } = await setUpWatched();
    writeFileSync(join(watched, 'huge'), '');
    truncateSync(join(watched, 'huge'), 3 * 1024 ** 3);
    const running = startLazaret(data);
    await running.next('verdict', ({ reason }) => reason === 'too-large');
    const isHeld = async (): Promise<boolean> => {
      const { protection } = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
      return protection.reasons.some(({ code }: { code: string }) => code === 'unresolved-findings');
    };
    await waitFor('the finding to be held', isHeld);
    await setPolicy(data, { unscannable: { 'too-large': 'warn' } });
    await waitFor('the finding to be let go', async () => !(await isHeld()));
    expect((await lazaret(data, ['history'])).stdout).toContain('warned');
    await setPolicy(data, { unscannable: { 'too-large': 'hold' } });
    await waitFor('the finding to be held again', isHeld);
  });
});
