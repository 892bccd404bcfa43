import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Endpoint } from './endpoint.ts';

/** The private directory of a clamd of ours, and where it listens. */
export interface ClamdPlace {
  readonly directory: string;
  readonly config: string;
  readonly temporary: string;
  readonly starterCopy: string;
  readonly endpoint: Endpoint;
  /** Whether it lies outside the data directory and must be removed when clamd has ended. */
  readonly isTemporary: boolean;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the NUL included (man unix). */
const longestSocketPath = 103;
const temporaryPrefix = 'lazaret-clamd-';

/**
 * Makes a directory of mode 0700 for one clamd: `home`, or a fresh one in `temporaryRoot` where the socket's path would
 * be too long or AppArmor lets this clamd write to nowhere else. What a killed clamd left in it is removed.
 */
export async function makePlace(options: {
  readonly home: string;
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  readonly program: string;
}): Promise<ClamdPlace> {
  const { home, temporaryRoot, platform, program } = options;
  const isTemporary = Buffer.byteLength(join(home, 'clamd.sock')) > longestSocketPath || isConfined(platform, program);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const directory = isTemporary ? mkdtempSync(join(temporaryRoot, temporaryPrefix)) : home;
  chmodSync(directory, 0o700);
  const temporary = join(directory, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  const socket = join(directory, 'clamd.sock');
  rmSync(socket, { force: true });
  return {
    directory,
    config: join(directory, 'clamd.conf'),
    temporary,
    starterCopy: join(directory, 'starter-signatures'),
    endpoint:
      platform === 'win32'
        ? { kind: 'tcp', host: '127.0.0.1', port: await freePort() }
        : { kind: 'unix', path: socket },
    isTemporary,
  };
}

/** Removes the directory of a clamd that ran outside the data directory, also one that an earlier run left behind. */
export function removeTemporaryPlace(directory: string, temporaryRoot: string): void {
  const isOurs = basename(directory).startsWith(temporaryPrefix) && dirname(directory) === temporaryRoot;
  if (isOurs) rmSync(directory, { recursive: true, force: true });
}

/** Removes the files under scan that a killed clamd left in its temp directory: they may be infected. */
export const emptyPlace = (place: ClamdPlace): void => {
  rmSync(place.temporary, { recursive: true, force: true });
};

/** Debian's and Ubuntu's profile confines /usr/sbin/clamd: it may read the home directories, but write in /tmp only. */
function isConfined(platform: NodeJS.Platform, program: string): boolean {
  if (platform !== 'linux' || program !== '/usr/sbin/clamd' || !existsSync('/etc/apparmor.d/usr.sbin.clamd'))
    return false;
  try {
    return readFileSync('/sys/module/apparmor/parameters/enabled', 'latin1').startsWith('Y');
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('The system gave no port.'));
        else resolve(address.port);
      });
    });
  });
}
