import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LazaretEvent } from '../../contract/events.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { eicar } from '../support/eicar.ts';
import { lazaret, type RunningLazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { type RealClamd, startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';

/** How many files; the 100,000 of the promise are counted out by `LAZARET_SCAN_FILES`. */
const fileCount = Number(process.env.LAZARET_SCAN_FILES ?? 400);

type Progress = Extract<LazaretEvent, { type: 'progress' }>;
const isOver = ({ phase }: Progress): boolean => phase === 'done' || phase === 'cancelled' || phase === 'failed';

/** Files in folders of a hundred, in the watched folder, with one infected one. */
function fill(watched: string, count: number): string {
  for (let index = 0; index < count; index += 1) {
    const directory = join(watched, `d${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(directory);
    writeFileSync(join(directory, `file-${index}`), `harmless ${index}`);
  }
  const infected = join(watched, 'd0', 'invoice.exe');
  writeFileSync(infected, eicar());
  return infected;
}

/** The paths that got a verdict, as often as they got one. */
const verdictPaths = ({ events }: RunningLazaret): string[] =>
  events.flatMap((event) => (event.type === 'verdict' && event.verdict !== 'failed' ? [event.path] : []));

describe.skipIf(whyNoRealClamd() !== null)('a full scan', () => {
  let clamd: RealClamd;
  beforeAll(async () => {
    clamd = await startRealClamd();
    process.env.LAZARET_CLAMD = formatEndpoint(clamd.unix);
  });
  afterAll(async () => {
    delete process.env.LAZARET_CLAMD;
    await clamd.stop();
  });

  test('scans what is there, tells how far it is, and the next one knows it already', async () => {
    const { data, watched } = await setUpWatched();
    const infected = fill(watched, fileCount);
    const running = startLazaret(data, ['scan']);
    const end = await running.next('progress', isOver, 600_000);
    expect(end).toMatchObject({ phase: 'done', trigger: 'startup', files: fileCount + 1, known: 0 });
    expect(end.counts).toMatchObject({ clean: fileCount, infected: 1, failed: 0 });
    expect(verdictPaths(running)).toHaveLength(fileCount + 1);
    expect(new Set(verdictPaths(running)).size).toBe(fileCount + 1);
    await running.next('quarantined', ({ path }) => path === infected);

    expect(await lazaret(data, ['full-scan', 'cancel'])).toMatchObject({ code: 2 });
    expect(await lazaret(data, ['full-scan'])).toMatchObject({ code: 0 });
    const second = await running.next('progress', (event) => isOver(event) && event.trigger === 'on-demand', 120_000);
    expect(second).toMatchObject({ phase: 'done', files: fileCount, known: fileCount });
    expect(verdictPaths(running)).toHaveLength(fileCount + 1);
    const { stdout } = await lazaret(data, ['status']);
    expect(stdout).toContain(`Full scan done: ${fileCount.toLocaleString('en')} file(s)`);
    await running.stop();
  });

  test('goes on after the process was killed, and scans nothing twice', async () => {
    const { data, watched } = await setUpWatched();
    fill(watched, 1_500);
    const first = startLazaret(data, ['scan']);
    await first.next('progress', ({ files }) => files > 100, 60_000);
    await first.stop('SIGKILL');
    const done = verdictPaths(first);
    expect(done.length).toBeLessThan(1_500);

    const second = startLazaret(data);
    const end = await second.next('progress', isOver, 120_000);
    expect(end).toMatchObject({ phase: 'done', trigger: 'startup', known: 0 });
    expect(end.counts).toMatchObject({ clean: 1_500, infected: 1 });
    // What was being written down when the process died may not have been told; nothing else is scanned again.
    const again = verdictPaths(second).filter((path) => done.includes(path));
    expect(again).toEqual([]);
    await second.stop();
  });

  test('that cannot read what is known of a file says that it failed, and goes on when asked to', async () => {
    const { data, watched } = await setUpWatched();
    fill(watched, 10);
    const running = startLazaret(data, ['scan']);
    await running.next('progress', isOver, 60_000);
    const setSignatures = (value: string): void => {
      const database = new Database(join(data, 'ledger.sqlite'));
      database.exec(`UPDATE verdicts SET signature_version = ${value} WHERE shown_path LIKE '%file-3'`);
      database.close();
    };
    // No text, so nothing that was ever written.
    setSignatures("x'ff'");
    expect(await lazaret(data, ['full-scan'])).toMatchObject({ code: 0 });
    const end = await running.next('progress', (event) => isOver(event) && event.trigger === 'on-demand', 60_000);
    expect(end).toMatchObject({ phase: 'failed', failure: expect.stringContaining('BLOB') });

    setSignatures('NULL');
    const { stdout } = await lazaret(data, ['status']);
    expect(stdout).toContain('A full scan ended before it had looked at everything.');
    expect(stdout).toMatch(/Full scan failed after .*\n.*BLOB.*Go on with it: lazaret full-scan resume\n/);
    expect(await lazaret(data, ['full-scan', 'resume'])).toMatchObject({ code: 0 });
    const resumed = await running.next('progress', (event) => isOver(event) && event.at > end.at, 60_000);
    expect(resumed).toMatchObject({ id: end.id, phase: 'done', files: 10, failure: null });
    expect((await lazaret(data, ['status'])).stdout).not.toContain('A full scan ended');
    expect((await lazaret(data, ['log'])).stdout).toMatch(/Full scan stopped by an error after .*\n.*BLOB/);
    await running.stop();
  });

  test('is cancelled from outside, and its files are found by a later sweep or scan', async () => {
    const { data, watched } = await setUpWatched();
    fill(watched, 2_000);
    const running = startLazaret(data, ['scan']);
    await running.next('progress', ({ files }) => files > 0, 60_000);
    expect(await lazaret(data, ['full-scan', 'pause'])).toMatchObject({ code: 0 });
    await running.next('progress', ({ phase }) => phase === 'paused');
    expect(await lazaret(data, ['full-scan', 'cancel'])).toMatchObject({ code: 0 });
    const end = await running.next('progress', isOver);
    expect(end.phase).toBe('cancelled');
    expect(end.files).toBeLessThan(2_001);
    await running.stop();
    rmSync(watched, { recursive: true });
  });
});
