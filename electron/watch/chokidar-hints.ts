import type { Stats } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { FSWatcher } from 'chokidar';
import { childPath, displayPath, type FilePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import type { DirectoryId } from './list-files.ts';
import type { HintKind } from './settle.ts';

export interface ChokidarHints {
  /** Resolves when every directory is watched, or none is any more. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * inotify reports one directory at a time and tells a new name from written data. FSEvents and
 * ReadDirectoryChangesW report whole trees, with both in one; there chokidar's own comparison is relied on.
 */
const platformHasExactEvents = process.platform === 'linux';

/**
 * Watches with chokidar 6 and passes on what it says as hints, paths put below `root` again.
 *
 * On Linux the kernel's own events (`raw`) are taken beside chokidar's `add`: they come without a detour through
 * chokidar's queue, tell a rename from a write, and are there too where chokidar thinks a file unchanged because
 * size and mtime are as before. `atomic`, `awaitWriteFinish` and `followSymlinks` are off: their defaults hide
 * names such as `x.exe~`, or leave the folder.
 */
export function startChokidar(options: {
  /** As the user knows it. */
  readonly root: FilePath;
  /** The same directory without symbolic links; must be nameable as a string. */
  readonly realRoot: FilePath;
  readonly recursive: boolean;
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly onHint: (path: FilePath, kind: HintKind) => void;
  /** The kernel has told something, whatever it was. */
  readonly onEvent: () => void;
  /** A directory may hold entries whose names chokidar cannot tell. */
  readonly onUnnamed: (directory: FilePath) => void;
  /** The root was removed or moved, or may have been: look whether it is still the same. */
  readonly onRootRemoved: () => void;
  /** A directory may not be looked into, and chokidar does not come back to it. */
  readonly onDenied: (directory: FilePath) => void;
  readonly onError: (error: unknown) => void;
}): ChokidarHints {
  const { root, recursive, isExcluded, onHint, onUnnamed } = options;
  const realRoot = displayPath(options.realRoot);
  const prefix = realRoot.endsWith(sep) ? realRoot : realRoot + sep;

  const below = (path: string): FilePath | null => {
    if (path === realRoot) return root;
    if (!path.startsWith(prefix)) return null;
    return childPath(root, path.slice(prefix.length));
  };
  const hint = (path: string, kind: HintKind): void => {
    const known = below(path);
    if (known !== null && known !== root) onHint(known, kind);
  };

  const watcher = new FSWatcher({
    ignoreInitial: true,
    atomic: false,
    awaitWriteFinish: false,
    followSymlinks: false,
    ...(recursive ? {} : { depth: 0 }),
    ignored: (path: string, stats?: Stats) =>
      stats?.isDirectory() === true &&
      isExcluded({ dev: BigInt(stats.dev), ino: BigInt(stats.ino) }, below(path) ?? root),
  });
  // The environment can make chokidar poll (CHOKIDAR_USEPOLLING); then there are no events of the kernel.
  const hasExactEvents = platformHasExactEvents && watcher.options.usePolling !== true;
  watcher.on('add', (path) => hint(path, 'found'));
  watcher.on('addDir', (path) => {
    const directory = recursive ? below(path) : null;
    if (hasExactEvents && directory !== null) onUnnamed(directory);
  });
  watcher.on('unlinkDir', (path) => {
    if (path === realRoot) options.onRootRemoved();
  });
  watcher.on('error', (error) => {
    const denied = deniedPathOf(error);
    const directory = denied === null ? null : below(denied);
    if (directory !== null) options.onDenied(directory);
    options.onError(error);
  });
  if (hasExactEvents) {
    watcher.on('raw', (event: unknown, name: unknown, details: unknown) => {
      options.onEvent();
      const directory = watchedPathOf(details);
      if (typeof name !== 'string' || directory === null) return;
      if (name.includes('\uFFFD')) {
        const parent = below(directory);
        if (parent !== null) onUnnamed(parent);
      }
      // inotify tells a directory's own removal under its own name; it may have been made anew since.
      if (directory === realRoot && event === 'rename' && name === basename(realRoot)) options.onRootRemoved();
      hint(join(directory, name), event === 'rename' ? 'appeared' : 'written');
    });
  } else {
    watcher.on('change', (path) => hint(path, 'written'));
    watcher.on('unlink', (path) => hint(path, 'found'));
  }
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  watcher.once('ready', () => isReady());
  watcher.add(realRoot);
  return {
    ready,
    async close() {
      await watcher.close();
      isReady();
    },
  };
}

/** The directory a raw event came from, as chokidar passes it (`{ watchedPath }`). */
function watchedPathOf(details: unknown): string | null {
  if (typeof details !== 'object' || details === null || !('watchedPath' in details)) return null;
  return typeof details.watchedPath === 'string' ? details.watchedPath : null;
}

/** The path of Node's error about what may not be looked at; null for every other error. */
function deniedPathOf(error: unknown): string | null {
  if (!['EACCES', 'EPERM'].includes(errorCode(error))) return null;
  return typeof error === 'object' && error !== null && 'path' in error && typeof error.path === 'string'
    ? error.path
    : null;
}
