import { z } from 'zod';

/** What Lazaret says of one version of one file. Only `clean` and `infected` are an engine's own word. */
export const verdictSchema = z.enum(['clean', 'infected', 'suspicious', 'unscannable', 'failed']);
export type Verdict = z.infer<typeof verdictSchema>;
export const verdicts = verdictSchema.options;

/** Why a file can never get a `clean` or `infected` with the present limits. Final, shown, never green. */
export const unscannableReasonSchema = z.enum([
  'too-large',
  'encrypted',
  'limits-exceeded',
  'timed-out',
  /** The engine said OK, but it does not report what it cannot look into, and this file may hold some of that. */
  'engine-lenient',
  'unreadable',
  'not-regular',
]);
export type UnscannableReason = z.infer<typeof unscannableReasonSchema>;

/** Why there is no trustworthy answer yet. Never final: the file stays queued. */
export const failureReasonSchema = z.enum([
  'engine-unavailable',
  'engine-untrusted',
  'engine-error',
  'no-reply',
  'garbled-reply',
  'short-stream',
  'stalled',
  'changed-while-scanning',
  'worker-lost',
  'not-recorded',
]);
export type FailureReason = z.infer<typeof failureReasonSchema>;

/** Why a file is suspicious that the engine calls clean: `reputation`, many of VirusTotal's engines call it malicious. */
export const suspicionReasonSchema = z.enum(['reputation']);

export const reasonSchema = z.union([unscannableReasonSchema, failureReasonSchema, suspicionReasonSchema]);
export type Reason = z.infer<typeof reasonSchema>;

/** What made Lazaret scan the file. */
export const triggerSchema = z.enum([
  'arrival',
  'change',
  'startup',
  'sweep',
  'on-demand',
  'scheduled',
  'signatures',
  'retry',
  /** An answer about its reputation came that makes it suspicious. */
  'reputation',
]);
export type Trigger = z.infer<typeof triggerSchema>;

/**
 * What was done because of the verdict. `quarantine-failed`: it should be in the vault and is still in its place.
 * `warned` and `ignored`: left in its place as the policy says; `none` on a finding: it waits for the user.
 */
export const actionSchema = z.enum(['none', 'quarantined', 'quarantine-failed', 'allowed', 'warned', 'ignored']);
export type Action = z.infer<typeof actionSchema>;

/**
 * A path as it crosses a boundary. `path` is readable text (invalid bytes replaced); `pathBase64` carries the
 * exact bytes and is present only when `path` alone could not name the file.
 */
export const pathFields = {
  path: z.string(),
  pathBase64: z.base64().optional(),
};

/** One verdict as the ledger keeps it and the Activity view shows it. Sizes in bytes, durations in milliseconds. */
export const scanRecordSchema = z.object({
  id: z.int().positive(),
  at: z.iso.datetime(),
  ...pathFields,
  folderId: z.string().nullable(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  signature: z.string().nullable(),
  detail: z.string().nullable(),
  sha256: z.string().nullable(),
  size: z.int().nonnegative().nullable(),
  trigger: triggerSchema,
  durationMs: z.number().nonnegative(),
  /** Where the file was downloaded from, without credentials and query; null when that is not known. */
  origin: z.string().nullable(),
  /** The page that led to the download. */
  referrer: z.string().nullable(),
  engine: z.string().nullable(),
  /** Of the official signatures, with a mark of the user's own: `27800+own.1a2b3c4d`. */
  signatureVersion: z.string().nullable(),
  action: actionSchema,
  actionDetail: z.string().nullable(),
  quarantineId: z.string().nullable(),
  acknowledged: z.boolean(),
  /** Nothing later is known of what is at its path: no other verdict, nor that a finding's file is gone. */
  isLatest: z.boolean(),
  /** When this very version was called clean, by signatures that did not know better; null when it never was. */
  wasCleanAt: z.iso.datetime().nullable(),
  /** When a hint or a sweep first told of the file; like the following, null where it is not known or did not happen. */
  seenAt: z.iso.datetime().nullable(),
  /** When it had come to rest, so that it could be scanned. */
  settledAt: z.iso.datetime().nullable(),
  /** When it was put into the queue for the try that led to the verdict. */
  queuedAt: z.iso.datetime().nullable(),
  scanStartedAt: z.iso.datetime().nullable(),
});
export type ScanRecord = z.infer<typeof scanRecordSchema>;

export const verdictCountsSchema = z.object({
  clean: z.int().nonnegative(),
  infected: z.int().nonnegative(),
  suspicious: z.int().nonnegative(),
  unscannable: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type VerdictCounts = z.infer<typeof verdictCountsSchema>;
export const noVerdicts: VerdictCounts = { clean: 0, infected: 0, suspicious: 0, unscannable: 0, failed: 0 };
