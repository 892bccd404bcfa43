import { z } from 'zod';
import { fullScanPhaseSchema, fullScanProgressSchema } from './full-scan.ts';
import { engineStatusSchema, signaturesStateSchema } from './state.ts';
import { pathFields, reasonSchema, triggerSchema, verdictSchema } from './verdicts.ts';

const at = z.iso.datetime();

/**
 * What `start --json` and `scan --json` print, one object a line. Others script against these: fields are added,
 * never renamed or removed. Sizes in bytes, durations in milliseconds.
 */
export const lazaretEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    at,
    folders: z.array(z.object({ id: z.string(), ...pathFields, recursive: z.boolean() })),
    engine: z.object({ name: z.string().nullable(), signatures: signaturesStateSchema }),
  }),
  z.object({
    type: z.literal('verdict'),
    at,
    ...pathFields,
    verdict: verdictSchema,
    signature: z.string().nullable(),
    reason: reasonSchema.nullable(),
    sha256: z.string().nullable(),
    size: z.int().nonnegative().nullable(),
    trigger: triggerSchema,
    durationMs: z.number().nonnegative(),
    origin: z.string().nullable(),
    /** When this very version of the file was still called clean; null when it never was. */
    wasCleanAt: z.iso.datetime().nullable(),
  }),
  z.object({
    type: z.literal('quarantined'),
    at,
    id: z.string(),
    ...pathFields,
    signature: z.string(),
    sha256: z.string(),
  }),
  z.object({ type: z.literal('quarantine-failed'), at, ...pathFields, signature: z.string(), detail: z.string() }),
  z.object({
    type: z.literal('folder'),
    at,
    ...pathFields,
    /** `unavailable` also where it does not answer, is watched in part, or could not be compared with the ledger: see `detail`. */
    state: z.enum(['watching', 'unavailable', 'denied']),
    detail: z.string().default(''),
  }),
  z.object({ type: z.literal('engine'), at, state: engineStatusSchema, detail: z.string() }),
  z.object({
    type: z.literal('sweep'),
    at,
    ...pathFields,
    files: z.int().nonnegative(),
    queued: z.int().nonnegative(),
  }),
  z.object({
    type: z.literal('summary'),
    files: z.int().nonnegative(),
    clean: z.int().nonnegative(),
    infected: z.int().nonnegative(),
    suspicious: z.int().nonnegative(),
    unscannable: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    /** Why the scan ended before it had looked at everything; null where no error ended it. */
    failure: z.string().nullable().default(null),
  }),
  /** A full scan, once a second while it goes on and once at its end; `failure` says why, where the phase is `failed`. */
  z.object({
    type: z.literal('progress'),
    at,
    ...fullScanProgressSchema.omit({ phase: true }).shape,
    phase: z.enum([...fullScanPhaseSchema.options, 'done', 'cancelled', 'failed']),
    failure: z.string().nullable().default(null),
  }),
  z.object({ type: z.literal('stopped'), at }),
]);
export type LazaretEvent = z.infer<typeof lazaretEventSchema>;
export type VerdictEvent = Extract<LazaretEvent, { type: 'verdict' }>;
export type ScanSummary = Extract<LazaretEvent, { type: 'summary' }>;
