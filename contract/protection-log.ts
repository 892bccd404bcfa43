import { z } from 'zod';
import { fullScanTriggerSchema } from './full-scan.ts';
import { engineStatusSchema, folderHealthSchema, signaturesStateSchema } from './state.ts';
import { pathFields, verdictCountsSchema } from './verdicts.ts';

const signatures = signaturesStateSchema.pick({ kind: true, version: true });

/** Groups of settings that decide what is scanned, by what, what becomes of it, and what leaves this machine. */
export const protectiveSettingsSchema = z.enum(['engine', 'exclusions', 'policy', 'reputation', 'scans', 'watch']);
export type ProtectiveSettings = z.infer<typeof protectiveSettingsSchema>;

/** What changed about the protection itself. Durations in milliseconds. */
export const protectionEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    version: z.string(),
    /** How the time before ended: orderly, or without a word (killed, or the power was cut); `first` where there was none. */
    after: z.enum(['first', 'stop', 'crash']),
  }),
  z.object({ kind: z.literal('stopped') }),
  z.object({
    kind: z.literal('engine'),
    status: engineStatusSchema.exclude(['starting']),
    engine: z.string().nullable(),
    detail: z.string(),
    /** How long the state before had lasted, where that was not `healthy`; null otherwise. */
    afterMs: z.number().nonnegative().nullable(),
  }),
  z.object({ kind: z.literal('signatures'), now: signatures, before: signatures.nullable() }),
  z.object({
    kind: z.literal('folder'),
    ...pathFields,
    health: folderHealthSchema.exclude(['starting']),
    detail: z.string(),
    /** How long the state before had lasted, where that was not `watching`; null otherwise. */
    afterMs: z.number().nonnegative().nullable(),
  }),
  z.object({ kind: z.literal('folder-added'), ...pathFields }),
  z.object({ kind: z.literal('folder-removed'), ...pathFields }),
  z.object({ kind: z.literal('paused'), until: z.iso.datetime().nullable() }),
  z.object({ kind: z.literal('resumed'), afterMs: z.number().nonnegative() }),
  z.object({
    kind: z.literal('full-scan'),
    trigger: fullScanTriggerSchema,
    files: z.int().nonnegative(),
    counts: verdictCountsSchema,
    cancelled: z.boolean(),
    /** Why it ended before it had gone through everything; null where no error ended it. */
    failure: z.string().nullable().default(null),
    startedAt: z.iso.datetime(),
  }),
  z.object({ kind: z.literal('settings'), changed: z.array(protectiveSettingsSchema).min(1) }),
]);
export type ProtectionEvent = z.infer<typeof protectionEventSchema>;
export type ProtectionEventKind = ProtectionEvent['kind'];

export const protectionLogEntrySchema = z.object({
  id: z.int().positive(),
  at: z.iso.datetime(),
  event: protectionEventSchema,
});
export type ProtectionLogEntry = z.infer<typeof protectionLogEntrySchema>;
