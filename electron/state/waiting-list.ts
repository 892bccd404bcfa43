import type { WaitingFile } from '../../contract/state.ts';
import { pathToFields } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { WaitingFile as QueuedFile } from '../scan/waiting-room.ts';

/**
 * Says of the files that wait what came of their last try. The ledger is asked only when the queue has another list, so
 * that a queue at rest costs nothing.
 */
export function createWaitingList(
  ledger: Pick<Ledger, 'lastOf'>,
): (files: readonly QueuedFile[]) => readonly WaitingFile[] {
  let described: { readonly from: readonly QueuedFile[]; readonly files: readonly WaitingFile[] } | null = null;

  const describe = ({ path, tries, nextTryAt }: QueuedFile): WaitingFile => {
    const last = ledger.lastOf(path);
    const notQuarantined = last?.action === 'quarantine-failed';
    // Any other row is about an earlier version: the last try could not be written down.
    const record = notQuarantined || last?.verdict === 'failed' ? last : null;
    return {
      ...pathToFields(path),
      recordId: record?.id ?? null,
      reason: record === null ? 'not-recorded' : record.reason,
      detail: (notQuarantined ? record?.actionDetail : record?.detail) ?? null,
      notQuarantined,
      tries,
      nextTryAt: nextTryAt?.toISOString() ?? null,
    };
  };

  return (files) => {
    if (described?.from !== files) described = { from: files, files: files.map(describe) };
    return described.files;
  };
}
