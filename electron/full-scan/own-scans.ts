import type { LazaretEvent } from '../../contract/events.ts';
import type { FullScansState } from '../../contract/full-scan.ts';
import type { EngineState } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { pathFromFields } from '../files/file-path.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PresentEngine, Quarantines } from '../ledger/standing.ts';
import type { ScanQueue } from '../scan/scan-queue.ts';
import { listScannable } from '../watch/exclusion-rules.ts';
import type { DirectoryId } from '../watch/list-files.ts';
import { createFullScans, type FullScanNews, type FullScans } from './full-scan.ts';
import type { FullScanRunParts } from './full-scan-run.ts';
import { createFullScanStore } from './full-scan-store.ts';

/** All scans that Lazaret makes by itself or for one click, beside what arrives and what is named. */
export interface OwnScans extends Pick<FullScans, 'begin' | 'pause' | 'resume' | 'cancel' | 'answered'> {
  state(): FullScansState;
  onChanged(listener: () => void): () => void;
  /** The engine may be another, or scanning paused or not. */
  poke(): void;
  /** Goes on with what the last process was in; else, if wanted, begins a full scan. */
  start(options: { readonly scanExisting: boolean }): void;
  stop(): Promise<void>;
}

export function createOwnScans(parts: {
  readonly queue: Pick<ScanQueue, 'enqueue' | 'cancel'>;
  readonly folders: Pick<WatchedFolders, 'states' | 'folderOf' | 'rulesOf'>;
  readonly ledger: Pick<Ledger, 'currentVerdict'>;
  readonly engineState: () => EngineState;
  readonly isPaused: () => boolean;
  readonly quarantines: () => Quarantines;
  readonly isExcluded: (directory: DirectoryId) => boolean;
  readonly onUnreadable: FullScanRunParts['onUnreadable'];
  readonly tell: (event: LazaretEvent) => void;
  /** Where it is kept how far a full scan is. */
  readonly memoryFile: string;
  readonly randomId: () => string;
  readonly clock: Clock;
  readonly log: Logger;
}): OwnScans {
  const { queue, folders, ledger, quarantines, clock, log } = parts;
  const changed = createListeners<[]>();
  let present: PresentEngine & { readonly isTrusted: boolean } = presentOf(parts.engineState());

  const fullScans = createFullScans({
    folders: () => folders.states().map((state) => ({ ...state, path: pathFromFields(state) })),
    folderOf: folders.folderOf,
    list: ({ id, path: root, recursive }, onUnreadable, signal) =>
      listScannable({
        root,
        recursive,
        isExcluded: parts.isExcluded,
        rules: folders.rulesOf(id),
        onUnreadable,
        signal,
      }),
    currentVerdict: (path, identity, since) =>
      ledger.currentVerdict(path, identity, { ...present, since, quarantines: quarantines() }),
    enqueue: (file) => queue.enqueue({ ...file, bulk: true }),
    onUnreadable: parts.onUnreadable,
    isReady: () => present.isTrusted && !parts.isPaused(),
    quarantines,
    withdraw: (jobId) => queue.cancel(jobId),
    store: createFullScanStore(parts.memoryFile, log),
    randomId: parts.randomId,
    clock,
    log,
  });
  const endNews = fullScans.onNews((news) => {
    parts.tell(newsToEvent(news, clock.now()));
    changed.tell();
  });

  return {
    begin: fullScans.begin,
    pause: fullScans.pause,
    resume: fullScans.resume,
    cancel: fullScans.cancel,
    answered: fullScans.answered,
    state: fullScans.state,
    onChanged: changed.add,
    poke() {
      present = presentOf(parts.engineState());
      fullScans.poke();
      changed.tell();
    },
    start({ scanExisting }) {
      const goesOn = fullScans.takeUp();
      if (!scanExisting) return;
      const begun = fullScans.begin(null, 'startup');
      if (!begun.ok && !goesOn) log.warn('nothing could be scanned at the start', begun.error);
    },
    async stop() {
      endNews();
      await fullScans.stop();
    },
  };
}

const presentOf = ({ status, name, signatures }: EngineState) => ({
  engine: name,
  signatureVersion: signatures.version,
  isTrusted: status === 'healthy' || status === 'stale',
});

function newsToEvent(news: FullScanNews, at: Date): LazaretEvent {
  if (news.kind === 'progress') return { type: 'progress', at: at.toISOString(), ...news.progress };
  const { endedAt, cancelled, ...result } = news.result;
  return {
    type: 'progress',
    at: endedAt,
    ...result,
    phase: cancelled ? 'cancelled' : 'done',
    filesTotal: result.files,
    bytesTotal: result.bytes,
    filesPerSecond: null,
    bytesPerSecond: null,
    secondsLeft: null,
  };
}
