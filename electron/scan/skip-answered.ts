import type { Verdict } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { lookAtPath } from '../watch/look-at-path.ts';
import type { ScanTry, ScanTryResult } from './scan-queue-entry.ts';

type Run = (job: ScanTry, signal: AbortSignal) => Promise<ScanTryResult>;

/** A file system's clock may stand still for so long: what is changed twice meanwhile looks like one version. */
const longestTickMs = 100;
const nsPerMs = 1_000_000n;

/**
 * `run`, except that an echo, a wish that came while its file was being scanned, is looked at first: most echoes tell of
 * the very version that has its answer by now, which would be scanned and written down twice. Where the file was changed
 * just before its scan, the echo may be of another change that left no trace, and is heeded.
 */
export function skipAnswered(
  run: Run,
  answers: {
    /** Whether this version needs no scan: enough for a hint. */
    readonly isSettled: (path: FilePath, identity: FileIdentity) => boolean;
    /** The verdict of this version that was given since then: enough for a full scan. Null when there is none. */
    readonly since: (path: FilePath, identity: FileIdentity, since: Date) => Verdict | null;
    /** A full scan waits for each file it has asked for; one that was not scanned once more is told so here. */
    readonly onAnswered: (path: FilePath, verdict: Verdict) => void;
  },
): Run {
  const isAnswered = (job: ScanTry, echoOf: Date, identity: FileIdentity): boolean => {
    if (job.jobIds.length === 0) return answers.isSettled(job.path, identity);
    const verdict = answers.since(job.path, identity, echoOf);
    if (verdict !== null) answers.onAnswered(job.path, verdict);
    return verdict !== null;
  };
  return async (job, signal) => {
    if (job.echoOf !== null) {
      const look = await lookAtPath(job.path);
      if (look.kind === 'file' && restedBefore(job.echoOf, look.identity) && isAnswered(job, job.echoOf, look.identity))
        return 'done';
    }
    return run(job, signal);
  };
}

const restedBefore = (begin: Date, { ctimeNs }: FileIdentity): boolean =>
  ctimeNs < BigInt(begin.getTime() - longestTickMs) * nsPerMs;
