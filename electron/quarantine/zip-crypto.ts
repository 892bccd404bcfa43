import { crc32 } from 'node:zlib';

/**
 * A zip with one stored file under the traditional encryption (PKWARE APPNOTE.TXT 6.3, 4.3 and 6.1), which every
 * unpacker knows. It hides nothing from anybody, since the password is public; it only keeps the content from being
 * run, opened or scanned by accident.
 */
export interface EncryptedZip {
  /** What stands before the content. */
  begin(): Buffer;
  /** The next bytes of the content, encrypted. */
  add(chunk: Uint8Array): Buffer;
  /** What stands after the content. */
  end(): Buffer;
}

/** The sizes are 32-bit fields; what stands around the content takes some of it. */
export const largestZipped = 0xffff_ffffn - 0x1_0000n;

const encryptionHeaderBytes = 12;
const versionNeeded = 20;
/** Encrypted; checksum and sizes follow the content; the name is UTF-8. */
const flags = 0x0001 | 0x0008 | 0x0800;
/** The upper half says that the attributes are Unix ones: an ordinary file, 0600. */
const externalAttributes = 0o100600 * 0x1_0000;
const madeOnUnix = 3 << 8;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value >>> 0;
});
const crcStep = (crc: number, byte: number): number => ((crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0)) >>> 0;

/** @param name the file's name in the zip; @param randomBytes for the header that makes equal contents look different */
export function createEncryptedZip(options: {
  readonly name: string;
  readonly password: string;
  readonly at: Date;
  readonly randomBytes: (size: number) => Buffer;
}): EncryptedZip {
  const name = Buffer.from(options.name);
  const { time, date } = dosTime(options.at);
  const encrypt = createCipher(Buffer.from(options.password));
  let checksum = 0;
  let size = 0;
  const common = (sizes: Buffer): Buffer => Buffer.concat([words(versionNeeded, flags, 0, time, date), sizes]);
  const sizes = (): Buffer => longs(checksum, size + encryptionHeaderBytes, size);
  const begin = Buffer.concat([longs(0x0403_4b50), common(longs(0, 0, 0)), words(name.length, 0), name]);
  return {
    begin() {
      const header = options.randomBytes(encryptionHeaderBytes);
      // By this byte an unpacker knows a wrong password; with the checksum still unknown it is the time's.
      header.writeUInt8(time >>> 8, encryptionHeaderBytes - 1);
      return Buffer.concat([begin, encrypt(header)]);
    },
    add(chunk) {
      checksum = crc32(chunk, checksum);
      size += chunk.length;
      return encrypt(chunk);
    },
    end() {
      const descriptor = Buffer.concat([longs(0x0807_4b50), sizes()]);
      const directory = Buffer.concat([
        ...[longs(0x0201_4b50), words(madeOnUnix | versionNeeded), common(sizes())],
        ...[words(name.length, 0, 0, 0, 0), longs(externalAttributes, 0), name],
      ]);
      const directoryAt = begin.length + encryptionHeaderBytes + size + descriptor.length;
      const last = [longs(0x0605_4b50), words(0, 0, 1, 1), longs(directory.length, directoryAt), words(0)];
      return Buffer.concat([descriptor, directory, ...last]);
    },
  };
}

/** Three running keys, stirred by every plain byte. */
function createCipher(password: Uint8Array): (plain: Uint8Array) => Buffer {
  let [key0, key1, key2] = [0x1234_5678, 0x2345_6789, 0x3456_7890];
  const stir = (byte: number): void => {
    key0 = crcStep(key0, byte);
    key1 = (Math.imul(key1 + (key0 & 0xff), 0x0808_8405) + 1) >>> 0;
    key2 = crcStep(key2, key1 >>> 24);
  };
  for (const byte of password) stir(byte);
  return (plain) => {
    const encrypted = Buffer.allocUnsafe(plain.length);
    for (let index = 0; index < plain.length; index += 1) {
      const byte = plain[index] ?? 0;
      const mask = (key2 | 2) & 0xffff;
      encrypted[index] = byte ^ (((mask * (mask ^ 1)) >>> 8) & 0xff);
      stir(byte);
    }
    return encrypted;
  };
}

/** The local time, in steps of two seconds, and no year before 1980. */
function dosTime(at: Date): { readonly time: number; readonly date: number } {
  const year = Math.min(Math.max(at.getFullYear() - 1980, 0), 127);
  return {
    time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
    date: (year << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
  };
}

function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16LE(value, index * 2);
  return buffer;
}

function longs(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32LE(value, index * 4);
  return buffer;
}
