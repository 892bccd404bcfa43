import type { ScanSummary } from '../../contract/events.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { displayPath, type FilePath } from '../files/file-path.ts';
import type { ScanJobs } from '../scan/scan-jobs.ts';
import { type DirectoryId, listFiles, type Unreadable } from '../watch/list-files.ts';
import { lookAtPath } from '../watch/look-at-path.ts';

/**
 * Scans what somebody names, watched or not: a file, or every file below a folder. Symbolic links are not followed.
 * The request answers as soon as all paths are seen to exist; files are found and scanned meanwhile.
 */
export function createOnDemandScan(parts: {
  readonly jobs: ScanJobs;
  readonly enqueue: (path: FilePath, jobId: string) => void;
  readonly onUnreadable: (unreadable: Unreadable) => void;
  readonly onEnd: (jobId: string, summary: ScanSummary) => void;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly newJobId: () => string;
  readonly signal: AbortSignal;
}): (paths: readonly FilePath[]) => Promise<Result<{ jobId: string }>> {
  const findFiles = async (jobId: string, path: FilePath): Promise<void> => {
    const expect = (file: FilePath): void => {
      parts.jobs.expect(jobId, file);
      parts.enqueue(file, jobId);
    };
    const onUnreadable = (unreadable: Unreadable): void => {
      parts.jobs.expect(jobId, unreadable.path);
      parts.onUnreadable(unreadable);
    };
    try {
      if ((await lookAtPath(path)).kind !== 'directory') {
        expect(path);
        return;
      }
      const { isExcluded, signal } = parts;
      for await (const file of listFiles({ root: path, recursive: true, isExcluded, onUnreadable, signal })) {
        if (file.regular) expect(file.path);
      }
    } catch (error) {
      onUnreadable({ path, code: error instanceof Error ? error.message : String(error) });
    }
  };

  return async (paths) => {
    for (const path of paths) {
      const look = await lookAtPath(path);
      const shown = displayPath(path);
      if (look.kind === 'gone') {
        return fail('not-found', `There is nothing at ${shown}. Nothing was scanned. Check the spelling.`, {
          path: shown,
        });
      }
      if (look.kind === 'unreadable') {
        const message = `${shown} cannot be looked at (${look.code}). Nothing was scanned. Check its permissions.`;
        return fail('not-readable', message, { path: shown });
      }
    }
    const jobId = parts.newJobId();
    parts.jobs.begin(jobId, (summary) => parts.onEnd(jobId, summary));
    // In its own turn of the event loop: the caller learns the id before the first verdict comes.
    setImmediate(() => {
      void Promise.all(paths.map((path) => findFiles(jobId, path))).then(() => parts.jobs.seal(jobId));
    });
    return ok({ jobId });
  };
}
