import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LazaretEvent } from '../../contract/events.ts';
import type { Result } from '../../contract/result.ts';
import { type ControlReplyLine, controlRequestLineSchema } from '../../contract/wire.ts';
import type { Logger } from '../base/log.ts';
import { onJsonLines, writeJsonLine } from './json-lines.ts';

/** The kernel's limit for a socket's path is 108 bytes with the final NUL on Linux and 104 on macOS. */
const longestSocketPath = 100;

/** What is kept for a client that does not read, in bytes. */
const mostUnreadBytes = 16 * 1024 * 1024;

/** So long may a client take to read the last that is told; one that was stopped never does. */
const farewellMs = 1_000;

export interface ControlServer {
  /** The socket path or pipe name clients connect to. */
  readonly socket: string;
  tell(event: LazaretEvent, jobIds: readonly string[]): void;
  stop(): Promise<void>;
}

/**
 * Listens for the CLI: a Unix socket of mode 0600 in the data directory (or in a private directory of its own where
 * that path is too long), a named pipe on Windows. One JSON object a line, as `contract/wire.ts` says.
 */
export async function startControlServer(options: {
  readonly directory: string;
  readonly handle: (name: string, input: unknown) => Promise<Result<unknown>>;
  readonly log: Logger;
}): Promise<ControlServer> {
  const { socket: path, cleanUp } = socketPlace(options.directory);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', (error) => options.log.warn('control connection ended', error));
    onJsonLines(client, (value) => {
      const line = controlRequestLineSchema.safeParse(value);
      if (!line.success) {
        client.destroy(line.error);
        return;
      }
      const { seq, name, input } = line.data;
      void options.handle(name, input).then((result) => {
        writeJsonLine(client, { kind: 'reply', seq, result } satisfies ControlReplyLine);
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  server.on('error', (error) => options.log.error('control socket failed', error));
  return {
    socket: path,
    tell(event, jobIds) {
      const line = { kind: 'event', event, jobIds: [...jobIds] } satisfies ControlReplyLine;
      for (const client of clients) {
        // A client that was stopped must not make us hold all events for it.
        if (client.writableLength > mostUnreadBytes) client.destroy(new Error('The client does not read its events.'));
        else writeJsonLine(client, line);
      }
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of clients) client.destroySoon();
      const late = setTimeout(() => {
        for (const client of clients) client.destroy();
      }, farewellMs);
      await closed;
      clearTimeout(late);
      cleanUp();
    },
  };
}

function socketPlace(directory: string): { readonly socket: string; readonly cleanUp: () => void } {
  if (process.platform === 'win32') {
    const name = createHash('sha256').update(directory).digest('hex').slice(0, 24);
    return { socket: `\\\\.\\pipe\\lazaret-${name}`, cleanUp: () => undefined };
  }
  const beside = join(directory, 'control.sock');
  if (Buffer.byteLength(beside) <= longestSocketPath) {
    // We hold the directory's lock, so a socket that is there was left by a Lazaret that died.
    rmSync(beside, { force: true });
    return { socket: beside, cleanUp: () => rmSync(beside, { force: true }) };
  }
  const socket = join(mkdtempSync(join(tmpdir(), 'lazaret-')), 'control.sock');
  return { socket, cleanUp: () => rmSync(dirname(socket), { recursive: true, force: true }) };
}
