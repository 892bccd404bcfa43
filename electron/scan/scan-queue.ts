import { type Clock, systemClock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { nextFact } from '../base/next-fact.ts';
import { displayPath, type FilePath, pathKey } from '../files/file-path.ts';
import { createQueueLanes } from './queue-lanes.ts';
import type { ReadingProgress } from './reading-progress.ts';
import {
  type Entry,
  echoOf,
  entryOf,
  isUrgent,
  mergeInto,
  type QueuedFile,
  type ScanQueueState,
  type ScanRequest,
  type ScanTry,
  type ScanTryResult,
  withdrawJob,
} from './scan-queue-entry.ts';
import { createSuspects } from './suspects.ts';
import { createWaitingRoom, type WaitingFile } from './waiting-room.ts';

export type { ScanQueueState, ScanRequest, ScanTry, ScanTryResult } from './scan-queue-entry.ts';

/**
 * What is to be scanned, and in which order: `lanes` says it; first come, first served among each. A path waits once,
 * however often it is asked for, and a more urgent wish lifts it; asked for while it is being scanned, it is scanned
 * once more. What fails is tried for ever, at growing intervals, in the lane it came from; what an engine did not survive,
 * alone and last.
 */
export interface ScanQueue {
  enqueue(request: ScanRequest): void;
  setConcurrency(count: number): void;
  /** No new scan begins until `resume`; what arrives is kept. */
  pause(): void;
  resume(): void;
  /** Scans what is `held` at once: what was missing is there again. What failed keeps its growing pauses. */
  releaseHeld(): void;
  /** Scans now what waits for another try: the one at this path, or all. Returns how many files. */
  retryNow(path: FilePath | null): number;
  /** What waits, soonest first, at most `limit`; the same array until something has changed. */
  firstWaiting(limit: number): readonly WaitingFile[];
  /** Some of what is queued, mostly what was asked for first; at most `limit`. */
  firstQueued(limit: number): readonly QueuedFile[];
  /**
   * Drops what only this on-demand scan asked for and what has not failed yet, and aborts it where it is running. Returns
   * how many files.
   */
  cancel(jobId: string): number;
  state(): ScanQueueState;
  /** Told at most once per turn of the event loop. */
  onChanged(listener: () => void): () => void;
  /** Nothing is queued and nothing is being scanned; failed files may still wait for their next try. */
  onIdle(listener: () => void): () => void;
  /** Resolves when idle, at once if so now; rejects when `signal` aborts or the queue is stopped. */
  whenIdle(signal: AbortSignal): Promise<void>;
  /** Aborts what runs and waits for its end, at most `stopDeadlineMs`. What is queued is left to the next start. */
  stop(): Promise<void>;
}

/** A try that goes on. */
interface Running {
  readonly since: Date;
  readonly abort: AbortController;
  readonly end: Promise<void>;
  progress: ReadingProgress | null;
}

/** How many that are not queued are passed over for a list of those that are. */
const maxPassed = 1_000;

/** How long `stop` waits for aborted scans to end. */
const stopDeadlineMs = 10_000;

export function createScanQueue(options: {
  readonly concurrency: number;
  /** Throwing is a bug; the file is tried again all the same. */
  readonly run: (job: ScanTry, signal: AbortSignal) => Promise<ScanTryResult>;
  readonly log: Pick<Logger, 'error' | 'warn'>;
  readonly clock?: Clock;
  readonly random?: () => number;
}): ScanQueue {
  const { run, log, clock = systemClock, random = Math.random } = options;
  const entries = new Map<string, Entry>();
  const scanning = new Map<Entry, Running>();
  const lanes = createQueueLanes();
  const waitingRoom = createWaitingRoom({ clock, random, onDue: (entry) => toLane(entry) });
  const suspects = createSuspects(clock, () => wake());
  const changed = createListeners<[]>();
  const idle = createListeners<[]>();
  const stopped = new AbortController();
  let concurrency = options.concurrency;
  let paused = false;
  let queued = 0;
  let wakeAsked = false;
  let wasIdle = true;

  const isIdle = (): boolean => queued === 0 && scanning.size === 0;

  const leavePlace = (entry: Entry): void => {
    if (entry.place === 'queued') queued -= 1;
    if (entry.place === 'waiting') waitingRoom.leave(entry);
    entry.ticket = null;
  };

  const toLane = (entry: Entry): void => {
    if (entry.place !== 'queued') entry.queuedAt = clock.now();
    leavePlace(entry);
    entry.ticket = { entry };
    if (entry.isSuspect) {
      entry.place = 'waiting';
      waitingRoom.standBy(entry);
      suspects.push(entry.ticket);
    } else {
      entry.place = 'queued';
      queued += 1;
      lanes.push(entry.ticket);
    }
    wake();
  };

  const park = (entry: Entry, result: 'retry' | 'held' | 'lost'): void => {
    leavePlace(entry);
    entry.place = 'waiting';
    entry.ticket = { entry };
    if (result === 'held') {
      waitingRoom.hold(entry);
    } else {
      waitingRoom.waitForTry(entry, entry.isSuspect ? suspects.delayMs(entry) : 0);
      entry.attempt += 1;
    }
    wake();
  };

  const begin = (entry: Entry): void => {
    leavePlace(entry);
    entry.place = 'scanning';
    const abort = new AbortController();
    const trigger = entry.attempt > 1 ? 'retry' : entry.trigger;
    const { path, attempt, queuedAt, sighting } = entry;
    const since = clock.now();
    const onProgress = (progress: ReadingProgress): void => {
      const running = scanning.get(entry);
      if (running?.abort !== abort) return;
      running.progress = progress;
      wake();
    };
    const times = { ...sighting, queuedAt, scanStartedAt: since };
    const job: ScanTry = { path, trigger, jobIds: entry.jobIds, attempt, echoOf: echoOf(entry), times, onProgress };
    const end = (async () => {
      try {
        return await run(job, abort.signal);
      } catch (error) {
        log.error('a scan ended in an exception; it will be tried again', { path: displayPath(entry.path), error });
        return 'retry';
      }
    })().then((result) => finish(entry, result, abort.signal));
    scanning.set(entry, { since, abort, end, progress: null });
  };

  const finish = (entry: Entry, result: ScanTryResult, signal: AbortSignal): void => {
    const since = scanning.get(entry)?.since ?? null;
    scanning.delete(entry);
    const { again } = entry;
    const unfinished = result === 'done' || signal.aborted ? null : result;
    // It is known as failed from now on, and that is never final: whoever asked for it may lose interest, we may not.
    if (unfinished !== null) entry.isWantedAnyway = true;
    if (unfinished === 'lost') suspects.lost(entry);
    if (again !== null) {
      again.repeatOf = unfinished === null ? since : null;
      if (unfinished !== null) mergeInto(again, entry);
      entries.set(pathKey(entry.path), again);
      if (again.isSuspect) park(again, 'lost');
      else toLane(again);
    } else if (unfinished === null) {
      entries.delete(pathKey(entry.path));
    } else {
      park(entry, unfinished);
    }
    wake();
  };

  /** Whose turn it is; null when nobody waits, or has to wait until what is being scanned has ended. */
  const next = (): Entry | null => {
    const suspect = (): Entry | null => (scanning.size === 0 ? suspects.take() : null);
    return suspects.isOverdue() ? suspect() : (lanes.take() ?? suspect());
  };

  /** All that follows from a change happens once per turn: scans begin, listeners hear. */
  const wake = (): void => {
    if (wakeAsked) return;
    wakeAsked = true;
    queueMicrotask(() => {
      wakeAsked = false;
      while (!paused && !stopped.signal.aborted && scanning.size < concurrency) {
        if ([...scanning.keys()].some(({ isSuspect }) => isSuspect)) break;
        const entry = next();
        if (entry === null) break;
        begin(entry);
      }
      changed.tell();
      const becameIdle = isIdle() && !wasIdle;
      wasIdle = isIdle();
      if (becameIdle) idle.tell();
    });
  };

  const drop = (entry: Entry): void => {
    leavePlace(entry);
    entries.delete(pathKey(entry.path));
    wake();
  };

  return {
    enqueue(request) {
      if (stopped.signal.aborted) return;
      const key = pathKey(request.path);
      const entry = entries.get(key);
      const fresh = entryOf(request);
      wasIdle = false;
      if (entry === undefined) {
        entries.set(key, fresh);
        toLane(fresh);
      } else if (entry.place === 'scanning') {
        if (entry.again === null) entry.again = fresh;
        else mergeInto(entry.again, fresh);
      } else {
        const laneBefore = entry.lane;
        mergeInto(entry, fresh);
        if (entry.isSuspect && !isUrgent(fresh)) return;
        if (entry.place === 'waiting') entry.attempt = 1;
        if (entry.place === 'waiting' || entry.lane < laneBefore) toLane(entry);
      }
    },
    setConcurrency(count) {
      concurrency = count;
      wake();
    },
    pause() {
      paused = true;
      wake();
    },
    resume() {
      paused = false;
      wake();
    },
    releaseHeld() {
      for (const entry of waitingRoom.held()) toLane(entry);
    },
    retryNow(path) {
      const entry = path === null ? undefined : entries.get(pathKey(path));
      const wanted = path === null ? waitingRoom.all() : entry?.place === 'waiting' ? [entry] : [];
      for (const waiting of wanted) toLane(waiting);
      return wanted.length;
    },
    firstWaiting: waitingRoom.first,
    firstQueued(limit) {
      const files: QueuedFile[] = [];
      let left = maxPassed;
      for (const { path, place, queuedAt, size } of entries.values()) {
        if (files.length >= Math.min(limit, queued) || left === 0) break;
        left -= 1;
        if (place === 'queued' && queuedAt !== null) files.push({ path, since: queuedAt, size });
      }
      return files;
    },
    cancel(jobId) {
      let count = 0;
      for (const entry of [...entries.values()]) {
        if (entry.again !== null && withdrawJob(entry.again, jobId)) entry.again = null;
        if (!withdrawJob(entry, jobId)) continue;
        count += 1;
        if (entry.place === 'scanning') scanning.get(entry)?.abort.abort(new Error('The scan was cancelled.'));
        else drop(entry);
      }
      return count;
    },
    state: () => ({
      queued,
      ...waitingRoom.counts(),
      scanning: [...scanning].map(([{ path, size }, { since, progress }]) => ({
        path,
        since,
        size: progress?.sizeBytes ?? size,
        bytesRead: progress?.bytesRead ?? null,
      })),
    }),
    onChanged: changed.add,
    onIdle: idle.add,
    whenIdle: (signal) => (isIdle() ? Promise.resolve() : nextFact(idle, AbortSignal.any([signal, stopped.signal]))),
    async stop() {
      stopped.abort(new Error('The scan queue was stopped.'));
      waitingRoom.stop();
      suspects.stop();
      const running = [...scanning.values()];
      for (const { abort } of running) abort.abort(new Error('Lazaret is stopping.'));
      let callOff = (): void => undefined;
      const late = new Promise<'late'>((resolve) => {
        callOff = clock.schedule(() => resolve('late'), stopDeadlineMs);
      });
      const all = Promise.all(running.map(({ end }) => end)).then(() => 'ended' as const);
      if ((await Promise.race([all, late])) === 'late') log.warn('some scans did not end when told to stop');
      callOff();
    },
  };
}
