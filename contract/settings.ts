import { z } from 'zod';
import { pathFields } from './verdicts.ts';

export const watchedFolderSchema = z.object({
  id: z.string().min(1),
  ...pathFields,
  recursive: z.boolean(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

/** What the user may set. Every field has a default, so an old or partial file still loads. */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  folders: z.array(watchedFolderSchema).default([]),
  engine: z
    .object({
      /** `host:port` or a Unix socket path each; empty means: find one, else start our own. */
      endpoints: z.array(z.string().min(1)).default([]),
      concurrentScans: z.int().min(1).max(32).default(4),
      /** Files above this are `unscannable: too-large`. MiB, at most ClamAV's own 2 GiB limit less one. */
      maxFileSizeMiB: z.int().min(1).max(2047).default(512),
    })
    .prefault({}),
  policy: z.object({ infected: z.enum(['quarantine', 'report']).default('quarantine') }).prefault({}),
  notifications: z.object({ infected: z.boolean().default(true) }).prefault({}),
  appearance: z.object({ colorScheme: z.enum(['auto', 'light', 'dark']).default('auto') }).prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What `settings.update` takes: any part of any group, folders excepted (they have their own requests). */
export const settingsPatchSchema = z.strictObject({
  engine: z
    .strictObject({
      endpoints: z.array(z.string().min(1)).optional(),
      concurrentScans: z.int().min(1).max(32).optional(),
      maxFileSizeMiB: z.int().min(1).max(2047).optional(),
    })
    .optional(),
  policy: z.strictObject({ infected: z.enum(['quarantine', 'report']).optional() }).optional(),
  notifications: z.strictObject({ infected: z.boolean().optional() }).optional(),
  appearance: z.strictObject({ colorScheme: z.enum(['auto', 'light', 'dark']).optional() }).optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
