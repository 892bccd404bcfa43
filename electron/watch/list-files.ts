import { Buffer } from 'node:buffer';
import type { FileIdentity } from '../files/file-identity.ts';
import { childPath, type FilePath } from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import { createBatchLook, type ListedDirectory } from './batch-look.ts';
import { type NamedEntry, namesIn } from './directory-names.ts';
import { lookAtPath } from './look-at-path.ts';

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
  /** Directories left out with all that is in them. */
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  readonly onUnreadable: (unreadable: Unreadable) => void;
  readonly signal: AbortSignal;
}

/** Entries looked at together: enough to keep the file system busy, few enough to let others have a turn. */
const batchSize = 64;

/**
 * Everything below `root` that is not a directory, names as bytes. Symbolic links are not followed (a root that is
 * one is), nothing is opened, and what vanishes meanwhile is left out. The order is the file system's.
 * Throws the signal's reason when it aborts.
 */
export async function* listFiles(options: ListOptions): AsyncGenerator<ListedFile, void, undefined> {
  const { root, recursive, isExcluded, onUnreadable, signal } = options;
  const inside = await lookAtPath(childPath(root, '.'));
  if (inside.kind === 'unreadable') onUnreadable({ path: root, code: inside.code });
  if (inside.kind === 'gone') onUnreadable({ path: root, code: 'ENOENT' });
  if (inside.kind !== 'directory' || isExcluded(inside.identity, root)) return;

  const lookAtAll = createBatchLook();
  const directories: ListedDirectory[] = [{ path: root, dev: inside.identity.dev }];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    const entries = await entriesOf(directory.path, root, onUnreadable);
    for (let start = 0; start < entries.length; start += batchSize) {
      signal.throwIfAborted();
      const batch = entries.slice(start, start + batchSize).map(({ name, isFile }) => ({
        path: childPath(directory.path, Buffer.from(name, 'latin1')),
        isFile,
      }));
      for (const [path, look] of await lookAtAll(directory, batch)) {
        if (look.kind === 'file') yield { path, identity: look.identity, regular: true };
        else if (look.kind === 'other') yield { path, identity: look.identity, regular: false };
        else if (look.kind === 'unreadable') onUnreadable({ path, code: look.code });
        else if (look.kind === 'directory' && recursive && !isExcluded(look.identity, path))
          directories.push({ path, dev: look.identity.dev });
      }
    }
  }
  signal.throwIfAborted();
}

async function entriesOf(
  directory: FilePath,
  root: FilePath,
  onUnreadable: (unreadable: Unreadable) => void,
): Promise<readonly NamedEntry[]> {
  try {
    return await namesIn(directory);
  } catch (error) {
    const code = errorCode(error);
    const isGone = (code === 'ENOENT' || code === 'ENOTDIR') && directory !== root;
    if (!isGone) onUnreadable({ path: directory, code });
    return [];
  }
}
