import { randomBytes, randomUUID } from 'node:crypto';
import type { LazaretEvent } from '../../contract/events.ts';
import { localRequests } from '../../contract/requests.ts';
import { systemClock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { createTranslate } from '../base/translate.ts';
import { type ControlServer, startControlServer } from '../control/control-server.ts';
import { createRequestHandler } from '../control/handle-request.ts';
import type { InstanceLock } from '../control/instance-lock.ts';
import { createProtectionHandlers } from '../control/protection-handlers.ts';
import { endpointsOfEnvironment } from '../engine/endpoint.ts';
import { createEngine } from '../engine/engine.ts';
import type { DataDirectory } from '../files/data-directory.ts';
import { type FilePath, pathFromFields } from '../files/file-path.ts';
import { loadSystemAttributes } from '../files/system-attributes.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import { isLeftToSweeps } from '../folders/left-to-sweeps.ts';
import { createTestFiles, folderTestJob } from '../folders/test-files.ts';
import { createFolderTest } from '../folders/test-folder.ts';
import { createExclusionTrial } from '../folders/try-exclusions.ts';
import { createVanished } from '../folders/vanished.ts';
import { createOwnScans } from '../full-scan/own-scans.ts';
import { keepHistory } from '../ledger/keep-history.ts';
import { createLedger } from '../ledger/ledger.ts';
import { openLedgerDatabase } from '../ledger/open-ledger-database.ts';
import { createProtectionLog } from '../ledger/protection-log.ts';
import { createPruner } from '../ledger/prune.ts';
import type { EventContext, Protection, ProtectionOptions } from '../protection.ts';
import { openVault } from '../quarantine/vault.ts';
import { createReputation } from '../reputation/reputation.ts';
import { whereReally } from '../reputation/takes-part.ts';
import { createHandScans } from '../scan/hand-scans.ts';
import { createPause } from '../scan/pause.ts';
import { createScanJobs } from '../scan/scan-jobs.ts';
import { createScanQueue } from '../scan/scan-queue.ts';
import { createScanner } from '../scan/scanner.ts';
import { skipAnswered } from '../scan/skip-answered.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { keepProtectionLog } from '../state/keep-protection-log.ts';
import { createLiveState } from '../state/live-state.ts';
import { createNotices, noteTroubles } from '../state/notices.ts';
import { createReadiness } from '../state/readiness.ts';
import { createPolicyApplication } from '../triage/apply-policy.ts';
import { createNoteText } from '../triage/note-text.ts';
import { createOnDemandScan } from '../triage/on-demand-scan.ts';
import { quarantinesOf } from '../triage/policy.ts';
import { createQuarantineCare } from '../triage/quarantine-care.ts';
import { createTriage } from '../triage/triage-file.ts';
import { unrecordedEvent } from '../triage/verdict-event.ts';
import { avoidSilence, lookAvoidingSilence } from '../watch/avoid-silence.ts';
import { createDirectoryThread } from '../watch/directory-thread.ts';
import { createSilentMounts } from '../watch/silent-mounts.ts';
import { avoidSilentFiles } from './avoid-silent-files.ts';
import { followChanges } from './follow-changes.ts';
import { joinFolders } from './join-folders.ts';
import { createSettledFiles } from './settled-files.ts';

/** Makes the rooms on an opened data directory and ties them together. */
export async function joinRooms(
  options: ProtectionOptions,
  data: DataDirectory,
  lock: InstanceLock,
): Promise<Protection> {
  const { log } = options;
  const clock = systemClock;
  const { now } = clock;
  const events = createListeners<[LazaretEvent, EventContext]>();
  const tell = (event: LazaretEvent, context: Partial<EventContext> = {}): void =>
    events.tell(event, { jobIds: [], record: null, ...context });
  const stopping = new AbortController();
  let vaultTrouble: string | null = null;
  let ledgerTrouble: string | null = null;

  const notices = createNotices(now);
  const loaded = loadSettings({ directory: data.path, createStore: options.settingsStore, now });
  const { settings } = loaded;
  const tests = createTestFiles();
  const opened = openLedgerDatabase(data.ledger, now);
  const ledger = createLedger(opened.database, now, (path) => !tests.has(path));
  const noteText = createNoteText(settings.current, createTranslate());
  const { vault, recovery } = await openVault({
    directory: data.vault,
    now,
    randomBytes,
    log,
    attributes: await loadSystemAttributes(process.platform),
    noteFor: (item) => (tests.has(pathFromFields(item)) ? null : noteText(item)),
  }).catch((error: unknown) => {
    ledger.close();
    throw error;
  });
  noteTroubles(notices, loaded, opened.brokenKeptAs, recovery);

  const scanner = createScanner({ workerUrl: options.paths.scanWorker, log });
  const directories = createDirectoryThread({ workerUrl: options.paths.directoryWorker, clock, log });
  const mounts = createSilentMounts({ clock });
  const read = avoidSilence(directories.read, mounts);
  const look = lookAvoidingSilence(mounts);
  const override = endpointsOfEnvironment(options.environment);
  const engine = createEngine({
    scanner,
    endpoints: override ?? settings.current().engine.endpoints,
    concurrentScans: () => settings.current().engine.concurrentScans,
    signatures: settings.current().engine.signatures,
    settings: () => settings.current().engine,
    dataDirectory: data.path,
    starterSignatures: options.paths.starterSignatures,
    clock,
    log,
  });

  const reputation = createReputation({
    database: opened.database,
    settings: settings.current,
    folders: () => folders,
    downloads: await whereReally(options.downloads, clock),
    keyFile: data.reputationKey,
    cipher: options.keyCipher,
    environment: options.environment,
    isOurs: tests.has,
    scanAgain: (path) => queue.enqueue({ path, trigger: 'reputation' }),
    clock,
    log,
  });

  const jobs = createScanJobs();
  const triage = createTriage({
    engine,
    scanner: avoidSilentFiles(scanner, mounts, clock),
    vault,
    ledger,
    settings: settings.current,
    badReputation: reputation.verdictOn,
    folderOf: (path) => folders.folderOf(path),
    listeners: {
      onRecord(record) {
        live.record(record);
        reputation.recorded();
      },
      onEvent(event, path, record) {
        const jobIds = tests.has(path) ? [folderTestJob] : jobs.jobsOf(path);
        tell(event, { jobIds, record });
      },
      isAwaited: (path) => jobs.jobsOf(path).length > 0,
      onAnswered(path, verdict) {
        jobs.settle(path, verdict);
        ownScans.answered(path, verdict);
        if (verdict === null) live.touch('findings');
      },
      onReplaced: (path) => queue.enqueue({ path, trigger: 'change' }),
      onVaultTrouble(detail) {
        vaultTrouble = detail;
      },
      onLedgerTrouble(detail) {
        if (ledgerTrouble === detail) return;
        if (detail !== null) log.error('a verdict could not be written down', detail);
        ledgerTrouble = detail;
        live.touch('work');
      },
      onUnrecorded(path, trigger) {
        tell(unrecordedEvent(path, trigger, now()), { jobIds: jobs.jobsOf(path) });
      },
    },
  });
  const quarantines = () => quarantinesOf(settings.current().policy);
  const { unsettledAmong, isSettled } = createSettledFiles({ engine, ledger, vault, quarantines });
  const queue = createScanQueue({
    concurrency: settings.current().engine.concurrentScans,
    run: skipAnswered(triage.triageFile, {
      isSettled,
      since(path, identity, date) {
        const standard = { engine: null, signatureVersion: null, quarantines: quarantines() };
        const [current] = ledger.currentVerdicts([{ path, identity }], { ...standard, since: date.toISOString() });
        return current?.verdict ?? null;
      },
      onAnswered: (path, verdict) => ownScans.answered(path, verdict),
    }),
    clock,
    log,
  });

  const folders = joinFolders({
    ...{ data, settings, ledger, queue, triage, isSettled, unsettledAmong, read, mounts, tell, clock, log },
    onSwept: () => live.touch('findings'),
    onFindingClosed: (record) => live.record(record),
  });

  const pause = createPause({ file: data.pause, clock, log });
  const ownScans = createOwnScans({
    ...{ queue, folders, ledger, engine, quarantines, read, look },
    isPaused: pause.isOn,
    isExcluded: data.isOurs,
    onUnreadable: triage.unreadable,
    tell,
    settings: () => settings.current().scans,
    isOnBattery: options.isOnBattery,
    files: data,
    randomId: randomUUID,
    clock,
    log,
  });
  const history = keepHistory({
    pruner: createPruner(opened.database),
    limits: () => settings.current().history,
    isGone: createVanished(folders),
    clock,
    log,
  });

  const scanPaths = createOnDemandScan({
    jobs,
    enqueue: (path, jobId) => queue.enqueue({ path, trigger: 'on-demand', jobId }),
    withdraw: queue.cancel,
    onUnreadable: (unreadable) => triage.unreadable(unreadable, 'on-demand'),
    onEnd: (jobId, summary) => tell(summary, { jobIds: [jobId] }),
    ...{ read, look },
    isExcluded: data.isOurs,
    onProgress: (jobId, job) =>
      tell({ type: 'progress', at: now().toISOString(), ...job, failure: null }, { jobIds: [jobId] }),
    isPaused: pause.isOn,
    clock,
    signal: stopping.signal,
    log,
  });

  const handScans = createHandScans({ jobs, scanPaths, randomId: randomUUID, now });

  const protectionLog = createProtectionLog(opened.database, now, () => settings.current().history.keepDays);
  const live = createLiveState({
    protectionLog,
    engine,
    handScans,
    folders,
    queue,
    ownScans,
    ledger,
    vault,
    reputation,
    settings,
    notices,
    pause,
    vaultTrouble: () => vaultTrouble,
    ledgerTrouble: () => ledgerTrouble,
    system: { version: options.version, platform: process.platform, dataDirectory: data.path },
    clock,
  });

  const applyPolicy = createPolicyApplication({
    ledger,
    scanAgain: (path) => queue.enqueue({ path, trigger: 'sweep' }),
    onRecord: live.record,
  });
  applyPolicy(settings.current().policy, null);

  const scanAgain = (path: FilePath): void => queue.enqueue({ path, trigger: 'on-demand' });
  const care = createQuarantineCare({
    ...{ vault, engine, scanner, ledger, notices, settings: settings.current, scanAgain, clock, log },
    badReputation: reputation.verdictOn,
    signal: stopping.signal,
  });

  const testFolder = createFolderTest({
    ...{ folders, tests, vault, ledger, onMarked: live.record, onEvent: events.add, clock, log },
    quarantines: () => settings.current().policy.infected === 'quarantine',
    randomName: () => `lazaret-test-${randomBytes(4).toString('hex')}.txt`,
    signal: stopping.signal,
  });

  const keptLog = keepProtectionLog({
    ...{ protectionLog, engine, folders, pause, settings, events, now, log },
    onNoted: () => live.touch('log'),
    version: options.version,
  });

  const handlers = createProtectionHandlers({
    protectionLog,
    snapshot: live.snapshot,
    settings,
    folders,
    testFolder,
    engine,
    ownScans,
    ledger,
    vault,
    reputation,
    notices,
    pause,
    tryExclusions: createExclusionTrial({
      folders: () => settings.current().folders,
      read,
      isExcluded: data.isOurs,
      clock,
    }),
    care,
    scanAgain,
    retryNow: queue.retryNow,
    updateSignatures: () => {
      engine.start();
      return engine.updateSignatures();
    },
    importSignatures: (path) => {
      engine.start();
      return engine.importSignatures(path);
    },
    scanPaths: (jobId, paths, shown) => {
      engine.start();
      return shown ? handScans.start(jobId, paths) : scanPaths(jobId, paths);
    },
    repeatScan: handScans.repeat,
    dismissScan: handScans.dismiss,
    cancelScan: (jobId) => {
      handScans.cancel(jobId);
      jobs.cancel(jobId);
      queue.cancel(jobId);
    },
    recordChanged: live.record,
    touch: () => live.touch('findings'),
    clock,
  });

  const ready = createReadiness(() => {
    const { name, signatures } = engine.state();
    tell({ type: 'ready', at: now().toISOString(), folders: settings.current().folders, engine: { name, signatures } });
  });
  let control: ControlServer | null = null;
  const sweepAll = (): void => {
    if (control === null) return;
    folders.sweep(null, 'sweep').catch((error: unknown) => log.error('a sweep failed', error));
  };
  const unsubscribe = [
    followChanges({
      ...{ engine, scanner, queue, handScans, ownScans, folders, vault, care, history, pause, settings, notices, live },
      reputation,
      ...{ events, tell, applyPolicy, sweepAll, now },
      onEngineTrusted: ready.engine,
      endpointsAreGiven: override !== null,
    }),
    pause.stop,
    history.stop,
  ];

  const handle = createRequestHandler(localRequests, handlers, log);
  if (!loaded.foldersKnown) for (const folder of options.firstRunFolders) await addDefaultFolder(folders, folder, log);

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
      unsubscribe.push(events.add((event, { jobIds }) => tellClients(event, jobIds)));
      keptLog.begin();
      engine.start();
      triage.concludeInterrupted();
      // What a sweep will not come by: files that were scanned by hand, in folders that are not watched or left out.
      for (const path of ledger.unfinished()) {
        if (!isLeftToSweeps(folders, path)) queue.enqueue({ path, trigger: 'retry' });
      }
      await folders.start(scanExisting ? 'startup' : 'sweep');
      ownScans.start({ scanExisting });
      reputation.start();
      ready.folders();
      unsubscribe.push(care.start());
    },
    resumed() {
      pause.check();
      engine.check().catch((error: unknown) => log.error('the engine could not be checked', error));
      reputation.resumed();
      sweepAll();
    },
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      keptLog.end();
      await reputation.stop();
      await ownScans.stop();
      await folders.stop();
      await directories.stop();
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

async function addDefaultFolder(folders: WatchedFolders, path: string, log: Logger): Promise<void> {
  const added = await folders.add(path, { recursive: true, polling: false });
  if (!added.ok) log.warn('a default folder cannot be watched', added.error);
}
