import type { BlindSpot } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { within } from '../base/within.ts';
import type { FilePath } from '../files/file-path.ts';
import { createBlindSpots } from './blind-spots.ts';
import { createByteWatcher, isNameable } from './byte-watcher.ts';
import { startChokidar } from './chokidar-hints.ts';
import type { DirectoryId } from './list-files.ts';
import type { ReadDirectory } from './read-directory.ts';
import type { RootProbe } from './root-probe.ts';
import type { HintKind } from './settle.ts';
import { startPolling } from './tree-poller.ts';
import { hasMoreEntries } from './tree-size.ts';

export type PresentRoot = Extract<RootProbe, { kind: 'present' }>;

/** The watches on one root directory, good until that directory is replaced. */
export interface ArmedWatch {
  readonly root: PresentRoot;
  /** False while watches are still being set: a large tree on a slow disk can take long. */
  isWhole(): boolean;
  /** Why not everything below is watched; empty when all is. */
  blind(): readonly BlindSpot[];
  /** A hint was about a directory: watch it where chokidar cannot. */
  onDirectory(path: FilePath): void;
  /** Very many files are coming: from now on the directories alone are watched, where that tells the same. Once is enough. */
  lighten(): void;
  /**
   * Hints may have been lost, of new directories too, which then have no watch: sets those that are missing, by directories
   * alone. Resolves when that is done; what is in them is left to the sweep.
   */
  renew(): Promise<void>;
  /** Lets go of watches on directories that are gone. */
  prune(): Promise<void>;
  disarm(): Promise<void>;
}

interface ArmOptions {
  readonly path: FilePath;
  readonly root: PresentRoot;
  readonly recursive: boolean;
  /** Looks through the folder every few seconds instead of waiting for events. */
  readonly polling: boolean;
  readonly read: ReadDirectory;
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly isSilent: (path: FilePath) => boolean;
  /** Whether something there may stop answering. Chokidar asks for hundreds of files at once, and would wait with all threads. */
  readonly mayHang: boolean;
  readonly onHint: (path: FilePath, kind: HintKind) => void;
  /** The kernel has told something, whatever it was. */
  readonly onEvent: () => void;
  readonly onRootRemoved: () => void;
  /** The watcher had trouble and may have missed something. */
  readonly onTrouble: () => void;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
}

/**
 * Chokidar keeps a record of every file (about 2 kB each); a larger tree is watched on Linux by its directories alone,
 * whose events tell the same.
 */
const chokidarEntries = 20_000;

/** What of a tree is not watched by then goes on being set up, and sweeps see to it meanwhile. */
const readyDeadlineMs = 60_000;
const closeDeadlineMs = 5_000;
/** What cannot be counted by then is taken for large. */
const countDeadlineMs = 30_000;

/** Watches a root; resolves when all of it is watched, or after a minute. Rejects when `signal` aborts first. */
export async function armWatch(options: ArmOptions): Promise<ArmedWatch> {
  const { root, clock, log } = options;
  const blindSpots = createBlindSpots();

  const onError = (error: unknown): void => {
    const wasWhole = blindSpots.list().length === 0;
    const isBlind = blindSpots.note(error);
    if (!isBlind || (wasWhole && blindSpots.list().length > 0)) log.warn('the watcher reported an error', error);
    options.onTrouble();
  };
  const sources = options.polling ? pollTree(options) : await watchTree({ ...options, onError });
  const disarm = async (): Promise<void> => {
    if ((await within(sources.close(), closeDeadlineMs, clock)) === 'late')
      log.warn('the watcher did not close in time');
  };
  const ready = { isWhole: false };
  const whole = sources.ready.then(() => {
    ready.isWhole = true;
  });
  const inTime = await within(whole, readyDeadlineMs, clock, options.signal);
  if (options.signal.aborted) {
    await disarm();
    options.signal.throwIfAborted();
  }
  // What came to where no watch was yet is found by the sweep that trouble brings.
  if (inTime === 'late') void whole.then(options.onTrouble, onError);
  return {
    root,
    isWhole: () => ready.isWhole,
    blind: blindSpots.list,
    onDirectory: sources.onDirectory,
    lighten: sources.lighten,
    renew: sources.renew,
    prune: sources.prune,
    disarm,
  };
}

interface HintSource extends Pick<ArmedWatch, 'onDirectory' | 'lighten' | 'renew' | 'prune'> {
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

function pollTree({ path, recursive, read, isExcluded, onHint, clock, log }: ArmOptions): HintSource {
  const poller = startPolling({ root: path, recursive, read, isExcluded, onHint, clock, log });
  return {
    ready: poller.ready,
    onDirectory: () => undefined,
    lighten: () => undefined,
    renew: () => Promise.resolve(),
    prune: () => Promise.resolve(),
    close: async () => poller.close(),
  };
}

/** Chokidar, beside it the byte watcher for what chokidar cannot name, or that one alone where chokidar would be too heavy. */
async function watchTree(options: ArmOptions & { readonly onError: (error: unknown) => void }): Promise<HintSource> {
  const { path, root, recursive, isExcluded, isSilent, onHint, onEvent, onError, clock, log } = options;
  const isLinux = process.platform === 'linux';
  const isLarge = async (): Promise<boolean> =>
    (await within(hasMoreEntries(path, chokidarEntries, isSilent), countDeadlineMs, clock, options.signal)) !== false;
  const withChokidar = isNameable(root.realPath) && !options.mayHang && !(isLinux && recursive && (await isLarge()));
  let isLight = !withChokidar;
  const bytes = createByteWatcher({
    watchesAll: isLight,
    recursive,
    isExcluded,
    isSilent,
    onHint,
    onEvent,
    onError,
    clock,
    log,
  });
  const chokidar = withChokidar
    ? startChokidar({
        root: path,
        realRoot: root.realPath,
        recursive,
        isExcluded,
        onHint,
        onEvent,
        onUnnamed: (directory) => void bytes.inspect(directory),
        // While it is being closed it takes the end of its watch for that of the folder.
        onRootRemoved: () => (isLight ? undefined : options.onRootRemoved()),
        onDenied: bytes.takeOver,
        onError,
      })
    : null;
  const ready = chokidar?.ready ?? Promise.resolve();
  let adopting: Promise<void> = Promise.resolve();
  const watchByDirectories = (): Promise<void> => {
    isLight = true;
    // Chokidar goes on until all directories have their new watch, so that nothing is missed in between.
    adopting = adopting
      .then(() => bytes.adoptAll(path))
      .then(() => chokidar?.close())
      .catch(onError);
    return adopting;
  };
  return {
    ready: isLinux ? ready.then(() => bytes.adoptBelow(path)) : ready,
    onDirectory: (directory) => void bytes.onDirectory(directory),
    lighten() {
      if (isLinux && !isLight) void watchByDirectories();
    },
    // Elsewhere the system watches whole trees.
    renew: () => (isLinux && recursive ? watchByDirectories() : Promise.resolve()),
    prune: bytes.prune,
    async close() {
      bytes.close();
      await chokidar?.close();
    },
  };
}
