import { z } from 'zod';
import { endpointStateSchema, engineSourceSchema } from './endpoints.ts';
import { fullScansStateSchema } from './full-scan.ts';
import { allowEntrySchema, quarantineItemSchema } from './quarantine.ts';
import { reputationStateSchema } from './reputation.ts';
import { handScanSchema } from './scans.ts';
import { settingsSchema, watchedFolderSchema } from './settings.ts';
import { ownSignaturesSchema, signatureUpdatesSchema } from './signatures.ts';
import { pathFields, reasonSchema, scanRecordSchema, verdictCountsSchema } from './verdicts.ts';

/** A button the window, tray or CLI can offer for a reason. */
export const remedySchema = z.enum([
  'check-engine',
  'open-engine',
  'add-folder',
  'open-folders',
  'open-activity',
  'open-quarantine',
  'open-reputation',
  'resume',
  'resume-scan',
  'dismiss-notice',
]);
export type Remedy = z.infer<typeof remedySchema>;

export const reasonCodeSchema = z.enum([
  'engine-down',
  'engine-starting',
  'starter-signatures',
  'signatures-unknown',
  'signatures-stale',
  'engine-lenient',
  'engine-space',
  'own-signatures-refused',
  'own-signatures-unused',
  'endpoint-unreadable',
  'no-folders',
  'folder-unavailable',
  'folder-no-answer',
  'folder-denied',
  'folder-not-compared',
  'folder-partial',
  'folder-starting',
  'infected-not-quarantined',
  'unresolved-findings',
  'files-held',
  'files-waiting',
  'full-scan-failed',
  'vault-trouble',
  'ledger-trouble',
  'reputation-no-key',
  'reputation-key-refused',
  'reputation-no-server',
  'reputation-no-answer',
  'paused',
  'notice',
]);
export type ReasonCode = z.infer<typeof reasonCodeSchema>;

/** The one sentence of state is the translation of the first reason; `params` fill its blanks. */
export const stateReasonSchema = z.object({
  code: reasonCodeSchema,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  remedy: remedySchema,
});
export type StateReason = z.infer<typeof stateReasonSchema>;

/** `protected` is green; `scanning` is green with work under way; the others say why in `reasons`, worst first. */
export const protectionLevelSchema = z.enum(['protected', 'scanning', 'attention', 'engine-down']);
export type ProtectionLevel = z.infer<typeof protectionLevelSchema>;

export const protectionStateSchema = z.object({
  level: protectionLevelSchema,
  reasons: z.array(stateReasonSchema),
  paused: z.boolean(),
  /** When the pause ends by itself; null when it lasts until a restart, or nothing is paused. */
  pausedUntil: z.iso.datetime().nullable(),
});
export type ProtectionState = z.infer<typeof protectionStateSchema>;

export const engineStatusSchema = z.enum(['healthy', 'starting', 'down', 'stale']);
export type EngineStatus = z.infer<typeof engineStatusSchema>;

export const signaturesStateSchema = z.object({
  /** `starter` are the few test signatures Lazaret ships; they protect nobody. */
  kind: z.enum(['official', 'starter', 'unknown']),
  version: z.string().nullable(),
  builtAt: z.iso.datetime().nullable(),
  count: z.int().nonnegative().nullable(),
});
export type SignaturesState = z.infer<typeof signaturesStateSchema>;

export const engineStateSchema = z.object({
  status: engineStatusSchema,
  /** e.g. `ClamAV 1.4.6`; null until an engine has answered. */
  name: z.string().nullable(),
  detail: z.string(),
  endpoint: z.string().nullable(),
  source: engineSourceSchema.nullable(),
  signatures: signaturesStateSchema,
  updates: signatureUpdatesSchema,
  ownSignatures: ownSignaturesSchema,
  /** Too little room where a clamd of our own writes what it scans; null when there is enough, or it is not our own. */
  space: z.object({ path: z.string(), freeMiB: z.int().nonnegative(), neededMiB: z.int().nonnegative() }).nullable(),
  /** It calls encrypted files and files over its limits clean, for it is not set to report them. */
  lenient: z.boolean(),
  checkedAt: z.iso.datetime().nullable(),
  /** All that were named or looked for, in the order of preference. */
  endpoints: z.array(endpointStateSchema),
});
export type EngineState = z.infer<typeof engineStateSchema>;

export const folderHealthSchema = z.enum([
  'starting',
  'watching',
  /** Watched, but not all of it: `blind` says how much and why. */
  'partial',
  /** Its last comparison with the ledger failed, as `detail` says. There may be blind spots besides. */
  'not-compared',
  'unavailable',
  /** It owes an answer, as a network share does that is away. */
  'no-answer',
  'denied',
]);
export type FolderHealth = z.infer<typeof folderHealthSchema>;

/** Nothing of the folder can be looked at. */
export const isOutOfReach = (health: FolderHealth): boolean =>
  health === 'unavailable' || health === 'no-answer' || health === 'denied';

/** Why part of a folder cannot be watched or looked into. */
export const blindSpotSchema = z.object({
  cause: z.enum(['watch-limit', 'instance-limit', 'open-files', 'permission', 'no-answer']),
  /** Folders (and, for `permission`, files) it is about. */
  count: z.int().positive(),
  /** One of them. */
  example: z.string(),
  /** What mends it, to be typed into a terminal; null where no command does. */
  command: z.string().nullable(),
});
export type BlindSpot = z.infer<typeof blindSpotSchema>;

export const folderStateSchema = z.object({
  ...watchedFolderSchema.shape,
  health: folderHealthSchema,
  /** What is wrong, in English, empty when nothing is. */
  detail: z.string(),
  /** Files seen by the last sweep; null before the first. */
  files: z.int().nonnegative().nullable(),
  sweptAt: z.iso.datetime().nullable(),
  /** What the last sweep left out because of the exclusions: files, and folders with all in them. */
  excluded: z.object({ files: z.int().nonnegative(), folders: z.int().nonnegative() }),
  blind: z.array(blindSpotSchema),
  /** The network file system it lies on, such as `nfs4`; null when it is a local one, as far as can be told. */
  network: z.string().nullable(),
});
export type FolderState = z.infer<typeof folderStateSchema>;

/** Rows of the waiting files that travel; `waiting` is their number in all. */
export const waitingLimit = 100;

/** A file without an answer. `reason` and `detail` say what came of the last try, as far as it could be written down. */
export const waitingFileSchema = z.object({
  ...pathFields,
  recordId: z.int().positive().nullable(),
  reason: reasonSchema.nullable(),
  detail: z.string().nullable(),
  /** Found infected or suspicious, but the quarantine could not take it. */
  notQuarantined: z.boolean(),
  /** Tries so far; counted anew when Lazaret starts and when the file changes. */
  tries: z.int().nonnegative(),
  /** Null while it is held. */
  nextTryAt: z.iso.datetime().nullable(),
});
export type WaitingFile = z.infer<typeof waitingFileSchema>;

/** A file that is being scanned. */
export const scanningFileSchema = z.object({
  ...pathFields,
  since: z.iso.datetime(),
  size: z.int().nonnegative().nullable(),
  /**
   * How far a large file is: bytes read, hashed and taken by the connection to the engine, and whether it is still being
   * read or all of it is there and the `engine` is at work, which tells nothing until it is done. Null where it is not
   * known: the file is small, or its scan has only just begun.
   */
  progress: z.object({ bytesRead: z.int().nonnegative(), phase: z.enum(['reading', 'engine']) }).nullable(),
});
export type ScanningFile = z.infer<typeof scanningFileSchema>;

export const queueStateSchema = z.object({
  /** Still being written, or just landed and not settled. */
  arriving: z.int().nonnegative(),
  /** The first of them, at most `arrivingLimit`; `partial` says that its name is that of an unfinished download. */
  arrivingFiles: z.array(
    z.object({ ...pathFields, size: z.int().nonnegative(), partial: z.boolean(), since: z.iso.datetime() }),
  ),
  queued: z.int().nonnegative(),
  /** Some of them, mostly those that were queued first; at most `queuedLimit`. */
  queuedFiles: z.array(z.object({ ...pathFields, size: z.int().nonnegative().nullable(), since: z.iso.datetime() })),
  /** Without an answer yet, and waiting for the next try. */
  waiting: z.int().nonnegative(),
  /** Those of them that could not even be tried, for want of an engine; they go as soon as there is one. */
  held: z.int().nonnegative(),
  /** The first of those that wait, soonest first, at most `waitingLimit`. */
  waitingFiles: z.array(waitingFileSchema),
  scanning: z.array(scanningFileSchema),
});
export const arrivingLimit = 20;
export const queuedLimit = 4;
export type QueueState = z.infer<typeof queueStateSchema>;

export const noticeSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  code: z.enum([
    'settings-broken',
    'ledger-broken',
    'vault-orphans',
    'vault-broken',
    'vault-large',
    'worker-restarted',
  ]),
  params: z.record(z.string(), z.string()),
});
export type Notice = z.infer<typeof noticeSchema>;

export const systemStateSchema = z.object({
  version: z.string(),
  platform: z.string(),
  dataDirectory: z.string(),
});

/** All the window, the tray and `status` show. Pushed slice by slice. */
export const appStateSchema = z.object({
  protection: protectionStateSchema,
  engine: engineStateSchema,
  folders: z.array(folderStateSchema),
  queue: queueStateSchema,
  /** Scans asked for in the window or the tray, newest first. */
  scans: z.array(handScanSchema),
  fullScans: fullScansStateSchema,
  today: verdictCountsSchema,
  quarantine: z.array(quarantineItemSchema),
  /** Deleted items that can still be put back; they are not among `quarantine`. */
  trash: z.array(quarantineItemSchema),
  allowed: z.array(allowEntrySchema),
  reputation: reputationStateSchema,
  settings: settingsSchema,
  notices: z.array(noticeSchema),
  /** The newest entry of the protection log; null while there is none. */
  newestLogEntry: z.int().positive().nullable(),
  system: systemStateSchema,
  /** The newest verdicts, newest first, at most `recentLimit`. */
  recent: z.array(scanRecordSchema),
});
export type AppState = z.infer<typeof appStateSchema>;
export const recentLimit = 200;

export const snapshotSchema = z.object({ revision: z.int().nonnegative(), state: appStateSchema });
export type Snapshot = z.infer<typeof snapshotSchema>;

/**
 * A change: each slice present replaces the old one. `records` are verdicts since the last push, oldest first, and
 * records whose id is already known replace the earlier copy; `recent` never travels in a push.
 */
export const statePushSchema = z.object({
  revision: z.int().positive(),
  slices: appStateSchema.omit({ recent: true }).partial(),
  records: z.array(scanRecordSchema),
});
export type StatePush = z.infer<typeof statePushSchema>;
