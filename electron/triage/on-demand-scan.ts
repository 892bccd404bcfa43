import { realpath } from 'node:fs/promises';
import type { ScanSummary } from '../../contract/events.ts';
import type { FullScanProgress } from '../../contract/full-scan.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { displayPath, type FilePath, filePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { createScanPace } from '../full-scan/scan-pace.ts';
import type { ScanJobs } from '../scan/scan-jobs.ts';
import { type DirectoryId, listFiles, type Unreadable } from '../watch/list-files.ts';
import { lookAtPath } from '../watch/look-at-path.ts';

export interface OnDemandParts {
  readonly jobs: ScanJobs;
  readonly enqueue: (path: FilePath, jobId: string) => void;
  readonly onUnreadable: (unreadable: Unreadable) => void;
  readonly onProgress: (jobId: string, progress: FullScanProgress) => void;
  readonly onEnd: (jobId: string, summary: ScanSummary) => void;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly signal: AbortSignal;
  readonly isPaused: () => boolean;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Scans what somebody names, watched or not: a file, or every file below a folder. A named link is
 * followed, links below are not. The request answers as soon as all paths are seen to exist; files are found and
 * scanned meanwhile.
 */
export function createOnDemandScan(
  parts: OnDemandParts,
): (jobId: string, paths: readonly FilePath[]) => Promise<Result<null>> {
  const findFiles = async (jobId: string, path: FilePath): Promise<void> => {
    const expect = (file: FilePath, size: number): void => {
      parts.jobs.expect(jobId, file, size);
      parts.enqueue(file, jobId);
    };
    const onUnreadable = (unreadable: Unreadable): void => {
      parts.jobs.expect(jobId, unreadable.path, 0);
      parts.onUnreadable(unreadable);
    };
    try {
      const look = await lookAtPath(path);
      if (look.kind !== 'directory') {
        expect(path, look.kind === 'file' ? Number(look.identity.size) : 0);
        return;
      }
      const { isExcluded, signal } = parts;
      for await (const file of listFiles({ root: path, recursive: true, isExcluded, onUnreadable, signal })) {
        if (!parts.jobs.has(jobId)) return;
        if (file.regular) expect(file.path, Number(file.identity.size));
      }
    } catch (error) {
      if (parts.signal.aborted) return;
      onUnreadable({ path, code: errorCode(error) });
    }
  };

  return async (jobId, paths) => {
    if (parts.jobs.has(jobId)) return fail('already-exists', `There is a scan with the id ${jobId} already.`);
    if (parts.isPaused()) {
      return fail('paused', 'Scanning is paused, so nothing was scanned. Resume it in the window or the tray first.');
    }
    const named: FilePath[] = [];
    for (const path of paths) {
      const found = await findNamed(path);
      if (!found.ok) return found;
      named.push(found.value);
    }
    const endProgress = followJob(parts, jobId);
    parts.jobs.begin(jobId, (summary) => {
      endProgress();
      parts.onEnd(jobId, summary);
    });
    // The answer goes out before the files are looked for.
    setImmediate(() => {
      Promise.all(named.map((path) => findFiles(jobId, path)))
        .catch((error: unknown) => parts.log.error('looking for files to scan failed', error))
        .finally(() => parts.jobs.seal(jobId));
    });
    return ok(null);
  };
}

const progressEveryMs = 500;

/** Tells how far a job is, until it is over or called off. Returns the way to end that. */
function followJob(
  { jobs, clock, signal, onProgress }: Pick<OnDemandParts, 'jobs' | 'clock' | 'signal' | 'onProgress'>,
  jobId: string,
): () => void {
  const startedAt = clock.now().toISOString();
  const pace = createScanPace(clock.monotonicMs);
  let callOff = (): void => undefined;
  const follow = (): void => {
    callOff = clock.schedule(() => {
      const job = jobs.progress(jobId);
      if (job === null || signal.aborted) return;
      const { bytes, bytesFound, counts } = job;
      const isCounted = !job.finding;
      const files = Object.values(counts).reduce((sum, count) => sum + count, 0);
      pace.note({ files, bytes });
      onProgress(jobId, {
        ...{ id: jobId, trigger: 'on-demand', folderIds: null, startedAt, files, bytes, known: 0, counts },
        phase: isCounted ? 'scanning' : 'counting',
        filesTotal: isCounted ? job.files : null,
        bytesTotal: isCounted ? bytesFound : null,
        filesPerSecond: pace.filesPerSecond(),
        bytesPerSecond: pace.bytesPerSecond(),
        secondsLeft: isCounted ? pace.secondsLeft({ files: job.files - files, bytes: bytesFound - bytes }) : null,
      });
      follow();
    }, progressEveryMs);
  };
  follow();
  return () => callOff();
}

/** What somebody names may be a link: then it is where the link leads that is meant. */
async function findNamed(path: FilePath): Promise<Result<FilePath>> {
  const shown = displayPath(path);
  try {
    return ok(filePath(await realpath(path.bytes, { encoding: 'buffer' })));
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? fail('not-found', `There is nothing at ${shown}. Nothing was scanned. Check the spelling.`, { path: shown })
      : fail('not-readable', `${shown} cannot be looked at (${code}). Nothing was scanned. Check its permissions.`, {
          path: shown,
        });
  }
}
