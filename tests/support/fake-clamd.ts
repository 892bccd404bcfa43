import { Buffer } from 'node:buffer';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { tempDir } from './temp-dir.ts';

/** What the fake does on a connection, told what it was sent so far. */
export interface FakeConversation {
  readonly socket: Socket;
  /** All bytes received until now. */
  received(): Buffer;
  /** Resolves with the streamed content once the zero-length chunk was read. */
  wholeStream(): Promise<Buffer>;
}

export type FakeScript = (conversation: FakeConversation) => void | Promise<void>;

export interface FakeClamd {
  readonly endpoint: Endpoint;
  /** Connections made so far. */
  readonly connections: () => number;
  /** Connections open now. */
  readonly open: () => number;
  setScript(script: FakeScript): void;
  stop(): Promise<void>;
}

/**
 * A stand-in for clamd that answers as its script says, over TCP or a Unix socket: for all the answers a real one gives
 * only when it is ill. PING and VERSION are the script's as well.
 */
export async function startFakeClamd(kind: Endpoint['kind'], firstScript: FakeScript): Promise<FakeClamd> {
  let script = firstScript;
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Clients that give up reset the connection; that is what many of these tests are about.
    socket.on('error', () => socket.destroy());
    void script(converse(socket));
  });
  const endpoint = await listen(server, kind);
  return {
    endpoint,
    connections: () => connections,
    open: () => sockets.size,
    setScript: (next) => {
      script = next;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function listen(server: Server, kind: Endpoint['kind']): Promise<Endpoint> {
  const path = kind === 'unix' ? join(tempDir('fake-clamd-'), 'clamd.sock') : null;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (path !== null) server.listen(path, resolve);
    else server.listen(0, '127.0.0.1', resolve);
  });
  if (path !== null) return { kind: 'unix', path };
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake clamd has no port.');
  return { kind: 'tcp', host: '127.0.0.1', port: address.port };
}

function converse(socket: Socket): FakeConversation {
  let received = Buffer.alloc(0);
  const waiting: (() => void)[] = [];
  let parsed = Buffer.from('zINSTREAM\0').length;
  let whole: Buffer | null = null;
  const content: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (whole === null && received.length >= parsed + 4) {
      const length = received.readUInt32BE(parsed);
      if (received.length < parsed + 4 + length) break;
      content.push(received.subarray(parsed + 4, parsed + 4 + length));
      parsed += 4 + length;
      if (length === 0) whole = Buffer.concat(content);
    }
    if (whole !== null) for (const resolve of waiting.splice(0)) resolve();
  });
  return {
    socket,
    received: () => received,
    wholeStream: async () => {
      if (whole === null) await new Promise<void>((resolve) => waiting.push(resolve));
      return whole ?? Buffer.alloc(0);
    },
  };
}

/** Reads everything, then sends `parts` one by one (each in a packet of its own) and closes in good order. */
export const answerWith =
  (...parts: readonly (string | Buffer)[]): FakeScript =>
  async ({ socket, wholeStream }) => {
    socket.setNoDelay(true);
    await wholeStream();
    for (const part of parts) {
      await new Promise<void>((resolve) => socket.write(part, () => setImmediate(resolve)));
    }
    socket.end();
  };
