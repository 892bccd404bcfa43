import type { ScanSummary } from '../../contract/events.ts';
import { noVerdicts, type Verdict, type VerdictCounts } from '../../contract/verdicts.ts';
import { type FilePath, pathKey } from '../files/file-path.ts';

/** Scans asked for by hand: which paths each still waits for, and what it counted. */
export interface ScanJobs {
  /** Begins a job. It cannot end before `seal`, so that paths may be added while they are being found. */
  begin(jobId: string, onEnd: (summary: ScanSummary) => void): void;
  expect(jobId: string, path: FilePath): void;
  seal(jobId: string): void;
  /** The jobs that wait for the path. */
  jobsOf(path: FilePath): readonly string[];
  has(jobId: string): boolean;
  /** How far a job is; null when there is none such. `finding` until it is sealed. */
  progress(jobId: string): ScanProgress | null;
  /** Forgets a job; it has no summary. */
  cancel(jobId: string): void;
  /** The path has its verdict; null when nothing was there any more. */
  settle(path: FilePath, verdict: Verdict | null): void;
}

export interface ScanProgress {
  readonly files: number;
  readonly finding: boolean;
  readonly counts: VerdictCounts;
}

interface Job {
  readonly pending: Map<string, FilePath>;
  readonly onEnd: (summary: ScanSummary) => void;
  counts: VerdictCounts;
  sealed: boolean;
}

export function createScanJobs(): ScanJobs {
  const jobs = new Map<string, Job>();

  const answered = ({ counts }: Job): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const endIfDone = (jobId: string, job: Job): void => {
    if (!job.sealed || job.pending.size > 0) return;
    jobs.delete(jobId);
    job.onEnd({ type: 'summary', files: answered(job), ...job.counts });
  };

  return {
    begin(jobId, onEnd) {
      jobs.set(jobId, { pending: new Map(), onEnd, counts: { ...noVerdicts }, sealed: false });
    },
    expect(jobId, path) {
      jobs.get(jobId)?.pending.set(pathKey(path), path);
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
      return { files: answered(job) + job.pending.size, finding: !job.sealed, counts: job.counts };
    },
    cancel(jobId) {
      jobs.delete(jobId);
    },
    settle(path, verdict) {
      const key = pathKey(path);
      for (const [jobId, job] of [...jobs]) {
        if (!job.pending.delete(key)) continue;
        if (verdict !== null) job.counts = { ...job.counts, [verdict]: job.counts[verdict] + 1 };
        endIfDone(jobId, job);
      }
    },
  };
}
