import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { connectTo } from './clamd-commands.ts';
import { sourceBroke, superviseExchange, type Transport } from './exchange.ts';
import { chunkLength, zCommand } from './frames.ts';

/** INSTREAM over a Unix socket (or a Windows pipe): our own client, one connection a file. */
export const instreamOverUnix: Transport = async (endpoint, source, deadlines, signal) => {
  const socket = connectTo(endpoint);
  let sent = false;
  const supervised = superviseExchange(socket, { deadlines, signal, sentAll: () => sent });
  source.stream.on('error', (error) => supervised.fail('short-stream', sourceBroke(error)));
  const sending = send(socket, source.stream).then(
    () => {
      sent = true;
    },
    (error: unknown) => {
      // A broken connection is the supervisor's to name, and it may still hold a reply.
      if (!socket.destroyed) supervised.fail('short-stream', sourceBroke(error));
    },
  );
  try {
    return await supervised.done;
  } finally {
    socket.destroy();
    source.stream.destroy();
    await sending;
  }
};

/** Resolves when the system has taken every byte and the end mark; rejects when the stream or the socket breaks. */
async function send(socket: Socket, stream: Readable): Promise<void> {
  // Told together with the first chunk: a small file costs two system calls.
  socket.cork();
  socket.write(zCommand('INSTREAM'));
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    socket.cork();
    socket.write(chunkLength(chunk.length));
    await written(socket, chunk);
  }
  await written(socket, chunkLength(0));
}

/** One write at a time: the next chunk is read from disk meanwhile, and no more than two are ever in memory. */
function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    while (socket.writableCorked > 0) socket.uncork();
  });
}
