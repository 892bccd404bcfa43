import { Worker } from 'node:worker_threads';
import type { ClamdStats } from '../../contract/endpoints.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { within } from '../base/within.ts';
import { checkDeadlines, longestCheckMs } from '../engine/canary.ts';
import type { Answer } from '../engine/clamd-commands.ts';
import { scanDeadlines, statsDeadlineMs, usualScanMs } from '../engine/deadlines.ts';
import type { Endpoint } from '../engine/endpoint.ts';
import type { EndpointProbe } from '../engine/endpoint-probe.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import type { ReadingProgress } from './reading-progress.ts';
import type { ScanOutcome } from './scan-outcome.ts';
import type { StoredFile } from './scan-stored.ts';
import { createOutbox, type FromWorker, fromWorkerMessageSchema, type ToWorker } from './worker-protocol.ts';

/** Scans files and checks engines, in a thread of its own. No call rejects and every call ends. */
export interface Scanner extends EndpointProbe {
  scan(request: {
    readonly path: FilePath;
    readonly endpoint: Endpoint;
    readonly maxBytes: number;
    /** The engine calls clean what it did not look into. */
    readonly isLenient: boolean;
    /** When clamd gives up on one file, where that is known, in milliseconds. */
    readonly scanMs?: number;
    readonly signal: AbortSignal;
    /** Told now and then how far a large file is. */
    readonly onProgress?: (progress: ReadingProgress) => void;
  }): Promise<ScanOutcome>;
  /** Scans an item of the vault, in memory. */
  scanStored(request: {
    readonly file: StoredFile;
    readonly endpoint: Endpoint;
    readonly maxBytes: number;
    readonly scanMs: number;
    readonly signal: AbortSignal;
  }): Promise<ScanOutcome>;
  /** The thread ended by itself or hung and was replaced; what it was doing came back as `failed: worker-lost`. */
  onRestarted(listener: (detail: string) => void): () => void;
  stop(): Promise<void>;
}

interface Pending {
  progressed(progress: ReadingProgress): void;
  answer(message: FromWorker): void;
  lost(detail: string): void;
}

/** A thread that answers no heartbeat for this long hangs. */
const hungAfterMs = 20_000;
const beatEveryMs = 5_000;
const longestRestartDelayMs = 10_000;
/** A thread that lived this long ended by an accident, not by a fault it was born with. */
const steadyAfterMs = 60_000;
/**
 * Room for new objects, in MiB. V8 lets it grow to 96 and keeps it, where this thread holds a few files at a time: what it
 * reads is outside of the heap.
 */
const maxYoungGenerationSizeMb = 12;
/** What the thread's own deadlines are given on top before main gives up on an answer. */
const graceMs = 15_000;
/** A call that a dead network share never answers keeps a thread from ending. */
const endDeadlineMs = 2_000;

/**
 * Starts the thread at `workerUrl` and keeps one running: it is restarted when it ends or hangs, after 100 ms at first
 * and never later than 10 s. While there is none, scans come back at once as `failed: worker-lost`.
 */
export function createScanner(options: {
  readonly workerUrl: URL;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly clock?: Clock;
}): Scanner {
  const { workerUrl, log, clock = systemClock } = options;
  const pending = new Map<number, Pending>();
  const restarted = createListeners<[string]>();
  let worker: Worker | null = null;
  let nextSeq = 1;
  let failures = 0;
  let stopped = false;
  let lastHeardMs = 0;
  let cancelRestart = (): void => undefined;
  let cancelBeat = (): void => undefined;

  function start(): void {
    const started = new Worker(workerUrl, { name: 'lazaret-scan', resourceLimits: { maxYoungGenerationSizeMb } });
    const startedAtMs = clock.monotonicMs();
    let cause = 'it ended';
    worker = started;
    lastHeardMs = startedAtMs;
    started.on('message', (message: unknown) => {
      lastHeardMs = clock.monotonicMs();
      const parsed = fromWorkerMessageSchema.safeParse(message);
      if (parsed.success) for (const said of parsed.data) hear(said);
      else log.error('the scan thread sent something unknown', parsed.error);
    });
    started.on('error', (error) => {
      cause = errorText(error);
    });
    started.on('messageerror', (error) => log.error('a message of the scan thread could not be read', error));
    started.on('exit', () => {
      if (worker !== started) return;
      if (clock.monotonicMs() - startedAtMs > steadyAfterMs) failures = 0;
      replace(cause);
    });
    beat();
  }

  function hear(said: FromWorker): void {
    const asked = pending.get(said.seq);
    if (said.type === 'progressed') asked?.progressed({ bytesRead: said.bytesRead, sizeBytes: said.sizeBytes });
    else asked?.answer(said);
  }

  /** The present thread is no more: gives up all it was doing, and starts another after a while. */
  function replace(detail: string): void {
    worker = null;
    cancelBeat();
    for (const lost of [...pending.values()]) lost.lost(`The scan thread was lost: ${detail}`);
    if (stopped) return;
    log.warn('the scan thread was lost and is started again', detail);
    restarted.tell(detail);
    cancelRestart = clock.schedule(start, Math.min(100 * 2 ** failures, longestRestartDelayMs));
    failures += 1;
  }

  function beat(): void {
    cancelBeat = clock.schedule(() => {
      if (worker === null) return;
      if (clock.monotonicMs() - lastHeardMs > hungAfterMs) {
        const hung = worker;
        replace('it hung');
        void hung.terminate();
        return;
      }
      post({ type: 'beat', seq: 0 });
      beat();
    }, beatEveryMs);
  }

  const post = createOutbox<ToWorker>((messages) => worker?.postMessage(messages), queueMicrotask);

  /** Sends one task and waits for its answer; `read` picks it out, `lost` is the answer when there is none. */
  function perform<T>(
    task: (seq: number) => ToWorker,
    {
      deadlineMs,
      signal,
      read,
      lost,
      progressed = () => undefined,
    }: {
      readonly deadlineMs: number;
      readonly signal: AbortSignal;
      readonly read: (message: FromWorker) => T | null;
      readonly lost: (detail: string, durationMs: number) => T;
      readonly progressed?: ((progress: ReadingProgress) => void) | undefined;
    },
  ): Promise<T> {
    if (worker === null) return Promise.resolve(lost('The scan thread is not running.', 0));
    const seq = nextSeq++;
    const startedAtMs = clock.monotonicMs();
    return new Promise((resolve) => {
      const cancel = (): void => post({ type: 'cancel', seq });
      const finish = (value: T): void => {
        cancelDeadline();
        signal.removeEventListener('abort', cancel);
        pending.delete(seq);
        resolve(value);
      };
      const giveUp = (detail: string): void => finish(lost(detail, clock.monotonicMs() - startedAtMs));
      const cancelDeadline = clock.schedule(() => {
        cancel();
        giveUp('The scan thread gave no answer in time.');
      }, deadlineMs);
      pending.set(seq, {
        progressed,
        answer: (message) => {
          const value = read(message);
          if (value === null) giveUp('The scan thread answered something else.');
          else finish(value);
        },
        lost: giveUp,
      });
      signal.addEventListener('abort', cancel, { once: true });
      post(task(seq));
      if (signal.aborted) cancel();
    });
  }

  start();

  return {
    scan: ({ path, endpoint, maxBytes, isLenient, scanMs = usualScanMs, signal, onProgress }) =>
      perform(
        (seq) => ({ type: 'scan', seq, path: new Uint8Array(path.bytes), endpoint, maxBytes, isLenient, scanMs }),
        {
          deadlineMs: scanDeadlines(maxBytes, scanMs).totalMs + graceMs,
          signal,
          read: (message) => (message.type === 'scanned' ? message.outcome : null),
          lost: workerLost,
          progressed: onProgress,
        },
      ),
    scanStored: ({ file, endpoint, maxBytes, scanMs, signal }) =>
      perform((seq) => ({ type: 'scan-stored', seq, file, endpoint, maxBytes, scanMs }), {
        deadlineMs: scanDeadlines(maxBytes, scanMs).totalMs + graceMs,
        signal,
        read: (message) => (message.type === 'scanned' ? message.outcome : null),
        lost: workerLost,
      }),
    check: (endpoint, signal) =>
      perform((seq) => ({ type: 'check', seq, endpoint }), {
        deadlineMs: longestCheckMs(checkDeadlines) + graceMs,
        signal,
        read: (message) => (message.type === 'checked' ? message.health : null),
        lost: (detail) => ({ healthy: false, detail }),
      }),
    ping: (endpoint, signal) =>
      perform<Answer<null>>((seq) => ({ type: 'ping', seq, endpoint }), {
        deadlineMs: checkDeadlines.commandMs + graceMs,
        signal,
        read: (message) => {
          if (message.type !== 'pinged') return null;
          return message.answered ? { ok: true, value: null } : { ok: false, detail: message.detail };
        },
        lost: (detail) => ({ ok: false, detail }),
      }),
    stats: (endpoint, signal) =>
      perform<ClamdStats | null>((seq) => ({ type: 'stats', seq, endpoint }), {
        deadlineMs: statsDeadlineMs + graceMs,
        signal,
        read: (message) => (message.type === 'counted' ? message.stats : null),
        lost: () => null,
      }),
    onRestarted: restarted.add,
    async stop() {
      stopped = true;
      cancelRestart();
      const last = worker;
      replace('Lazaret is stopping');
      if (last === null) return;
      last.unref();
      await within(last.terminate(), endDeadlineMs, clock);
    },
  };
}

const workerLost = (detail: string, durationMs: number): ScanOutcome => ({
  kind: 'verdict',
  verdict: 'failed',
  reason: 'worker-lost',
  signature: null,
  detail,
  sha256: null,
  identity: null,
  durationMs,
});
