import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import { type DirectoryId, listFiles, type Unreadable } from './list-files.ts';

export interface SweepResult {
  /** Regular files that are there. */
  readonly files: number;
  /** Those of them that were queued. */
  readonly queued: number;
  /** What could not be looked into: files there have not been seen. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * Compares a folder with what is known and queues the rest: the truth behind the watcher's hints. What is not a
 * regular file is passed over; it is recorded when it arrives. Throws the signal's reason when it aborts.
 */
export async function sweepFolder(options: {
  readonly root: FilePath;
  readonly recursive: boolean;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  /** Whether this very version needs no scan: it has its verdict, or is still arriving and will be announced. */
  readonly isKnown: (path: FilePath, identity: FileIdentity) => boolean;
  readonly enqueue: (path: FilePath, identity: FileIdentity) => void;
  readonly signal: AbortSignal;
}): Promise<SweepResult> {
  const { root, recursive, isExcluded, isKnown, enqueue, signal } = options;
  const unreadable: Unreadable[] = [];
  let files = 0;
  let queued = 0;
  const found = listFiles({ root, recursive, isExcluded, signal, onUnreadable: (item) => unreadable.push(item) });
  for await (const { path, identity, regular } of found) {
    if (!regular) continue;
    files += 1;
    if (isKnown(path, identity)) continue;
    queued += 1;
    enqueue(path, identity);
  }
  return { files, queued, unreadable };
}
