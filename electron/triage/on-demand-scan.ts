import { realpath } from 'node:fs/promises';
import type { ScanSummary } from '../../contract/events.ts';
import type { FullScanProgress } from '../../contract/full-scan.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { within } from '../base/within.ts';
import { displayPath, type FilePath, filePath } from '../files/file-path.ts';
import { errorCode, errorText } from '../files/fs-error.ts';
import { createScanPace } from '../full-scan/scan-pace.ts';
import type { ScanJobs } from '../scan/scan-jobs.ts';
import { type DirectoryId, listFiles, type Unreadable } from '../watch/list-files.ts';
import { type Look, lookAtPath } from '../watch/look-at-path.ts';
import type { ReadDirectory } from '../watch/read-directory.ts';

export interface OnDemandParts {
  readonly jobs: ScanJobs;
  readonly enqueue: (path: FilePath, jobId: string) => void;
  /** Takes back what only this job has asked for. */
  readonly withdraw: (jobId: string) => void;
  readonly onUnreadable: (unreadable: Unreadable) => void;
  readonly onProgress: (jobId: string, progress: FullScanProgress) => void;
  readonly onEnd: (jobId: string, summary: ScanSummary) => void;
  readonly read: ReadDirectory;
  readonly look: (path: FilePath) => Promise<Look>;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly signal: AbortSignal;
  readonly isPaused: () => boolean;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Scans what somebody names, watched or not: a file, or every file below a folder. A named link is
 * followed, links below are not. The request answers as soon as all paths are seen to exist; files are found and
 * scanned meanwhile. What cannot be read is a result; any other error ends the scan, and its summary says so.
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
    const look = await parts.look(path);
    if (look.kind !== 'directory') {
      expect(path, look.kind === 'file' ? Number(look.identity.size) : 0);
      return;
    }
    const { read, isExcluded, signal } = parts;
    const options = { root: path, recursive: true, read, look: parts.look, isExcluded, onUnreadable, signal };
    for await (const files of listFiles(options)) {
      if (!parts.jobs.has(jobId)) return;
      for (const file of files) if (file.regular) expect(file.path, Number(file.identity.size));
    }
  };

  const findAll = async (jobId: string, paths: readonly FilePath[]): Promise<void> => {
    try {
      await Promise.all(paths.map((path) => findFiles(jobId, path)));
      parts.jobs.seal(jobId);
    } catch (error) {
      // A scan that Lazaret stops in has no summary: it would look like one of everything.
      if (parts.signal.aborted) return;
      parts.log.error('a scan by hand failed', error);
      parts.withdraw(jobId);
      parts.jobs.fail(jobId, errorText(error));
    }
  };

  return async (jobId, paths) => {
    if (parts.jobs.has(jobId)) return fail('already-exists', `There is a scan with the id ${jobId} already.`);
    if (parts.isPaused()) {
      return fail('paused', 'Scanning is paused, so nothing was scanned. Resume it in the window or the tray first.');
    }
    const named: FilePath[] = [];
    for (const path of paths) {
      const found = await within(findNamed(path), answerDeadlineMs, parts.clock);
      if (found === 'late') return noAnswer(displayPath(path));
      if (!found.ok) return found;
      named.push(found.value);
    }
    const endProgress = followJob(parts, jobId);
    parts.jobs.begin(jobId, (summary) => {
      endProgress();
      parts.onEnd(jobId, summary);
    });
    // The answer goes out before the files are looked for.
    setImmediate(() => void findAll(jobId, named));
    return ok(null);
  };
}

const progressEveryMs = 500;
/** A network share that is away never answers. */
const answerDeadlineMs = 5_000;

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

const noAnswer = (shown: string): Result<never> =>
  fail(
    'not-readable',
    `${shown} does not answer. Nothing was scanned. If it is on a network folder, check the connection.`,
    { path: shown },
  );

/** What somebody names may be a link: then it is where the link leads that is meant. */
async function findNamed(path: FilePath): Promise<Result<FilePath>> {
  const shown = displayPath(path);
  try {
    const named = filePath(await realpath(path.bytes, { encoding: 'buffer' }));
    // For the name of a mount nobody need have been asked so far.
    await lookAtPath(named);
    return ok(named);
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? fail('not-found', `There is nothing at ${shown}. Nothing was scanned. Check the spelling.`, { path: shown })
      : fail('not-readable', `${shown} cannot be looked at (${code}). Nothing was scanned. Check its permissions.`, {
          path: shown,
        });
  }
}
