import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lazaret, type RunningLazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';

const noClamd = whyNoRealClamd();
const pageBytes = 4096;

/** How many files have a verdict; a full scan that goes on after a restart may give one a second. */
const judged = ({ events }: RunningLazaret): number =>
  new Set(events.flatMap((event) => (event.type === 'verdict' ? event.path : []))).size;

describe.skipIf(noClamd !== null)(`the history (${noClamd ?? 'clamd found'})`, () => {
  test('a verdict that was told is written down, though Lazaret is killed that moment; and it can be exported', async () => {
    const { root, data, watched } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    writeFileSync(join(watched, 'a.txt'), 'x');
    const { path } = await running.next('verdict');
    await running.stop('SIGKILL');

    const file = join(root, 'history.json');
    expect(await lazaret(data, ['history', '--export', file])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{ path, verdict: 'clean' }]);
    expect(await lazaret(data, ['history', '--export', file])).toMatchObject({ code: 2 });
    const csv = (await lazaret(data, ['history', '--format', 'csv'])).stdout.split('\r\n');
    expect(csv[1]).toContain(`,${path},,clean,`);
    writeFileSync(join(watched, 'b.txt'), 'larger');
    expect((await lazaret(data, ['scan', join(watched, 'b.txt')])).code).toBe(0);
    const sizes = async (...order: readonly string[]) =>
      JSON.parse((await lazaret(data, ['history', '--json', '--sort', 'size', ...order])).stdout).records.map(
        ({ size }: { size: number }) => size,
      );
    expect(await sizes()).toEqual([6, 1]);
    expect(await sizes('--reverse')).toEqual([1, 6]);
    expect((await lazaret(data, ['history', '--sort', 'colour'])).code).toBe(2);
    expect((await lazaret(data, ['history', '--origin', 'example.org'])).stdout).toContain('0 of 0');
    expect((await lazaret(data, ['history', '--export', join(root, 'a.txt')])).code).toBe(2);
  });

  test('a verdict keeps when its file arrived, came to rest, was queued and scanned, and a scan by hand what it knows', async () => {
    const { root, data, watched } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    const before = Date.now();
    writeFileSync(join(watched, 'arrived.txt'), 'x');
    await running.next('verdict');
    const outside = join(root, 'by-hand.txt');
    writeFileSync(outside, 'y');
    await lazaret(data, ['scan', outside]);

    const { records } = JSON.parse((await lazaret(data, ['history', '--json'])).stdout);
    const [byHand, arrived] = records;
    const { seenAt, settledAt, queuedAt, scanStartedAt, at } = arrived;
    const steps = [seenAt, settledAt, queuedAt, scanStartedAt, at].map((time) => Date.parse(time));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThanOrEqual(before);
    // It was written in place, so it has to rest for the time that is set.
    expect(Date.parse(settledAt) - Date.parse(seenAt)).toBeGreaterThanOrEqual(500);
    expect(byHand).toMatchObject({ path: outside, seenAt: null, settledAt: null });
    expect(Date.parse(byHand.scanStartedAt)).toBeGreaterThanOrEqual(Date.parse(byHand.queuedAt));
  });

  test('a ledger damaged in its middle is kept aside, said, and rebuilt by a sweep', async () => {
    const { data, watched } = await setUpWatched();
    for (let count = 0; count < 60; count += 1) writeFileSync(join(watched, `${count}`), `${count}`);
    const first = startLazaret(data, ['scan']);
    await first.next('verdict', () => judged(first) === 60);
    await first.stop();
    const ledger = join(data, 'ledger.sqlite');
    const bytes = readFileSync(ledger);
    // Its first page is well, so it opens; enough of the others are not that no free page can hide it, nor a log of changes.
    for (const log of ['-wal', '-shm']) rmSync(ledger + log, { force: true });
    writeFileSync(ledger, bytes.fill(0x5a, 2 * pageBytes, Math.floor(bytes.length / pageBytes / 2) * pageBytes));

    const second = startLazaret(data);
    await second.next('verdict', () => judged(second) === 60);
    const status = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    expect(status.notices).toMatchObject([{ code: 'ledger-broken' }]);
    expect(readFileSync(status.notices[0].params.path).length).toBe(bytes.length);
  });
});
