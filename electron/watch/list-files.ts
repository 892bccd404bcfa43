import { createTimeSlice } from '../base/time-slice.ts';
import { unlessAborted } from '../base/unless-aborted.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { childPath, type FilePath } from '../files/file-path.ts';
import { errorName } from '../files/fs-error.ts';
import type { ListedDirectory, Looked } from './batch-look.ts';
import { type Look, lookAtPath } from './look-at-path.ts';
import type { ReadDirectory } from './read-directory.ts';

/** What tells a directory apart whatever it is called, as of `lstat` with `bigint`. */
export interface DirectoryId {
  readonly dev: bigint;
  readonly ino: bigint;
}

export interface ListedFile {
  readonly path: FilePath;
  readonly identity: FileIdentity;
  /** False for symbolic links, FIFOs, sockets and devices. */
  readonly regular: boolean;
}

/** Something below the root that could not be looked into or at. `code` is the system's, as `EACCES`. */
export interface Unreadable {
  readonly path: FilePath;
  readonly code: string;
}

export interface ListOptions {
  readonly root: FilePath;
  readonly recursive: boolean;
  readonly read: ReadDirectory;
  /** Looks at the root; as `lookAtPath` where it is left out. */
  readonly look?: ((path: FilePath) => Promise<Look>) | undefined;
  /** Directories left out with all that is in them. */
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly onUnreadable: (unreadable: Unreadable) => void;
  readonly signal: AbortSignal;
}

/** So many directories are read at once; while the files of one are dealt with, the next are on their way. */
const readTogether = 4;
/** A directory of more bytes has thousands of names, which are all in memory while it is read: it is read by itself. */
const largeDirectoryBytes = 64 * 1024;

/**
 * Everything below `root` that is not a directory, names as bytes, some of one directory at a time. Symbolic links are not
 * followed (a root that is one is), nothing is opened, and what vanishes meanwhile is left out. The order is the file
 * system's. Throws the signal's reason when it aborts.
 */
export async function* listFiles(options: ListOptions): AsyncGenerator<readonly ListedFile[], void, undefined> {
  const { root, recursive, read, look = lookAtPath, isExcluded, onUnreadable, signal } = options;
  const inside = await unlessAborted(look(childPath(root, '.')), signal);
  if (inside.kind === 'unreadable') onUnreadable({ path: root, code: inside.code });
  if (inside.kind === 'gone') onUnreadable({ path: root, code: 'ENOENT' });
  if (inside.kind !== 'directory' || isExcluded(inside.identity, root)) return;

  const waiting: Waiting[] = [
    { directory: { path: root, dev: inside.identity.dev }, isLarge: isLarge(inside.identity) },
  ];
  const begun: Reading[] = [];
  const slice = createTimeSlice();
  try {
    for (;;) {
      // Answers may come quicker than they are dealt with, and then nobody else would have a turn.
      if (slice.isOver()) await slice.rest();
      while (begun.length < readTogether && begun.every((one) => !one.isLarge)) {
        const next = waiting.at(-1);
        if (next === undefined || (next.isLarge && begun.length > 0)) break;
        waiting.pop();
        begun.push({ ...next, parts: read(next.directory, signal) });
      }
      const [reading] = begun;
      if (reading === undefined) break;
      const looked = await nextPart(reading, root, onUnreadable, signal);
      if (looked === null) {
        begun.shift();
        continue;
      }
      const listed: ListedFile[] = [];
      for (const [path, look] of looked) {
        if (look.kind === 'file') listed.push({ path, identity: look.identity, regular: true });
        else if (look.kind === 'other') listed.push({ path, identity: look.identity, regular: false });
        else if (look.kind === 'unreadable') onUnreadable({ path, code: look.code });
        else if (look.kind === 'directory' && recursive && !isExcluded(look.identity, path))
          waiting.push({ directory: { path, dev: look.identity.dev }, isLarge: isLarge(look.identity) });
      }
      if (listed.length > 0) yield listed;
    }
  } finally {
    await Promise.all(begun.map(({ parts }) => parts.return?.()));
  }
  signal.throwIfAborted();
}

interface Waiting {
  readonly directory: ListedDirectory;
  readonly isLarge: boolean;
}

interface Reading extends Waiting {
  readonly parts: ReturnType<ReadDirectory>;
}

const isLarge = ({ size }: FileIdentity): boolean => size > largeDirectoryBytes;

/** Null when there is no more, and when the directory cannot be read, which is told unless it is gone. */
async function nextPart(
  { directory, parts }: Reading,
  root: FilePath,
  onUnreadable: ListOptions['onUnreadable'],
  signal: AbortSignal,
): Promise<readonly Looked[] | null> {
  signal.throwIfAborted();
  try {
    const next = await parts.next();
    return next.done === true ? null : next.value;
  } catch (error) {
    signal.throwIfAborted();
    const code = errorName(error);
    if (code === null) throw error;
    const isGone = (code === 'ENOENT' || code === 'ENOTDIR') && directory.path !== root;
    if (!isGone) onUnreadable({ path: directory.path, code });
    return null;
  }
}
