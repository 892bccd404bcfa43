import { access, constants } from 'node:fs/promises';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DirectoryId, Unreadable } from '../watch/list-files.ts';
import { lookAtPath } from '../watch/look-at-path.ts';
import { sweepFolder } from '../watch/sweep.ts';
import type { SweepCounts, SweepMode, SweepTarget } from './folder-types.ts';

/**
 * Goes through a folder and queues what the ledger has no final word on; in the mode `startup` only looks, since a full
 * scan goes through everything then.
 * Findings whose file is gone are closed on the way.
 */
export function createFolderSweep(parts: {
  readonly ledger: Pick<Ledger, 'unresolved' | 'forget'>;
  readonly isSettled: (path: FilePath, identity: FileIdentity) => boolean;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly enqueue: (path: FilePath, mode: SweepMode, size: number) => void;
  /** What could not be looked into: files there have not been scanned. */
  readonly onUnreadable: (unreadable: Unreadable, mode: SweepMode) => void;
  readonly onSwept: (folder: FilePath, counts: SweepCounts) => void;
}): (target: SweepTarget, mode: SweepMode, signal: AbortSignal) => Promise<SweepCounts> {
  return async ({ folder, path, rules, followUnsettled }, mode, signal) => {
    const isKnown = (file: FilePath, identity: FileIdentity): boolean =>
      mode === 'startup' || parts.isSettled(file, identity) || followUnsettled(file, identity);
    const swept = await sweepFolder({
      root: path,
      recursive: folder.recursive,
      isExcluded: parts.isExcluded,
      rules,
      isKnown,
      enqueue: (file, identity) => parts.enqueue(file, mode, Number(identity.size)),
      signal,
    });
    for (const unreadable of swept.unreadable) parts.onUnreadable(unreadable, mode);
    for (const finding of parts.ledger.unresolved()) {
      if (await isOver(finding)) parts.ledger.forget(finding.path);
    }
    const { files, queued, excluded, unreadable: blind } = swept;
    const counts = { files, queued, excluded, unreadable: blind.length, unreadablePath: blind[0]?.path ?? null };
    parts.onSwept(path, counts);
    return counts;
  };
}

/** A finding is over when nothing is there any more, or when what could not be read can be. */
async function isOver({ path, record }: ReturnType<Ledger['unresolved']>[number]): Promise<boolean> {
  if ((await lookAtPath(path)).kind === 'gone') return true;
  if (record.reason !== 'unreadable') return false;
  return access(path.bytes, constants.R_OK).then(
    () => true,
    () => false,
  );
}
