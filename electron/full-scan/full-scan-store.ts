import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fullScanResultSchema, fullScanTriggerSchema } from '../../contract/full-scan.ts';
import type { Logger } from '../base/log.ts';
import { errorName } from '../files/fs-error.ts';

const count = z.int().nonnegative();

const memorySchema = z.object({
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
export type FullScanMemory = z.infer<typeof memorySchema>;
export type SavedScan = NonNullable<FullScanMemory['current']>;

/** What outlives the process, in a small file that is replaced whole. */
export interface FullScanStore {
  read(): FullScanMemory;
  /** A full disk must not end a scan: what cannot be written is logged, and at worst scanned or counted again. */
  write(memory: FullScanMemory): void;
}

const nothing: FullScanMemory = { current: null, last: null };

export function createFullScanStore(file: string, log: Pick<Logger, 'warn'>): FullScanStore {
  return {
    read() {
      try {
        return memorySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch (error) {
        if (errorName(error) !== 'ENOENT') log.warn('what is known of the last full scan could not be read', error);
        return nothing;
      }
    },
    write(memory) {
      try {
        const temporary = `${file}.new`;
        writeFileSync(temporary, JSON.stringify(memory), { mode: 0o600 });
        renameSync(temporary, file);
      } catch (error) {
        log.warn('how far the full scan is could not be written down', error);
      }
    },
  };
}
