import type { FullScanPhase, FullScanProgress, FullScanTrigger } from '../../contract/full-scan.ts';
import { noVerdicts, type Verdict, type VerdictCounts } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import { nextFact } from '../base/next-fact.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { type FilePath, pathKey } from '../files/file-path.ts';
import type { FileVersion } from '../ledger/latest-verdict.ts';
import type { CurrentVerdict, Quarantines } from '../ledger/standing.ts';
import type { ListedFile, Unreadable } from '../watch/list-files.ts';
import type { Look } from '../watch/look-at-path.ts';
import type { SavedScan } from './full-scan-memory.ts';
import { type Amount, createScanPace } from './scan-pace.ts';

/** A watched folder, as far as a full scan is concerned. */
export interface ScannedFolder {
  readonly id: string;
  readonly path: FilePath;
  readonly recursive: boolean;
}

export interface FullScanRunParts {
  readonly folders: () => readonly ScannedFolder[];
  readonly folderOf: (path: FilePath) => string | null;
  readonly list: (
    folder: ScannedFolder,
    onUnreadable: (unreadable: Unreadable) => void,
    signal: AbortSignal,
  ) => AsyncIterable<readonly ListedFile[]>;
  readonly look: (path: FilePath) => Promise<Look>;
  /** The verdict of each version by the present signatures, or since `since`; null when it has to be scanned. */
  readonly currentVerdicts: (files: readonly FileVersion[], since: string) => readonly (CurrentVerdict | null)[];
  /** Whether the file is still arriving: then its folder has it scanned when it has come to rest. */
  readonly followUnsettled: (path: FilePath, identity: FileIdentity) => boolean;
  readonly enqueue: (file: { path: FilePath; size: number; trigger: FullScanTrigger; jobId: string }) => void;
  readonly onUnreadable: (unreadable: Unreadable, trigger: FullScanTrigger) => void;
  /** Whether files can be scanned now: an engine is trusted, and scanning is not paused. */
  readonly isReady: () => boolean;
  /** Which findings are locked away, so that they are not met again. */
  readonly quarantines: () => Quarantines;
  readonly monotonicMs: Clock['monotonicMs'];
  readonly schedule: Clock['schedule'];
}

/** One full scan on its way. */
export interface FullScanRun {
  /** Resolves when every file is dealt with; rejects with the signal's reason when it aborts. */
  readonly end: Promise<void>;
  saved(): SavedScan;
  progress(): FullScanProgress;
  setPaused(paused: boolean): void;
  addFolder(id: string): void;
  answered(path: FilePath, verdict: Verdict | null): void;
  /** Looks again whether it may go on. */
  poke(): void;
  /** A second has passed. */
  tick(): void;
}

/** So many files wait in the queue at once: enough to keep every thread of the engine busy, few enough to page through any tree. */
const windowFiles = 64;
/** A file that changed just before it was come upon is at rest after that; what goes on arriving then is left to its folder. */
const restMs = 1_500;

interface Counted extends Amount {
  /** Those without a verdict by the present signatures. */
  readonly open: Amount;
  /** The verdicts that were given since the scan began. */
  readonly since: VerdictCounts;
}

/** What may be locked away. */
const isFinding = (verdict: Verdict): verdict is 'infected' | 'suspicious' =>
  verdict === 'infected' || verdict === 'suspicious';

const none: Amount = { files: 0, bytes: 0 };
const sumOf = (counts: VerdictCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const plusOne = (counts: VerdictCounts, verdict: Verdict): VerdictCounts => ({
  ...counts,
  [verdict]: counts[verdict] + 1,
});
const plusAll = (a: VerdictCounts, b: VerdictCounts): VerdictCounts => ({
  clean: a.clean + b.clean,
  infected: a.infected + b.infected,
  suspicious: a.suspicious + b.suspicious,
  unscannable: a.unscannable + b.unscannable,
  failed: a.failed + b.failed,
});
const plus = (a: Amount, b: Amount): Amount => ({ files: a.files + b.files, bytes: a.bytes + b.bytes });

/**
 * Goes through folders twice: once to count, then to scan what has no verdict by the present signatures. No list of files
 * is kept: the second time each is handed to the queue when one of the last `windowFiles` has its answer.
 */
export function startFullScanRun(parts: FullScanRunParts, begun: SavedScan, signal: AbortSignal): FullScanRun {
  const wake = createListeners<[]>();
  const pace = createScanPace(parts.monotonicMs);
  const pending = new Map<string, number>();
  /** Still arriving when they were come upon; answered like any other when their folder has them scanned. */
  const unsettled = new Map<string, { readonly path: FilePath; readonly size: number }>();
  const counted = new Map<string, Counted>();
  const finished = new Set<string>();
  const folderIds = begun.folderIds === null ? parts.folders().map(({ id }) => id) : [...begun.folderIds];
  let { paused, taken } = begun;
  let counts: VerdictCounts = { ...noVerdicts, infected: taken.infected, suspicious: taken.suspicious };
  let isScanning = false;
  let done: Amount = taken;
  let scanned: Amount = none;

  const mayGoOn = (): boolean => !paused && parts.isReady();
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await nextFact(wake, signal);
    signal.throwIfAborted();
  };

  /** Of nested folders that are both scanned, the inner one has the file. */
  async function* filesOf(folder: ScannedFolder, onUnreadable: (unreadable: Unreadable) => void) {
    for await (const listed of parts.list(folder, onUnreadable, signal)) {
      if (!mayGoOn()) await until(mayGoOn);
      yield listed.filter(({ path, regular }) => {
        const owner = regular ? parts.folderOf(path) : null;
        return regular && (owner === null || owner === folder.id || !folderIds.includes(owner));
      });
    }
  }

  const withVerdicts = (files: readonly ListedFile[]) => {
    const verdicts = parts.currentVerdicts(files, begun.startedAt);
    return files.map(({ path, identity }, index) => ({
      ...{ path, identity, size: Number(identity.size) },
      current: verdicts[index] ?? null,
    }));
  };
  const countKnown = ({ verdict, isSince }: CurrentVerdict, size: number): void => {
    if (isSince) counts = plusOne(counts, verdict);
    done = plus(done, { files: 1, bytes: size });
  };

  const count = async (folder: ScannedFolder): Promise<void> => {
    let all = none;
    let open = none;
    let since = noVerdicts;
    const onUnreadable = (): void => {
      open = plus(open, { files: 1, bytes: 0 });
    };
    for await (const files of filesOf(folder, onUnreadable)) {
      for (const { size, current } of withVerdicts(files)) {
        all = plus(all, { files: 1, bytes: size });
        if (current === null) open = plus(open, { files: 1, bytes: size });
        else if (current.isSince) since = plusOne(since, current.verdict);
      }
    }
    counted.set(folder.id, { ...all, open, since });
  };

  /** Counts a file that has its verdict; false when it has none. */
  const countIfKnown = (path: FilePath, identity: FileIdentity): boolean => {
    const [current] = parts.currentVerdicts([{ path, identity }], begun.startedAt);
    if (current === null || current === undefined) return false;
    countKnown(current, Number(identity.size));
    return true;
  };
  const hasRoom = (): boolean => mayGoOn() && pending.size < windowFiles;

  /** Counts a file that has its verdict, and asks for one that has none. False when it is still arriving. */
  const take = async (path: FilePath, identity: FileIdentity): Promise<boolean> => {
    const size = Number(identity.size);
    if (countIfKnown(path, identity)) return true;
    if (parts.followUnsettled(path, identity)) return false;
    if (!hasRoom()) {
      await until(hasRoom);
      // A sweep may have had it scanned meanwhile.
      if (countIfKnown(path, identity)) return true;
    }
    pending.set(pathKey(path), size);
    parts.enqueue({ path, size, trigger: begun.trigger, jobId: begun.id });
    return true;
  };

  const rest = async (): Promise<void> => {
    let isOver = false;
    const callOff = parts.schedule(() => {
      isOver = true;
      wake.tell();
    }, restMs);
    await until(() => isOver).finally(callOff);
  };

  const scan = async (folder: ScannedFolder): Promise<void> => {
    const onUnreadable = (unreadable: Unreadable): void => {
      pending.set(pathKey(unreadable.path), 0);
      parts.onUnreadable(unreadable, begun.trigger);
    };
    for await (const files of filesOf(folder, onUnreadable)) {
      for (const { path, identity, size, current } of withVerdicts(files)) {
        if (current !== null) countKnown(current, size);
        else if (!(await take(path, identity))) unsettled.set(pathKey(path), { path, size });
      }
    }
    if (unsettled.size > 0) await rest();
    const left = [...unsettled.values()];
    unsettled.clear();
    for (const { path } of left) {
      const look = await parts.look(path);
      if (look.kind === 'file') await take(path, look.identity);
    }
  };

  const folderBy = (id: string): ScannedFolder | null => parts.folders().find((folder) => folder.id === id) ?? null;

  const goThrough = async (): Promise<void> => {
    await until(mayGoOn);
    for (;;) {
      await until(() => folderIds.some((id) => !finished.has(id)) || pending.size === 0);
      const id = folderIds.find((one) => !finished.has(one));
      if (id === undefined) return;
      isScanning = false;
      for (const one of folderIds) {
        const folder = counted.has(one) ? null : folderBy(one);
        if (folder !== null) await count(folder);
      }
      isScanning = true;
      const folder = folderBy(id);
      const total = counted.get(id) ?? { ...none, open: none, since: noVerdicts };
      if (total.open.files === 0) {
        done = plus(done, total);
        counts = plusAll(counts, total.since);
      } else if (folder !== null) await scan(folder);
      finished.add(id);
    }
  };

  const phase = (): FullScanPhase => {
    if (paused) return 'paused';
    if (!parts.isReady()) return 'held';
    return isScanning ? 'scanning' : 'counting';
  };

  return {
    end: goThrough(),
    saved: () => ({ ...begun, folderIds: begun.folderIds === null ? null : folderIds, paused, taken }),
    progress() {
      const all = [...counted.values()];
      const isCounted = folderIds.every((id) => counted.has(id) || folderBy(id) === null);
      // Files come and go meanwhile, so the totals give way rather than be overtaken.
      const total = all.reduce(plus, taken);
      const open = all.map((one) => one.open).reduce(plus, none);
      const left = { files: open.files - scanned.files, bytes: open.bytes - scanned.bytes };
      return {
        id: begun.id,
        trigger: begun.trigger,
        folderIds: begun.folderIds === null ? null : [...folderIds],
        phase: phase(),
        startedAt: begun.startedAt,
        files: done.files,
        filesTotal: isCounted ? Math.max(total.files, done.files) : null,
        bytes: done.bytes,
        bytesTotal: isCounted ? Math.max(total.bytes, done.bytes) : null,
        known: Math.max(0, done.files - sumOf(counts)),
        counts,
        filesPerSecond: pace.filesPerSecond(),
        bytesPerSecond: pace.bytesPerSecond(),
        secondsLeft: isCounted && isScanning ? pace.secondsLeft(left) : null,
      };
    },
    setPaused(wanted) {
      paused = wanted;
      pace.reset();
      wake.tell();
    },
    addFolder(id) {
      if (!folderIds.includes(id)) folderIds.push(id);
      wake.tell();
    },
    answered(path, verdict) {
      const key = pathKey(path);
      const size = pending.get(key) ?? unsettled.get(key)?.size;
      if (size === undefined) return;
      pending.delete(key);
      unsettled.delete(key);
      const amount = { files: 1, bytes: size };
      scanned = plus(scanned, amount);
      if (verdict !== null) {
        counts = plusOne(counts, verdict);
        done = plus(done, amount);
        if (isFinding(verdict) && parts.quarantines()[verdict]) {
          taken = { ...taken, ...plus(taken, amount), [verdict]: taken[verdict] + 1 };
        }
      }
      wake.tell();
    },
    poke: wake.tell,
    tick() {
      if (phase() === 'scanning') pace.note(scanned);
      else pace.reset();
    },
  };
}
