import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { fail, ok, type Result } from '../../contract/result.ts';
import { baseName, displayPath, type FilePath } from '../files/file-path.ts';
import { writeAll } from '../files/file-stream.ts';
import { type OpenDirectory, openDirectory, physicalParent } from '../files/parent-walk.ts';
import { decryptBlob } from './blob-format.ts';
import { targetFailure } from './failure-text.ts';
import type { StoredCopy, Vault } from './vault-types.ts';
import { createEncryptedZip, largestZipped } from './zip-crypto.ts';

/** What people who exchange malware agreed on. */
const password = 'infected';
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

interface ExportParts {
  readonly vault: Pick<Vault, 'withCopy' | 'contains' | 'addEvent'>;
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Buffer;
}

/**
 * Writes an item into a new zip at `to`, with the password `infected`, readable by this user alone. The file itself is
 * never on the disk in the clear. An existing file is never overwritten; a zip that could not be completed, or whose
 * content did not prove to be the stored file, is removed again. The item stays in the vault.
 */
export function createExport(parts: ExportParts): (id: string, to: FilePath) => Promise<Result<{ path: string }>> {
  return (id, to) =>
    parts.vault.withCopy(id, async (copy) => {
      const shown = displayPath(to);
      if (copy.header.identity.size > largestZipped) {
        return fail('unsupported', 'The file is too large for a zip (4 GiB). It is kept in the vault.');
      }
      try {
        const parent = await openDirectory(await physicalParent(to));
        try {
          if (parts.vault.contains(parent)) {
            return fail(
              'target-refused',
              `${shown} is inside the vault itself. Nothing was written. Name another place.`,
            );
          }
          const written = await exportInto(parts, copy, parent, baseName(to));
          if (!written.ok) return written;
        } finally {
          await parent.close();
        }
      } catch (error) {
        return fail(...targetFailure(error, shown));
      }
      parts.vault.addEvent(id, 'exported', shown);
      return ok({ path: shown });
    });
}

async function exportInto(
  parts: ExportParts,
  copy: StoredCopy,
  parent: OpenDirectory,
  name: Buffer,
): Promise<Result<null>> {
  const blob = await open(copy.blob, readOnly);
  try {
    const out = await open(parent.at(name), newFile, 0o600);
    let isWhole = false;
    try {
      const decrypted = await writeZip(parts, copy, blob, out);
      isWhole = decrypted.kind === 'verified';
      if (decrypted.kind === 'damaged') return fail('vault-damaged', `${decrypted.detail} Nothing was exported.`);
    } finally {
      await out.close();
      if (!isWhole) await unlink(parent.at(name));
    }
    await parent.sync();
    return ok(null);
  } finally {
    await blob.close();
  }
}

async function writeZip(
  { now, randomBytes }: ExportParts,
  { header, headerBytes, key }: StoredCopy,
  blob: FileHandle,
  out: FileHandle,
): Promise<Awaited<ReturnType<typeof decryptBlob>>> {
  const zip = createEncryptedZip({ name: nameInZip(header.path), password, at: now(), randomBytes });
  await writeAll(out, zip.begin());
  const decrypted = await decryptBlob(blob, {
    header: headerBytes,
    key,
    sha256: header.sha256,
    size: header.identity.size,
    sink: (chunk) => writeAll(out, zip.add(chunk)),
  });
  await writeAll(out, zip.end());
  await out.sync();
  return decrypted;
}

/** A name that leads an unpacker nowhere but into its own folder. */
function nameInZip(path: FilePath): string {
  const name = displayPath({ bytes: baseName(path) }).replaceAll(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, '_');
  return /^\.*$/.test(name) ? 'file' : name;
}
