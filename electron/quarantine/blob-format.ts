import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { readChunks, writeAll } from '../files/file-stream.ts';
import { errorText } from '../files/fs-error.ts';

/**
 * A blob is: magic (8 bytes) · format version (u8) · header length (u32, big-endian) · header (JSON) · nonce (12) ·
 * AES-256-GCM ciphertext, as long as the file · tag (16). All before the ciphertext is associated data, so a blob
 * whose header was changed, or that was put in another one's place, does not decrypt.
 */
const magic = Buffer.from('LAZARET\n');
const formatVersion = 1;
const fixedBytes = magic.length + 1 + 4;
const cipherName = 'aes-256-gcm';

export const keyBytes = 32;
export const nonceBytes = 12;
const tagBytes = 16;
/** One GCM stream may carry 2^36 - 32 bytes (NIST SP 800-38D, 5.2.1.1). */
export const maxFileBytes = 2n ** 36n - 32n;

/** What stands before the ciphertext. `header` is `encodeHeader`'s, `nonce` is `nonceBytes` long and never reused. */
function encodePreamble(header: Uint8Array, nonce: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([magic, Buffer.from([formatVersion]), length, header, nonce]);
}

/** How long the blob of a file of `size` bytes is. */
export const blobBytes = (header: Uint8Array, size: bigint): bigint =>
  BigInt(fixedBytes + header.length + nonceBytes + tagBytes) + size;

/** Writes the encrypted copy of all of `source` to `out`, and returns what was read: its SHA-256 and length. */
export async function encryptBlob(
  source: FileHandle,
  out: FileHandle,
  { header, key, nonce }: { readonly header: Uint8Array; readonly key: Uint8Array; readonly nonce: Uint8Array },
): Promise<{ readonly sha256: string; readonly size: bigint }> {
  const preamble = encodePreamble(header, nonce);
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(preamble);
  const hash = createHash('sha256');
  let size = 0n;
  await writeAll(out, preamble);
  for await (const chunk of readChunks(source)) {
    hash.update(chunk);
    size += BigInt(chunk.length);
    await writeAll(out, cipher.update(chunk));
  }
  cipher.final();
  await writeAll(out, cipher.getAuthTag());
  return { sha256: hash.digest('hex'), size };
}

type Decryption = { readonly kind: 'verified' } | { readonly kind: 'damaged'; readonly detail: string };

interface DecryptionOptions {
  /** The header the journal holds; the blob must carry the same. */
  readonly header: Uint8Array;
  readonly key: Uint8Array;
  readonly sha256: string;
  readonly size: bigint;
  /** Takes the plain bytes in order. They are worth nothing before the answer is `verified`. */
  readonly sink: (chunk: Uint8Array) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decrypts a whole blob into `sink` and says whether it is exactly what was once put in: same header, valid tag,
 * same SHA-256. Throws read errors, what `sink` throws, and the signal's reason.
 */
export async function decryptBlob(blob: FileHandle, options: DecryptionOptions): Promise<Decryption> {
  const { header, key, sha256, size, sink, signal } = options;
  const { size: length } = await blob.stat({ bigint: true });
  if (length !== blobBytes(header, size)) return damaged(`is ${length} bytes long, not ${blobBytes(header, size)}`);
  const preamble = Buffer.alloc(fixedBytes + header.length + nonceBytes);
  await blob.read(preamble, 0, preamble.length, 0);
  const nonce = preamble.subarray(preamble.length - nonceBytes);
  if (!preamble.subarray(0, magic.length).equals(magic)) return damaged('does not begin like a vault file');
  if (preamble[magic.length] !== formatVersion) return damaged(`has format version ${preamble[magic.length]}`);
  if (!preamble.equals(encodePreamble(header, nonce))) return damaged('belongs to another item');

  const tag = Buffer.alloc(tagBytes);
  await blob.read(tag, 0, tagBytes, Number(length) - tagBytes);
  const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(preamble);
  decipher.setAuthTag(tag);
  const hash = createHash('sha256');
  const body = { start: preamble.length, end: Number(length) - tagBytes, signal };
  for await (const chunk of readChunks(blob, body)) {
    const plain = decipher.update(chunk);
    hash.update(plain);
    await sink(plain);
  }
  try {
    decipher.final();
  } catch (error) {
    return damaged(`has been changed (${errorText(error)})`);
  }
  return hash.digest('hex') === sha256 ? { kind: 'verified' } : damaged('holds other bytes than were scanned');
}

const damaged = (what: string): Decryption => ({ kind: 'damaged', detail: `The encrypted copy ${what}.` });
