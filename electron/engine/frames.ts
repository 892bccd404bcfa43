import { Buffer } from 'node:buffer';

/** `z`: the command and its reply end in NUL (man clamd, COMMANDS). */
export const zCommand = (name: string): Buffer => Buffer.from(`z${name}\0`);

/** INSTREAM sends chunks, each behind its length as four bytes, big-endian; a chunk of length 0 is the end. */
export function chunkLength(bytes: number): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(bytes);
  return length;
}
