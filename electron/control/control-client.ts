import { connect } from 'node:net';
import type { LazaretEvent } from '../../contract/events.ts';
import {
  type LocalRequests,
  localRequests,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import { controlReplyLineSchema } from '../../contract/wire.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import { onJsonLines, writeJsonLine } from './json-lines.ts';

/** A way to ask a Lazaret: the running one over its socket, or one made for a single command in this process. */
export interface ControlClient {
  request<N extends RequestName<LocalRequests>>(
    name: N,
    input: RequestInput<LocalRequests, N>,
  ): Promise<Result<RequestOutput<LocalRequests, N>>>;
  onEvent(listener: (event: LazaretEvent, jobIds: readonly string[]) => void): () => void;
  /** The connection was lost; not told after `close`. */
  onLost(listener: (why: string) => void): () => void;
  close(): Promise<void>;
}

const connectDeadlineMs = 3000;
const quickDeadlineMs = 15_000;
const slowDeadlineMs = 15 * 60_000;
/** These go through folders, read, move or scan whole files, ask a server, or wait for others before they answer. */
const slowRequests: ReadonlySet<RequestName<LocalRequests>> = new Set([
  'folders.add',
  'folders.remove',
  'folders.configure',
  'folders.test',
  'engine.check',
  'signatures.update',
  'signatures.importFile',
  'quarantine.show',
  'quarantine.restore',
  'quarantine.restoreTo',
  'quarantine.delete',
  'quarantine.undelete',
  'quarantine.purge',
  'quarantine.rescan',
  'quarantine.exportTo',
  'allow.add',
  'reputation.ask',
  'reputation.test',
] as const);

/**
 * Connects to the control socket of a running Lazaret.
 * @returns null when nobody listens there
 */
export async function connectControl(
  socketPath: string,
  clock: Pick<Clock, 'schedule'> = systemClock,
): Promise<ControlClient | null> {
  const socket = connect(socketPath);
  const connected = await new Promise<boolean>((resolve) => {
    const callOff = clock.schedule(() => resolve(false), connectDeadlineMs);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', callOff);
    socket.once('connect', callOff);
  });
  if (!connected) {
    socket.destroy();
    return null;
  }
  const events = createListeners<[LazaretEvent, readonly string[]]>();
  const lost = createListeners<[string]>();
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let seq = 0;
  let closing = false;
  let why = 'it closed the connection';

  socket.on('error', (error) => {
    why = error.message;
  });
  socket.on('close', () => {
    for (const settle of waiting.values()) settle(fail('stopped', `The running Lazaret went away: ${why}.`));
    waiting.clear();
    if (!closing) lost.tell(why);
  });
  onJsonLines(socket, (value) => {
    const line = controlReplyLineSchema.parse(value);
    if (line.kind === 'event') {
      events.tell(line.event, line.jobIds);
      return;
    }
    waiting.get(line.seq)?.(line.result);
    waiting.delete(line.seq);
  });

  return {
    async request(name, input) {
      if (socket.destroyed) return fail('stopped', `The running Lazaret went away: ${why}.`);
      seq += 1;
      const mine = seq;
      const deadlineMs = slowRequests.has(name) ? slowDeadlineMs : quickDeadlineMs;
      const result = await new Promise<Result<unknown>>((resolve) => {
        const late = `The running Lazaret has not answered for ${deadlineMs / 1000} s. Look whether it still works.`;
        const callOff = clock.schedule(() => {
          waiting.delete(mine);
          resolve(fail('stopped', late));
        }, deadlineMs);
        waiting.set(mine, (answer) => {
          callOff();
          resolve(answer);
        });
        writeJsonLine(socket, { seq: mine, name, input });
      });
      if (!result.ok) return result;
      // The schema is the one of `name`, so what it parses to is that request's output.
      return ok(localRequests[name].output.parse(result.value) as RequestOutput<LocalRequests, typeof name>);
    },
    onEvent: events.add,
    onLost: lost.add,
    async close() {
      closing = true;
      await new Promise<void>((resolve) => {
        if (socket.destroyed) return resolve();
        socket.once('close', () => resolve());
        socket.end();
        socket.destroySoon();
      });
    },
  };
}
