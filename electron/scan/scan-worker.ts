import { type MessagePort, parentPort } from 'node:worker_threads';
import { checkDeadlines, createEndpointCheck } from '../engine/canary.ts';
import { ping } from '../engine/clamd-commands.ts';
import { stats } from '../engine/clamd-stats.ts';
import { scanDeadlines, statsDeadlineMs } from '../engine/deadlines.ts';
import { createOriginReader } from '../files/file-origin.ts';
import { filePath } from '../files/file-path.ts';
import { loadXattrs } from '../files/xattrs.ts';
import { createFileOpener } from './open-file.ts';
import { createFileScan } from './scan-file.ts';
import { withOrigin } from './scan-origin.ts';
import { scanStored } from './scan-stored.ts';
import { createOutbox, type FromWorker, type ToWorker, toWorkerMessageSchema } from './worker-protocol.ts';

const opener = createFileOpener();
const scanFile = createFileScan(opener);
const checkEndpoint = createEndpointCheck();
const origins = loadXattrs(opener.answersAtOnce).then((xattrs) => createOriginReader(process.platform, xattrs));

type Task = Exclude<ToWorker, { type: 'cancel' | 'beat' }>;

/** The thread that owns the connections to clamd, the descriptors and the hashing; main only ever sees outcomes. */
function serve(port: MessagePort): void {
  const running = new Map<number, AbortController>();
  const say = createOutbox<FromWorker>((messages) => port.postMessage(messages), setImmediate);

  const start = (task: Task): void => {
    const abort = new AbortController();
    running.set(task.seq, abort);
    perform(task, abort.signal, say)
      .then(say)
      .catch((error: unknown) => {
        // A bug: thrown where no promise holds it, so that the thread ends and main learns that this task is lost.
        setImmediate(() => {
          throw error;
        });
      })
      .finally(() => running.delete(task.seq));
  };

  port.on('message', (message: unknown) => {
    for (const order of toWorkerMessageSchema.parse(message)) {
      if (order.type === 'cancel') running.get(order.seq)?.abort();
      else if (order.type === 'beat') say({ type: 'beaten', seq: order.seq });
      else start(order);
    }
  });
}

async function perform(task: Task, signal: AbortSignal, say: (message: FromWorker) => void): Promise<FromWorker> {
  const { seq, endpoint } = task;
  switch (task.type) {
    case 'scan': {
      const { maxBytes, isLenient, scanMs } = task;
      const path = filePath(task.path);
      const origin = origins.then((readOrigin) => readOrigin(path));
      const outcome = await scanFile({
        path,
        endpoint,
        maxBytes,
        isLenient,
        signal,
        deadlinesFor: (sizeBytes) => scanDeadlines(sizeBytes, scanMs),
        onProgress: (progress) => say({ type: 'progressed', seq, ...progress }),
      });
      return { type: 'scanned', seq, outcome: await withOrigin(outcome, origin) };
    }
    case 'scan-stored': {
      const { file, maxBytes, scanMs } = task;
      const deadlinesFor = (sizeBytes: number) => scanDeadlines(sizeBytes, scanMs);
      const outcome = await scanStored({ file, endpoint, maxBytes, signal, deadlinesFor });
      return { type: 'scanned', seq, outcome };
    }
    case 'check':
      return { type: 'checked', seq, health: await checkEndpoint(endpoint, checkDeadlines, signal) };
    case 'stats':
      return { type: 'counted', seq, stats: await stats(endpoint, statsDeadlineMs, signal) };
    case 'ping': {
      const answer = await ping(endpoint, checkDeadlines.commandMs, signal);
      return { type: 'pinged', seq, answered: answer.ok, detail: answer.ok ? '' : answer.detail };
    }
  }
}

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
serve(parentPort);
