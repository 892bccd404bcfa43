import { unlink } from 'node:fs/promises';
import { fail, ok, type Result } from '../../contract/result.ts';
import { orElse } from '../files/fs-error.ts';
import type { VaultParts } from './vault-types.ts';

const blobSuffix = '.blob';
const tempSuffix = '.tmp';
/** The name of an item's finished copy in the vault's directory. */
export const blobName = (id: string): string => id + blobSuffix;
/** The name of a copy that is being made. */
export const tempName = (id: string): string => id + tempSuffix;
/** Whether a name in the vault's directory is that of a copy, finished or not; and of which item. */
export function copyOwner(name: string): string | null {
  const suffix = [blobSuffix, tempSuffix].find((end) => name.endsWith(end));
  return suffix === undefined ? null : name.slice(0, -suffix.length);
}

/** Removes whatever there is of an item's copy, durably. Throws the system's error. */
export async function discardCopy({ directory }: Pick<VaultParts, 'directory'>, id: string): Promise<void> {
  for (const name of [tempName(id), blobName(id)]) {
    await unlink(directory.at(name)).catch(orElse(['ENOENT'], undefined));
  }
  await directory.sync();
}

/**
 * Destroys an item: first the key, durably, then the copy, both journaled. What is left of the copy after an error,
 * recovery removes.
 */
export async function removeItem(parts: VaultParts, id: string, why: 'restored' | 'deleted'): Promise<Result<null>> {
  try {
    parts.journal.markRemoving(id, why);
  } catch (error) {
    parts.log.error(`Item ${id} could not be deleted`, error);
    return fail('io', 'The item could not be deleted, because the vault could not be written. It is kept. Try again.');
  }
  try {
    parts.journal.forgetOldPages();
    await discardCopy(parts, id);
    parts.journal.forget(id);
  } catch (error) {
    parts.log.error(`The copy of the deleted item ${id} is left for the next start`, error);
  }
  return ok(null);
}
