import { z } from 'zod';
import { verdictCountsSchema } from './verdicts.ts';

const files = z.int().nonnegative();
const bytes = z.number().nonnegative();

/** What made a full scan begin. */
export const fullScanTriggerSchema = z.enum(['on-demand', 'startup', 'scheduled']);
export type FullScanTrigger = z.infer<typeof fullScanTriggerSchema>;

/** `held` waits for something that comes by itself or with the next click elsewhere: an engine, or the end of the pause. */
export const fullScanPhaseSchema = z.enum(['counting', 'scanning', 'paused', 'held']);
export type FullScanPhase = z.infer<typeof fullScanPhaseSchema>;

/** A full scan under way. Sizes in bytes. */
export const fullScanProgressSchema = z.object({
  id: z.string(),
  trigger: fullScanTriggerSchema,
  /** What is scanned; null means all watched folders. */
  folderIds: z.array(z.string()).nullable(),
  phase: fullScanPhaseSchema,
  startedAt: z.iso.datetime(),
  /** Dealt with so far, whether scanned or known already. */
  files,
  /** Null until everything is counted. */
  filesTotal: files.nullable(),
  bytes,
  bytesTotal: bytes.nullable(),
  /** Of `files`: not scanned, since this very version had its verdict by the present signatures. */
  known: files,
  /** The verdicts of those that were scanned. */
  counts: verdictCountsSchema,
  filesPerSecond: z.number().nonnegative().nullable(),
  bytesPerSecond: z.number().nonnegative().nullable(),
  secondsLeft: z.int().nonnegative().nullable(),
});
export type FullScanProgress = z.infer<typeof fullScanProgressSchema>;

/** What a full scan came to. */
export const fullScanResultSchema = fullScanProgressSchema
  .pick({
    id: true,
    trigger: true,
    folderIds: true,
    startedAt: true,
    files: true,
    bytes: true,
    known: true,
    counts: true,
  })
  .extend({
    endedAt: z.iso.datetime(),
    cancelled: z.boolean(),
    /** Why it ended before it had gone through everything, in English; null where no error ended it. It can be gone on with. */
    failure: z.string().nullable().default(null),
  });
export type FullScanResult = z.infer<typeof fullScanResultSchema>;

/** Known-clean files that are scanned again with new signatures: so many of so many. */
export const scansAgainSchema = z.object({ files, total: files });
export type ScansAgain = z.infer<typeof scansAgainSchema>;

/** The scans that Lazaret makes beside the arrivals. */
export const fullScansStateSchema = z.object({
  full: fullScanProgressSchema.nullable(),
  last: fullScanResultSchema.nullable(),
  /** The next one by schedule; in the past when it waits for mains power. */
  next: z.object({ at: z.iso.datetime(), waitsForPower: z.boolean() }).nullable(),
  again: scansAgainSchema.nullable(),
});
export type FullScansState = z.infer<typeof fullScansStateSchema>;
