import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { ExclusionRules } from './exclusion-rules.ts';
import { type DirectoryId, listFiles, type Unreadable } from './list-files.ts';

export interface SweepResult {
  /** Regular files that are there. */
  readonly files: number;
  /** Those of them that were queued. */
  readonly queued: number;
  /** What could not be looked into: files there have not been seen. */
  readonly unreadable: readonly Unreadable[];
  /** What the user's exclusions left out: files, and folders with all in them. */
  readonly excluded: { readonly files: number; readonly folders: number };
}

/**
 * Compares a folder with what is known and queues the rest: the truth behind the watcher's hints. What is not a
 * regular file is passed over; it is recorded when it arrives. Throws the signal's reason when it aborts.
 */
export async function sweepFolder(options: {
  readonly root: FilePath;
  readonly recursive: boolean;
  /** Directories left out without being counted, such as our own. */
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly rules: ExclusionRules;
  /** Whether this very version needs no scan: it has its verdict, or is still arriving and will be announced. */
  readonly isKnown: (path: FilePath, identity: FileIdentity) => boolean;
  readonly enqueue: (path: FilePath, identity: FileIdentity) => void;
  readonly signal: AbortSignal;
}): Promise<SweepResult> {
  const { root, recursive, isExcluded, rules, isKnown, enqueue, signal } = options;
  const unreadable: Unreadable[] = [];
  let files = 0;
  let queued = 0;
  const excluded = { files: 0, folders: 0 };
  const found = listFiles({
    root,
    recursive,
    isExcluded(directory, path) {
      if (isExcluded(directory)) return true;
      if (rules.ruleForFolder(path) === null) return false;
      excluded.folders += 1;
      return true;
    },
    signal,
    onUnreadable: (item) => unreadable.push(item),
  });
  for await (const { path, identity, regular } of found) {
    if (!regular) continue;
    if (rules.ruleForFile(path, Number(identity.size)) !== null) {
      excluded.files += 1;
      continue;
    }
    files += 1;
    if (isKnown(path, identity)) continue;
    queued += 1;
    enqueue(path, identity);
  }
  return { files, queued, unreadable, excluded };
}
