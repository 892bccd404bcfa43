import { isDeepStrictEqual } from 'node:util';
import type { BlindSpot, FolderState } from '../../contract/state.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { within } from '../base/within.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { baseName, type FilePath, parentPath } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import { networkFileSystemOf } from '../files/network-file-system.ts';
import { type ArmedWatch, armWatch, type PresentRoot } from './armed-watch.ts';
import { unreadableSpots } from './blind-spots.ts';
import type { EventFlood } from './event-flood.ts';
import { createExclusionCheck } from './exclusion.ts';
import type { DirectoryId } from './list-files.ts';
import { type Look, silentCode } from './look-at-path.ts';
import { isPartialName } from './partial-names.ts';
import type { ReadDirectory } from './read-directory.ts';
import { createRepeatLook } from './repeat-look.ts';
import { createRootProbe, sameRoot } from './root-probe.ts';
import { type ArrivingFile, createSettleTracker, type HintKind, type SettledFile } from './settle.ts';
import { changedWithin, type SettleTiming } from './settle-timing.ts';
import type { MountsBelow, SilentMounts } from './silent-mounts.ts';

export type FolderHealth = FolderState['health'];

/** How a folder's watch is. */
export interface FolderCondition {
  readonly health: FolderHealth;
  /** What is wrong and how to mend it; empty when nothing is. */
  readonly detail: string;
  /** What of it cannot be watched; not empty where the health is `partial`. */
  readonly blind: readonly BlindSpot[];
  readonly network: string | null;
}

export interface FolderWatcherListeners {
  /** A file has come to rest and wants a scan: once for each version. */
  onFileSettled(file: SettledFile): void;
  /** Something in it went, by its name; a file or a directory. */
  onGone(): void;
  onArrivingChanged(count: number): void;
  onHealthChanged(change: FolderCondition): void;
  /** Hints may have been lost, or the folder is back: compare it with the ledger. `why` is for the log. */
  onSweepNeeded(why: string): void;
}

/** Watches one folder and says what has arrived in it, and whether it can be watched at all. */
export interface FolderWatcher {
  /** Resolves when the folder is watched, or known not to be; the first sweep is up to the caller. */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): FolderHealth;
  /** How many files are still arriving. */
  arriving(): number;
  /** The first of them, at most `limit`. */
  firstArriving(limit: number): readonly ArrivingFile[];
  /**
   * Whether a file that was come upon is still arriving, and will be announced when it has come to rest: it is followed
   * already, or changed only just now and is followed from here on.
   */
  followUnsettled(path: FilePath, identity: FileIdentity): boolean;
}

/** How often the root is looked at: trouble shows within two of these and the probe's deadline. */
const pollMs = 2_000;
/** How often watching everything is tried again while the system's limit forbids it; each try brings a sweep. */
const limitedRetryMs = 30_000;
/** A mount below the folder has it watched anew, but no more often than this. */
const remountEveryMs = 10_000;
/** How often watches on directories that are gone are let go, where anything has happened at all. */
const pruneEveryMs = 10_000;
/** It looks at each of them, and what is mounted there may just have stopped answering. */
const pruneDeadlineMs = 30_000;
/** More files than this in one go, and the kernel's queue of 16,384 events may have overflowed, silently. */
const burstFiles = 2_000;
/** While the kernel may be losing events all the time, the folder is gone through this often. */
const floodSweepMs = 30_000;
/** A timer this late means that the program or the machine stood still while events piled up. */
const stalledMs = 1_000;
/** What waits for a file system that answers no longer is left to wait. */
const stopDeadlineMs = 10_000;

export function createFolderWatcher(options: {
  readonly path: FilePath;
  readonly recursive: boolean;
  /** Looks through the folder every few seconds instead of waiting for events. */
  readonly polling: boolean;
  readonly read: ReadDirectory;
  /** Whether a directory is to be left out with all in it, such as the vault, by what it is and not by name. */
  readonly isExcluded: (directory: DirectoryId, path: FilePath) => boolean;
  /** Whether the user leaves a file out; its size is null while it is not known. */
  readonly excludesFile: (path: FilePath, sizeBytes: number | null) => boolean;
  readonly listeners: FolderWatcherListeners;
  readonly log: Pick<Logger, 'warn' | 'info' | 'debug'>;
  readonly timing: () => SettleTiming;
  /** One for all folders, as they share the kernel's queue. */
  readonly flood: EventFlood;
  /** One for all folders, as they share the threads that wait for file systems. */
  readonly mounts: SilentMounts;
  readonly clock?: Clock;
}): FolderWatcher {
  const {
    path,
    recursive,
    isExcluded,
    excludesFile,
    listeners,
    log,
    timing,
    flood,
    mounts,
    clock = systemClock,
  } = options;
  let armed: ArmedWatch | null = null;
  let armedAtMs = 0;
  let armedMounts: MountsBelow | null = null;
  let realPath = path;
  let condition: FolderCondition = { health: 'starting', detail: '', blind: [], network: null };
  let network: string | null = null;
  let wasMountPoint = false;
  let isSuspect = false;
  let hadTrouble = false;
  let mayHaveGone = false;
  let prunedAtMs = clock.monotonicMs();
  let newFiles = 0;
  let lastNewFileMs = 0;
  let askedMs = clock.monotonicMs();
  const stopping = new AbortController();
  let turn: Promise<void> = Promise.resolve();
  let callOffPoll = (): void => undefined;

  const probeRoot = createRootProbe(path, clock);
  /**
   * inotify tells of a directory's own change under its own name, as if of something in it. Where that cannot be looked
   * at, the directory has lost its permission and most likely nothing of that name is there: the sweep will tell.
   */
  const notItself = (hinted: FilePath, look: Look): Look => {
    if (look.kind !== 'unreadable' || !baseName(hinted).equals(baseName(parentPath(hinted)))) return look;
    hadTrouble = true;
    return { kind: 'gone' };
  };
  const lookOnceMore = createRepeatLook();
  const lookAtHint = (hinted: FilePath, known: FileIdentity | null): Look | Promise<Look> => {
    // The sweep sees to it when it answers again.
    const isSilentNow = (): boolean => mounts.isSilent(hinted);
    if (isSilentNow()) return { kind: 'gone' };
    const look = lookOnceMore(hinted, known);
    if (!(look instanceof Promise)) return notItself(hinted, look);
    return mounts
      .unlessSilent(isSilentNow, () => look)
      .then((seen) => (seen === 'silent' ? { kind: 'gone' } : notItself(hinted, seen)));
  };
  const isInExcluded = createExclusionCheck({ root: path, isExcluded, clock });
  const settle = createSettleTracker({
    clock,
    timing,
    look: lookAtHint,
    onSettled: (file) => {
      if (excludesFile(file.path, file.identity === null ? null : Number(file.identity.size))) return;
      isInExcluded(file.path)
        .then((excluded) => {
          if (!excluded && !stopping.signal.aborted) listeners.onFileSettled(file);
        })
        .catch((error: unknown) => {
          log.warn('a settled file could not be passed on; the next sweep finds it', error);
          hadTrouble = true;
        });
    },
    onGone: () => listeners.onGone(),
    onDirectory: (directory) => armed?.onDirectory(directory),
    onCountChanged: () => listeners.onArrivingChanged(settle.count()),
  });

  const onHint = (hinted: FilePath, kind: HintKind): void => {
    mayHaveGone = true;
    // What is left out is told apart once it is known for a file: a new folder may have such a name too.
    if (!settle.hint(hinted, kind)) return;
    newFiles += 1;
    lastNewFileMs = clock.monotonicMs();
    if (newFiles >= burstFiles) armed?.lighten();
  };

  const blindOf = (watch: ArmedWatch): readonly BlindSpot[] => [
    ...watch.blind(),
    ...unreadableSpots((armedMounts?.silent ?? []).map((point) => ({ path: point, code: silentCode }))),
  ];

  const setHealth = (health: FolderHealth, detail: string, watch: ArmedWatch | null): void => {
    const next = {
      health,
      detail,
      blind: watch === null ? [] : blindOf(watch),
      network: watch === null ? null : network,
    };
    if (stopping.signal.aborted || isDeepStrictEqual(condition, next)) return;
    condition = next;
    listeners.onHealthChanged(next);
  };

  const disarm = async (): Promise<void> => {
    const old = armed;
    armed = null;
    await old?.disarm();
  };

  const arm = async (root: PresentRoot): Promise<void> => {
    isSuspect = false;
    armedMounts = await mounts.below({ path, realPath: root.realPath });
    const next = await armWatch({
      path,
      root,
      recursive,
      polling: options.polling,
      read: options.read,
      isExcluded,
      isSilent: mounts.isSilent,
      mayHang: armedMounts?.mayHang ?? false,
      onHint,
      onEvent: flood.note,
      onRootRemoved: () => {
        isSuspect = true;
        pollSoon();
      },
      onTrouble: () => {
        hadTrouble = true;
      },
      signal: stopping.signal,
      clock,
      log,
    });
    network = await networkFileSystemOf(root.realPath);
    if (stopping.signal.aborted) {
      await next.disarm();
      return;
    }
    armed = next;
    armedAtMs = clock.monotonicMs();
  };

  const healthOf = (watch: ArmedWatch): [FolderHealth, string] => {
    if (wasMountPoint && !watch.root.isMountPoint) {
      return ['unavailable', 'What was mounted here is gone; the empty folder beneath it is watched. Mount it again.'];
    }
    if (!watch.isWhole()) return ['starting', 'It is large; until all of it is watched it is gone through instead.'];
    return [blindOf(watch).length === 0 ? 'watching' : 'partial', ''];
  };

  /** Looks at the root once and puts watching and health in accord with what is there. */
  const check = async (): Promise<void> => {
    const probe = await probeRoot();
    if (stopping.signal.aborted) return;
    if (probe.kind !== 'present') {
      if (probe.kind === 'late') await mounts.rootIsLate({ path, realPath });
      else mounts.forget({ path });
      await disarm();
      setHealth(probe.kind === 'late' ? 'no-answer' : probe.kind, probe.detail, null);
      return;
    }
    realPath = probe.realPath;
    wasMountPoint ||= probe.isMountPoint;
    const mayBeUnlimited = armed !== null && armed.blind().length > 0 && since(armedAtMs) >= limitedRetryMs;
    const isTimeForMounts = since(armedAtMs) >= remountEveryMs;
    const found = isTimeForMounts ? await mounts.below({ path, realPath: probe.realPath }) : armedMounts;
    armedMounts ??= found;
    const isRemounted = found !== null && found.key !== armedMounts?.key;
    if (armed !== null && sameRoot(armed.root.id, probe.id) && !isSuspect && !mayBeUnlimited && !isRemounted) {
      setHealth(...healthOf(armed), armed);
      if (mayHaveGone && since(prunedAtMs) >= pruneEveryMs) {
        mayHaveGone = false;
        prunedAtMs = clock.monotonicMs();
        if ((await within(armed.prune(), pruneDeadlineMs, clock)) === 'late') isSuspect = true;
      }
      return;
    }
    const isFirst = condition.health === 'starting' && condition.detail === '';
    await disarm();
    try {
      await arm(probe);
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.warn('the folder could not be watched', error);
      setHealth('unavailable', errorText(error), null);
      return;
    }
    if (stopping.signal.aborted || armed === null) return;
    hadTrouble = false;
    const [nextHealth, nextDetail] = healthOf(armed);
    setHealth(nextHealth, nextDetail, armed);
    if (!isFirst || nextHealth !== 'watching') listeners.onSweepNeeded('the folder is watched anew');
  };

  const since = (thenMs: number): number => clock.monotonicMs() - thenMs;

  /** The watches first, so that nothing comes between them and the sweep. */
  const renewAndSweep = (why: string): void => {
    askedMs = clock.monotonicMs();
    void armed?.renew().then(() => {
      if (!stopping.signal.aborted) listeners.onSweepNeeded(why);
    });
  };

  const askForSweepWhereHintsMayBeLost = (lateMs: number): void => {
    if (armed === null) return;
    const isBurstOver = newFiles > 0 && since(lastNewFileMs) >= pollMs / 2;
    const floodMs = flood.lastMs() ?? Number.NEGATIVE_INFINITY;
    const isFlooded = floodMs >= askedMs && (since(floodMs) >= pollMs / 2 || since(askedMs) >= floodSweepMs);
    if (lateMs >= stalledMs) renewAndSweep('the program stood still');
    else if (hadTrouble) listeners.onSweepNeeded('the watcher had trouble');
    else if (isBurstOver && newFiles >= burstFiles) renewAndSweep('many files at once');
    else if (isFlooded) renewAndSweep('very many events at once');
    hadTrouble = false;
    if (isBurstOver) newFiles = 0;
  };

  const poll = (delayMs: number): void => {
    callOffPoll();
    if (stopping.signal.aborted) return;
    const expectedMs = clock.monotonicMs() + delayMs;
    callOffPoll = clock.schedule(() => {
      const lateMs = since(expectedMs);
      turn = turn
        .then(check)
        .then(() => askForSweepWhereHintsMayBeLost(lateMs))
        .catch((error: unknown) => log.warn('the folder could not be checked', error))
        .finally(() => poll(pollMs));
    }, delayMs);
  };

  /** The root itself seems to have changed: do not wait for the next turn. */
  const pollSoon = (): void => {
    if (armed !== null) poll(50);
  };

  return {
    async start() {
      turn = check();
      await turn;
      poll(pollMs);
    },
    async stop() {
      stopping.abort();
      callOffPoll();
      settle.stop();
      const stopped = await within(turn.then(disarm), stopDeadlineMs, clock);
      if (stopped === 'late') log.warn('the folder’s watch did not end in time');
      mounts.forget({ path });
    },
    health: () => condition.health,
    arriving: () => settle.count(),
    firstArriving: (limit) => settle.first(limit).filter((file) => !excludesFile(file.path, file.sizeBytes)),
    followUnsettled(file, identity) {
      if (settle.isArriving(file)) return true;
      const { quietMs, partialQuietMs } = timing();
      const isYoung = changedWithin(isPartialName(file) ? partialQuietMs : quietMs, identity, clock.now());
      // Where nothing is watched, nobody would announce it.
      return isYoung && armed !== null && settle.hint(file, 'found');
    },
  };
}
