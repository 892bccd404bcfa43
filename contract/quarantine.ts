import { z } from 'zod';
import { pathFields, reasonSchema, verdictSchema } from './verdicts.ts';

/**
 * Whether what the file system keeps beside a file (where it was downloaded from, tags) is kept with the item:
 * `none` when there was nothing, `not-kept` where it could not be read or is too large.
 */
export const attributesStateSchema = z.enum(['kept', 'none', 'not-kept']);

/** One file in the vault. `state` is `damaged` when the stored copy no longer proves to be what was put in. */
export const quarantineItemSchema = z.object({
  id: z.string().min(1),
  at: z.iso.datetime(),
  ...pathFields,
  signature: z.string(),
  engine: z.string().nullable(),
  signatureVersion: z.string().nullable(),
  sha256: z.string(),
  size: z.int().nonnegative(),
  /** Permission bits the file had, as in `0o100644 & 0o7777`. */
  mode: z.int().nonnegative(),
  mtime: z.iso.datetime(),
  state: z.enum(['stored', 'damaged']),
  /** Set when the original could not be removed although the copy is safe. */
  originalLeft: z.boolean(),
  /** When it was deleted; it waits for the end of the grace period, and can be put back. Null otherwise. */
  trashedAt: z.iso.datetime().nullable(),
  /** Hard links the file had besides this name when it was stored; they still hold the same content. */
  otherNames: z.int().nonnegative(),
  attributes: attributesStateSchema,
  /** Where it was downloaded from, where the platform says so. */
  origin: z.string().nullable(),
});
export type QuarantineItem = z.infer<typeof quarantineItemSchema>;

/** What happened to an item. `detail` is English for people, and may be empty. */
export const itemEventSchema = z.object({
  at: z.iso.datetime(),
  what: z.enum([
    'stored',
    'original-left',
    'restore-failed',
    'rescanned',
    'deleted',
    'undeleted',
    'exported',
    'damaged',
    'restored',
    'key-destroyed',
    'copy-removed',
  ]),
  detail: z.string(),
});
export type ItemEvent = z.infer<typeof itemEventSchema>;

/** An item with its story, oldest first, and where its other names are, as far as Lazaret has seen them. */
export const quarantineDetailsSchema = quarantineItemSchema.extend({
  history: z.array(itemEventSchema),
  otherPlaces: z.array(z.object(pathFields)),
});
export type QuarantineDetails = z.infer<typeof quarantineDetailsSchema>;

/** What today's signatures say of an item's bytes. `signature` is theirs, null unless they detect something. */
export const rescanSchema = z.object({
  at: z.iso.datetime(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  signature: z.string().nullable(),
  signatureVersion: z.string().nullable(),
  /** The result as a sentence, in English. */
  detail: z.string(),
});
export type Rescan = z.infer<typeof rescanSchema>;

/** A file that is left alone: exactly these bytes, at exactly this path, as long as the signature is this one. */
export const allowEntrySchema = z.object({
  id: z.string().min(1),
  at: z.iso.datetime(),
  ...pathFields,
  sha256: z.string(),
  signature: z.string(),
  /** In the user's words; empty when none were given. */
  reason: z.string(),
  /** Null means until it is revoked. */
  expiresAt: z.iso.datetime().nullable(),
});
export type AllowEntry = z.infer<typeof allowEntrySchema>;

/** Where ClamAV's makers take reports of clean files that a signature detects (docs.clamav.net, "False positives"). */
export const falsePositiveForm = 'https://www.clamav.net/reports/fp';
