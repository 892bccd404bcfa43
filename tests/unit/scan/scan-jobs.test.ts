import { describe, expect, test } from 'vitest';
import type { ScanSummary } from '../../../contract/events.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createScanJobs } from '../../../electron/scan/scan-jobs.ts';

const a = filePath('/a');
const b = filePath('/b');

describe('a scan asked for by hand', () => {
  test('ends when all its files are answered, and not before all were found', () => {
    const jobs = createScanJobs();
    const ended: ScanSummary[] = [];
    jobs.begin('j', (summary) => ended.push(summary));
    jobs.expect('j', a, 10);
    jobs.settle(a, 'clean');
    expect(ended).toEqual([]);
    jobs.expect('j', b, 5);
    expect(jobs.progress('j')).toMatchObject({ files: 2, bytes: 10, bytesFound: 15, finding: true });
    jobs.expect('j', b, 7);
    expect(jobs.progress('j')).toMatchObject({ files: 2, bytes: 10, bytesFound: 17 });
    jobs.seal('j');
    jobs.settle(b, 'unscannable');
    expect(jobs.progress('j')).toBeNull();
    expect(ended).toEqual([
      { type: 'summary', files: 2, clean: 1, infected: 0, suspicious: 0, unscannable: 1, failed: 0, failure: null },
    ]);
  });

  test('ends at once when there is nothing to scan', () => {
    const jobs = createScanJobs();
    let files: number | null = null;
    jobs.begin('j', (summary) => {
      files = summary.files;
    });
    jobs.seal('j');
    expect(files).toBe(0);
  });

  test('does not count a file that is gone, nor one nobody asked for', () => {
    const jobs = createScanJobs();
    const ended: ScanSummary[] = [];
    jobs.begin('j', (summary) => ended.push(summary));
    jobs.expect('j', a, 10);
    jobs.seal('j');
    jobs.settle(b, 'infected');
    expect(jobs.jobsOf(a)).toEqual(['j']);
    jobs.settle(a, null);
    expect(ended[0]?.files).toBe(0);
    expect(jobs.jobsOf(a)).toEqual([]);
  });

  test('that an error ends says so with what was counted so far, and waits for nothing more', () => {
    const jobs = createScanJobs();
    const ended: ScanSummary[] = [];
    jobs.begin('j', (summary) => ended.push(summary));
    jobs.expect('j', a, 10);
    jobs.expect('j', b, 5);
    jobs.settle(a, 'clean');
    jobs.fail('j', 'a bug');
    jobs.settle(b, 'infected');
    jobs.seal('j');
    expect(ended).toMatchObject([{ files: 1, clean: 1, infected: 0, failure: 'a bug' }]);
    expect(jobs.has('j')).toBe(false);
  });
});
