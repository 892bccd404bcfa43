import { type BigIntStats, constants } from 'node:fs';
import { access, type FileHandle, open, rename } from 'node:fs/promises';
import { identityOf, sameIdentity } from '../files/file-identity.ts';
import { baseName, displayPath } from '../files/file-path.ts';
import { errorName, errorText } from '../files/fs-error.ts';
import { type OpenDirectory, openDirectory, physicalParent } from '../files/parent-walk.ts';
import { encryptBlob, keyBytes, maxFileBytes, nonceBytes } from './blob-format.ts';
import { blobName, discardCopy, tempName } from './discard-copy.ts';
import { storeFailure } from './failure-text.ts';
import { decodeHeader, encodeHeader, type ItemHeader } from './item-header.ts';
import { leaveNote } from './leave-note.ts';
import { toItem } from './quarantine-item.ts';
import { takeAway } from './take-away.ts';
import type { StoreRequest, StoreResult, VaultParts } from './vault-types.ts';

interface Scanned {
  readonly kind: 'open';
  readonly parent: OpenDirectory;
  readonly file: FileHandle;
  readonly stats: BigIntStats;
}

/**
 * Locks a scanned file away. The steps and their order are the promise that no data is lost: journal the intent, write
 * and flush an encrypted copy, prove that it holds the very bytes that were scanned, journal it as stored, and only
 * then take the original away, if the name still means the scanned version. Killed anywhere, recovery finishes or
 * undoes it. Never throws for what a file system or the journal's disk can do.
 */
export async function storeFile(parts: VaultParts, request: StoreRequest): Promise<StoreResult> {
  let scanned: Scanned | StoreResult;
  try {
    scanned = await openScanned(request);
  } catch (error) {
    return storeFailure(error, 'opening it');
  }
  if (scanned.kind !== 'open') return scanned;
  try {
    return await lockAway(parts, request, scanned);
  } finally {
    await closeAll(parts, [scanned.file, scanned.parent]);
  }
}

/** Opens the file by one descriptor, from which alone it is read. Throws what makes the file impossible to handle. */
async function openScanned(request: StoreRequest): Promise<Scanned | StoreResult> {
  let parent: OpenDirectory;
  try {
    // The directory is resolved once and then held: later changes of the path, links included, do not matter.
    parent = await openDirectory(await physicalParent(request.path));
  } catch (error) {
    return withoutFile(error);
  }
  try {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(parent.at(baseName(request.path)), flags);
    const stats = await file.stat({ bigint: true });
    if (stats.isFile() && sameIdentity(identityOf(stats), request.identity))
      return { kind: 'open', parent, file, stats };
    await file.close();
    await parent.close();
    return { kind: 'changed' };
  } catch (error) {
    await parent.close();
    return withoutFile(error);
  }
}

/** A symbolic link or a socket at the name is not what was scanned; a missing part means that nothing is there. */
function withoutFile(error: unknown): StoreResult {
  const name = errorName(error);
  if (name === 'ENOENT' || name === 'ENOTDIR') return { kind: 'gone' };
  if (name === 'ELOOP' || name === 'ENXIO') return { kind: 'changed' };
  throw error;
}

async function lockAway(parts: VaultParts, request: StoreRequest, scanned: Scanned): Promise<StoreResult> {
  const { journal, log } = parts;
  const { parent, file } = scanned;
  const header = await headerOf(parts, request, scanned);
  const { id } = header;
  const bytes = encodeHeader(header);
  if (decodeHeader(bytes, id) === null || header.identity.size > maxFileBytes) {
    return storeFailure(
      Object.assign(new Error('It cannot be described or is too large'), { code: 'EFBIG' }),
      'beginning',
    );
  }
  let journaled = false;
  try {
    // Known in advance, so that a read-only share does not cost a copy at every try.
    await access(parent.at('.'), constants.W_OK);
    const key = parts.randomBytes(keyBytes);
    journal.addIntent(id, bytes, key);
    if (!(await writeCopy(parts, file, header, bytes, key))) {
      await abandon(parts, id, false);
      return { kind: 'changed' };
    }
    journaled = true;
    journal.markStored(id);
  } catch (error) {
    await abandon(parts, id, journaled);
    return storeFailure(error, 'its encrypted copy was made');
  }

  const taking = await takeAway(parent, baseName(request.path), request.identity, id);
  if (taking.kind === 'refused') {
    await abandon(parts, id, true);
    return storeFailure(taking.error, 'it was taken out of its folder');
  }
  const left = await describeLeft(taking, file);
  try {
    await parent.sync();
    journal.markDone(id, left !== null);
    if (left !== null) journal.addEvent(id, 'original-left', left);
  } catch (error) {
    // The copy is safe and journaled; at the next start recovery looks at the original's place once more.
    log.error(`Quarantine of ${displayPath(request.path)} is not journaled as ended`, error);
  }
  const item = toItem(header, { damaged: false, originalLeft: left !== null, trashedAt: null });
  await leaveNote(parts, parent, item);
  return left === null ? { kind: 'stored', item } : { kind: 'stored-original-left', item, detail: left };
}

async function headerOf(
  parts: VaultParts,
  request: StoreRequest,
  { parent, file, stats }: Scanned,
): Promise<ItemHeader> {
  return {
    id: parts.randomBytes(16).toString('hex'),
    at: parts.now().toISOString(),
    path: request.path,
    parent: parent.path,
    identity: request.identity,
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    sha256: request.sha256,
    signature: request.signature,
    engine: request.engine,
    signatureVersion: request.signatureVersion,
    origin: request.origin,
    links: Number(stats.nlink),
    attributes: await parts.attributes.read({ handle: file, path: parent.at(baseName(request.path)) }),
  };
}

/** Makes the durable copy. False when the file turned out not to be, or no longer to be, the scanned version. */
async function writeCopy(
  { directory, randomBytes }: VaultParts,
  file: FileHandle,
  { id, identity, sha256 }: ItemHeader,
  header: Buffer,
  key: Buffer,
): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const out = await open(directory.at(tempName(id)), flags, 0o600);
  try {
    const read = await encryptBlob(file, out, { header, key, nonce: randomBytes(nonceBytes) });
    const after = identityOf(await file.stat({ bigint: true }));
    if (read.sha256 !== sha256 || read.size !== identity.size || !sameIdentity(after, identity)) return false;
    await out.sync();
  } finally {
    await out.close();
  }
  await rename(directory.at(tempName(id)), directory.at(blobName(id)));
  await directory.sync();
  return true;
}

/** What is still there of the file although its copy is safe; null when nothing is. */
async function describeLeft(taking: Awaited<ReturnType<typeof takeAway>>, file: FileHandle): Promise<string | null> {
  if (taking.kind === 'changed') return taking.detail;
  const names = (await file.stat()).nlink;
  if (names === 0) return null;
  return taking.kind === 'absent'
    ? 'The file was moved meanwhile, or has other names.'
    : `The file has ${names} other name${names === 1 ? '' : 's'} on this disk (hard links), which were left alone.`;
}

/** Drops a copy whose original is untouched. What fails here is left to recovery. */
async function abandon(parts: VaultParts, id: string, mayBeStored: boolean): Promise<void> {
  try {
    // The journal may have taken the step it failed to confirm; it must not claim a copy that is about to go.
    if (mayBeStored) parts.journal.markRemoving(id, 'deleted');
    await discardCopy(parts, id);
    parts.journal.forget(id);
  } catch (error) {
    parts.log.warn(`The unfinished copy ${id} is left for the next start: ${errorText(error)}`);
  }
}

async function closeAll({ log }: VaultParts, handles: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const handle of handles) {
    await handle.close().catch((error: unknown) => log.warn(`A file did not close: ${errorText(error)}`));
  }
}
