import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ScanSummary } from '../../../contract/events.ts';
import { displayPath, type FilePath, filePath } from '../../../electron/files/file-path.ts';
import { createScanJobs } from '../../../electron/scan/scan-jobs.ts';
import { createOnDemandScan } from '../../../electron/triage/on-demand-scan.ts';
import { lookAtPath } from '../../../electron/watch/look-at-path.ts';
import { createDirectoryReader, type ReadDirectory } from '../../../electron/watch/read-directory.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Files on a real disk, and a queue that has its answer for each at once. */
function setUp() {
  const root = tempDir();
  mkdirSync(join(root, 'below'));
  for (const name of ['a', 'b', 'below/c']) writeFileSync(join(root, name), 'ten bytes.');
  const jobs = createScanJobs();
  const clock = createFakeClock();
  const stopping = new AbortController();
  const asked: string[] = [];
  const withdrawn: string[] = [];
  const logged: unknown[] = [];
  const ended: ScanSummary[] = [];
  const readWell = createDirectoryReader();
  let read: ReadDirectory = readWell;
  const scan = createOnDemandScan({
    jobs,
    enqueue(path: FilePath) {
      asked.push(displayPath(path));
      jobs.settle(path, 'clean');
    },
    withdraw: (jobId) => withdrawn.push(jobId),
    onUnreadable: ({ path }) => jobs.settle(path, 'unscannable'),
    onProgress: () => undefined,
    onEnd: (_, summary) => ended.push(summary),
    read: (directory, signal) => read(directory, signal),
    look: lookAtPath,
    isExcluded: () => false,
    signal: stopping.signal,
    isPaused: () => false,
    clock,
    log: { error: (...said) => logged.push(said) },
  });
  /** Reading anything but the folder that was named is this from now on. */
  const readBelow = (next: () => Promise<never>): void => {
    read = (directory, signal) => (displayPath(directory.path) === root ? readWell(directory, signal) : { next });
  };
  return {
    ...{ jobs, asked, withdrawn, logged, ended, clock },
    begin: () => scan('j', [filePath(root)]),
    breakBelow: (error: Error) => readBelow(() => Promise.reject(error)),
    /** Lazaret is stopped while what is below is read; resolves when it was. */
    stopBelow: () =>
      new Promise<void>((resolve) => {
        readBelow(() => {
          stopping.abort(new Error('Lazaret is stopping.'));
          resolve();
          return Promise.reject(stopping.signal.reason);
        });
      }),
  };
}

test('a scan by hand that an error ends is not taken for one of everything', async () => {
  const { begin, breakBelow, ended, jobs, logged, withdrawn, asked } = setUp();
  breakBelow(new Error('a bug'));
  expect(await begin()).toMatchObject({ ok: true });
  await waitFor('the end', () => ended.length > 0);
  expect(ended).toMatchObject([{ files: 2, clean: 2, unscannable: 0, failure: 'a bug' }]);
  expect(asked).toHaveLength(2);
  expect(withdrawn).toEqual(['j']);
  expect(logged).toHaveLength(1);
  expect(jobs.has('j')).toBe(false);
});

test('a folder that cannot be read is a result of a scan by hand, and no failure of it', async () => {
  const { begin, breakBelow, ended } = setUp();
  breakBelow(Object.assign(new Error('no'), { code: 'EACCES' }));
  await begin();
  await waitFor('the end', () => ended.length > 0);
  expect(ended).toMatchObject([{ files: 3, clean: 2, unscannable: 1, failure: null }]);
});

test('a scan by hand that Lazaret is stopped in has no summary', async () => {
  const { begin, stopBelow, ended, clock, logged, asked } = setUp();
  const reached = stopBelow();
  await begin();
  await reached;
  await clock.settle();
  expect(asked).toHaveLength(2);
  expect(ended).toEqual([]);
  expect(logged).toEqual([]);
});
