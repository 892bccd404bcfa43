import { z } from 'zod';
import { exclusionsSchema } from './exclusions.ts';
import { activityColumnsSchema } from './history.ts';
import { languageChoiceSchema } from './languages.ts';
import { quarantineSettingsPatchSchema, quarantineSettingsSchema } from './quarantine-settings.ts';
import { reputationSettingsPatchSchema, reputationSettingsSchema } from './reputation.ts';
import { scanSettingsPatchSchema, scanSettingsSchema } from './scan-settings.ts';
import { pathFields } from './verdicts.ts';
import { chartSpanSchema } from './verdicts-over-time.ts';

export type { ScanAgainPace, ScanSchedule } from './scan-settings.ts';

export const watchedFolderSchema = z.object({
  id: z.string().min(1),
  ...pathFields,
  recursive: z.boolean(),
  /** Looked through every few seconds instead of waiting for events, which network file systems do not give. */
  polling: z.boolean().default(false),
  exclusions: exclusionsSchema.prefault({}),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

/**
 * These two are written into freshclam's configuration, where a line of its own could name a command to run: nothing
 * but the characters of a plain address gets through.
 */
const mirrorSchema = z
  .string()
  .max(300)
  .regex(/^https?:\/\/(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:\/[\w.~%/-]*)?$/);
const proxySchema = z
  .string()
  .max(300)
  .regex(/^(?:(?:https?|socks4a?|socks5h?):\/\/)?(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/);

/** What a clamd of our own gives up at; beyond it a file is `unscannable`. Another clamd has limits of its own. */
const limitFields = {
  /** How deep an archive may lie in another. At most what ClamAV can do without exhausting its stack. */
  archiveDepth: z.int().min(2).max(50),
  /** Files unpacked from one file. */
  archiveFiles: z.int().min(100).max(1_000_000),
  /** Time for one file, in seconds. */
  scanSeconds: z.int().min(10).max(1_800),
};
/** ClamAV's own defaults. */
export const defaultLimits = { archiveDepth: 17, archiveFiles: 10_000, scanSeconds: 120 } as const;
const limitsSchema = z.object({
  archiveDepth: limitFields.archiveDepth.default(defaultLimits.archiveDepth),
  archiveFiles: limitFields.archiveFiles.default(defaultLimits.archiveFiles),
  scanSeconds: limitFields.scanSeconds.default(defaultLimits.scanSeconds),
});
export type EngineLimits = z.infer<typeof limitsSchema>;

const staleAfterDays = z.int().min(1).max(30);

/** Where signatures come from when Lazaret keeps them itself. */
const signatureSettingsSchema = z.object({
  /** Downloads by itself. It contacts a server, and sends nothing about this machine's files. */
  automatic: z.boolean().default(true),
  /** `http(s)://host[:port][/path]` of a private mirror; null means database.clamav.net. */
  mirror: mirrorSchema.nullable().default(null),
  /** `[scheme://]host:port`; null means none. */
  proxy: proxySchema.nullable().default(null),
  /** Signatures of the user's own, from this folder; a path, so it has requests of its own. */
  ownFolder: z.string().min(1).nullable().default(null),
  /** Older official signatures are told as too old. */
  staleAfterDays: staleAfterDays.default(3),
});
/** What the downloading of signatures depends on. */
export type DownloadSettings = Pick<z.infer<typeof signatureSettingsSchema>, 'automatic' | 'mirror' | 'proxy'>;

const settleMs = z.int().min(100).max(60_000);
const sweepEveryMinutes = z.int().min(1).max(1440);

/** How arrivals are waited for and looked for. */
const watchSettingsSchema = z.object({
  /** A written file is scanned once size, mtime and ctime have stayed equal for so long. Milliseconds. */
  settleMs: settleMs.default(500),
  /** How often each folder is compared with the ledger although nothing was reported. */
  sweepEveryMinutes: sweepEveryMinutes.default(10),
});

/**
 * What is done with a finding, from the strictest down.
 * `quarantine`: moved into the vault, encrypted. `hold`: stays in its place, and the state is not green until the user
 * has marked it as seen. `warn`: stays in its place and is told of, without holding the state. `ignore`: is written in
 * the history and nothing more. An infected file left in its place is never green, so it can neither be warned of only
 * nor ignored; what nobody has seen into is never taken away.
 */
export const infectedPolicySchema = z.enum(['quarantine', 'hold']);
export const suspiciousPolicySchema = z.enum(['quarantine', 'hold', 'warn', 'ignore']);
export const unscannablePolicySchema = z.enum(['hold', 'warn', 'ignore']);

/** One choice for each kind of finding; links, pipes and the like are never findings. */
export const policySchema = z.object({
  infected: infectedPolicySchema.default('quarantine'),
  suspicious: suspiciousPolicySchema.default('hold'),
  unscannable: z
    .object({
      'too-large': unscannablePolicySchema.default('hold'),
      encrypted: unscannablePolicySchema.default('hold'),
      'limits-exceeded': unscannablePolicySchema.default('hold'),
      'timed-out': unscannablePolicySchema.default('hold'),
      // Nearly every document, where such an engine is used; the state says what is wrong anyhow.
      'engine-lenient': unscannablePolicySchema.default('warn'),
      unreadable: unscannablePolicySchema.default('hold'),
    })
    .prefault({}),
});
export type Policy = z.infer<typeof policySchema>;

/** A time of day on the user's clock, `HH:MM`. */
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const quietHoursSchema = z.object({ from: timeOfDay, to: timeOfDay });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** Which kinds of news are told by the desktop's notifications. Nothing is ever told of clean files. */
const notificationSettingsSchema = z.object({
  infected: z.boolean().default(true),
  /** Suspicious files, and those that could not be examined, unless the policy ignores them. */
  others: z.boolean().default(true),
  /** A file that had been clean, and is infected by today's signatures. */
  turnedBad: z.boolean().default(true),
  /** The engine has not answered for five minutes. */
  engineDown: z.boolean().default(true),
  signaturesStale: z.boolean().default(true),
  /** Between these nothing is shown; what was held back is told in one when they end. Null means never. */
  quietHours: quietHoursSchema.nullable().default(null),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

const keepDays = z.int().min(1).max(36_500).nullable();
const maxHistoryMiB = z.int().min(1).max(1_000_000).nullable();

/** How much of the history is kept; null means all. What files that are there were found to be is kept in any case. */
const historySettingsSchema = z.object({
  keepDays: keepDays.default(365),
  /** The oldest goes first. */
  maxMiB: maxHistoryMiB.default(500),
});

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
      limits: limitsSchema.prefault({}),
      /** A clamd of our own loads new signatures in place of the old ones, not beside them: scans wait meanwhile. */
      lowMemory: z.boolean().default(false),
      signatures: signatureSettingsSchema.prefault({}),
    })
    .prefault({}),
  watch: watchSettingsSchema.prefault({}),
  /** For every folder, beside its own. */
  exclusions: exclusionsSchema.prefault({}),
  quarantine: quarantineSettingsSchema.prefault({}),
  history: historySettingsSchema.prefault({}),
  scans: scanSettingsSchema.prefault({}),
  policy: policySchema.prefault({}),
  notifications: notificationSettingsSchema.prefault({}),
  privacy: z
    .object({
      /** The user knows that the hash of a file leaves this machine when its page on VirusTotal is opened. */
      hashPages: z.boolean().default(false),
    })
    .prefault({}),
  reputation: reputationSettingsSchema.prefault({}),
  appearance: z
    .object({
      colorScheme: z.enum(['auto', 'light', 'dark']).default('auto'),
      language: languageChoiceSchema.default('auto'),
      /** The first steps are on the overview, until the user is through with them or skips them. */
      firstSteps: z.boolean().default(true),
      /** Keys that open a view, the search or the list of shortcuts; some need them to do nothing. */
      shortcuts: z.boolean().default(true),
      /** The columns of the activity beside name, verdict and time. */
      activityColumns: activityColumnsSchema.default(['finding', 'folder', 'size']),
      /** How far back the overview's chart of verdicts goes. A span that only a later Lazaret knows is no broken file. */
      chartSpan: chartSpanSchema.default('days').catch('days'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
export type EngineSettings = Settings['engine'];

/** What `settings.update` takes: any part of any group, folders excepted (they have their own requests). */
export const settingsPatchSchema = z.strictObject({
  engine: z
    .strictObject({
      endpoints: z.array(z.string().min(1)).optional(),
      concurrentScans: z.int().min(1).max(32).optional(),
      maxFileSizeMiB: z.int().min(1).max(2047).optional(),
      limits: z.strictObject(limitFields).partial().optional(),
      lowMemory: z.boolean().optional(),
      signatures: z
        .strictObject({
          automatic: z.boolean().optional(),
          mirror: mirrorSchema.nullable().optional(),
          proxy: proxySchema.nullable().optional(),
          staleAfterDays: staleAfterDays.optional(),
        })
        .optional(),
    })
    .optional(),
  exclusions: exclusionsSchema.optional(),
  quarantine: quarantineSettingsPatchSchema.optional(),
  watch: z.strictObject({ settleMs: settleMs.optional(), sweepEveryMinutes: sweepEveryMinutes.optional() }).optional(),
  history: z.strictObject({ keepDays: keepDays.optional(), maxMiB: maxHistoryMiB.optional() }).optional(),
  scans: scanSettingsPatchSchema.optional(),
  policy: z
    .strictObject({
      infected: infectedPolicySchema.optional(),
      suspicious: suspiciousPolicySchema.optional(),
      unscannable: z
        .strictObject({
          'too-large': unscannablePolicySchema.optional(),
          encrypted: unscannablePolicySchema.optional(),
          'limits-exceeded': unscannablePolicySchema.optional(),
          'timed-out': unscannablePolicySchema.optional(),
          'engine-lenient': unscannablePolicySchema.optional(),
          unreadable: unscannablePolicySchema.optional(),
        })
        .optional(),
    })
    .optional(),
  notifications: z
    .strictObject({
      infected: z.boolean().optional(),
      others: z.boolean().optional(),
      turnedBad: z.boolean().optional(),
      engineDown: z.boolean().optional(),
      signaturesStale: z.boolean().optional(),
      quietHours: quietHoursSchema.nullable().optional(),
    })
    .optional(),
  privacy: z.strictObject({ hashPages: z.boolean().optional() }).optional(),
  reputation: reputationSettingsPatchSchema.optional(),
  appearance: z
    .strictObject({
      colorScheme: z.enum(['auto', 'light', 'dark']).optional(),
      language: languageChoiceSchema.optional(),
      firstSteps: z.boolean().optional(),
      shortcuts: z.boolean().optional(),
      activityColumns: activityColumnsSchema.optional(),
      chartSpan: chartSpanSchema.optional(),
    })
    .optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
