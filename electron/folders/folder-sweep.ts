import type { FilePath } from '../files/file-path.ts';
import { lookAvoidingSilence } from '../watch/avoid-silence.ts';
import { unreadableSpots } from '../watch/blind-spots.ts';
import type { DirectoryId, ListedFile, Unreadable } from '../watch/list-files.ts';
import type { ReadDirectory } from '../watch/read-directory.ts';
import type { SilentMounts } from '../watch/silent-mounts.ts';
import { sweepFolder } from '../watch/sweep.ts';
import type { SweepCounts, SweepMode, SweepTarget } from './folder-types.ts';

/**
 * Goes through a folder and queues what the ledger has no final word on; in the mode `startup` only looks, since a full
 * scan goes through everything then.
 * Findings whose file is gone are closed on the way.
 */
export function createFolderSweep(parts: {
  readonly read: ReadDirectory;
  /** Those without a final word on this very version. */
  readonly unsettledAmong: (files: readonly ListedFile[]) => readonly ListedFile[];
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly enqueue: (path: FilePath, mode: SweepMode, size: number) => void;
  readonly mounts: Pick<SilentMounts, 'isSilent' | 'unlessSilent'>;
  /** What could not be looked into: files there have not been scanned. */
  readonly onUnreadable: (unreadable: Unreadable, mode: SweepMode) => void;
  readonly closeFindings: (swept: FilePath) => Promise<void>;
  readonly onSwept: (folder: FilePath, counts: SweepCounts) => void;
}): (target: SweepTarget, mode: SweepMode, signal: AbortSignal) => Promise<SweepCounts> {
  return async ({ folder, path, rules, followUnsettled }, mode, signal) => {
    const unknownAmong = (files: readonly ListedFile[]): readonly ListedFile[] =>
      mode === 'startup'
        ? []
        : parts.unsettledAmong(files).filter((file) => !followUnsettled(file.path, file.identity));
    const swept = await sweepFolder({
      root: path,
      recursive: folder.recursive,
      read: parts.read,
      look: lookAvoidingSilence(parts.mounts),
      isExcluded: parts.isExcluded,
      rules,
      unknownAmong,
      enqueue: (file, identity) => parts.enqueue(file, mode, Number(identity.size)),
      signal,
    });
    for (const unreadable of swept.unreadable) parts.onUnreadable(unreadable, mode);
    await parts.closeFindings(path);
    const { files, queued, excluded } = swept;
    // The watch tells of a silent mount itself, once and not with each directory there.
    const others = swept.unreadable.filter((item) => !parts.mounts.isSilent(item.path));
    const counts = { files, queued, excluded, blind: unreadableSpots(others) };
    parts.onSwept(path, counts);
    return counts;
  };
}
