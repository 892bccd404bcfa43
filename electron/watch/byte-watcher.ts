import { Buffer, isUtf8 } from 'node:buffer';
import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { createTimeSlice } from '../base/time-slice.ts';
import { baseName, childPath, displayPath, type FilePath, isInside, pathKey } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { isOutOfFiles } from '../files/open-files.ts';
import { type NamedEntry, namesIn } from './directory-names.ts';
import type { DirectoryId } from './list-files.ts';
import { type Look, lookAtPath, silentCode } from './look-at-path.ts';
import type { HintKind } from './settle.ts';

/**
 * Whether chokidar can name the path: it works with strings, which lose bytes that are not UTF-8, and on POSIX it
 * takes a backslash for a separator.
 */
export const isNameable = (path: FilePath): boolean =>
  isUtf8(path.bytes) && (process.platform === 'win32' || !path.bytes.includes('\\'));

/**
 * Watches directories one by one and by their bytes: those chokidar cannot name (only Linux has such names), or all of
 * a tree that is too large for chokidar.
 */
export interface ByteWatcher {
  /** A directory has appeared: watches it and hints at what is in it, unless chokidar does. */
  onDirectory(directory: FilePath): Promise<void>;
  /** Hints at the entries of a directory that chokidar cannot name, and at no others. */
  inspect(directory: FilePath): Promise<void>;
  /** Chokidar may not look into a directory: should that change, it and all below it is watched here. */
  takeOver(directory: FilePath): void;
  /** Watches every directory from `root` down that chokidar cannot name; what is in them is left to the sweep. */
  adoptBelow(root: FilePath): Promise<void>;
  /**
   * From now on it watches every directory, as if chokidar could name none: those from `root` down, and all to come. It
   * hints at what is in those that appeared shortly before, for chokidar may not have got to them.
   */
  adoptAll(root: FilePath): Promise<void>;
  /** Lets go of directories that are gone or have been replaced. */
  prune(): Promise<void>;
  close(): void;
}

interface Adopted {
  readonly path: FilePath;
  readonly id: DirectoryId;
  readonly watcher: FSWatcher;
  /** Whether files may have come into it before it was watched, which nobody has hinted at. */
  mayHoldUnhinted: boolean;
}

/** A directory that appeared longer ago has long been looked into by chokidar. */
const newForMs = 60_000;

export function createByteWatcher(options: {
  /** Whether it watches every directory from the beginning, and not only those chokidar cannot name. */
  readonly watchesAll: boolean;
  readonly recursive: boolean;
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  /** Whether nobody would answer there. */
  readonly isSilent: (path: FilePath) => boolean;
  readonly onHint: (path: FilePath, kind: HintKind) => void;
  /** The kernel has told something, whatever it was. */
  readonly onEvent: () => void;
  readonly onError: (error: unknown) => void;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Pick<Logger, 'debug'>;
}): ByteWatcher {
  const { recursive, isExcluded, isSilent, onHint, onEvent, onError, clock, log } = options;
  let { watchesAll } = options;
  const taken = new Map<string, FilePath>();
  const isOurs = (directory: FilePath): boolean =>
    watchesAll || !isNameable(directory) || [...taken.values()].some((above) => isInside(directory, above));
  const adopted = new Map<string, Adopted>();
  const inspecting = new Map<string, { again: boolean }>();
  /** Directories chokidar watches, by when they appeared: oldest first, and none from long ago. */
  const appeared = new Map<string, number>();
  let closed = false;

  const entriesOf = async (directory: FilePath): Promise<readonly NamedEntry[]> => {
    try {
      return await namesIn(directory);
    } catch (error) {
      // The sweep reports directories that cannot be read; where that is for a want of ours, it comes soon.
      if (isOutOfFiles(errorCode(error))) onError(error);
      log.debug('a directory could not be listed', { path: displayPath(directory), code: errorCode(error) });
      return [];
    }
  };

  const lookInto = async (directory: FilePath): Promise<Look> =>
    isSilent(directory) ? { kind: 'unreadable', code: silentCode } : lookAtPath(childPath(directory, '.'));

  const inDirectory = (directory: FilePath, { name }: NamedEntry): FilePath =>
    childPath(directory, Buffer.from(name, 'latin1'));

  /** Hints at what is in a directory. */
  const hintAt = async (directory: FilePath, isMeant: (path: FilePath) => boolean): Promise<void> => {
    const slice = createTimeSlice();
    for (const entry of await entriesOf(directory)) {
      const path = inDirectory(directory, entry);
      if (isMeant(path)) onHint(path, 'found');
      if (slice.isOver()) await slice.rest();
      if (closed) return;
    }
  };

  const letGo = (entry: Adopted): void => {
    if (adopted.get(pathKey(entry.path)) === entry) adopted.delete(pathKey(entry.path));
    entry.watcher.close();
  };

  const watchDirectory = (path: FilePath, id: DirectoryId, mayHoldUnhinted: boolean): boolean => {
    try {
      const watcher = watch(path.bytes, { encoding: 'buffer' }, (event, name) => {
        onEvent();
        if (!Buffer.isBuffer(name)) return;
        onHint(childPath(path, name), event === 'rename' ? 'appeared' : 'written');
        // inotify tells a directory's own removal or move under its own name. The watch is dead then, and what is made
        // there next may even get the same inode: it is watched anew, and looked into.
        if (event !== 'rename' || !name.equals(baseName(path))) return;
        // Not by way of a hint: at the root there is nobody who would look, and it may be a symbolic link.
        letGo(entry);
        void adopt(path, 'hint');
      });
      const entry: Adopted = { path, id, watcher, mayHoldUnhinted };
      watcher.on('error', (error) => {
        letGo(entry);
        onError(error);
      });
      adopted.set(pathKey(path), entry);
      return true;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') onError(error);
      return false;
    }
  };

  /** @param existing what to do about what is in it already: to `hint` at it now, `later` when asked again, or never */
  const adopt = async (directory: FilePath, existing: 'hint' | 'later' | 'never'): Promise<void> => {
    const look = await lookInto(directory);
    if (closed || look.kind !== 'directory' || isExcluded(look.identity, directory)) return;
    const known = adopted.get(pathKey(directory));
    if (known !== undefined) {
      if (known.id.dev === look.identity.dev && known.id.ino === look.identity.ino) {
        if (existing !== 'hint' || !known.mayHoldUnhinted) return;
        known.mayHoldUnhinted = false;
        await hintAt(directory, () => true);
        return;
      }
      letGo(known);
    }
    const { dev, ino } = look.identity;
    if (!watchDirectory(directory, { dev, ino }, existing === 'later') || existing !== 'hint') return;
    await hintAt(directory, () => true);
  };

  /** `isNew` tells which directories chokidar may not have got to; nor has it then got to what is below. */
  const adoptTree = async (
    root: FilePath,
    otherwise: 'later' | 'never',
    isNew: (directory: FilePath) => boolean,
  ): Promise<void> => {
    const directories = [{ path: root, isNewAbove: false }];
    for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
      if (closed) return;
      const { path } = directory;
      const look = await lookInto(path);
      if (look.kind !== 'directory' || isExcluded(look.identity, path)) continue;
      const isNewAbove = directory.isNewAbove || isNew(path);
      if (isOurs(path)) await adopt(path, isNewAbove ? 'hint' : otherwise);
      if (!recursive) return;
      for (const entry of await entriesOf(path)) {
        if (entry.isDirectory) directories.push({ path: inDirectory(path, entry), isNewAbove });
      }
    }
  };

  const noteAppeared = (directory: FilePath): void => {
    const nowMs = clock.monotonicMs();
    for (const [key, atMs] of appeared) {
      if (nowMs - atMs < newForMs) break;
      appeared.delete(key);
    }
    appeared.delete(pathKey(directory));
    appeared.set(pathKey(directory), nowMs);
  };

  const inspect: ByteWatcher['inspect'] = async (directory) => {
    const key = pathKey(directory);
    const running = inspecting.get(key);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const turn = { again: true };
    inspecting.set(key, turn);
    while (turn.again && !closed) {
      turn.again = false;
      await hintAt(directory, (path) => !isNameable(path));
    }
    inspecting.delete(key);
  };

  return {
    async onDirectory(directory) {
      if (!recursive) return;
      if (isOurs(directory)) await adopt(directory, 'hint');
      else noteAppeared(directory);
    },
    inspect,
    takeOver(directory) {
      taken.set(pathKey(directory), directory);
    },
    adoptBelow: (root) => adoptTree(root, 'never', () => false),
    async adoptAll(root) {
      watchesAll = true;
      const oldestMs = clock.monotonicMs() - newForMs;
      await adoptTree(root, 'later', (directory) => (appeared.get(pathKey(directory)) ?? oldestMs) > oldestMs);
      appeared.clear();
    },
    async prune() {
      for (const entry of [...adopted.values()]) {
        if (isSilent(entry.path)) continue;
        const look = await lookInto(entry.path);
        const isSame =
          look.kind === 'directory' && look.identity.dev === entry.id.dev && look.identity.ino === entry.id.ino;
        if (!isSame && adopted.get(pathKey(entry.path)) === entry) letGo(entry);
      }
    },
    close() {
      closed = true;
      for (const entry of [...adopted.values()]) letGo(entry);
    },
  };
}
