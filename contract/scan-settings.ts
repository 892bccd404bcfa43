import { z } from 'zod';

const scheduleFields = {
  every: z.enum(['never', 'day', 'week']),
  /** 0 is Sunday; counts with `week` only. */
  weekday: z.int().min(0).max(6),
  /** Local time, `HH:MM`. */
  time: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/),
};

/** When Lazaret scans everything by itself. A run that was missed is made up for. */
export const scanScheduleSchema = z.object({
  every: scheduleFields.every.default('never'),
  weekday: scheduleFields.weekday.default(0),
  time: scheduleFields.time.default('12:00'),
});
export type ScanSchedule = z.infer<typeof scanScheduleSchema>;

/** Known-clean files with new signatures: not, one by one with rests between, or as fast as the engine can. */
const againSchema = z.enum(['off', 'gentle', 'at-once']);
export type ScanAgainPace = z.infer<typeof againSchema>;

/** The scans that Lazaret makes by itself, beside what arrives. */
export const scanSettingsSchema = z.object({
  schedule: scanScheduleSchema.prefault({}),
  again: againSchema.default('gentle'),
  /** Neither of them begins while the machine runs on its battery. */
  waitForPower: z.boolean().default(true),
});

export const scanSettingsPatchSchema = z.strictObject({
  schedule: z.strictObject(scheduleFields).partial().optional(),
  again: againSchema.optional(),
  waitForPower: z.boolean().optional(),
});
