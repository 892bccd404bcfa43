import { z } from 'zod';
import { pathFields, verdictCountsSchema, verdictSchema } from './verdicts.ts';

/** Something other than clean that a scan by hand came upon. */
const scanFindingSchema = z.object({
  recordId: z.int().positive(),
  ...pathFields,
  verdict: verdictSchema,
  quarantineId: z.string().nullable(),
});
export type ScanFinding = z.infer<typeof scanFindingSchema>;

/** A scan that was asked for in the window or the tray. It is kept, with its result, until it is dismissed. */
export const handScanSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** What was picked or dropped: the first path, and how many there were. */
  path: z.string(),
  paths: z.int().positive(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Why it ended before it had looked at everything, in English; null where no error ended it. */
  failure: z.string().nullable(),
  /** Files known so far; it still grows while `finding`. */
  files: z.int().nonnegative(),
  finding: z.boolean(),
  counts: verdictCountsSchema,
  /** The newest ones, at most `handScanFindings`, newest first. */
  findings: z.array(scanFindingSchema),
});
export type HandScan = z.infer<typeof handScanSchema>;

export const handScanFindings = 20;
