import { isAbsolute, sep } from 'node:path';
import { z } from 'zod';
import type { FileAttribute } from '../files/file-attributes.ts';
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
  /** Where it was downloaded from; null when nobody knows. */
  readonly origin: string | null;
  /** How many names (hard links) it had, this one included. */
  readonly links: number;
  /** What the file system kept beside it; null when that could not be read or was too much. */
  readonly attributes: readonly FileAttribute[] | null;
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
  // Items stored by older versions say nothing of these.
  origin: z.string().nullable().default(null),
  links: z.int().min(1).default(1),
  attributes: z
    .array(z.object({ name: z.string().min(1), value: z.base64().transform((text) => Buffer.from(text, 'base64')) }))
    .nullable()
    .default(null),
});

/** The header as JSON bytes; paths as base64, 64-bit numbers as decimal text. */
export function encodeHeader(header: ItemHeader): Buffer {
  const { identity } = header;
  return Buffer.from(
    JSON.stringify({
      ...header,
      path: header.path.bytes.toString('base64'),
      parent: header.parent.bytes.toString('base64'),
      attributes: header.attributes?.map(({ name, value }) => ({ name, value: value.toString('base64') })) ?? null,
      identity: Object.fromEntries(Object.entries(identity).map(([field, value]) => [field, String(value)])),
    }),
  );
}

/** Reads what `encodeHeader` wrote for the item `id`; null when it is anything else, or speaks of another item. */
export function decodeHeader(bytes: Uint8Array, id: string): ItemHeader | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = headerSchema.safeParse(json);
  return parsed.success && parsed.data.id === id ? parsed.data : null;
}
