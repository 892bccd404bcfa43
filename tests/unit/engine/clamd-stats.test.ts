import { describe, expect, it, onTestFinished } from 'vitest';
import { parseStats, stats } from '../../../electron/engine/clamd-stats.ts';
import type { Endpoint } from '../../../electron/engine/endpoint.ts';
import { type FakeScript, startFakeClamd } from '../../support/fake-clamd.ts';

/** As clamd 1.4.6 said it, at rest. */
const atRest =
  'POOLS: 1\n\nSTATE: VALID PRIMARY\nTHREADS: live 1  idle 0 max 10 idle-timeout 30\nQUEUE: 0 items\n\tSTATS 0.000007 \n\nMEMSTATS: heap N/A mmap N/A used N/A free N/A releasable N/A pools 1 pools_used 5.883M pools_total 5.964M\nEND\0';

const atWork = atRest
  .replace('live 1  idle 0', 'live 10  idle 1')
  .replace('QUEUE: 0 items', 'QUEUE: 3 items min_wait: 0.000012 max_wait: 1.500000 avg_wait: 0.750000')
  .replace('\tSTATS', '\tINSTREAM 2.500000 \n\tSCAN 0.100000 /srv/a\n\tSTATS');

const read = (text: string) => parseStats(Buffer.from(text, 'latin1'));

async function fake(kind: Endpoint['kind'], script: FakeScript): Promise<Endpoint> {
  const clamd = await startFakeClamd(kind, script);
  onTestFinished(() => clamd.stop());
  return clamd.endpoint;
}

const reply =
  (text: string): FakeScript =>
  ({ socket }) =>
    void socket.once('data', () => socket.end(text));

describe('what clamd tells of its work', () => {
  it('is read from its exact words', () => {
    expect(read(atRest)).toEqual({
      threads: { live: 1, idle: 0, max: 10 },
      queued: 0,
      signatureBytes: Math.round(5.883 * 1024 * 1024),
    });
    expect(read(atWork)).toMatchObject({ threads: { live: 10, idle: 1, max: 10 }, queued: 3 });
    expect(read(atRest.replace('pools_used 5.883M', 'pools_used N/A'))).toMatchObject({ signatureBytes: null });
  });

  it('is not moved by the name of a file that is being scanned', () => {
    const forged = atWork.replace(
      '/srv/a',
      '/srv/a\nTHREADS: live 99  idle 99 max 99 idle-timeout 30\nQUEUE: 99 items\n',
    );
    expect(read(forged)).toEqual(read(atWork));
  });

  it.each([
    ['nothing', ''],
    ['a refusal', 'COMMAND UNAVAILABLE\0'],
    ['an unknown command', 'UNKNOWN COMMAND\0'],
    ['half an answer', atRest.slice(0, 120)],
    ['an answer without its end', atRest.replace('END\0', '')],
    ['two answers', atRest + atRest.slice(0, 10)],
    ['another order', atRest.replace('STATE: VALID PRIMARY\n', '')],
    ['a number beyond all sense', atRest.replace('max 10', `max ${'9'.repeat(400)}`)],
    ['an endless answer', atRest.replace('\tSTATS', `${'\tSCAN 0.1 /x\n'.repeat(30_000)}\tSTATS`)],
  ])('is taken for not told when it is %s', (_, text) => {
    expect(read(text)).toBeNull();
  });

  it.each(['tcp', 'unix'] as const)('is asked over %s, and never waited for', async (kind) => {
    const never = new AbortController().signal;
    const long = atRest.replace('\tSTATS', `${'\tSCAN 0.1 /x\n'.repeat(200)}\tSTATS`);
    expect(await stats(await fake(kind, reply(long)), 1_000, never)).toMatchObject({ queued: 0 });
    expect(await stats(await fake(kind, reply('COMMAND UNAVAILABLE\0')), 1_000, never)).toBeNull();
    const startedAt = performance.now();
    expect(await stats(await fake(kind, () => undefined), 150, never)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
