import { describe, expect, test } from 'vitest';
import { fail, ok } from '../../../contract/result.ts';
import { noVerdicts, type ScanRecord } from '../../../contract/verdicts.ts';
import { type FilePath, filePath } from '../../../electron/files/file-path.ts';
import { createHandScans } from '../../../electron/scan/hand-scans.ts';
import { createScanJobs } from '../../../electron/scan/scan-jobs.ts';
import { verdictToEvent } from '../../../electron/triage/verdict-event.ts';

const infected: ScanRecord = {
  id: 7,
  at: '2030-01-01T00:00:00.000Z',
  path: '/d/a.exe',
  folderId: null,
  verdict: 'infected',
  reason: null,
  signature: 'Eicar-Test-Signature',
  detail: null,
  sha256: null,
  size: 68,
  trigger: 'on-demand',
  durationMs: 3,
  origin: null,
  referrer: null,
  engine: null,
  signatureVersion: null,
  action: 'none',
  actionDetail: null,
  quarantineId: null,
  acknowledged: false,
  isLatest: true,
  wasCleanAt: null,
  seenAt: null,
  settledAt: null,
  queuedAt: null,
  scanStartedAt: null,
};

const setUp = (answer: Awaited<ReturnType<Parameters<typeof createHandScans>[0]['scanPaths']>> = ok(null)) => {
  const jobs = createScanJobs();
  const asked: (readonly FilePath[])[] = [];
  const scans = createHandScans({
    jobs,
    scanPaths: async (jobId, paths) => {
      asked.push(paths);
      if (answer.ok) {
        jobs.begin(jobId, (summary) => scans.hear(summary, { jobIds: [jobId], record: null }));
      }
      return answer;
    },
    randomId: () => 'again',
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  return { jobs, scans, asked };
};

describe('a scan asked for in the window', () => {
  test('says how far it is while files are still being found', async () => {
    const { jobs, scans } = setUp();
    await scans.start('j', [filePath('/d'), filePath('/e')]);
    jobs.expect('j', filePath('/d/a'), 1);
    jobs.expect('j', filePath('/d/b'), 1);
    jobs.settle(filePath('/d/a'), 'clean');
    expect(scans.list()).toMatchObject([
      { id: 'j', path: '/d', paths: 2, state: 'running', files: 2, finding: true, counts: { clean: 1 } },
    ]);
  });

  test('keeps its result, with the latest word on each finding, until it is dismissed', async () => {
    const { jobs, scans } = setUp();
    await scans.start('j', [filePath('/d')]);
    const path = filePath('/d/a.exe');
    jobs.expect('j', path, 1);
    jobs.seal('j');
    scans.hear(verdictToEvent(infected), { jobIds: ['j'], record: infected });
    const taken = { ...infected, action: 'quarantined', quarantineId: 'q1' } as const;
    scans.hear(verdictToEvent(taken), { jobIds: ['j'], record: taken });
    jobs.settle(path, 'infected');
    expect(scans.list()).toMatchObject([
      { state: 'done', files: 1, counts: { infected: 1 }, findings: [{ recordId: 7, quarantineId: 'q1' }] },
    ]);
    expect(scans.dismiss('j')).toBe(true);
    expect(scans.list()).toEqual([]);
    expect(scans.dismiss('j')).toBe(false);
  });

  test('hears nothing of files that others asked for', async () => {
    const { scans } = setUp();
    await scans.start('j', [filePath('/d')]);
    scans.hear(verdictToEvent(infected), { jobIds: ['other'], record: infected });
    expect(scans.list()).toMatchObject([{ findings: [], counts: noVerdicts }]);
  });

  test('keeps what it had counted when it is called off, and cannot be dismissed before', async () => {
    const { jobs, scans } = setUp();
    await scans.start('j', [filePath('/d')]);
    jobs.expect('j', filePath('/d/a'), 1);
    jobs.expect('j', filePath('/d/b'), 1);
    jobs.settle(filePath('/d/a'), 'clean');
    expect(scans.dismiss('j')).toBe(false);
    scans.cancel('j');
    jobs.cancel('j');
    expect(scans.list()).toMatchObject([{ state: 'cancelled', finding: false, files: 2, counts: { clean: 1 } }]);
  });

  test('leaves nothing behind when it is refused', async () => {
    const { scans } = setUp(fail('paused', 'Scanning is paused.'));
    expect(await scans.start('j', [filePath('/d')])).toMatchObject({ ok: false });
    expect(scans.list()).toEqual([]);
  });

  test('that an error ended is never called done, and is repeated in its place', async () => {
    const { jobs, scans, asked } = setUp();
    const paths = [filePath('/d'), filePath('/e')];
    await scans.start('j', paths);
    jobs.expect('j', filePath('/d/a'), 1);
    jobs.settle(filePath('/d/a'), 'clean');
    expect(await scans.repeat('j')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    jobs.fail('j', 'a bug');
    expect(scans.list()).toMatchObject([{ state: 'failed', failure: 'a bug', files: 1, finding: false }]);
    expect(await scans.repeat('j')).toEqual(ok({ jobId: 'again' }));
    expect(asked).toEqual([paths, paths]);
    expect(scans.list()).toMatchObject([{ id: 'again', state: 'running', failure: null, counts: noVerdicts }]);
    jobs.seal('again');
    expect(scans.list()).toMatchObject([{ state: 'done', files: 0, failure: null }]);
  });
});
