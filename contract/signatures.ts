import { z } from 'zod';

/** Why a download of signatures did not succeed. */
export const updateFailureCodeSchema = z.enum([
  'rate-limited',
  'blocked',
  'cool-down',
  'not-found',
  'name-unknown',
  'unreachable',
  'timed-out',
  'tls',
  'server-error',
  'bad-data',
  'no-space',
  'not-writable',
  'no-program',
  'confined',
  'unknown',
]);
export type UpdateFailureCode = z.infer<typeof updateFailureCodeSchema>;

/** One official database, as the 512 bytes at its beginning tell. */
export const signatureDatabaseSchema = z.object({
  name: z.enum(['main', 'daily', 'bytecode']),
  version: z.int().nonnegative(),
  builtAt: z.iso.datetime(),
  count: z.int().nonnegative(),
});
export type SignatureDatabase = z.infer<typeof signatureDatabaseSchema>;

/** How the signatures are kept up to date. */
export const signatureUpdatesSchema = z.object({
  /** Whether Lazaret downloads them itself; false where the engine in use gets them from somebody else. */
  byLazaret: z.boolean(),
  state: z.enum(['idle', 'running']),
  /** Of the file being downloaded; null between files. */
  progress: z.object({ name: z.string(), percent: z.int().min(0).max(100) }).nullable(),
  lastTryAt: z.iso.datetime().nullable(),
  /** Of the last try, with freshclam's own words; null when it succeeded or there was none. */
  failure: z.object({ code: updateFailureCodeSchema, detail: z.string() }).nullable(),
  /** When Lazaret tries by itself; null when it will not. */
  retryAt: z.iso.datetime().nullable(),
  /** The server does not want to be asked before; not even by "Update now". */
  coolDownUntil: z.iso.datetime().nullable(),
  /** What is in place; empty while there is no official database. */
  databases: z.array(signatureDatabaseSchema),
});
export type SignatureUpdates = z.infer<typeof signatureUpdatesSchema>;

/** One file in the user's own folder of signatures. */
export const ownSignatureFileSchema = z.object({
  name: z.string(),
  /** `passed-over`: not a kind of file that Lazaret loads from there. */
  status: z.enum(['accepted', 'refused', 'passed-over']),
  /** Signatures in it, as clamd counts them; null unless accepted. */
  count: z.int().nonnegative().nullable(),
  /** Why it is not accepted, in clamd's words where it is clamd's judgement; empty when it is. */
  detail: z.string(),
});
export type OwnSignatureFile = z.infer<typeof ownSignatureFileSchema>;

/** The user's own signatures. Only a clamd that Lazaret runs itself can load them. */
export const ownSignaturesSchema = z.object({
  /** Null while the user has set none. */
  folder: z.string().nullable(),
  /** The engine in use has been proven to have loaded all that is accepted. */
  inUse: z.boolean(),
  isChecking: z.boolean(),
  /** Why the folder cannot be used, or read; null when it can. What was accepted before goes on being used. */
  trouble: z.string().nullable(),
  files: z.array(ownSignatureFileSchema),
});
export type OwnSignatures = z.infer<typeof ownSignaturesSchema>;
