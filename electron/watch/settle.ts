import type { Clock } from '../base/clock.ts';
import { createDueHeap } from '../base/due-heap.ts';
import { createFifo } from '../base/fifo.ts';
import { createTimeSlice } from '../base/time-slice.ts';
import { type FileIdentity, sameIdentity } from '../files/file-identity.ts';
import { baseName, type FilePath, pathKey } from '../files/file-path.ts';
import type { Sighting } from '../files/file-times.ts';
import type { Look } from './look-at-path.ts';
import { isPartialName } from './partial-names.ts';
import { createPlaceholders } from './placeholders.ts';
import type { SettleTiming } from './settle-timing.ts';

/**
 * What a hint is about. `appeared`: the kernel says the name came into being, and would say so separately if data
 * were written under it (inotify). `written`: data or attributes changed. `found`: seen there, history unknown.
 */
export type HintKind = 'appeared' | 'written' | 'found';

/** Something at a path has come to rest. `identity` is null when it could not be looked at. */
export interface SettledFile {
  readonly path: FilePath;
  readonly identity: FileIdentity | null;
  /** False for what must never be opened: symbolic links, FIFOs, sockets, devices. */
  readonly regular: boolean;
  readonly trigger: 'arrival' | 'change';
  /** `settledAt` is null where it is announced although it keeps changing, or is no file. */
  readonly sighting: Sighting;
}

/** A file that is still arriving. */
export interface ArrivingFile {
  readonly path: FilePath;
  readonly sizeBytes: number;
  /** Its name is that of an unfinished download. */
  readonly partial: boolean;
  readonly seenAt: Date;
}

/** Tells when arriving files have come to rest: hints in, one settled file a version out. */
export interface SettleTracker {
  /** Something may have happened at the path. Returns true when the path was not being followed yet. */
  hint(path: FilePath, kind: HintKind): boolean;
  isArriving(path: FilePath): boolean;
  /** How many paths are being followed. */
  count(): number;
  /** The first files of them, at most `limit`. */
  first(limit: number): readonly ArrivingFile[];
  stop(): void;
}

interface Entry {
  readonly path: FilePath;
  readonly key: string;
  readonly partial: boolean;
  seenAt: Date;
  trigger: 'arrival' | 'change';
  /** Whether `appeared` was the only thing heard of it. */
  appearedOnly: boolean;
  written: boolean;
  quietSinceMs: number;
  capStartMs: number;
  capMs: number;
  seen: FileIdentity | null;
  dueMs: number;
  ticket: object | null;
  looking: boolean;
  /** Whether any hint, or one that tells of a change, came since the latest look began. */
  hinted: boolean;
  changeTold: boolean;
}

/** Data this much older than its ctime was not written just now. */
const oldDataNs = 1_000_000_000n;
const maxLooks = 32;
/** What never comes to rest is announced this often in the end. */
const maxCapMs = 1_800_000;
/** How many that have not been looked at yet are passed over for a list. */
const maxPassed = 1_000;
/** How many announced versions are remembered, so that late hints do not announce them again. */
const maxRemembered = 10_000;

export function createSettleTracker(options: {
  readonly clock: Clock;
  /** What is at the path; `known` is what was seen there before. */
  readonly look: (path: FilePath, known: FileIdentity | null) => Look | Promise<Look>;
  readonly onSettled: (file: SettledFile) => void;
  /** A hint turned out to be about a name that is there no more. */
  readonly onGone: () => void;
  /** A hint turned out to be about a directory. */
  readonly onDirectory: (path: FilePath) => void;
  readonly onCountChanged: () => void;
  /** Asked anew each time, so that a change of the settings counts for what is arriving already. */
  readonly timing: () => SettleTiming;
}): SettleTracker {
  const { clock, look, timing } = options;
  const entries = new Map<string, Entry>();
  const announced = new Map<string, FileIdentity>();
  const placeholders = createPlaceholders();
  const toLook = createFifo<Entry>();
  const resting = createDueHeap<{ readonly entry: Entry; readonly ticket: object }>();
  let looks = 0;
  let isResting = false;
  let stopped = false;
  let armedForMs: number | null = null;
  let callOffTimer: (() => void) | null = null;

  const lookLater = (entry: Entry, dueMs: number): void => {
    entry.dueMs = dueMs;
    entry.ticket = {};
    resting.add({ entry, ticket: entry.ticket }, dueMs);
    armTimer();
  };

  const armTimer = (): void => {
    const dueMs = resting.nextDueMs();
    if (stopped || dueMs === null || (armedForMs !== null && armedForMs <= dueMs)) return;
    callOffTimer?.();
    armedForMs = dueMs;
    callOffTimer = clock.schedule(onTimer, Math.max(0, dueMs - clock.monotonicMs()));
  };

  const onTimer = (): void => {
    armedForMs = null;
    for (const { entry, ticket } of resting.takeDue(clock.monotonicMs())) {
      if (entry.ticket === ticket) lookNext(entry);
    }
    // Only now, so that one slice of time is for all of them.
    pumpLooks();
    armTimer();
  };

  const lookNext = (entry: Entry): void => {
    entry.ticket = null;
    entry.looking = true;
    toLook.push(entry);
  };

  const lookNow = (entry: Entry): void => {
    lookNext(entry);
    pumpLooks();
  };

  /** Looks at what is due; thousands may be, so the rest goes on in a later turn when the time is over. */
  const pumpLooks = (): void => {
    if (isResting) return;
    const slice = createTimeSlice();
    while (looks < maxLooks && !stopped) {
      const entry = toLook.shift();
      if (entry === undefined) return;
      const { changeTold } = entry;
      entry.hinted = false;
      entry.changeTold = false;
      const seen = look(entry.path, entry.seen);
      if (seen instanceof Promise) {
        looks += 1;
        void seen.then((answer) => {
          looks -= 1;
          saw(entry, answer, changeTold);
          pumpLooks();
        });
        continue;
      }
      saw(entry, seen, changeTold);
      if (slice.isOver()) {
        isResting = true;
        void slice.rest().then(() => {
          isResting = false;
          pumpLooks();
        });
        return;
      }
    }
  };

  const saw = (entry: Entry, seen: Look, changeTold: boolean): void => {
    entry.looking = false;
    if (!stopped) judge(entry, seen, changeTold);
  };

  const forget = ({ key, path, partial }: Entry): void => {
    entries.delete(key);
    if (partial) placeholders.partialGone(path);
    options.onCountChanged();
  };

  const judge = (entry: Entry, seen: Look, changeTold: boolean): void => {
    if (seen.kind === 'file') {
      judgeFile(entry, seen.identity, changeTold);
    } else if (entry.hinted) {
      // A name can be removed and made anew while we look: only a look that no hint overtook may end the matter.
      lookNow(entry);
    } else {
      forget(entry);
      if (seen.kind === 'gone') {
        announced.delete(entry.key);
        options.onGone();
      } else if (seen.kind === 'directory') options.onDirectory(entry.path);
      else if (seen.kind === 'other') announce(entry, seen.identity, { regular: false, settledAt: null });
      else {
        const { path, trigger, seenAt } = entry;
        options.onSettled({ path, identity: null, regular: true, trigger, sighting: { seenAt, settledAt: null } });
      }
    }
  };

  const judgeFile = (entry: Entry, identity: FileIdentity, changeTold: boolean): void => {
    const nowMs = clock.monotonicMs();
    const isChanged = entry.seen !== null && !sameIdentity(entry.seen, identity);
    // A change that a hint told of happened when the hint came; another one may have happened just now.
    if (isChanged && !changeTold) entry.quietSinceMs = nowMs;
    entry.seen = identity;
    const restedMs = entry.quietSinceMs + quietFor(entry, identity);
    const isHeld = identity.size === 0n && placeholders.isPlaceholder(entry.path);
    const cappedMs = entry.capStartMs + (isHeld ? timing().partialCapMs : entry.capMs);
    if (!entry.hinted && !isHeld && nowMs >= restedMs) {
      forget(entry);
      announce(entry, identity, { regular: true, settledAt: clock.now() });
    } else if (nowMs >= cappedMs) {
      announce(entry, identity, { regular: true, settledAt: null });
      entry.capStartMs = nowMs;
      entry.capMs = Math.min(entry.capMs * 2, maxCapMs);
      lookLater(entry, restedMs);
    } else {
      const nextMs = isHeld ? nowMs + timing().partialQuietMs : restedMs;
      lookLater(entry, Math.max(nowMs, Math.min(nextMs, cappedMs)));
    }
  };

  const quietFor = (entry: Entry, identity: FileIdentity): number => {
    const { quietMs, renamedQuietMs, oldDataQuietMs, partialQuietMs } = timing();
    if (identity.size === 0n || entry.partial) return partialQuietMs;
    if (entry.written) return quietMs;
    if (entry.appearedOnly) return renamedQuietMs;
    return identity.ctimeNs - identity.mtimeNs > oldDataNs ? oldDataQuietMs : quietMs;
  };

  const announce = (
    entry: Entry,
    identity: FileIdentity,
    { regular, settledAt }: { readonly regular: boolean; readonly settledAt: Date | null },
  ): void => {
    const last = announced.get(entry.key);
    announced.delete(entry.key);
    announced.set(entry.key, identity);
    if (announced.size > maxRemembered) {
      const oldest = announced.keys().next();
      if (oldest.done !== true) announced.delete(oldest.value);
    }
    if (last !== undefined && sameIdentity(last, identity)) return;
    const { path, trigger, seenAt } = entry;
    options.onSettled({ path, identity, regular, trigger, sighting: { seenAt, settledAt } });
  };

  return {
    hint(path, kind) {
      if (stopped || baseName(path).length === 0) return false;
      const key = pathKey(path);
      const nowMs = clock.monotonicMs();
      const entry = entries.get(key);
      if (entry === undefined) {
        const partial = isPartialName(path);
        const fresh: Entry = {
          path,
          key,
          partial,
          seenAt: clock.now(),
          trigger: kind === 'written' ? 'change' : 'arrival',
          appearedOnly: kind === 'appeared',
          written: kind === 'written',
          quietSinceMs: nowMs,
          capStartMs: nowMs,
          capMs: partial ? timing().partialCapMs : timing().capMs,
          seen: null,
          dueMs: nowMs,
          ticket: null,
          looking: false,
          hinted: false,
          changeTold: false,
        };
        entries.set(key, fresh);
        if (partial) placeholders.partialCame(path);
        lookNow(fresh);
        options.onCountChanged();
        return true;
      }
      entry.hinted = true;
      // A listing that finds what is being followed anyway tells of no change.
      if (kind === 'found') return false;
      entry.changeTold = true;
      entry.quietSinceMs = nowMs;
      entry.written = kind === 'written';
      if (kind === 'appeared') {
        // Another file may have taken the name: its story begins anew.
        entry.trigger = 'arrival';
        entry.seenAt = clock.now();
        entry.appearedOnly = true;
      }
      const quietMs = kind === 'appeared' ? timing().renamedQuietMs : timing().quietMs;
      if (!entry.looking && entry.dueMs > nowMs + quietMs) lookLater(entry, nowMs + quietMs);
      return false;
    },
    isArriving: (path) => entries.has(pathKey(path)),
    count: () => entries.size,
    first(limit) {
      const files: ArrivingFile[] = [];
      let left = maxPassed;
      for (const { path, seen, partial, seenAt } of entries.values()) {
        if (files.length >= limit || left === 0) break;
        left -= 1;
        if (seen !== null) files.push({ path, sizeBytes: Number(seen.size), partial, seenAt });
      }
      return files;
    },
    stop() {
      stopped = true;
      callOffTimer?.();
      entries.clear();
      announced.clear();
    },
  };
}
