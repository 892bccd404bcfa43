import { Buffer, isUtf8 } from 'node:buffer';
import { type FSWatcher, watch } from 'node:fs';
import type { Logger } from '../base/log.ts';
import { createTimeSlice } from '../base/time-slice.ts';
import { baseName, childPath, displayPath, type FilePath, isInside, pathKey } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { type NamedEntry, namesIn } from './directory-names.ts';
import type { DirectoryId } from './list-files.ts';
import { lookAtPath } from './look-at-path.ts';
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
  /** From now on it watches every directory, as if chokidar could name none: those from `root` down, and all to come. */
  adoptAll(root: FilePath): Promise<void>;
  /** Lets go of directories that are gone or have been replaced. */
  prune(): Promise<void>;
  close(): void;
}

interface Adopted {
  readonly path: FilePath;
  readonly id: DirectoryId;
  readonly watcher: FSWatcher;
}

export function createByteWatcher(options: {
  /** Whether it watches every directory from the beginning, and not only those chokidar cannot name. */
  readonly watchesAll: boolean;
  readonly recursive: boolean;
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly onHint: (path: FilePath, kind: HintKind) => void;
  readonly onError: (error: unknown) => void;
  readonly log: Pick<Logger, 'debug'>;
}): ByteWatcher {
  const { recursive, isExcluded, onHint, onError, log } = options;
  let { watchesAll } = options;
  const taken = new Map<string, FilePath>();
  const isOurs = (directory: FilePath): boolean =>
    watchesAll || !isNameable(directory) || [...taken.values()].some((above) => isInside(directory, above));
  const adopted = new Map<string, Adopted>();
  const inspecting = new Map<string, { again: boolean }>();
  let closed = false;

  const entriesOf = async (directory: FilePath): Promise<readonly NamedEntry[]> => {
    try {
      return await namesIn(directory);
    } catch (error) {
      // The sweep reports directories that cannot be read.
      log.debug('a directory could not be listed', { path: displayPath(directory), code: errorCode(error) });
      return [];
    }
  };

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

  const watchDirectory = (path: FilePath, id: DirectoryId): boolean => {
    try {
      const watcher = watch(path.bytes, { encoding: 'buffer' }, (event, name) => {
        if (!Buffer.isBuffer(name)) return;
        onHint(childPath(path, name), event === 'rename' ? 'appeared' : 'written');
        // inotify tells a directory's own removal or move under its own name. The watch is dead then, and what is made
        // there next may even get the same inode: it is watched anew, and looked into.
        if (event !== 'rename' || !name.equals(baseName(path))) return;
        // Not by way of a hint: at the root there is nobody who would look, and it may be a symbolic link.
        letGo(entry);
        void adopt(path, { hintExisting: true });
      });
      const entry: Adopted = { path, id, watcher };
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

  const adopt = async (directory: FilePath, { hintExisting }: { readonly hintExisting: boolean }): Promise<void> => {
    const look = await lookAtPath(childPath(directory, '.'));
    if (closed || look.kind !== 'directory' || isExcluded(look.identity, directory)) return;
    const known = adopted.get(pathKey(directory));
    if (known !== undefined) {
      if (known.id.dev === look.identity.dev && known.id.ino === look.identity.ino) return;
      letGo(known);
    }
    const { dev, ino } = look.identity;
    if (!watchDirectory(directory, { dev, ino }) || !hintExisting) return;
    await hintAt(directory, () => true);
  };

  const adoptBelow: ByteWatcher['adoptBelow'] = async (root) => {
    const directories = [root];
    for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
      if (closed) return;
      const look = await lookAtPath(childPath(directory, '.'));
      if (look.kind !== 'directory' || isExcluded(look.identity, directory)) continue;
      if (isOurs(directory)) await adopt(directory, { hintExisting: false });
      if (!recursive) return;
      for (const entry of await entriesOf(directory)) {
        if (entry.isDirectory) directories.push(inDirectory(directory, entry));
      }
    }
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
      if (recursive && isOurs(directory)) await adopt(directory, { hintExisting: true });
    },
    inspect,
    takeOver(directory) {
      taken.set(pathKey(directory), directory);
    },
    adoptBelow,
    async adoptAll(root) {
      watchesAll = true;
      await adoptBelow(root);
    },
    async prune() {
      for (const entry of [...adopted.values()]) {
        const look = await lookAtPath(childPath(entry.path, '.'));
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
