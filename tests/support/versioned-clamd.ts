import { appendFileSync, copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { reload } from '../../electron/engine/clamd-commands.ts';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { type RealClamd, starterSignatures, startRealClamd } from './real-clamd.ts';
import { tempDir } from './temp-dir.ts';
import { waitFor } from './wait-for.ts';

export interface VersionedClamd {
  readonly endpoint: Endpoint;
  /** Loads a further signature, for files that contain `text`, and calls itself a newer version from then on. */
  learn(name: string, text: string): Promise<void>;
  /** Is set right and started again, the same version as before. */
  harden(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real clamd on signatures of the test's own, behind a door that only answers VERSION in its place: clamd itself names
 * a version only with the official databases.
 */
export async function startVersionedClamd({ hardened = true } = {}): Promise<VersionedClamd> {
  const database = join(tempDir(), 'database');
  mkdirSync(database);
  for (const name of readdirSync(starterSignatures)) copyFileSync(join(starterSignatures, name), join(database, name));
  const config = [`DatabaseDirectory ${database}`];
  let clamd = await startRealClamd({ config, hardened });
  let version = 27_000;
  const server = createServer((client) => {
    const inner = connect(socketOf(clamd));
    client.on('error', () => inner.destroy());
    inner.on('error', () => client.destroy());
    client.once('data', (first) => {
      if (/^[zn]VERSION[\0\n]/.test(first.toString('latin1'))) {
        inner.destroy();
        client.end(`ClamAV 1.4.6/${version}/${ctime(new Date())}\0`);
        return;
      }
      inner.write(first);
      client.pipe(inner).pipe(client);
    });
  });
  const path = join(tempDir(), 'door.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    endpoint: { kind: 'unix', path },
    async learn(name, text) {
      appendFileSync(join(database, 'learned.ndb'), `${name}:0:*:${Buffer.from(text).toString('hex')}\n`);
      await reload(clamd.unix, 5_000, new AbortController().signal);
      // clamd answers RELOAD at once, and scans with the old signatures until the new ones are there.
      await waitFor('clamd to know it', async () => (await scan(clamd, text)).endsWith('FOUND\0'));
      version += 1;
    },
    async harden() {
      await clamd.stop();
      clamd = await startRealClamd({ config });
    },
    async stop() {
      server.close();
      await clamd.stop();
    },
  };
}

const socketOf = ({ unix }: RealClamd): string => (unix.kind === 'unix' ? unix.path : '');

/** As C's `ctime` writes it: `Sat Nov 21 01:44:26 2026`. */
function ctime(at: Date): string {
  const [weekday, month, day, year] = at.toDateString().split(' ');
  return `${weekday} ${month} ${day} ${at.toTimeString().slice(0, 8)} ${year}`;
}

/** What clamd says of a text. */
function scan(clamd: RealClamd, text: string): Promise<string> {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(Buffer.byteLength(text));
  return new Promise((resolve, reject) => {
    const socket = connect(socketOf(clamd));
    let reply = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      reply += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(reply));
    socket.write(Buffer.concat([Buffer.from('zINSTREAM\0'), size, Buffer.from(text), Buffer.alloc(4)]));
  });
}
