import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

interface Member {
  readonly name: string;
  readonly content: Buffer;
  /** Compressed, not stored. */
  readonly deflated?: boolean;
  /** Flagged as encrypted, which its content is not. */
  readonly locked?: boolean;
}

/** A zip whose members are stored as they are unless told otherwise (APPNOTE.TXT 4.3). */
export function storedZip(members: readonly Member[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflated = false, locked = false } of members) {
    const data = deflated ? deflateRawSync(content) : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(locked ? 1 : 0, 2);
    fields.writeUInt16LE(deflated ? 8 : 0, 4);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, rest, Buffer.from(name));
    local.push(head);
    offset += head.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** A harmless text, `depth` zips deep. */
export function nestedZip(depth: number): Buffer {
  let content: Buffer = Buffer.from('harmless, and well wrapped');
  for (let level = 0; level < depth; level += 1) content = storedZip([{ name: `level-${level}.zip`, content }]);
  return content;
}
