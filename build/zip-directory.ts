import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A file on its way into the zip. `mode` are Unix permission bits. */
interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

/** 1980-01-01, the first day a zip can name: equal content makes an equal zip. */
const dosDate = 0x21;
const utf8Names = 0x0800;
const madeByUnix = (3 << 8) | 20;

/**
 * Writes every file of `directory` into a zip at `target`, uncompressed. For the few hundred megabytes of an unpacked
 * Electron; no Zip64. Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 *
 * @param include decides by the path in the zip, with `/`
 * @param modeOf the permission bits of a file
 */
export async function zipDirectory(options: {
  readonly directory: string;
  readonly target: string;
  readonly include: (name: string) => boolean;
  readonly modeOf: (name: string) => number;
}): Promise<void> {
  const zip = await open(options.target, 'w');
  try {
    const entries: Entry[] = [];
    let offset = 0;
    for (const name of await filesOf(options.directory)) {
      if (!options.include(name)) continue;
      const content = await readFile(join(options.directory, name));
      const entry = { name, mode: options.modeOf(name), crc: crc32(content), size: content.length, offset };
      offset += await append(zip, [localHeader(entry), content]);
      entries.push(entry);
    }
    const directorySize = await append(zip, entries.map(centralHeader));
    await append(zip, [endOfDirectory(entries.length, directorySize, offset)]);
  } finally {
    await zip.close();
  }
}

async function filesOf(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  const files: string[] = [];
  for (const name of names.sort()) if ((await stat(join(directory, name))).isFile()) files.push(name);
  return files;
}

async function append(zip: FileHandle, parts: readonly Buffer[]): Promise<number> {
  for (const part of parts) await zip.appendFile(part);
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** The fields both headers share, from "version needed" to the lengths of name and extra field. */
function sharedFields({ name, crc, size }: Entry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(utf8Names, 2);
  fields.writeUInt16LE(dosDate, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(size, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

const localHeader = (entry: Entry): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), sharedFields(entry), Buffer.from(entry.name)]);

function centralHeader(entry: Entry): Buffer {
  const head = Buffer.from('PK\x01\x02\0\0', 'latin1');
  head.writeUInt16LE(madeByUnix, 4);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(((constants.S_IFREG | entry.mode) << 16) >>> 0, 6);
  tail.writeUInt32LE(entry.offset, 10);
  return Buffer.concat([head, sharedFields(entry), tail, Buffer.from(entry.name)]);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
