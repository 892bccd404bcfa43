import { z } from 'zod';
import { pathFields } from './verdicts.ts';

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
});
export type QuarantineItem = z.infer<typeof quarantineItemSchema>;
