import type { LazaretEvent } from '../../contract/events.ts';
import type { FullScansState } from '../../contract/full-scan.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import type { Engine } from '../engine/engine-types.ts';
import { type FilePath, pathFromFields } from '../files/file-path.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PresentEngine, Quarantines } from '../ledger/standing.ts';
import type { ScanQueue } from '../scan/scan-queue.ts';
import { listScannable, ruleFor } from '../watch/exclusion-rules.ts';
import type { DirectoryId } from '../watch/list-files.ts';
import type { Look } from '../watch/look-at-path.ts';
import type { ReadDirectory } from '../watch/read-directory.ts';
import { createFullScans, type FullScanNews, type FullScans } from './full-scan.ts';
import { fullScanMemorySchema } from './full-scan-memory.ts';
import type { FullScanRunParts } from './full-scan-run.ts';
import { createMemoryFile } from './memory-file.ts';
import { type ScanAgain, startScanAgain } from './scan-again.ts';
import { type ScanScheduler, scheduleMemorySchema, startScanScheduler } from './scan-schedule.ts';

/** All scans that Lazaret makes by itself or for one click, beside what arrives and what is named. */
export interface OwnScans extends Pick<FullScans, 'begin' | 'pause' | 'resume' | 'cancel' | 'answered'> {
  state(): FullScansState;
  onChanged(listener: () => void): () => void;
  /** The engine may be another, or scanning paused or not. */
  poke(): void;
  /** Goes on with what the last process was in; else, if wanted, begins a full scan. From now on it also scans by itself. */
  start(options: { readonly scanExisting: boolean }): void;
  stop(): Promise<void>;
}

export function createOwnScans(parts: {
  readonly queue: Pick<ScanQueue, 'enqueue' | 'cancel' | 'state'>;
  readonly folders: Pick<WatchedFolders, 'states' | 'folderOf' | 'rulesOf' | 'followUnsettled'>;
  readonly ledger: Pick<Ledger, 'currentVerdicts' | 'judgedByOthers' | 'countJudgedByOthers'>;
  readonly settings: () => Settings['scans'];
  readonly isOnBattery: () => boolean;
  readonly engine: Pick<Engine, 'state' | 'signatures'>;
  readonly isPaused: () => boolean;
  readonly quarantines: () => Quarantines;
  readonly read: ReadDirectory;
  readonly look: (path: FilePath) => Promise<Look>;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly onUnreadable: FullScanRunParts['onUnreadable'];
  readonly tell: (event: LazaretEvent) => void;
  /** Where it is kept how far a full scan is, and since when scheduled ones count. */
  readonly files: { readonly fullScan: string; readonly scanSchedule: string };
  readonly randomId: () => string;
  readonly clock: Clock;
  readonly log: Logger;
}): OwnScans {
  const { queue, folders, ledger, quarantines, clock, log } = parts;
  const changed = createListeners<[]>();
  let present: PresentEngine & { readonly isTrusted: boolean } = presentOf(parts.engine);

  const fullScans = createFullScans({
    folders: () => folders.states().map((state) => ({ ...state, path: pathFromFields(state) })),
    folderOf: folders.folderOf,
    list: ({ id, path: root, recursive }, onUnreadable, signal) =>
      listScannable({
        root,
        recursive,
        read: parts.read,
        look: parts.look,
        isExcluded: parts.isExcluded,
        rules: folders.rulesOf(id),
        onUnreadable,
        signal,
      }),
    look: parts.look,
    currentVerdicts: (files, since) => ledger.currentVerdicts(files, { ...present, since, quarantines: quarantines() }),
    followUnsettled: folders.followUnsettled,
    enqueue: (file) => queue.enqueue({ ...file, bulk: true }),
    onUnreadable: parts.onUnreadable,
    isReady: () => present.isTrusted && !parts.isPaused(),
    quarantines,
    withdraw: (jobId) => queue.cancel(jobId),
    store: createMemoryFile(parts.files.fullScan, fullScanMemorySchema, log),
    randomId: parts.randomId,
    clock,
    log,
  });
  const endNews = fullScans.onNews((news) => {
    parts.tell(newsToEvent(news, clock.now()));
    changed.tell();
  });

  const hasPower = (): boolean => !parts.settings().waitForPower || !parts.isOnBattery();
  const startScheduler = (): ScanScheduler =>
    startScanScheduler({
      schedule: () => parts.settings().schedule,
      mayRunNow: hasPower,
      begin: () => {
        const begun = fullScans.begin(null, 'scheduled');
        if (!begun.ok) log.info('a scheduled scan had nothing to do', begun.error);
      },
      onChanged: changed.tell,
      memory: createMemoryFile(parts.files.scanSchedule, scheduleMemorySchema, log),
      clock,
    });
  /** A full scan comes by all files itself. */
  const mayScanAgain = (): boolean => fullScans.state().full === null && !parts.isPaused() && hasPower();
  /** Nothing is to be scanned but what is scanned again. */
  const isCalm = (own: number): boolean => {
    const { queued, scanning } = queue.state();
    return queued + scanning.length <= own;
  };
  const startAgain = (): ScanAgain =>
    startScanAgain({
      ledger,
      look: parts.look,
      signatureVersion: () => (present.isTrusted ? present.signatureVersion : null),
      pace: () => parts.settings().again,
      mayScan: mayScanAgain,
      isCalm,
      isWatched: (path, size) => {
        const folder = folders.states().find(({ id }) => id === folders.folderOf(path));
        return folder !== undefined && ruleFor(folders.rulesOf(folder.id), pathFromFields(folder), path, size) === null;
      },
      enqueue: (file) => queue.enqueue({ ...file, trigger: 'signatures' }),
      withdraw: (jobId) => queue.cancel(jobId),
      onChanged: changed.tell,
      clock,
      log,
    });
  let byItself: { readonly scheduler: ScanScheduler; readonly again: ScanAgain } | null = null;

  return {
    begin: fullScans.begin,
    pause: fullScans.pause,
    resume: fullScans.resume,
    cancel: fullScans.cancel,
    answered(path, verdict) {
      fullScans.answered(path, verdict);
      byItself?.again.answered(path);
    },
    state: () => ({
      ...fullScans.state(),
      next: byItself?.scheduler.next() ?? null,
      again: byItself?.again.state() ?? null,
    }),
    onChanged: changed.add,
    poke() {
      present = presentOf(parts.engine);
      fullScans.poke();
      byItself?.scheduler.poke();
      byItself?.again.poke();
      changed.tell();
    },
    start({ scanExisting }) {
      const goesOn = fullScans.takeUp();
      byItself = { scheduler: startScheduler(), again: startAgain() };
      if (!scanExisting) return;
      const begun = fullScans.begin(null, 'startup');
      if (!begun.ok && !goesOn) log.warn('nothing could be scanned at the start', begun.error);
    },
    async stop() {
      endNews();
      byItself?.scheduler.stop();
      await byItself?.again.stop();
      await fullScans.stop();
    },
  };
}

function presentOf(engine: Pick<Engine, 'state' | 'signatures'>) {
  const { status, name } = engine.state();
  const isTrusted = status === 'healthy' || status === 'stale';
  return { engine: name, signatureVersion: engine.signatures(), isTrusted };
}

function newsToEvent(news: FullScanNews, at: Date): LazaretEvent {
  if (news.kind === 'progress') return { type: 'progress', at: at.toISOString(), ...news.progress, failure: null };
  const { endedAt, cancelled, ...result } = news.result;
  return {
    type: 'progress',
    at: endedAt,
    ...result,
    phase: result.failure !== null ? 'failed' : cancelled ? 'cancelled' : 'done',
    filesTotal: result.files,
    bytesTotal: result.bytes,
    filesPerSecond: null,
    bytesPerSecond: null,
    secondsLeft: null,
  };
}
