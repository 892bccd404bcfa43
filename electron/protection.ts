import { randomBytes, randomUUID } from 'node:crypto';
import type { LazaretEvent } from '../contract/events.ts';
import { type ControlRequests, type Handlers, localRequests, type SharedRequests } from '../contract/requests.ts';
import { fail, ok, type Result } from '../contract/result.ts';
import type { EngineStatus, Snapshot, StatePush } from '../contract/state.ts';
import type { ScanRecord } from '../contract/verdicts.ts';
import { systemClock } from './base/clock.ts';
import { createListeners } from './base/listeners.ts';
import type { Logger } from './base/log.ts';
import { type ControlServer, startControlServer } from './control/control-server.ts';
import { createRequestHandler } from './control/handle-request.ts';
import { type InstanceLock, lockInstance } from './control/instance-lock.ts';
import { createProtectionHandlers } from './control/protection-handlers.ts';
import { createEngine } from './engine/engine.ts';
import { type DataDirectory, openDataDirectory } from './files/data-directory.ts';
import { displayPath, filePath, isInside, pathToFields } from './files/file-path.ts';
import { createFolderSweep } from './folders/folder-sweep.ts';
import { createWatchedFolders, type WatchedFolders } from './folders/watched-folders.ts';
import { createLedger } from './ledger/ledger.ts';
import { openLedgerDatabase } from './ledger/open-ledger-database.ts';
import { openVault, type RecoveryReport } from './quarantine/vault.ts';
import { createScanJobs } from './scan/scan-jobs.ts';
import { createScanQueue } from './scan/scan-queue.ts';
import { createScanner } from './scan/scanner.ts';
import { type LoadedSettings, loadSettings } from './settings/load-settings.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import { createLiveState } from './state/live-state.ts';
import { createNotices, type Notices } from './state/notices.ts';
import { createOnDemandScan } from './triage/on-demand-scan.ts';
import { createTriage } from './triage/triage-file.ts';
import { createFolderWatcher } from './watch/folder-watcher.ts';
import type { SettledFile } from './watch/settle.ts';

export interface ProtectionOptions {
  readonly dataDirectory: string;
  readonly settingsStore: (directory: string) => SettingsStore;
  readonly paths: { readonly scanWorker: URL; readonly starterSignatures: string };
  /** `LAZARET_CLAMD` in it overrides the endpoints of the settings. */
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** Who we are to an instance that finds the data directory taken, e.g. `Lazaret` or `lazaret start`. */
  readonly program: string;
  /** Watched from the very first start on, where they exist. */
  readonly firstRunFolders: readonly string[];
  readonly log: Logger;
}

/** What an event is about, for those who show more than its line. */
export interface EventContext {
  /** The on-demand scan that waited for it. */
  readonly jobId: string | null;
  readonly record: ScanRecord | null;
}

/** One running Lazaret: all rooms joined. The window, the tray, notifications and the CLI are its subscribers. */
export interface Protection {
  readonly dataDirectory: string;
  readonly handlers: Handlers<SharedRequests & ControlRequests>;
  snapshot(): Snapshot;
  onPush(listener: (push: StatePush) => void): () => void;
  onEvent(listener: (event: LazaretEvent, context: EventContext) => void): () => void;
  /** Watches, scans, and answers the CLI, until `stop`. Requests are served before that too. */
  start(options: { readonly scanExisting: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Opens a data directory and joins the rooms on it. Fails with `already-running` when another instance has it, and
 * with `io` when it cannot be used; nothing is left open then.
 */
export async function openProtection(options: ProtectionOptions): Promise<Result<Protection>> {
  const { log } = options;
  try {
    const data = openDataDirectory(options.dataDirectory);
    const locked = lockInstance(data.path, options.program, systemClock.now);
    if (!locked.ok) return locked;
    try {
      return ok(await joinRooms(options, data, locked.value));
    } catch (error) {
      locked.value.release();
      throw error;
    }
  } catch (error) {
    log.error('the data directory cannot be used', error);
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      'io',
      `The data directory ${options.dataDirectory} cannot be used: ${why}. Nothing is protected. Mend that, or name another with --data-dir.`,
    );
  }
}

async function joinRooms(options: ProtectionOptions, data: DataDirectory, lock: InstanceLock): Promise<Protection> {
  const { log } = options;
  const clock = systemClock;
  const { now } = clock;
  const events = createListeners<[LazaretEvent, EventContext]>();
  const tell = (event: LazaretEvent, context: Partial<EventContext> = {}): void =>
    events.tell(event, { jobId: null, record: null, ...context });
  const stopping = new AbortController();
  let paused = false;
  let vaultTrouble: string | null = null;

  const notices = createNotices(now);
  const loaded = loadSettings({ directory: data.path, createStore: options.settingsStore, now });
  const { settings } = loaded;
  const opened = openLedgerDatabase(data.ledger, now);
  const ledger = createLedger(opened.database, now);
  const { vault, recovery } = await openVault({ directory: data.vault, now, randomBytes, log });
  noteTroubles(notices, loaded, opened.brokenKeptAs, recovery);

  const scanner = createScanner({ workerUrl: options.paths.scanWorker, log });
  const override = endpointsOf(options.environment);
  const engine = createEngine({
    scanner,
    endpoints: override ?? settings.current().engine.endpoints,
    concurrentScans: () => settings.current().engine.concurrentScans,
    signatures: settings.current().engine.signatures,
    dataDirectory: data.path,
    starterSignatures: options.paths.starterSignatures,
    clock,
    log,
  });

  const jobs = createScanJobs();
  const triage = createTriage({
    engine,
    scanner,
    vault,
    ledger,
    settings: settings.current,
    folderOf: (path) => folders.folderOf(path),
    listeners: {
      onRecord: (record) => live.record(record),
      onEvent: (event, path, record) => tell(event, { jobId: jobs.jobOf(path), record }),
      onAnswered(path, verdict) {
        jobs.settle(path, verdict);
        if (verdict === null) live.touch('findings');
      },
      onReplaced: (path) => queue.enqueue({ path, trigger: 'change' }),
      onVaultTrouble(detail) {
        vaultTrouble = detail;
      },
    },
  });
  const queue = createScanQueue({
    concurrency: settings.current().engine.concurrentScans,
    run: triage.triageFile,
    clock,
    log,
  });

  const onFileSettled = ({ path, identity, trigger }: SettledFile): void => {
    if (identity !== null && ledger.isSettled(path, identity)) return;
    queue.enqueue({ path, trigger, size: identity === null ? null : Number(identity.size) });
  };
  const folders = createWatchedFolders({
    settings,
    clock,
    log,
    createWatcher: ({ recursive }, path, listeners) =>
      createFolderWatcher({
        path,
        recursive,
        isExcluded: data.isOurs,
        listeners: { ...listeners, onFileSettled },
        clock,
        log,
      }),
    sweepFolder: createFolderSweep({
      ledger,
      isExcluded: data.isOurs,
      enqueue: (path, trigger, size) => queue.enqueue({ path, trigger, size }),
      onUnreadable: triage.unreadable,
      onSwept(path, counts) {
        tell({ type: 'sweep', at: now().toISOString(), ...pathToFields(path), ...counts });
        live.touch('findings');
      },
    }),
    isAddable: (path) =>
      isInside(path, filePath(data.path))
        ? fail('invalid-input', `${displayPath(path)} is where Lazaret keeps its own data; it is never watched.`)
        : ok(null),
  });

  const scanPaths = createOnDemandScan({
    jobs,
    enqueue: (path, jobId) => queue.enqueue({ path, trigger: 'on-demand', jobId }),
    onUnreadable: (unreadable) => triage.unreadable(unreadable, 'on-demand'),
    onEnd: (jobId, summary) => tell(summary, { jobId }),
    isExcluded: data.isOurs,
    newJobId: randomUUID,
    signal: stopping.signal,
  });

  const live = createLiveState({
    engine,
    folders,
    queue,
    ledger,
    vault,
    settings,
    notices,
    isPaused: () => paused,
    vaultTrouble: () => vaultTrouble,
    system: { version: options.version, platform: process.platform, dataDirectory: data.path },
    clock,
  });

  /** Scanning waits while the user wants it to, and while no engine has answered yet: then `failed` would be no news. */
  const holdOrGo = (): void => {
    if (paused || engine.state().status === 'starting') queue.pause();
    else queue.resume();
  };
  const setPaused = (wanted: boolean): void => {
    paused = wanted;
    holdOrGo();
  };

  const handlers = createProtectionHandlers({
    snapshot: live.snapshot,
    settings,
    folders,
    engine,
    ledger,
    vault,
    notices,
    setPaused,
    scanAgain: (path) => queue.enqueue({ path, trigger: 'on-demand' }),
    updateSignatures: () => {
      engine.start();
      return engine.updateSignatures();
    },
    scanPaths: (paths) => {
      engine.start();
      return scanPaths(paths);
    },
    recordChanged: live.record,
    touch: () => live.touch('findings'),
  });

  const ready = createReadiness(() => {
    const { name, signatures } = engine.state();
    tell({ type: 'ready', at: now().toISOString(), folders: settings.current().folders, engine: { name, signatures } });
  });
  let engineSaid = '';
  const unsubscribe = [
    queue.onChanged(() => live.touch('work')),
    folders.onChanged(() => live.touch('work')),
    notices.onChanged(() => live.touch('work')),
    vault.onChanged(() => live.touch('vault')),
    folders.onHealth(({ path, pathBase64, health }) => {
      if (health === 'starting') return;
      const fields = pathBase64 === undefined ? { path } : { path, pathBase64 };
      tell({ type: 'folder', at: now().toISOString(), ...fields, state: health });
    }),
    engine.onChanged(() => {
      const { status, detail } = engine.state();
      live.touch('work');
      holdOrGo();
      if (engineSaid !== `${status} ${detail}`) {
        engineSaid = `${status} ${detail}`;
        tell({ type: 'engine', at: now().toISOString(), state: status, detail });
      }
      if (!isTrusted(status)) return;
      ready.engine();
      queue.retryNow();
    }),
    scanner.onRestarted((detail) => notices.add('worker-restarted', { detail })),
    settings.onChanged((next, before) => {
      live.touch('work');
      queue.setConcurrency(next.engine.concurrentScans);
      if (next.engine.signatures !== before.engine.signatures) engine.configureSignatures(next.engine.signatures);
      if (override === null && next.engine.endpoints.join() !== before.engine.endpoints.join()) {
        engine.configure(next.engine.endpoints);
      }
    }),
  ];
  holdOrGo();

  let control: ControlServer | null = null;
  const handle = createRequestHandler(localRequests, handlers, log);
  if (loaded.firstRun) for (const folder of options.firstRunFolders) await addFirstFolder(folders, folder, log);

  return {
    dataDirectory: data.path,
    handlers,
    snapshot: live.snapshot,
    onPush: live.onPush,
    onEvent: events.add,
    async start({ scanExisting }) {
      control = await startControlServer({ directory: data.path, handle, log });
      lock.announce(control.socket);
      const { tell: tellClients } = control;
      unsubscribe.push(events.add((event, { jobId }) => tellClients(event, jobId)));
      engine.start();
      await folders.start(scanExisting ? 'startup' : 'sweep');
      ready.folders();
    },
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await folders.stop();
      await queue.stop();
      await engine.stop();
      await scanner.stop();
      tell({ type: 'stopped', at: now().toISOString() });
      for (const end of unsubscribe) end();
      await control?.stop();
      live.stop();
      vault.close();
      ledger.close();
      lock.release();
    },
  };
}

const isTrusted = (status: EngineStatus): boolean => status === 'healthy' || status === 'stale';

/** `LAZARET_CLAMD`: endpoints separated by commas, which count instead of those in the settings; null without it. */
function endpointsOf(environment: NodeJS.ProcessEnv): readonly string[] | null {
  const text = environment.LAZARET_CLAMD;
  if (text === undefined || text.trim() === '') return null;
  return text.split(',').map((endpoint) => endpoint.trim());
}

function noteTroubles(
  notices: Notices,
  { broken }: LoadedSettings,
  ledgerKeptAs: string | null,
  { orphanBlobs, journalSetAside }: RecoveryReport,
): void {
  if (broken !== null) notices.add('settings-broken', { path: broken.keptAs, why: broken.why });
  if (ledgerKeptAs !== null) notices.add('ledger-broken', { path: ledgerKeptAs });
  if (orphanBlobs.length > 0) notices.add('vault-orphans', { count: String(orphanBlobs.length) });
  if (journalSetAside !== null) notices.add('vault-broken', { path: journalSetAside });
}

/** Says `ready` once: when the folders are watched and an engine is trusted. */
function createReadiness(onReady: () => void): { readonly engine: () => void; readonly folders: () => void } {
  const missing = new Set(['engine', 'folders']);
  const have = (what: string): void => {
    if (missing.delete(what) && missing.size === 0) onReady();
  };
  return { engine: () => have('engine'), folders: () => have('folders') };
}

async function addFirstFolder(folders: WatchedFolders, path: string, log: Logger): Promise<void> {
  const added = await folders.add(path, true);
  if (!added.ok) log.warn('a folder of the first start cannot be watched', added.error);
}
