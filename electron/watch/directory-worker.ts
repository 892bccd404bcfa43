import { type MessagePort, parentPort } from 'node:worker_threads';
import { createListeners } from '../base/listeners.ts';
import { nextFact } from '../base/next-fact.ts';
import { filePath } from '../files/file-path.ts';
import { errorName } from '../files/fs-error.ts';
import type { ListedDirectory, Looked } from './batch-look.ts';
import {
  type FromDirectoryThread,
  messagesAhead,
  type ToDirectoryThread,
  toDirectoryThreadSchema,
} from './directory-messages.ts';
import { packLooks } from './packed-looks.ts';
import { createDirectoryReader } from './read-directory.ts';

/** Entries told of in one message: a message costs as much as a few dozen looks. */
const entriesPerMessage = 256;

interface Reading {
  readonly abort: AbortController;
  readonly mayGoOn: ReturnType<typeof createListeners<[]>>;
  onTheWay: number;
}

const read = createDirectoryReader();

/** The thread that reads directories and looks at what is in them, so that main need not. */
function serve(port: MessagePort): void {
  const readings = new Map<number, Reading>();
  const say = (message: FromDirectoryThread): void => port.postMessage(message);

  const tell = async (seq: number, directory: ListedDirectory, reading: Reading): Promise<void> => {
    const { signal } = reading.abort;
    const entries = read(directory, signal);
    let gathered: Looked[] = [];
    for (;;) {
      const next = await entries.next();
      if (next.done !== true) gathered.push(...next.value);
      if (next.done !== true && gathered.length < entriesPerMessage) continue;
      while (reading.onTheWay >= messagesAhead) await nextFact(reading.mayGoOn, signal);
      reading.onTheWay += 1;
      say({ type: 'looked', seq, looks: packLooks(gathered), isLast: next.done === true });
      gathered = [];
      if (next.done === true) return;
    }
  };

  const begin = (seq: number, directory: ListedDirectory): void => {
    const reading: Reading = { abort: new AbortController(), mayGoOn: createListeners<[]>(), onTheWay: 0 };
    readings.set(seq, reading);
    tell(seq, directory, reading)
      .catch((error: unknown) => {
        if (reading.abort.signal.aborted) return;
        const code = errorName(error);
        if (code !== null) say({ type: 'failed', seq, code });
        // A bug: thrown where no promise holds it, so that the thread ends and main sees to the reading itself.
        else {
          setImmediate(() => {
            throw error;
          });
        }
      })
      .finally(() => readings.delete(seq));
  };

  const heed = (order: ToDirectoryThread): void => {
    if (order.type === 'read') {
      begin(order.seq, { path: filePath(order.path), dev: order.dev, silent: order.silent });
      return;
    }
    const reading = readings.get(order.seq);
    if (reading === undefined) return;
    if (order.type === 'cancel') reading.abort.abort(new Error('Nobody wants to know any more.'));
    else reading.onTheWay -= 1;
    reading.mayGoOn.tell();
  };

  port.on('message', (message: unknown) => heed(toDirectoryThreadSchema.parse(message)));
}

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
serve(parentPort);
