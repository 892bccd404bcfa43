import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { ZipWriter } from '@zip.js/zip.js/lib/zip-core-writer.js';
import { fail, ok, type Result } from '../../contract/result.ts';
import { baseName, displayPath, type FilePath } from '../files/file-path.ts';
import { writeAll } from '../files/file-stream.ts';
import { type OpenDirectory, openDirectory, physicalParent } from '../files/parent-walk.ts';
import { decryptBlob } from './blob-format.ts';
import { targetFailure } from './failure-text.ts';
import type { StoredCopy, Vault } from './vault-types.ts';

/** What people who exchange malware agreed on. */
const password = 'infected';
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

interface ExportParts {
  readonly vault: Pick<Vault, 'withCopy' | 'contains' | 'addEvent'>;
  readonly now: () => Date;
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

/**
 * Stored, under the traditional encryption, which every unpacker knows. It hides nothing from anybody, since the password
 * is public; it only keeps the content from being run, opened or scanned by accident.
 */
const zipped = { level: 0, password, zipCrypto: true, useWebWorkers: false, unixMode: 0o600 } as const;

async function writeZip(
  { now }: ExportParts,
  { header, headerBytes, key }: StoredCopy,
  blob: FileHandle,
  out: FileHandle,
): Promise<Awaited<ReturnType<typeof decryptBlob>>> {
  const zip = new ZipWriter(new WritableStream<Uint8Array>({ write: (chunk) => writeAll(out, chunk) }));
  const content = new TransformStream<Uint8Array, Uint8Array>();
  const into = content.writable.getWriter();
  const added = zip.add(nameInZip(header.path), content.readable, { ...zipped, lastModDate: now() });
  // Whoever waits to hand the next piece over must hear that nobody takes it.
  const unheard = added.catch((error: unknown) => into.abort(error));
  const decrypt = async (): ReturnType<typeof decryptBlob> => {
    try {
      const decrypted = await decryptBlob(blob, {
        header: headerBytes,
        key,
        sha256: header.sha256,
        size: header.identity.size,
        sink: (chunk) => into.write(chunk),
      });
      await into.close();
      return decrypted;
    } catch (error) {
      await into.abort(error);
      throw error;
    }
  };
  const [decrypted] = await Promise.all([decrypt(), added, unheard]);
  await zip.close();
  await out.sync();
  return decrypted;
}

/** A name that leads an unpacker nowhere but into its own folder. */
function nameInZip(path: FilePath): string {
  const name = displayPath({ bytes: baseName(path) }).replaceAll(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, '_');
  return /^\.*$/.test(name) ? 'file' : name;
}
