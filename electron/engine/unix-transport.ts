import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { errorText } from '../files/fs-error.ts';
import { connectTo } from './clamd-commands.ts';
import { type ByteSource, superviseExchange, type Transport } from './exchange.ts';
import { chunkLength, zCommand } from './frames.ts';

const command = zCommand('INSTREAM');
const endMark = chunkLength(0);

/** INSTREAM over a Unix socket (or a Windows pipe): our own client, one connection a file. */
export const instreamOverUnix: Transport = async (endpoint, source, deadlines, signal) => {
  const socket = connectTo(endpoint);
  let sent = false;
  const supervised = superviseExchange(socket, { deadlines, signal, sentAll: () => sent });
  // Not waited for at the end: a file on a dead network share may never be read, and nothing is sent once this is over.
  send(socket, source).then(
    () => {
      sent = true;
    },
    (error: unknown) => {
      if (error instanceof SourceBroke) supervised.failSource(error.cause);
      // A broken connection is the supervisor's to name, and it may still hold a reply.
      else if (!socket.destroyed) supervised.fail('short-stream', errorText(error));
    },
  );
  try {
    return await supervised.done;
  } finally {
    socket.destroy();
  }
};

class SourceBroke extends Error {}

/** Resolves when the system has taken every byte and the end mark; rejects when the source or the socket breaks. */
async function send(socket: Socket, { size, chunks }: ByteSource): Promise<void> {
  let left = size;
  let frame: Buffer[] = [command];
  for await (const chunk of named(chunks)) {
    left -= chunk.length;
    frame.push(chunkLength(chunk.length), chunk);
    // A small file goes out whole, command and end mark and all, in one system call.
    if (left === 0) frame.push(endMark);
    await written(socket, frame);
    frame = [];
  }
  if (left !== 0 || size === 0) await written(socket, [...frame, endMark]);
}

async function* named(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield* chunks;
  } catch (error) {
    throw new SourceBroke('', { cause: error });
  }
}

/** One write at a time, and the next chunk is asked for when the system has taken this one: its buffer may be reused. */
function written(socket: Socket, parts: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.cork();
    for (const part of parts.slice(0, -1)) socket.write(part);
    const last = parts.at(-1) ?? Buffer.alloc(0);
    socket.write(last, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    socket.uncork();
  });
}
