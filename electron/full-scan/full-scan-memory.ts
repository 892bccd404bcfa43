import { z } from 'zod';
import { fullScanResultSchema, fullScanTriggerSchema } from '../../contract/full-scan.ts';

const count = z.int().nonnegative();

/** What is kept of full scans beside the ledger. */
export const fullScanMemorySchema = z.object({
  /** The scan that is under way, or was when the process ended. What it has scanned, the ledger knows. */
  current: z
    .object({
      id: z.string(),
      trigger: fullScanTriggerSchema,
      folderIds: z.array(z.string()).nullable(),
      startedAt: z.iso.datetime(),
      paused: z.boolean(),
      /** Findings that were locked away, so that nobody meets them again. */
      taken: z.object({ files: count, bytes: z.number().nonnegative(), infected: count, suspicious: count }),
    })
    .nullable(),
  last: fullScanResultSchema.nullable(),
});
export type FullScanMemory = z.infer<typeof fullScanMemorySchema>;
export type SavedScan = NonNullable<FullScanMemory['current']>;
