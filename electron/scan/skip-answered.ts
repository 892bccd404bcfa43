import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { lookAtPath } from '../watch/look-at-path.ts';
import type { ScanTry, ScanTryResult } from './scan-queue-entry.ts';

type Run = (job: ScanTry, signal: AbortSignal) => Promise<ScanTryResult>;

/**
 * `run`, except that the echo of a hint, one that came while its file was being scanned, is looked at first: most echoes
 * tell of the very version that has its answer by now, which would be scanned and written down twice.
 */
export function skipAnswered(run: Run, isSettled: (path: FilePath, identity: FileIdentity) => boolean): Run {
  return async (job, signal) => {
    if (job.isEcho) {
      const look = await lookAtPath(job.path);
      if (look.kind === 'file' && isSettled(job.path, look.identity)) return 'done';
    }
    return run(job, signal);
  };
}
