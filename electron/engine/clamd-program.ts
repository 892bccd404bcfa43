import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../base/clock.ts';
import { errorText } from '../files/fs-error.ts';
import { untilNoneHangs } from '../files/hanging-descriptors.ts';
import { type Answer, parseVersion } from './clamd-commands.ts';

/** The clamd installed on this machine. */
export interface ClamdProgram {
  readonly path: string;
  /** `[1, 4]` of `ClamAV 1.4.6`: which options its configuration may hold. */
  readonly version: readonly [major: number, minor: number];
}

const run = promisify(execFile);
const versionDeadlineMs = 10_000;

/** Where ClamAV's programs are put by packages that do not put them on the PATH of an ordinary user or of a desktop session. */
const usualDirectories: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'],
  darwin: [
    '/opt/homebrew/sbin',
    '/opt/homebrew/bin',
    '/usr/local/sbin',
    '/usr/local/bin',
    '/opt/local/sbin',
    '/opt/local/bin',
  ],
  win32: ['C:\\Program Files\\ClamAV', 'C:\\Program Files (x86)\\ClamAV'],
};

/** Finds an executable program of ClamAV; null when there is none. `path` is the environment's PATH. */
export function findProgram(program: 'clamd' | 'freshclam', platform: NodeJS.Platform, path: string): string | null {
  const name = platform === 'win32' ? `${program}.exe` : program;
  const directories = [...path.split(delimiter).filter((part) => part !== ''), ...(usualDirectories[platform] ?? [])];
  return directories.map((directory) => join(directory, name)).find(isExecutable) ?? null;
}

export const findClamd = (platform: NodeJS.Platform, path: string): string | null =>
  findProgram('clamd', platform, path);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks a clamd for its version, which needs neither a configuration nor a database. */
export async function askProgram(path: string, signal: AbortSignal): Promise<Answer<ClamdProgram>> {
  try {
    await untilNoneHangs(systemClock, signal);
    signal.throwIfAborted();
    const { stdout } = await run(path, ['--version'], { timeout: versionDeadlineMs, signal, windowsHide: true });
    const match = /^ClamAV (\d+)\.(\d+)/.exec(parseVersion(stdout.trim())?.name ?? '');
    if (match === null) return { ok: false, detail: `${path} --version said something unknown` };
    return { ok: true, value: { path, version: [Number(match[1]), Number(match[2])] } };
  } catch (error) {
    return { ok: false, detail: `${path} cannot be started: ${errorText(error)}` };
  }
}

/** What to type to get a clamd on this platform. */
export function howToInstall(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'No clamd was found. Install ClamAV with: brew install clamav';
    case 'win32':
      return 'No clamd was found. Install ClamAV with: winget install --id Cisco.ClamAV';
    default:
      return 'No clamd was found. Install ClamAV with: sudo apt install clamav-daemon (Debian, Ubuntu) or sudo dnf install clamd clamav-update (Fedora)';
  }
}
