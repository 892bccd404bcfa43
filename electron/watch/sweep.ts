import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { ExclusionRules } from './exclusion-rules.ts';
import { type DirectoryId, type ListedFile, type ListOptions, listFiles, type Unreadable } from './list-files.ts';
import type { ReadDirectory } from './read-directory.ts';

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
  readonly read: ReadDirectory;
  readonly look?: ListOptions['look'];
  /** Directories left out without being counted, such as our own. */
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly rules: ExclusionRules;
  /** Those that need a scan: they have no verdict in this version, and are not still arriving and will be announced. */
  readonly unknownAmong: (files: readonly ListedFile[]) => readonly ListedFile[];
  readonly enqueue: (path: FilePath, identity: FileIdentity) => void;
  readonly signal: AbortSignal;
}): Promise<SweepResult> {
  const { root, recursive, read, look, isExcluded, rules, unknownAmong, enqueue, signal } = options;
  const unreadable: Unreadable[] = [];
  let files = 0;
  let queued = 0;
  const excluded = { files: 0, folders: 0 };
  const found = listFiles({
    root,
    recursive,
    read,
    look,
    isExcluded(directory, path) {
      if (isExcluded(directory)) return true;
      if (rules.ruleForFolder(path) === null) return false;
      excluded.folders += 1;
      return true;
    },
    signal,
    onUnreadable: (item) => unreadable.push(item),
  });
  for await (const listed of found) {
    const regular = listed.filter((file) => file.regular);
    const covered = regular.filter(({ path, identity }) => rules.ruleForFile(path, Number(identity.size)) === null);
    const unknown = unknownAmong(covered);
    excluded.files += regular.length - covered.length;
    files += covered.length;
    queued += unknown.length;
    for (const { path, identity } of unknown) enqueue(path, identity);
  }
  return { files, queued, unreadable, excluded };
}
