import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { createByteWatcher, isNameable } from './byte-watcher.ts';
import { startChokidar } from './chokidar-hints.ts';
import type { DirectoryId } from './list-files.ts';
import type { RootProbe } from './root-probe.ts';
import type { HintKind } from './settle.ts';
import { watchLimitDetail } from './watch-limit.ts';

export type PresentRoot = Extract<RootProbe, { kind: 'present' }>;

/** The watches on one root directory, good until that directory is replaced. */
export interface ArmedWatch {
  readonly root: PresentRoot;
  /** Why not everything below is watched, with what mends it; null when all is. */
  limited(): string | null;
  /** A hint was about a directory: watch it where chokidar cannot. */
  onDirectory(path: FilePath): void;
  /** Lets go of watches on directories that are gone. */
  prune(): Promise<void>;
  disarm(): Promise<void>;
}

/** A tree so large, or a share so slow, that it takes longer is treated as unavailable, and tried again. */
const readyDeadlineMs = 120_000;
const closeDeadlineMs = 5_000;

/** Watches a root; resolves when all of it is watched, rejects when that takes over two minutes or `signal` aborts. */
export async function armWatch(options: {
  readonly path: FilePath;
  readonly root: PresentRoot;
  readonly recursive: boolean;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly onHint: (path: FilePath, kind: HintKind) => void;
  readonly onRootRemoved: () => void;
  /** The watcher had trouble and may have missed something. */
  readonly onTrouble: () => void;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
}): Promise<ArmedWatch> {
  const { path, root, recursive, isExcluded, onHint, clock, log } = options;
  let limited: string | null = null;

  const onError = (error: unknown): void => {
    const detail = watchLimitDetail(errorCode(error));
    if (detail === null) log.warn('the watcher reported an error', error);
    else if (limited === null) log.warn(detail, error);
    limited ??= detail;
    options.onTrouble();
  };
  const canBeNamed = isNameable(root.realPath);
  const bytes = createByteWatcher({ watchesAll: !canBeNamed, recursive, isExcluded, onHint, onError, log });
  const chokidar = canBeNamed
    ? startChokidar({
        root: path,
        realRoot: root.realPath,
        recursive,
        isExcluded,
        onHint,
        onUnnamed: (directory) => void bytes.inspect(directory),
        onRootRemoved: options.onRootRemoved,
        onError,
      })
    : null;

  const disarm = async (): Promise<void> => {
    bytes.close();
    if (chokidar === null) return;
    const closed = await within(chokidar.close(), closeDeadlineMs, clock);
    if (closed === 'late') log.warn('the watcher did not close in time');
  };

  const adopted = process.platform === 'linux' ? () => bytes.adoptBelow(path) : () => Promise.resolve();
  const ready = (chokidar?.ready ?? Promise.resolve()).then(adopted);
  if ((await within(ready, readyDeadlineMs, clock, options.signal)) === 'late') {
    await disarm();
    throw new Error('The folder could not be watched within two minutes.');
  }

  return {
    root,
    limited: () => limited,
    onDirectory: (directory) => void bytes.onDirectory(directory),
    prune: bytes.prune,
    disarm,
  };
}

/** The work's result, or `late` when the deadline passed or `signal` aborted first. */
async function within<T>(
  work: Promise<T>,
  deadlineMs: number,
  clock: Pick<Clock, 'schedule'>,
  signal?: AbortSignal,
): Promise<T | 'late'> {
  let callOff = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    const giveUp = (): void => resolve('late');
    const callOffTimer = clock.schedule(giveUp, deadlineMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    callOff = () => {
      callOffTimer();
      signal?.removeEventListener('abort', giveUp);
    };
    if (signal?.aborted === true) giveUp();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    callOff();
  }
}
