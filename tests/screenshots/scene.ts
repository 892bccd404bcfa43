import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../electron/engine/clamd-commands.ts';
import { openDataDirectory } from '../../electron/files/data-directory.ts';
import { endProcessesNaming } from '../e2e/support/processes.ts';
import { type RealClamd, startRealClamd } from '../support/real-clamd.ts';
import { writeFortnight } from './fortnight.ts';
import { writeMadeUpSignatures } from './made-up-signatures.ts';

/** What the pictures are taken of: folders, an engine, and a data directory with a history. */
export interface Scene {
  readonly downloads: string;
  /** For the app that is shown. */
  readonly env: NodeJS.ProcessEnv;
  /** Where a download is written before it arrives. */
  readonly outside: string;
  stop(): Promise<void>;
}

/** Always the same, so that the pictures show the same paths. Nothing but these pictures makes it. */
const home = join(tmpdir(), 'lazaret-home');
const configHome = join(home, '.config');
const dataDirectory = join(configHome, 'Lazaret');

/**
 * Lets it be three in the afternoon, here and in what is started from now on: today has had a morning then, and no
 * picture is taken at midnight.
 */
function makeItAfternoon(): string {
  const east = 15 - new Date().getUTCHours();
  const hours = east > 12 ? east - 24 : east;
  const zone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
  process.env.TZ = zone;
  return zone;
}

/** Starts clamd, and writes settings and history for an app that is yet to start. */
export async function setTheScene(): Promise<Scene> {
  const env = begin();
  const downloads = { id: 'downloads', path: makeFolder('Downloads') };
  const shared = { id: 'shared', path: makeFolder('Shared') };
  writeFileSync(join(shared.path, 'backup.log'), 'Nothing to do.\n');

  const now = new Date();
  const signatures = join(home, 'signatures');
  writeMadeUpSignatures(signatures, new Date(now.getTime() - 5 * 60 * 60 * 1000));
  const clamd = await startRealClamd({ config: [`DatabaseDirectory ${signatures}`] });
  const socket = join(home, 'clamd.sock');
  if (clamd.unix.kind === 'unix') symlinkSync(clamd.unix.path, socket);

  const { ledger: ledgerFile } = openDataDirectory(dataDirectory);
  const settings = {
    folders: [
      { ...downloads, recursive: true },
      { ...shared, recursive: true, exclusions: { globs: ['*.log'] } },
    ],
    engine: { endpoints: [socket], signatures: { automatic: false } },
    appearance: { firstSteps: false },
  };
  writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify(settings));
  writeFortnight({ ledgerFile, folders: [shared, downloads], engine: await nameOf(clamd), now });
  return {
    env,
    downloads: downloads.path,
    outside: join(home, 'arriving'),
    async stop() {
      await clamd.stop();
      await end();
    },
  };
}

/** What a first start finds: a folder of downloads, and no settings but where it is and that nothing is fetched. */
export function setAFirstScene(): Pick<Scene, 'env' | 'stop'> {
  const env = begin();
  const settings = {
    folders: [{ id: 'downloads', path: makeFolder('Downloads'), recursive: true }],
    engine: { signatures: { automatic: false } },
  };
  openDataDirectory(dataDirectory);
  writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify(settings));
  return { env, stop: end };
}

function begin(): NodeJS.ProcessEnv {
  rmSync(home, { recursive: true, force: true });
  return { TZ: makeItAfternoon(), XDG_CONFIG_HOME: configHome };
}

async function end(): Promise<void> {
  await endProcessesNaming(home);
  rmSync(home, { recursive: true, force: true });
}

function makeFolder(name: string): string {
  const path = join(home, name);
  mkdirSync(path, { recursive: true });
  return path;
}

async function nameOf({ unix }: RealClamd): Promise<string> {
  const answer = await version(unix, 5_000, new AbortController().signal);
  if (!answer.ok) throw new Error(answer.detail);
  return answer.value.name;
}
