import { z } from 'zod';

const graceHours = z.int().min(1).max(8760);
const keepDays = z.int().min(1).max(3650).nullable();
const warnAboveMiB = z.int().min(1).max(16_777_216).nullable();

/** How long things stay in the vault. Nothing in it is ever deleted to make room. */
export const quarantineSettingsSchema = z.object({
  /** How long a deleted item can still be put back. Hours. */
  graceHours: graceHours.default(24),
  /** Items older than this are deleted, with the same grace period; null means never. Days. */
  keepDays: keepDays.default(null),
  /** A vault larger than this brings a notice; null means none. MiB. */
  warnAboveMiB: warnAboveMiB.default(10_240),
  /** Leaves a text file in the place of what was locked away. */
  leaveNote: z.boolean().default(false),
});
export type QuarantineSettings = z.infer<typeof quarantineSettingsSchema>;

export const quarantineSettingsPatchSchema = z.strictObject({
  graceHours: graceHours.optional(),
  keepDays: keepDays.optional(),
  warnAboveMiB: warnAboveMiB.optional(),
  leaveNote: z.boolean().optional(),
});
