import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, unlink } from 'node:fs/promises';
import { type ErrorCode, fail, ok, type Result } from '../../contract/result.ts';
import { baseName, childPath, displayPath, type FilePath, parentPath, pathKey } from '../files/file-path.ts';
import { hashFile, readChunks, writeAll } from '../files/file-stream.ts';
import { errorName, errorText, orElse } from '../files/fs-error.ts';
import { type OpenDirectory, openDirectory, physicalParent, resolveTopLink } from '../files/parent-walk.ts';
import { decryptBlob } from './blob-format.ts';
import { blobName, removeItem } from './discard-copy.ts';
import { targetFailure } from './failure-text.ts';
import type { ItemHeader } from './item-header.ts';
import { takeNoteBack } from './leave-note.ts';
import type { Restored, RestoreOptions, VaultParts } from './vault-types.ts';

/** What is being restored, and to where. */
interface Restoring {
  readonly parts: VaultParts;
  readonly header: ItemHeader;
  /** The header as the journal holds it. */
  readonly bytes: Buffer;
  readonly key: Buffer;
  readonly target: FilePath;
  readonly parent: OpenDirectory;
  readonly temp: Buffer;
  readonly options: RestoreOptions;
}

/** On success, whether attributes were lost. */
type Step = Result<{ readonly attributesLost: boolean }>;
const newFile = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * Puts an item back, to where it came from or to `options.to`, and then removes it from the vault.
 *
 * The way must be the one it was: the recorded folder has to lead, links resolved, to the directory it led to when the
 * file was stored. A place named by the user may have no symbolic link in its folders, except directly below the root.
 * Missing folders are not made again: on an unmounted share that would hide the file below the mount point.
 */
export async function restoreFile(
  parts: VaultParts,
  item: { readonly header: ItemHeader; readonly bytes: Buffer; readonly key: Buffer },
  options: RestoreOptions,
): Promise<Result<Restored>> {
  const target = options.to ?? item.header.path;
  const opened = await openTarget(parts, item.header, options.to);
  if (!opened.ok) return opened;
  const parent = opened.value;
  const temp = Buffer.from(`.lazaret-${parts.randomBytes(16).toString('hex')}.restoring`);
  // The unfinished file is no arrival, by either name of its folder.
  const unfinished = [parentPath(target), parent.path].map((folder) => pathKey(childPath(folder, temp)));
  for (const key of unfinished) parts.unfinished.add(key);
  let restored: Step;
  try {
    restored = await restoreInto({ parts, ...item, target, parent, temp, options });
    if (!restored.ok) return restored;
  } finally {
    for (const key of unfinished) parts.unfinished.delete(key);
    await parent.close().catch((error: unknown) => parts.log.warn(`A folder did not close: ${errorText(error)}`));
  }
  // From here the file is in its place for good; what fails now is tidied up at the next start.
  await takeNoteBack(parts, item.header);
  const removed = await removeItem(parts, item.header.id, 'restored');
  if (!removed.ok) parts.log.warn(`${displayPath(target)} is restored, but its item is still listed`);
  return ok({ path: target, attributesLost: restored.value.attributesLost });
}

async function openTarget(
  { directory }: VaultParts,
  header: ItemHeader,
  to: FilePath | undefined,
): Promise<Result<OpenDirectory>> {
  const shown = displayPath(to ?? header.path);
  try {
    if (to !== undefined && ['', '.', '..'].includes(baseName(to).toString('latin1'))) {
      return fail('invalid-input', `${shown} does not end in a file name. The item is kept. Name the file itself.`);
    }
    if (to === undefined && !(await physicalParent(header.path)).bytes.equals(header.parent.bytes)) {
      return fail(
        'target-refused',
        `The folder of ${shown} leads to another place than when the file was locked away, through a symbolic link. ` +
          'The item is kept in the vault. Restore it elsewhere, if this is as you want it.',
      );
    }
    const parent = await openDirectory(to === undefined ? header.parent : await resolveTopLink(parentPath(to)));
    if (parent.dev !== directory.dev || parent.ino !== directory.ino) return ok(parent);
    await parent.close();
    return fail('target-refused', `${shown} is inside the vault itself. The item is kept. Name another place.`);
  } catch (error) {
    return fail(...targetFailure(error, shown));
  }
}

async function restoreInto(restoring: Restoring): Promise<Step> {
  const { parts, header, parent, temp, target } = restoring;
  const { journal, log } = parts;
  const shown = displayPath(target);
  const name = baseName(target);
  try {
    if ((await lstat(parent.at(name)).catch(orElse(['ENOENT'], null))) !== null) {
      return fail(...targetFailure({ code: 'EEXIST' }, shown));
    }
    journal.beginRestore({ id: header.id, parent: parent.path, name, temp });
  } catch (error) {
    return fail(...targetFailure(error, shown));
  }
  let step: Step;
  try {
    step = await throughTemp(restoring, name);
  } catch (error) {
    step = fail(...failureOf(error, shown, restoring.options.signal));
  }
  if (step.ok) return step;
  try {
    await unlink(parent.at(temp)).catch(orElse(['ENOENT'], undefined));
    journal.cancelRestore(header.id);
  } catch (error) {
    log.error(`The interrupted restore to ${shown} is tidied up at the next start`, error);
  }
  return step;
}

function failureOf(error: unknown, shown: string, signal: AbortSignal | undefined): readonly [ErrorCode, string] {
  if (signal?.aborted !== true) return targetFailure(error, shown);
  return ['cancelled', `Restoring to ${shown} was cancelled. The item is kept in the vault.`];
}

/** Nothing appears at the target before the copy, decrypted beside it, proved to be the stored file and is durable. */
async function throughTemp(restoring: Restoring, name: Buffer): Promise<Step> {
  const { parent, temp, target } = restoring;
  const unfinished = await open(parent.at(temp), newFile, 0o600);
  try {
    const decrypted = await decryptInto(restoring, unfinished);
    if (!decrypted.ok) return decrypted;
    const attributesKept = await dress(restoring, unfinished, parent.at(temp));
    await unfinished.sync();
    // Before the file appears, so that a watcher finds it allowed; by both names its folder may be watched under.
    const names = [target, childPath(parent.path, name)];
    allowRestored(restoring, names);
    const placed = await place(restoring, unfinished, name);
    try {
      const { dev, ino } = await placed.stat({ bigint: true });
      const found = await lstat(parent.at(name), { bigint: true });
      if (found.dev !== dev || found.ino !== ino) {
        return fail('target-refused', `${displayPath(target)} was changed by another program. The item is kept.`);
      }
      await settle(parent, temp, name);
    } finally {
      if (placed !== unfinished) await placed.close();
    }
    return ok({ attributesLost: !attributesKept });
  } finally {
    await unfinished.close();
  }
}

function allowRestored({ parts, header, options }: Restoring, paths: readonly FilePath[]): void {
  const { sha256, signature } = header;
  const id = parts.randomBytes(16).toString('hex');
  const { reason = '', expiresAt = null } = options;
  parts.journal.allowed.add(
    { id, paths, sha256, signature, at: parts.now().toISOString(), reason, expiresAt },
    header.id,
  );
}

/** Makes the new name durable; only then may the vault let go of its copy. If it cannot be, the name is taken back. */
async function settle(parent: OpenDirectory, temp: Buffer, name: Buffer): Promise<void> {
  try {
    await unlink(parent.at(temp));
    await parent.sync();
  } catch (error) {
    await unlink(parent.at(name));
    throw error;
  }
}

async function decryptInto({ parts, header, bytes, key, options }: Restoring, out: FileHandle): Promise<Result<null>> {
  const { directory, journal, log } = parts;
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
  const blob = await open(directory.at(blobName(header.id)), flags).catch(orElse(['ENOENT', 'ELOOP'], null));
  try {
    const { sha256, identity } = header;
    const sink = (chunk: Uint8Array): Promise<void> => writeAll(out, chunk);
    const decrypted =
      blob === null
        ? { kind: 'damaged' as const, detail: 'The encrypted copy is missing.' }
        : await decryptBlob(blob, { header: bytes, key, sha256, size: identity.size, sink, signal: options.signal });
    if (decrypted.kind === 'verified') return ok(null);
    journal.markDamaged(header.id, true);
    log.error(`Item ${header.id} is damaged: ${decrypted.detail}`);
    return fail(
      'vault-damaged',
      `${decrypted.detail} It is not the file that was locked away, so nothing was restored. The item is kept; put ` +
        "the vault's files back from a backup if you have one, or delete the item.",
    );
  } finally {
    await blob?.close();
  }
}

/**
 * Attributes, owner, mode and time as they were, but never setuid, setgid or sticky, and execution only when asked for.
 * Returns whether the attributes could all be given back.
 */
async function dress({ parts, header, options }: Restoring, file: FileHandle, path: Buffer): Promise<boolean> {
  const { mode, uid, gid, identity, attributes } = header;
  const kept = attributes !== null && (await parts.attributes.write({ handle: file, path }, attributes));
  // Where it is possible: only the administrator may give files away, and some file systems know no owners.
  if (process.platform !== 'win32') await file.chown(uid, gid).catch(orElse(['EPERM', 'EINVAL', 'ENOSYS'], undefined));
  await file.chmod(mode & (options.keepExec ? 0o777 : 0o666)).catch(orElse(['EPERM', 'ENOSYS'], undefined));
  const seconds = Number(identity.mtimeNs) / 1e9;
  await file.utimes(seconds, seconds).catch(orElse(['EPERM', 'EINVAL', 'ERANGE', 'EOVERFLOW', 'ENOSYS'], undefined));
  return kept;
}

/** What file systems without hard links answer: FAT, exFAT, some shares and FUSE. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'];

/** Gives the finished file its name without ever replacing another; returns a handle of what is there now. */
async function place(restoring: Restoring, finished: FileHandle, name: Buffer): Promise<FileHandle> {
  const { parent, temp } = restoring;
  try {
    await link(parent.at(temp), parent.at(name));
    return finished;
  } catch (error) {
    if (!noLinks.includes(errorName(error) ?? '')) throw error;
  }
  // A rename would replace, and Node has no way to ask for one that does not. So a second copy is made under the name,
  // exclusively; a watcher may see it half done, which is the price of such file systems.
  const copy = await open(parent.at(name), newFile, 0o600);
  try {
    for await (const chunk of readChunks(finished)) await writeAll(copy, chunk);
    if ((await hashFile(copy)) !== restoring.header.sha256) throw new Error('The copy does not read back as written');
    await dress(restoring, copy, parent.at(name));
    await copy.sync();
    return copy;
  } catch (error) {
    await copy.close();
    await unlink(parent.at(name));
    throw error;
  }
}
