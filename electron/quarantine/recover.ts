import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises';
import { identityOf, sameIdentity } from '../files/file-identity.ts';
import { baseName, childPath, displayPath } from '../files/file-path.ts';
import { hashFile } from '../files/file-stream.ts';
import { errorText, orElse } from '../files/fs-error.ts';
import { type OpenDirectory, openDirectory } from '../files/parent-walk.ts';
import { blobBytes, decryptBlob } from './blob-format.ts';
import { blobName, copyOwner, discardCopy } from './discard-copy.ts';
import { decodeHeader, type ItemHeader } from './item-header.ts';
import type { JournalRow, RestoreIntent } from './journal.ts';
import { resumeTakeAway } from './take-away.ts';
import type { RecoveryReport, VaultParts } from './vault-types.ts';

type Found = { -readonly [K in Exclude<keyof RecoveryReport, 'journalSetAside'>]: string[] };
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Brings every operation that was cut short to one of its two ends: the original whole in its place, or the item whole
 * in the vault. Doing it twice, or being killed while doing it, changes nothing. What cannot be decided now, since a
 * share is away or a disk fails, is left as it is for the next start. Files nobody knows of are told, not removed.
 */
export async function recover(parts: VaultParts): Promise<Omit<RecoveryReport, 'journalSetAside'>> {
  const { journal, log, directory } = parts;
  const found: Found = {
    finished: [],
    rolledBack: [],
    originalsLeft: [],
    restores: [],
    orphanBlobs: [],
    damaged: [],
  };
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error(`Recovery of ${what} has to wait for the next start`, error);
    }
  };
  for (const intent of journal.restores()) {
    await attempt(`the restore of item ${intent.id}`, () => endRestore(parts, intent, found));
  }
  for (const row of journal.rows()) {
    await attempt(`item ${row.id}`, () => endStore(parts, row, found));
  }
  const rows = journal.rows();
  for (const row of rows) await attempt(`item ${row.id}`, () => checkCopy(parts, row, found));
  const known = new Set(rows.map((row) => row.id));
  for (const name of await readdir(directory.at('.'))) {
    const owner = copyOwner(name);
    if (owner !== null && !known.has(owner)) found.orphanBlobs.push(name);
  }
  return found;
}

async function endStore(parts: VaultParts, row: JournalRow, found: Found): Promise<void> {
  const { journal } = parts;
  const header = decodeHeader(row.header, row.id);
  switch (row.phase) {
    case 'done':
      return;
    case 'removing':
      journal.forgetOldPages();
      await discardCopy(parts, row.id);
      journal.forget(row.id);
      return;
    case 'intent':
      // The original has not been touched. Should it be gone all the same, a complete copy is worth keeping.
      if (header !== null && !(await isInPlace(header)) && (await copyIsWhole(parts, row, header))) {
        journal.markDone(row.id, false);
        found.finished.push(row.id);
        return;
      }
      await discardCopy(parts, row.id);
      journal.forget(row.id);
      found.rolledBack.push(row.id);
      return;
    case 'stored':
      if (header !== null && (await copyIsWhole(parts, row, header))) {
        await endTaking(parts, header, found);
        return;
      }
      // Nothing may be unlinked on the strength of a copy that does not prove whole.
      journal.markDamaged(row.id, true);
      found.originalsLeft.push(row.id);
      return;
  }
}

/** The copy is whole and durable; whether the original was taken away is what was not journaled. */
async function endTaking({ journal, log }: VaultParts, header: ItemHeader, found: Found): Promise<void> {
  let parent: OpenDirectory | null;
  try {
    parent = await openDirectory(header.parent).catch(orElse(['ENOENT'], null));
  } catch (error) {
    log.warn(`The folder of ${displayPath(header.path)} cannot be looked at: ${errorText(error)}`);
    found.originalsLeft.push(header.id);
    return;
  }
  if (parent === null) {
    // A folder that is gone may be on a share that is away: asked again at the next start.
    found.originalsLeft.push(header.id);
    return;
  }
  try {
    const taking = await resumeTakeAway(parent, baseName(header.path), header.identity, header.id);
    if (taking.kind === 'refused') {
      log.warn(`${displayPath(header.path)} is in the vault but cannot be removed: ${errorText(taking.error)}`);
      found.originalsLeft.push(header.id);
      return;
    }
    await parent.sync();
    journal.markDone(header.id, taking.kind === 'changed');
    (taking.kind === 'changed' ? found.originalsLeft : found.finished).push(header.id);
  } finally {
    await parent.close();
  }
}

async function isInPlace(header: ItemHeader): Promise<boolean> {
  const place = childPath(header.parent, baseName(header.path));
  const stats = await lstat(place.bytes, { bigint: true }).catch(orElse(['ENOENT', 'ENOTDIR'], null));
  return stats !== null && sameIdentity(identityOf(stats), header.identity);
}

async function copyIsWhole({ directory }: VaultParts, row: JournalRow, header: ItemHeader): Promise<boolean> {
  if (row.key === null) return false;
  const blob = await open(directory.at(blobName(row.id)), readOnly).catch(orElse(['ENOENT', 'ELOOP'], null));
  if (blob === null) return false;
  try {
    const { sha256, identity } = header;
    const sink = async (): Promise<void> => undefined;
    const options = { header: row.header, key: row.key, sha256, size: identity.size, sink };
    return (await decryptBlob(blob, options)).kind === 'verified';
  } finally {
    await blob.close();
  }
}

/** A quick look at the copy's length, not a proof, unless it was found damaged before. A restore proves it all. */
async function checkCopy(parts: VaultParts, row: JournalRow, found: Found): Promise<void> {
  if (row.phase !== 'done' && row.phase !== 'stored') return;
  const header = decodeHeader(row.header, row.id);
  const blob = parts.directory.at(blobName(row.id));
  const stats = await lstat(blob, { bigint: true }).catch(orElse(['ENOENT'], null));
  const rightLength =
    header !== null && stats?.isFile() === true && stats.size === blobBytes(row.header, header.identity.size);
  const whole = rightLength && (!row.damaged || (await copyIsWhole(parts, row, header)));
  if (whole === row.damaged) parts.journal.markDamaged(row.id, !whole);
  if (!whole) found.damaged.push(row.id);
}

/** A restore counts as done when the stored bytes are whole at the target; else it is undone and the item stays. */
async function endRestore(parts: VaultParts, intent: RestoreIntent, found: Found): Promise<void> {
  const { journal } = parts;
  const row = journal.row(intent.id);
  const header = row === null ? null : decodeHeader(row.header, row.id);
  const parent = await openDirectory(intent.parent);
  try {
    const arrived = header !== null && (await isRestored(parent, intent, header.sha256));
    const temp = await lstat(parent.at(intent.temp)).catch(orElse(['ENOENT'], null));
    if (temp?.isFile() === true) await unlink(parent.at(intent.temp));
    await parent.sync();
    if (arrived) journal.markRemoving(intent.id, 'restored');
    else journal.cancelRestore(intent.id);
    found.restores.push(intent.id);
  } finally {
    await parent.close();
  }
}

async function isRestored(parent: OpenDirectory, { name }: RestoreIntent, sha256: string): Promise<boolean> {
  let file: FileHandle | null = null;
  try {
    file = await open(parent.at(name), readOnly).catch(orElse(['ENOENT', 'ELOOP', 'ENXIO'], null));
    if (file === null || !(await file.stat()).isFile()) return false;
    if ((await hashFile(file)) !== sha256) return false;
    await file.sync();
    return true;
  } finally {
    await file?.close();
  }
}
