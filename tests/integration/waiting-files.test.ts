import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { type CommandResult, lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';

const statusOf = async (data: string) => JSON.parse((await lazaret(data, ['status', '--json'])).stdout);

/** Lets every Lazaret the test starts use these endpoints only. */
function useEndpoints(...endpoints: readonly string[]): void {
  const before = process.env.LAZARET_CLAMD;
  process.env.LAZARET_CLAMD = endpoints.join(',');
  onTestFinished(() => {
    if (before === undefined) delete process.env.LAZARET_CLAMD;
    else process.env.LAZARET_CLAMD = before;
  });
}

describe.skipIf(whyNoRealClamd() !== null)('a file that could not be scanned', () => {
  test('waits by name and reason, also over a restart and where no sweep comes by, and is scanned in the end', async () => {
    const { root, data, watched } = await setUpWatched();
    const clamd = await startRealClamd();
    onTestFinished(() => clamd.stop());
    const outside = join(root, 'by-hand.txt');
    writeFileSync(outside, 'harmless');
    const leftOut = join(watched, 'left-out.log');
    expect(await lazaret(data, ['set', watched, '--exclude', '*.log'])).toMatchObject({ code: 0 });
    writeFileSync(leftOut, 'harmless');
    useEndpoints(join(root, 'nobody.sock'));
    const first = startLazaret(data);
    await first.next('engine', ({ state }) => state === 'down');
    const scan: CommandResult = await lazaret(data, ['scan', outside]);
    expect(scan.code).toBe(3);
    const { queue, protection } = await statusOf(data);
    expect(queue).toMatchObject({ waiting: 1, held: 1 });
    expect(queue.waitingFiles).toMatchObject([
      { path: outside, reason: 'engine-unavailable', tries: 0, nextTryAt: null },
    ]);
    expect(protection.reasons.map(({ code }: { code: string }) => code)).toContain('files-held');
    const words = (await lazaret(data, ['status'])).stdout;
    expect(words).toContain(`${outside}: Engine not reachable; Not tried yet, waits for an engine`);
    expect((await lazaret(data, ['retry'])).stdout).toContain('Being tried now: 1');
    expect(await lazaret(data, ['scan', leftOut])).toMatchObject({ code: 3 });
    await first.stop('SIGKILL');
    useEndpoints(formatEndpoint(clamd.unix));
    const second = startLazaret(data);
    expect(await second.next('verdict', ({ path }) => path === outside)).toMatchObject({ verdict: 'clean' });
    expect(await second.next('verdict', ({ path }) => path === leftOut)).toMatchObject({ verdict: 'clean' });
    expect((await statusOf(data)).queue).toMatchObject({ waiting: 0, held: 0, waitingFiles: [] });
  });
});
