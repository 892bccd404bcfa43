import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ping } from '../../electron/engine/clamd-commands.ts';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { waitFor } from './wait-for.ts';

export interface RealClamd {
  readonly unix: Endpoint;
  readonly tcp: Endpoint;
  readonly pid: number;
  readonly directory: string;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export const starterSignatures = resolve(import.meta.dirname, '../../build/signatures');

/** The clamd on this machine, or null: tests that need it are then skipped, saying so. */
function findRealClamd(): string | null {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return directories.map((directory) => join(directory, 'clamd')).find(existsSync) ?? null;
}

/** Why tests with a real clamd cannot run here; null when they can. */
export const whyNoRealClamd = (): string | null =>
  findRealClamd() === null ? 'no clamd on this machine: install clamav-daemon' : null;

/**
 * Starts a real clamd on the starter signatures, on a Unix socket and a TCP port at once, and waits until both answer.
 * `options` are further lines of clamd.conf (a later line of the same name wins where clamd lets it). The caller stops it.
 */
export async function startRealClamd({
  config = [],
  hardened = true,
  only = null,
}: {
  readonly config?: readonly string[];
  /** Whether all that is not looked into is reported, as Lazaret's own clamd does. */
  readonly hardened?: boolean;
  /** Where it listens, when not on both. */
  readonly only?: Endpoint['kind'] | null;
} = {}): Promise<RealClamd> {
  const binary = findRealClamd();
  if (binary === null) throw new Error('No clamd on this machine.');
  const directory = mkdtempSync(join(tmpdir(), 'real-clamd-'));
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  const unix: Endpoint = { kind: 'unix', path: join(directory, 'clamd.sock') };
  const port = await freePort();
  const tcp: Endpoint = { kind: 'tcp', host: '127.0.0.1', port };
  const lines = [
    'Foreground yes',
    ...(config.some((line) => line.startsWith('DatabaseDirectory ')) ? [] : [`DatabaseDirectory ${starterSignatures}`]),
    ...(only === 'tcp' ? [] : [`LocalSocket ${unix.path}`]),
    ...(only === 'unix' ? [] : [`TCPSocket ${port}`, 'TCPAddr 127.0.0.1']),
    ...(config.some((line) => line.startsWith('TemporaryDirectory ')) ? [] : [`TemporaryDirectory ${temporary}`]),
    ...(hardened ? ['AlertExceedsMax yes', 'AlertEncrypted yes'] : []),
    ...(hardened && !config.some((line) => line.startsWith('Max')) ? ['MaxFileSize 400M', 'MaxScanSize 400M'] : []),
    ...config,
  ];
  writeFileSync(join(directory, 'clamd.conf'), `${lines.join('\n')}\n`);
  const child = spawn(binary, [`--config-file=${join(directory, 'clamd.conf')}`], { stdio: 'ignore' });
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const stop = async (): Promise<void> => {
    await end(child, exited);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    for (const endpoint of [unix, tcp].filter(({ kind }) => only === null || only === kind)) {
      await waitFor('clamd to answer', async () => (await ping(endpoint, 1_000, new AbortController().signal)).ok, {
        deadlineMs: 30_000,
        everyMs: 50,
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { pid } = child;
  if (pid === undefined) throw new Error('clamd has no process id.');
  return { unix, tcp, pid, directory, signal: (name) => void child.kill(name), stop };
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}

function freePort(): Promise<number> {
  return new Promise((done, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === 'string' ? reject(address) : done(address.port)));
    });
  });
}
