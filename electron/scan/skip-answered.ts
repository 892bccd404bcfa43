import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { lookAtPath } from '../watch/look-at-path.ts';
import type { ScanTry, ScanTryResult } from './scan-queue-entry.ts';

type Run = (job: ScanTry, signal: AbortSignal) => Promise<ScanTryResult>;

/** A file system's clock may stand still for so long: what is changed twice meanwhile looks like one version. */
const longestTickMs = 100;
const nsPerMs = 1_000_000n;

/**
 * `run`, except that the echo of a hint, one that came while its file was being scanned, is looked at first: most echoes
 * tell of the very version that has its answer by now, which would be scanned and written down twice. Where the file was
 * changed just before its scan, the echo may be of another change that left no trace, and is heeded.
 */
export function skipAnswered(run: Run, isSettled: (path: FilePath, identity: FileIdentity) => boolean): Run {
  return async (job, signal) => {
    if (job.echoOf !== null) {
      const look = await lookAtPath(job.path);
      if (look.kind === 'file' && restedBefore(job.echoOf, look.identity) && isSettled(job.path, look.identity))
        return 'done';
    }
    return run(job, signal);
  };
}

const restedBefore = (begin: Date, { ctimeNs }: FileIdentity): boolean =>
  ctimeNs < BigInt(begin.getTime() - longestTickMs) * nsPerMs;
