import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { nextFact } from '../base/next-fact.ts';
import { within } from '../base/within.ts';
import { errorText } from '../files/fs-error.ts';
import { type FromDirectoryThread, fromDirectoryThreadSchema, type ToDirectoryThread } from './directory-messages.ts';
import { unpackLooks } from './packed-looks.ts';
import { createDirectoryReader, type ReadDirectory } from './read-directory.ts';

/** Reads directories in a thread of its own, so that main has more of its time for everything else. */
export interface DirectoryThread {
  /**
   * As `createDirectoryReader` does, but begins at once, not when it is first asked. Should the thread be lost, the calling
   * thread reads the directory from its beginning, so that some of it is told twice and nothing is missed.
   */
  readonly read: ReadDirectory;
  /** Whoever still reads is told that it is over. Resolves also when the disk keeps the thread. */
  stop(): Promise<void>;
}

interface Reading {
  readonly heard: FromDirectoryThread[];
  readonly news: ReturnType<typeof createListeners<[]>>;
  isLost: boolean;
}

/** Room for new objects, in MiB: what is looked at is gone again with the next message. */
const maxYoungGenerationSizeMb = 12;
/** With nothing to read for so long, the thread is ended and its memory given back: it starts again in no time. */
const idleMs = 30_000;
/** A thread that was lost is not started again for so long. */
const restMs = 60_000;
/** A call that a dead network share never answers keeps a thread from ending. */
const endDeadlineMs = 2_000;

export function createDirectoryThread({
  workerUrl,
  clock,
  log,
}: {
  readonly workerUrl: URL;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly log: Pick<Logger, 'error'>;
}): DirectoryThread {
  const readHere = createDirectoryReader();
  const readings = new Map<number, Reading>();
  let worker: Worker | null = null;
  let nextSeq = 1;
  let isStopped = false;
  let isResting = false;
  let callOffEnd = (): void => undefined;
  let callOffRest = (): void => undefined;

  const letGo = async (): Promise<void> => {
    callOffEnd();
    const ended = worker;
    worker = null;
    for (const reading of readings.values()) {
      reading.isLost = true;
      reading.news.tell();
    }
    readings.clear();
    ended?.unref();
    await ended?.terminate();
  };
  const lose = (lost: Worker, cause: string): void => {
    if (worker !== lost) return;
    log.error('the thread that reads directories was lost', cause);
    isResting = true;
    callOffRest = clock.schedule(() => {
      isResting = false;
    }, restMs);
    void letGo();
  };
  const forget = (seq: number): boolean => {
    const wasKnown = readings.delete(seq);
    if (wasKnown && readings.size === 0) callOffEnd = clock.schedule(() => void letGo(), idleMs);
    return wasKnown;
  };

  const start = (): Worker => {
    const started = new Worker(workerUrl, {
      name: 'lazaret-directories',
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    started.on('message', (message: unknown) => {
      if (worker !== started) return;
      const said = fromDirectoryThreadSchema.safeParse(message);
      if (!said.success) {
        lose(started, `it said something unknown: ${said.error.message}`);
        return;
      }
      const reading = readings.get(said.data.seq);
      reading?.heard.push(said.data);
      reading?.news.tell();
    });
    started.on('messageerror', (error) => lose(started, errorText(error)));
    started.on('error', (error) => lose(started, errorText(error)));
    started.on('exit', () => lose(started, 'it ended'));
    return started;
  };

  const post = (message: ToDirectoryThread): void => worker?.postMessage(message);

  const readThere: ReadDirectory = (directory, signal) => {
    callOffEnd();
    worker ??= start();
    const seq = nextSeq++;
    const reading: Reading = { heard: [], news: createListeners<[]>(), isLost: false };
    let instead: ReturnType<ReadDirectory> | null = null;
    let isOver = false;
    readings.set(seq, reading);
    const silent = directory.silent?.map((name) => new Uint8Array(name)) ?? [];
    post({ type: 'read', seq, path: new Uint8Array(directory.path.bytes), dev: directory.dev, silent });

    const cancel = (): void => {
      isOver = true;
      if (forget(seq)) post({ type: 'cancel', seq });
      reading.news.tell();
    };
    /** Null when the thread is lost. */
    const hearNext = async (): Promise<FromDirectoryThread | null> => {
      for (;;) {
        signal.throwIfAborted();
        if (isStopped) throw new Error('Lazaret is stopping.');
        if (isOver) throw new Error('Nobody wants to know any more.');
        if (reading.isLost) return null;
        const said = reading.heard.shift();
        if (said !== undefined) return said;
        await nextFact(reading.news, signal);
      }
    };
    return {
      async next() {
        if (instead !== null) return instead.next();
        if (isOver) return { done: true, value: undefined };
        const said = await hearNext().catch((error: unknown) => {
          cancel();
          throw error;
        });
        if (said === null) {
          instead = readHere(directory, signal);
          return instead.next();
        }
        isOver = said.type === 'failed' || said.isLast;
        if (isOver) forget(seq);
        else post({ type: 'more', seq });
        if (said.type === 'failed') throw Object.assign(new Error(`${said.code}: it cannot be read`), said);
        return { done: false, value: unpackLooks(said.looks, directory.path) };
      },
      async return() {
        cancel();
        await instead?.return?.();
        return { done: true, value: undefined };
      },
    };
  };

  return {
    read: (directory, signal) => (isResting || isStopped ? readHere(directory, signal) : readThere(directory, signal)),
    async stop() {
      isStopped = true;
      callOffRest();
      await within(letGo(), endDeadlineMs, clock);
    },
  };
}
