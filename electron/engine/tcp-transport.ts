import { Buffer } from 'node:buffer';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createScanner } from 'clamdjs';
import { errorText } from '../files/fs-error.ts';
import type { Endpoint } from './endpoint.ts';
import { type Exchange, type SupervisedExchange, superviseExchange, type Transport } from './exchange.ts';

/** clamdjs's own timer is set behind our deadlines, so that ours always speak first. */
const afterOurDeadlinesMs = 5_000;

type ClamdjsResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly detail: string };

/**
 * INSTREAM over TCP, by clamdjs 1.0.2. It frames and sends; everything it does wrong is kept from mattering: its one
 * timer caps a whole scan and calls that a connect timeout, it leaks that timer, its socket and its stream when a
 * connection is refused, and it knows neither stalls nor resets. So its socket is caught while it is being made and
 * supervised before anything can happen to it; its word counts only where the bytes on the wire say the same.
 */
export const instreamOverTcp: Transport = async (endpoint, source, deadlines, signal) => {
  if (endpoint.kind !== 'tcp') throw new Error('Not a TCP endpoint.');
  const stream = streamOf(source.chunks);
  const watched: { socket?: Socket; supervised?: SupervisedExchange } = {};
  const result = withNewSockets(
    (socket) => {
      const sentAll = (): boolean => socket.writableEnded && socket.writableLength === 0;
      watched.socket = socket;
      watched.supervised = superviseExchange(socket, { deadlines, signal, sentAll });
      // The last frame is four bytes: Nagle's algorithm would hold it back until the one before is acknowledged.
      socket.setNoDelay(true);
    },
    () => scanWithClamdjs(endpoint, stream, deadlines.totalMs + afterOurDeadlinesMs),
  );
  const { socket, supervised } = watched;
  try {
    if (socket === undefined || supervised === undefined) {
      return {
        kind: 'failed',
        reason: 'engine-unavailable',
        detail: 'clamdjs opened no connection',
        sourceBroke: false,
      };
    }
    stream.on('error', supervised.failSource);
    const exchange = await supervised.done;
    return exchange.kind === 'reply' && exchange.endedInOrder && exchange.afterLastByte
      ? crossCheck(exchange, await result)
      : exchange;
  } finally {
    socket?.destroy();
    stream.destroy();
    // The one event that makes clamdjs clear its timer, which would otherwise hold all of this until it fires.
    socket?.emit('end');
  }
};

/** What clamdjs can take. It keeps chunks for as long as it likes, so each is copied. */
function streamOf(chunks: AsyncIterable<Buffer>): Readable {
  async function* copies(): AsyncGenerator<Buffer, void> {
    for await (const chunk of chunks) yield Buffer.from(chunk);
  }
  return Readable.from(copies(), { objectMode: false });
}

/** Both must have seen the same: clamdjs decodes UTF-8, which maps no other bytes to the words of a clean reply. */
function crossCheck(exchange: Extract<Exchange, { kind: 'reply' }>, result: ClamdjsResult): Exchange {
  if (!result.ok) return { kind: 'failed', reason: 'short-stream', detail: result.detail, sourceBroke: false };
  if (Buffer.from(result.text).equals(exchange.bytes)) return exchange;
  return { kind: 'failed', reason: 'garbled-reply', detail: 'the answer is not plain text', sourceBroke: false };
}

function scanWithClamdjs(
  { host, port }: Extract<Endpoint, { kind: 'tcp' }>,
  stream: Readable,
  timeoutMs: number,
): Promise<ClamdjsResult> {
  return createScanner(host, port)
    .scanStream(stream, timeoutMs)
    .then(
      (text) => ({ ok: true, text }),
      (error: unknown) => ({ ok: false, detail: errorText(error) }),
    );
}

/**
 * Runs `action` and shows every socket it makes to `onSocket` before it connects. Node publishes each new client socket
 * on this channel in the same call, so nobody else's socket can be among them.
 */
function withNewSockets<T>(onSocket: (socket: Socket) => void, action: () => T): T {
  const listener = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('socket' in message)) return;
    if (message.socket instanceof Socket) onSocket(message.socket);
  };
  subscribe('net.client.socket', listener);
  try {
    return action();
  } finally {
    unsubscribe('net.client.socket', listener);
  }
}
