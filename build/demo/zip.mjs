/**
 * A zip archive with one stored (uncompressed) file: just enough of the format (PKWARE's APPNOTE.TXT) to show that
 * archives are looked into.
 * @param {string} name the file's name inside
 * @param {Buffer} content
 * @param {{ readonly password: string, readonly salt: Buffer }} [encryption] the old ZipCrypto (APPNOTE section 6.1), with
 *   11 bytes of salt. It keeps nobody out, but no scanner can see through it
 * @returns {Buffer}
 */
export function zip(name, content, encryption) {
  const crc = crc32(content);
  const data = encryption === undefined ? content : encrypt(content, crc, encryption);
  const nameBytes = Buffer.from(name);

  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0); // version needed
  common.writeUInt16LE(encryption === undefined ? 0 : 1, 2); // flags: bit 0 is "encrypted"
  common.writeUInt16LE(0, 4); // stored
  common.writeUInt16LE(0, 6); // time
  common.writeUInt16LE(0x21, 8); // date: 1 January 1980, the format's first day
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);

  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), nameBytes]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8); // entries on this disk
  end.writeUInt16LE(1, 10); // entries
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + data.length, 16); // where the central directory begins
  return Buffer.concat([local, data, central, end]);
}

/**
 * @param {Buffer} content
 * @param {number} crc of the content; its high byte tells a reader whether the password is right
 * @param {{ readonly password: string, readonly salt: Buffer }} encryption
 * @returns {Buffer}
 */
function encrypt(content, crc, { password, salt }) {
  let [key0, key1, key2] = [0x12345678, 0x23456789, 0x34567890];
  const update = (/** @type {number} */ byte) => {
    key0 = crcStep(key0, byte);
    key1 = (Math.imul((key1 + (key0 & 0xff)) >>> 0, 134775813) + 1) >>> 0;
    key2 = crcStep(key2, key1 >>> 24);
  };
  for (const byte of Buffer.from(password)) update(byte);
  const plain = Buffer.concat([salt, Buffer.of(crc >>> 24), content]);
  const sealed = plain.map((byte) => {
    const mask = (key2 | 2) & 0xffff;
    const stream = (Math.imul(mask, mask ^ 1) >>> 8) & 0xff;
    update(byte);
    return byte ^ stream;
  });
  return Buffer.from(sealed);
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * @param {number} crc
 * @param {number} byte
 */
const crcStep = (crc, byte) => ((table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;

/** @param {Buffer} content */
const crc32 = (content) => (content.reduce(crcStep, 0xffffffff) ^ 0xffffffff) >>> 0;
