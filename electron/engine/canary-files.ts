import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { createDeflateRaw } from 'node:zlib';

const bytesPerMiB = 1024 * 1024;

/** The EICAR test file, put together here so that neither this source nor the program is taken for one. */
export const eicar = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

export const harmlessText = (): Buffer => Buffer.from('Lazaret asks: is this file clean? It is.\n');

/**
 * A zip with one stored member whose flags say encrypted (APPNOTE.TXT 4.4.4, bit 0). ClamAV looks at the flag alone,
 * so the twelve bytes of encryption header and four of content need not be decipherable.
 */
export const encryptedZip = (): Buffer => zipOf({ isEncrypted: true, data: Buffer.alloc(16, 0x5a), size: 4 });

/** More archives inside one another than any clamd follows: its `MaxRecursion` is 100 at most. */
export function deepZip(): Buffer {
  let content = harmlessText();
  for (let depth = 0; depth < 110; depth += 1) content = zipOf({ data: content, size: content.length });
  return content;
}

/**
 * A tar whose only member says that it is so large, and is not. clamd holds what a member says of its size against
 * its limits before it reads it, so a few hundred bytes tell where they are (POSIX ustar; sizes below 8 GiB).
 */
export function tarClaiming(sizeMiB: number): Buffer {
  const header = Buffer.alloc(512);
  header.write('a', 0);
  for (const [at, text] of [
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, `${(sizeMiB * bytesPerMiB).toString(8).padStart(11, '0')}\0`],
    [136, '00000000000\0'],
    // The sum is taken with blanks in its own place.
    [148, '        '],
    [156, '0'],
    [257, 'ustar\x0000'],
  ] as const) {
    header.write(text, at, 'latin1');
  }
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, Buffer.alloc(512, harmlessText()), Buffer.alloc(1024)]);
}

/** A zip whose one compressed member really is so many zeros: about a thousandth of it to send. */
export async function zipOfZeros(sizeMiB: number): Promise<Buffer> {
  const zeros = Buffer.alloc(bytesPerMiB);
  const packed: Buffer[] = [];
  for await (const chunk of Readable.from(Array.from({ length: sizeMiB }, () => zeros)).pipe(createDeflateRaw())) {
    packed.push(Buffer.from(chunk));
  }
  return zipOf({ isDeflated: true, data: Buffer.concat(packed), size: sizeMiB * bytesPerMiB });
}

/** A zip with one member. clamd does not look at its CRC. */
function zipOf(member: {
  readonly data: Buffer;
  readonly size: number;
  readonly isEncrypted?: boolean;
  readonly isDeflated?: boolean;
}): Buffer {
  const { data, size, isEncrypted = false, isDeflated = false } = member;
  const name = Buffer.from('a');
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0); // version needed
  fields.writeUInt16LE(isEncrypted ? 1 : 0, 2);
  fields.writeUInt16LE(isDeflated ? 8 : 0, 4);
  fields.writeUInt16LE(0x21, 8); // date: 1 January 1980
  fields.writeUInt32LE(0x1234_5678, 10); // CRC-32
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, data]);
  const madeBy = Buffer.from([20, 0]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeBy, fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
