import type { ScanSummary } from '../../contract/events.ts';
import { noVerdicts, type Verdict, type VerdictCounts } from '../../contract/verdicts.ts';
import { type FilePath, pathKey } from '../files/file-path.ts';

/** Scans asked for by hand: which paths each still waits for, and what it counted. */
export interface ScanJobs {
  /** Begins a job. It cannot end before `seal`, so that paths may be added while they are being found. */
  begin(jobId: string, onEnd: (summary: ScanSummary) => void): void;
  /** @param size in bytes, where known */
  expect(jobId: string, path: FilePath, size: number): void;
  seal(jobId: string): void;
  /** The jobs that wait for the path. */
  jobsOf(path: FilePath): readonly string[];
  has(jobId: string): boolean;
  /** How far a job is; null when there is none such. `finding` until it is sealed. */
  progress(jobId: string): ScanProgress | null;
  /** Ends a job that an error keeps from being found whole. What it still waits for is not in its summary. */
  fail(jobId: string, failure: string): void;
  /** Forgets a job; it has no summary. */
  cancel(jobId: string): void;
  /** The path has its verdict; null when nothing was there any more. */
  settle(path: FilePath, verdict: Verdict | null): void;
}

export interface ScanProgress {
  readonly files: number;
  readonly finding: boolean;
  /** Of what is answered, and of all that was found so far. */
  readonly bytes: number;
  readonly bytesFound: number;
  readonly counts: VerdictCounts;
}

interface Job {
  /** The sizes of what has no answer yet, in bytes. */
  readonly pending: Map<string, number>;
  bytes: number;
  /** The sum of `pending`: it is asked for many times a second, and there may be hundreds of thousands. */
  openBytes: number;
  readonly onEnd: (summary: ScanSummary) => void;
  counts: VerdictCounts;
  sealed: boolean;
}

export function createScanJobs(): ScanJobs {
  const jobs = new Map<string, Job>();

  const answered = ({ counts }: Job): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const end = (jobId: string, job: Job, failure: string | null): void => {
    jobs.delete(jobId);
    job.onEnd({ type: 'summary', files: answered(job), ...job.counts, failure });
  };
  const endIfDone = (jobId: string, job: Job): void => {
    if (job.sealed && job.pending.size === 0) end(jobId, job, null);
  };

  return {
    begin(jobId, onEnd) {
      jobs.set(jobId, { pending: new Map(), bytes: 0, openBytes: 0, onEnd, counts: { ...noVerdicts }, sealed: false });
    },
    expect(jobId, path, size) {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      const grown = size - (job.pending.get(pathKey(path)) ?? 0);
      job.bytes += grown;
      job.openBytes += grown;
      job.pending.set(pathKey(path), size);
    },
    seal(jobId) {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      job.sealed = true;
      endIfDone(jobId, job);
    },
    jobsOf(path) {
      const key = pathKey(path);
      return [...jobs].flatMap(([jobId, job]) => (job.pending.has(key) ? [jobId] : []));
    },
    has: (jobId) => jobs.has(jobId),
    progress(jobId) {
      const job = jobs.get(jobId);
      if (job === undefined) return null;
      return {
        files: answered(job) + job.pending.size,
        finding: !job.sealed,
        bytes: job.bytes - job.openBytes,
        bytesFound: job.bytes,
        counts: job.counts,
      };
    },
    fail(jobId, failure) {
      const job = jobs.get(jobId);
      if (job !== undefined) end(jobId, job, failure);
    },
    cancel(jobId) {
      jobs.delete(jobId);
    },
    settle(path, verdict) {
      const key = pathKey(path);
      for (const [jobId, job] of [...jobs]) {
        const size = job.pending.get(key);
        if (size === undefined) continue;
        job.pending.delete(key);
        job.openBytes -= size;
        if (verdict !== null) job.counts = { ...job.counts, [verdict]: job.counts[verdict] + 1 };
        endIfDone(jobId, job);
      }
    },
  };
}
