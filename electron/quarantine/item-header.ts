import { isAbsolute, sep } from 'node:path';
import { z } from 'zod';
import type { FileIdentity } from '../files/file-identity.ts';
import { baseName, displayPath, type FilePath, filePath } from '../files/file-path.ts';

/** Everything known of a file when it went into the vault. Never changes; the blob and the journal both carry it. */
export interface ItemHeader {
  readonly id: string;
  /** ISO 8601, when it was stored. */
  readonly at: string;
  /** Where it was, as it was named by whoever found it. */
  readonly path: FilePath;
  /** The directory that path led to at that time, all symbolic links resolved. */
  readonly parent: FilePath;
  readonly identity: FileIdentity;
  /** Permission bits, `0o7777` at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sha256: string;
  readonly signature: string;
  readonly engine: string | null;
  readonly signatureVersion: string | null;
}

const wholeNumber = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform((text) => BigInt(text));

/** Bytes, so that names that are not UTF-8 come back as they were. */
const pathBytes = z
  .base64()
  .transform((text) => filePath(Buffer.from(text, 'base64')))
  .refine((path) => isAbsolute(displayPath(path)) && !path.bytes.includes(0));

/** `..` could lead a restore out of the directory; a resolved path never has one. */
const dots = ['', '.', '..'];
const fileBytes = pathBytes.refine((path) => !dots.includes(baseName(path).toString('latin1')));
const directoryBytes = pathBytes.refine((path) => !path.bytes.toString('latin1').split(sep).includes('..'));

const headerSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  at: z.iso.datetime(),
  path: fileBytes,
  parent: directoryBytes,
  identity: z.object({
    dev: wholeNumber,
    ino: wholeNumber,
    size: wholeNumber,
    mtimeNs: wholeNumber,
    ctimeNs: wholeNumber,
  }),
  mode: z.int().min(0).max(0o7777),
  uid: z.int().nonnegative(),
  gid: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string(),
  engine: z.string().nullable(),
  signatureVersion: z.string().nullable(),
});

/** The header as JSON bytes; paths as base64, 64-bit numbers as decimal text. */
export function encodeHeader(header: ItemHeader): Buffer {
  const { identity } = header;
  return Buffer.from(
    JSON.stringify({
      ...header,
      path: header.path.bytes.toString('base64'),
      parent: header.parent.bytes.toString('base64'),
      identity: Object.fromEntries(Object.entries(identity).map(([field, value]) => [field, String(value)])),
    }),
  );
}

/** Reads what `encodeHeader` wrote; null when it is anything else. */
export function decodeHeader(bytes: Uint8Array): ItemHeader | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = headerSchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
