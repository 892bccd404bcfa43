import { z } from 'zod';

/** How the round trip of a harmless test virus through a folder ended. Whatever the end, it leaves no file behind. */
export const folderTestSchema = z.object({
  /**
   * `passed`: found, and locked away where the settings say so. `not-watched`, `left-out` (the exclusions spare it) and
   * `not-writable`: it could not be tried. `no-verdict`: nobody looked at it in time. `missed`: it was not called
   * infected. `not-locked-away`: it was, but stayed in its place.
   */
  outcome: z.enum(['passed', 'not-watched', 'left-out', 'not-writable', 'no-verdict', 'missed', 'not-locked-away']),
  /** The system's or the engine's own words; may be empty. */
  detail: z.string(),
  durationMs: z.number().nonnegative(),
});
export type FolderTest = z.infer<typeof folderTestSchema>;
