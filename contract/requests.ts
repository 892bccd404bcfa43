import { z } from 'zod';
import { arrivalsSchema } from './arrivals.ts';
import { exclusionsSchema, exclusionTrialSchema } from './exclusions.ts';
import { folderTestSchema } from './folder-test.ts';
import { historyCursorSchema, historyOrderSchema } from './history.ts';
import { protectionLogEntrySchema } from './protection-log.ts';
import { quarantineControlRequests, quarantineDesktopRequests, quarantineRequests } from './quarantine-requests.ts';
import { reputationControlRequests, reputationDesktopRequests, reputationRequests } from './reputation.ts';
import type { Result } from './result.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import { signatureDatabaseSchema, signatureUpdatesSchema } from './signatures.ts';
import { engineStateSchema, folderStateSchema, snapshotSchema } from './state.ts';
import { scanRecordSchema, verdictSchema } from './verdicts.ts';
import { verdictsOverTimeQuerySchema, verdictsOverTimeSchema } from './verdicts-over-time.ts';

const nothing = z.strictObject({});
const done = z.null();
const id = z.string().min(1).max(128);

/** Which rows of the history are meant. */
const historyFilter = {
  verdicts: z.array(verdictSchema).optional(),
  folderId: id.optional(),
  /** Only what waits for the user. */
  unresolved: z.boolean().optional(),
  /** Downloads from this host, or from one below it. */
  originHost: z.string().min(1).max(253).optional(),
  text: z.string().max(500).optional(),
  since: z.iso.datetime().optional(),
};

/** Served to the window and to the CLI alike, by the running protection. */
export const sharedRequests = {
  'state.get': { input: nothing, output: snapshotSchema },
  /** Changes how a folder is watched, and goes through it. */
  'folders.configure': {
    input: z.strictObject({
      id,
      recursive: z.boolean().optional(),
      polling: z.boolean().optional(),
      exclusions: exclusionsSchema.optional(),
    }),
    output: folderStateSchema,
  },
  /** Sends a harmless test virus through a folder; takes up to half a minute. */
  'folders.test': { input: z.strictObject({ id }), output: folderTestSchema },
  /** What exclusions would do in a folder, or in all of them where `folderId` is null. Nothing is changed. */
  'exclusions.try': {
    input: z.strictObject({ folderId: id.nullable(), exclusions: exclusionsSchema }),
    output: exclusionTrialSchema,
  },
  'folders.remove': { input: z.strictObject({ id }), output: done },
  'settings.update': { input: settingsPatchSchema, output: settingsSchema },
  /** Begins a full scan of the watched folders (or of one); `joined` when one is under way that does it, too. */
  'scan.now': { input: z.strictObject({ folderId: id.optional() }), output: z.object({ joined: z.boolean() }) },
  /**
   * These three are about the full scan that is under way; `not-found` when none is. One that failed is gone on with by
   * `resume`, and given up by `cancel`.
   */
  'fullScan.pause': { input: nothing, output: done },
  'fullScan.resume': { input: nothing, output: done },
  'fullScan.cancel': { input: nothing, output: done },
  /** Scans the file of an earlier verdict once more. */
  'scan.again': { input: z.strictObject({ recordId: z.int().positive() }), output: done },
  /** Calls a scan by hand off: what only it wanted scanned is not scanned any more; no summary follows. */
  'scan.cancel': { input: z.strictObject({ jobId: id }), output: done },
  /** Scans once more what an ended scan by hand was about; it takes the place of that one. */
  'scan.repeat': { input: z.strictObject({ jobId: id }), output: z.object({ jobId: z.string() }) },
  /** Takes an ended scan by hand, and its result, out of the state. */
  'scan.dismiss': { input: z.strictObject({ jobId: id }), output: done },
  /** Tries at once what waits for another try: the file of one verdict, or all. `queued` counts the files. */
  'queue.retry': {
    input: z.strictObject({ recordId: z.int().positive().optional() }),
    output: z.object({ queued: z.int().nonnegative() }),
  },
  /** While paused, arrivals are kept and scanned on resume. Without `minutes` it lasts until Lazaret is started again. */
  'protection.pause': {
    input: z.strictObject({ minutes: z.int().min(1).max(1440).nullable().default(null) }),
    output: done,
  },
  'protection.resume': { input: nothing, output: done },
  'engine.check': { input: nothing, output: engineStateSchema },
  /** Loads no signatures of the user's own any more. */
  'signatures.useNoOwnFolder': { input: nothing, output: done },
  /** Asks the engines in use how busy they are; for as long as somebody looks, every few seconds. */
  'engine.stats': { input: nothing, output: engineStateSchema },
  /** Begins to download signatures, and answers before that ends. `too-soon` during a cool-down, with its end. */
  'signatures.update': { input: nothing, output: signatureUpdatesSchema },
  /**
   * A page of the history in the order asked for, newest first without one. `after` is the `next` of the page before, in
   * the same order; it is null after the last. Rows that come in between move nothing.
   */
  'history.list': {
    input: z.strictObject({
      ...historyFilter,
      order: historyOrderSchema.optional(),
      after: historyCursorSchema.optional(),
      limit: z.int().min(1).max(1000).default(200),
    }),
    output: z.object({
      records: z.array(scanRecordSchema),
      total: z.int().nonnegative(),
      next: historyCursorSchema.nullable(),
    }),
  },
  /** When and from where files arrived over the last fortnight. */
  'history.arrivals': { input: nothing, output: arrivalsSchema },
  /** How many verdicts of each kind were given, by days, weeks or months; counted when asked, which takes a millisecond or two. */
  'history.verdicts': { input: verdictsOverTimeQuerySchema, output: verdictsOverTimeSchema },
  /** What happened to the protection itself, newest first. `before` is the `next` of the page before; it is null after the last. */
  'protection.log': {
    input: z.strictObject({
      before: z.int().positive().optional(),
      since: z.iso.datetime().optional(),
      limit: z.int().min(1).max(1000).default(100),
    }),
    output: z.object({ entries: z.array(protectionLogEntrySchema), next: z.int().positive().nullable() }),
  },
  /** Marks findings as seen, so that they no longer hold the state at `attention`. */
  'history.acknowledge': { input: z.strictObject({ recordIds: z.array(z.int().positive()).min(1) }), output: done },
  'notices.dismiss': { input: z.strictObject({ id }), output: done },
  ...quarantineRequests,
  ...reputationRequests,
} as const;

/** Served on the control socket only: these take paths, which the window may not name. */
export const controlRequests = {
  /**
   * A part of the history, newest first, for whoever wants all of it: each part takes the same short time, and may be
   * empty. `next` is the `before` of the following one, null after the last.
   */
  'history.page': {
    input: z.strictObject({ ...historyFilter, before: z.int().positive().optional() }),
    output: z.object({ records: z.array(scanRecordSchema), next: z.int().positive().nullable() }),
  },
  'folders.add': {
    input: z.strictObject({ path: z.string().min(1), recursive: z.boolean(), polling: z.boolean().default(false) }),
    output: folderStateSchema,
  },
  /**
   * Verdicts arrive as events carrying the job's id, and its `summary` event ends it. The caller makes up the id, so
   * that it can listen before it asks. One that is `shown` is part of the state until it is dismissed.
   */
  'scan.paths': {
    input: z.strictObject({
      jobId: id,
      paths: z.array(z.string().min(1)).min(1),
      shown: z.boolean().default(false),
    }),
    output: done,
  },
  /** Takes a main.cvd, daily.cvd or bytecode.cvd that was brought as a file; refused with the reason when it is broken. */
  'signatures.importFile': { input: z.strictObject({ path: z.string().min(1) }), output: signatureDatabaseSchema },
  /** Loads the user's own signatures from a folder, once they are checked. */
  'signatures.useOwnFolder': { input: z.strictObject({ path: z.string().min(1) }), output: done },
  ...quarantineControlRequests,
  ...reputationControlRequests,
} as const;

export const autostartStateSchema = z.object({
  supported: z.boolean(),
  enabled: z.boolean(),
  /** Where the system keeps it, or why it is not supported. */
  detail: z.string(),
});
export type AutostartState = z.infer<typeof autostartStateSchema>;

/** Served to the window only, by the desktop shell: these open dialogs and speak to the desktop. */
export const desktopRequests = {
  /** Opens the native save dialog and writes all that fits the filter, as CSV or JSON; null when the user cancelled. */
  'history.export': {
    input: z.strictObject(historyFilter),
    output: z.object({ path: z.string(), rows: z.int().nonnegative() }).nullable(),
  },
  /** Opens the native folder picker; null when the user cancelled. */
  'folders.pick': { input: nothing, output: folderStateSchema.nullable() },
  /** Opens the native picker for files or a folder, and scans what was picked; null when the user cancelled. */
  'scan.pick': {
    input: z.strictObject({ what: z.enum(['files', 'folder']) }),
    output: z.object({ jobId: z.string() }).nullable(),
  },
  /** Opens the native folder picker for the user's own signatures; nothing changes when the user cancelled. */
  'signatures.pickOwnFolder': { input: nothing, output: done },
  /** Opens the native picker for a .cvd, and imports what was picked; null when the user cancelled. */
  'signatures.import': { input: nothing, output: signatureDatabaseSchema.nullable() },
  ...quarantineDesktopRequests,
  ...reputationDesktopRequests,
  'desktop.showInFolder': { input: z.strictObject({ recordId: z.int().positive() }), output: done },
  /** Opens VirusTotal's page about the file in the browser, by its hash; refused until the settings say `hashPages`. */
  'desktop.openHashPage': { input: z.strictObject({ recordId: z.int().positive() }), output: done },
  'desktop.copyText': { input: z.strictObject({ text: z.string().max(4096) }), output: done },
  'autostart.get': { input: nothing, output: autostartStateSchema },
  'autostart.set': { input: z.strictObject({ enabled: z.boolean() }), output: autostartStateSchema },
  /** Whether a tray icon is showing; GNOME hides trays without an extension. */
  'desktop.tray': { input: nothing, output: z.object({ available: z.boolean() }) },
} as const;

export const windowRequests = { ...sharedRequests, ...desktopRequests } as const;
export const localRequests = { ...sharedRequests, ...controlRequests } as const;

type RequestMap = Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
export type RequestName<M extends RequestMap> = keyof M & string;
/** What a caller passes: defaults may be left out. */
export type RequestInput<M extends RequestMap, N extends RequestName<M>> = z.input<M[N]['input']>;
export type RequestOutput<M extends RequestMap, N extends RequestName<M>> = z.output<M[N]['output']>;

/** One handler for each name of a map; a missing one is a type error. Inputs arrive parsed. */
export type Handlers<M extends RequestMap> = {
  readonly [N in RequestName<M>]: (input: z.output<M[N]['input']>) => Promise<Result<RequestOutput<M, N>>>;
};

export type SharedRequests = typeof sharedRequests;
export type ControlRequests = typeof controlRequests;
export type DesktopRequests = typeof desktopRequests;
export type WindowRequests = typeof windowRequests;
export type LocalRequests = typeof localRequests;
export type { RequestMap };
