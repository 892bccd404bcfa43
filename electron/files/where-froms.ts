/** What one file may say at most; a real one holds two addresses. */
const mostStrings = 16;
const longestValue = 256 * 1024;
const trailerBytes = 32;

/**
 * Reads the macOS attribute `com.apple.metadata:kMDItemWhereFroms`: a binary property list that holds an array of
 * strings, the address of the download first, then of the page that led to it.
 * Source of the format: Apple's CoreFoundation, `CFBinaryPList.c`.
 *
 * @returns the strings; empty when it is anything else
 */
export function readWhereFroms(value: Buffer): readonly string[] {
  if (value.length > longestValue || value.length < 8 + trailerBytes) return [];
  if (value.toString('latin1', 0, 8) !== 'bplist00') return [];
  try {
    return readStrings(value);
  } catch (error) {
    // Buffer's own word for an offset or a length that leads outside: the list is cut short or made up.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function readStrings(value: Buffer): readonly string[] {
  const trailer = value.length - trailerBytes;
  const offsetSize = value.readUInt8(trailer + 6);
  const referenceSize = value.readUInt8(trailer + 7);
  const topObject = Number(value.readBigUInt64BE(trailer + 16));
  const offsetTable = Number(value.readBigUInt64BE(trailer + 24));
  const offsetOf = (object: number): number => value.readUIntBE(offsetTable + object * offsetSize, offsetSize);

  const top = readHead(value, offsetOf(topObject));
  if (top.kind !== 0xa) return [];
  const strings: string[] = [];
  for (let index = 0; index < Math.min(top.count, mostStrings); index += 1) {
    const object = value.readUIntBE(top.start + index * referenceSize, referenceSize);
    const text = readText(value, offsetOf(object));
    if (text === null) return [];
    strings.push(text);
  }
  return strings;
}

/** The kind of an object (the upper four bits of its first byte), its count, and where its content begins. */
function readHead(value: Buffer, offset: number): { readonly kind: number; readonly count: number; start: number } {
  const marker = value.readUInt8(offset);
  const kind = marker >> 4;
  const low = marker & 0xf;
  if (low !== 0xf) return { kind, count: low, start: offset + 1 };
  // A longer count is an integer object of its own: 0x1n, then 2^n bytes.
  const width = 1 << (value.readUInt8(offset + 1) & 0xf);
  return { kind, count: value.readUIntBE(offset + 2, width), start: offset + 2 + width };
}

function readText(value: Buffer, offset: number): string | null {
  const { kind, count, start } = readHead(value, offset);
  const isAscii = kind === 0x5;
  if (!isAscii && kind !== 0x6) return null;
  const bytes = value.subarray(start, start + (isAscii ? count : count * 2));
  if (bytes.length !== (isAscii ? count : count * 2)) return null;
  return isAscii ? bytes.toString('latin1') : Buffer.from(bytes).swap16().toString('utf16le');
}
