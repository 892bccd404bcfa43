import { z } from 'zod';

/**
 * Whether others are asked what they know of a file. `off`: nobody is. `hash-only`: by its SHA-256. `upload-unknown`: and
 * a file that nobody knows is sent whole, once the user has agreed to that in as many words.
 */
export const reputationModeSchema = z.enum(['off', 'hash-only', 'upload-unknown']);
export type ReputationMode = z.infer<typeof reputationModeSchema>;

/** `downloads`: files in the user's Downloads folder, where that is watched. `all`: in every watched folder. */
const whereSchema = z.enum(['downloads', 'all']);
/** `risky`: programs, scripts, archives, disk images and documents, told by their first bytes. `all`: every file. */
const whatSchema = z.enum(['risky', 'all']);

/**
 * The base address of a server that speaks VirusTotal's API v3, up to what comes before `/files`. Without TLS only on this
 * machine; no credentials, query or fragment.
 */
const serverSchema = z
  .string()
  .max(300)
  .regex(
    /^(?:https:\/\/(?:[\w.-]+|\[[0-9a-fA-F:]+\])|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?(?:\/[\w.~%/-]*)?$/,
  );

const fields = {
  mode: reputationModeSchema,
  /** The user knows that uploaded files can be seen by VirusTotal's partners. Asked again whenever uploads are turned on. */
  uploadsAgreed: z.boolean(),
  where: whereSchema,
  what: whatSchema,
  /** Null is VirusTotal itself. */
  server: serverSchema.nullable(),
  /** So many engines calling a file malicious make it suspicious. */
  threshold: z.int().min(1).max(100),
  /** An answer counts for so long; after that the file is asked about again when it comes again. */
  keepAnswersDays: z.int().min(1).max(365),
  /** The quota of the key: those of VirusTotal's public API unless set (docs.virustotal.com, "Public vs Premium API"). */
  perMinute: z.int().min(1).max(10_000),
  perDay: z.int().min(1).max(1_000_000),
  perMonth: z.int().min(1).max(30_000_000),
};

export const reputationSettingsSchema = z.object({
  mode: fields.mode.default('off'),
  uploadsAgreed: fields.uploadsAgreed.default(false),
  where: fields.where.default('downloads'),
  what: fields.what.default('risky'),
  server: fields.server.default(null),
  threshold: fields.threshold.default(3),
  keepAnswersDays: fields.keepAnswersDays.default(7),
  perMinute: fields.perMinute.default(4),
  perDay: fields.perDay.default(500),
  perMonth: fields.perMonth.default(15_500),
});
export type ReputationSettings = z.infer<typeof reputationSettingsSchema>;
export const reputationSettingsPatchSchema = z.strictObject(fields).partial();

/** What is shown of a key, which itself never leaves the main process but to its server. */
export const reputationKeySchema = z.object({
  /**
   * `none`: none is set. `set`: it is sent to the present server. `other-server`: it was given for another server, and is
   * not sent to this one. `sealed`: the desktop app keeps it in the system's keyring, which this program cannot open.
   */
  state: z.enum(['none', 'set', 'other-server', 'sealed']),
  /** Its last four characters; empty where it is too short to give that much away. */
  ends: z.string(),
  /** Where it is: the system's keyring guards it, it lies in a file only this user can read, or it is in the environment. */
  kept: z.enum(['keyring', 'file', 'environment']).nullable(),
  /** Where a new one would be kept. `file`: no keyring can be used here, so the user is asked first. */
  wouldBeKept: z.enum(['keyring', 'file']),
});
export type ReputationKey = z.infer<typeof reputationKeySchema>;

/**
 * `idle`: nothing is in the queue. `waiting`: `why` and `until` say for what. `refused`: the server does not take the key,
 * so nobody is asked until the key or the server is another.
 */
export const reputationStatusSchema = z.enum(['off', 'no-key', 'idle', 'asking', 'waiting', 'refused']);
export type ReputationStatus = z.infer<typeof reputationStatusSchema>;

export const reputationWaitSchema = z.enum([
  /** Our own count of requests is at the quota. */
  'minute-quota',
  'day-quota',
  'month-quota',
  /** The server says that it was asked too often. */
  'too-many-requests',
  'server-quota',
  /** The server cannot be reached. */
  'offline',
  /** It answers, but with an error or in words that are not the API's. */
  'server-trouble',
  /** Uploaded files are being analysed. */
  'analysis',
  /** The key is right, but not for this (403). Only with `refused`. */
  'forbidden',
  /** The key is missing or wrong (401). Only with `refused`. */
  'wrong-key',
]);
export type ReputationWait = z.infer<typeof reputationWaitSchema>;

/**
 * Why no second opinion comes, where waiting alone does not help: no key is set (`no-key`), the server does not take it
 * (`key-refused`), what answers at the address is no reputation server (`no-server`); or nothing that could be used has
 * come for more than a day (`no-answer`). `detail` is the server's or the system's own words, or empty.
 */
export const reputationTroubleSchema = z.object({
  kind: z.enum(['no-key', 'key-refused', 'no-server', 'no-answer']),
  detail: z.string(),
});
export type ReputationTrouble = z.infer<typeof reputationTroubleSchema>;

export const reputationStateSchema = z.object({
  status: reputationStatusSchema,
  why: reputationWaitSchema.nullable(),
  /** The server's or the system's own words; empty where there are none. */
  detail: z.string(),
  /** When it goes on by itself; null where it does not wait for a time. */
  until: z.iso.datetime().nullable(),
  trouble: reputationTroubleSchema.nullable(),
  queued: z.int().nonnegative(),
  /** Requests since midnight, UTC, when VirusTotal's daily quota begins anew, and of this month. */
  usedToday: z.int().nonnegative(),
  usedThisMonth: z.int().nonnegative(),
  /** Counts what was asked and answered, so that a change is seen. */
  requests: z.int().nonnegative(),
  host: z.string(),
  key: reputationKeySchema,
});
export type ReputationState = z.infer<typeof reputationStateSchema>;

const minutesADay = 24 * 60;
const daysAMonth = 30;

/** How many days it takes to ask about all that wait, by a quota that is used to its end; null where a day is enough. */
export function daysInLine(
  { queued }: Pick<ReputationState, 'queued'>,
  { perMinute, perDay, perMonth }: Pick<ReputationSettings, 'perMinute' | 'perDay' | 'perMonth'>,
): number | null {
  const days = Math.ceil(queued / Math.min(perMinute * minutesADay, perDay, perMonth / daysAMonth));
  return days > 1 ? days : null;
}

/** What is known of one SHA-256. */
export const reputationAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('known'),
    askedAt: z.iso.datetime(),
    /** Engines that call it malicious, of those that had a word to say. */
    malicious: z.int().nonnegative(),
    suspicious: z.int().nonnegative(),
    engines: z.int().nonnegative(),
    /** What some of them call it. */
    names: z.array(z.object({ engine: z.string(), name: z.string() })),
    /** When they looked at it. */
    analysedAt: z.iso.datetime().nullable(),
  }),
  /** Never to be taken for clean: nobody there has seen the file. */
  z.object({ outcome: z.literal('unknown'), askedAt: z.iso.datetime() }),
]);
export type ReputationAnswer = z.infer<typeof reputationAnswerSchema>;

/** VirusTotal's public page about a file. */
export const reputationPage = (sha256: string): string => `https://www.virustotal.com/gui/file/${sha256}`;

/** What there is to say about one file. */
export const fileReputationSchema = z.object({
  answer: reputationAnswerSchema.nullable(),
  page: z.string().nullable(),
  /** Its place in the queue, 1 for the next; null when it is not in it. */
  place: z.int().positive().nullable(),
  stage: z.enum(['lookup', 'upload', 'analysis']).nullable(),
  /** Tries that brought no answer. */
  tries: z.int().nonnegative(),
  /** Not before then, because of its own earlier tries, or because its analysis takes that long. */
  notBefore: z.iso.datetime().nullable(),
});
export type FileReputation = z.infer<typeof fileReputationSchema>;

/** One request that was sent, or was about to be when Lazaret ended. */
export const sentRequestSchema = z.object({
  id: z.int().positive(),
  at: z.iso.datetime(),
  /** `lookup` and `analysis` carry a hash or an id made of it, `upload` the file, `upload-url` nothing about it. */
  what: z.enum(['lookup', 'upload-url', 'upload', 'analysis']),
  host: z.string(),
  sha256: z.string(),
  /** The file's name on this machine, which never leaves it. */
  name: z.string(),
  size: z.int().nonnegative().nullable(),
  /** `sent` where Lazaret ended before the answer came. */
  outcome: z.enum(['sent', 'known', 'unknown', 'accepted', 'queued', 'refused', 'limited', 'unreachable', 'trouble']),
  detail: z.string(),
});
export type SentRequest = z.infer<typeof sentRequestSchema>;

const nothing = z.strictObject({});
const done = z.null();
/** VirusTotal's are 64 hexadecimal digits; a relay may have tokens of its own. */
export const keyTextSchema = z
  .string()
  .min(8)
  .max(256)
  .regex(/^[\x21-\x7e]+$/);

/** What the window and the CLI ask of the reputation room. */
export const reputationRequests = {
  /** Keeps a key for the server of the present settings. `acceptFile`: also where no keyring can guard it. */
  'reputation.setKey': {
    input: z.strictObject({ key: keyTextSchema, acceptFile: z.boolean().default(false) }),
    output: done,
  },
  'reputation.clearKey': { input: nothing, output: done },
  /** Asks about the EICAR test file's hash, to see whether key and server work. It is one request of the quota. */
  'reputation.test': { input: nothing, output: reputationAnswerSchema },
  'reputation.of': { input: z.strictObject({ recordId: z.int().positive() }), output: fileReputationSchema },
  /** What left this machine, newest first. */
  'reputation.list': {
    input: z.strictObject({
      before: z.int().positive().optional(),
      limit: z.int().min(1).max(1000).default(100),
    }),
    output: z.object({
      requests: z.array(sentRequestSchema),
      total: z.int().nonnegative(),
      next: z.int().positive().nullable(),
    }),
  },
  /** Forgets what left this machine. The count of the quota stays. */
  'reputation.clearList': { input: nothing, output: z.object({ removed: z.int().nonnegative() }) },
} as const;

/** Served on the control socket only, since it takes a path. */
export const reputationControlRequests = {
  /** Puts a file into the queue by its hash, or gives the answer there is; never uploads it. */
  'reputation.ask': {
    input: z.strictObject({ path: z.string().min(1) }),
    output: z.object({ sha256: z.string(), reputation: fileReputationSchema }),
  },
  'reputation.ofHash': {
    input: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    output: fileReputationSchema,
  },
} as const;

/** Served to the window only: opens the native save dialog; null when the user cancelled. */
export const reputationDesktopRequests = {
  'reputation.export': {
    input: nothing,
    output: z.object({ path: z.string(), rows: z.int().nonnegative() }).nullable(),
  },
} as const;
