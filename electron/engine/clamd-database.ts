import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isComplete, readDatabases } from './signature-files.ts';

/** Which signatures a clamd of ours loads. */
export interface ClamdDatabase {
  readonly kind: 'official' | 'starter';
  readonly directory: string;
}

/** Where packages and installers keep the machine's own databases. */
export const usualDatabases: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/var/lib/clamav'],
  darwin: ['/opt/homebrew/var/lib/clamav', '/usr/local/var/lib/clamav'],
  win32: ['C:\\Program Files\\ClamAV\\database', 'C:\\ProgramData\\ClamAV\\database'],
};

/** Where signatures of this user's own Lazaret are kept. */
export const ownDatabase = (dataDirectory: string): string => join(dataDirectory, 'signatures');

/**
 * The first directory that holds an official database this user may read: the machine's own, then `own`. Otherwise the
 * starter signatures, copied to `starterCopy`: where clamd is confined (AppArmor) it may not read the program's files.
 */
export function chooseDatabase(options: {
  /** The machine's own databases, best first. */
  readonly system: readonly string[];
  readonly own: string;
  readonly starter: string;
  readonly starterCopy: string;
}): ClamdDatabase {
  const official = options.system.find(holdsOfficial) ?? (isUsable(options.own) ? options.own : undefined);
  if (official !== undefined) return { kind: 'official', directory: official };
  copyFiles(options.starter, options.starterCopy);
  return { kind: 'starter', directory: options.starterCopy };
}

/** File by file: inside a packaged app the source is an archive, which only these calls can read. */
function copyFiles(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { mode: 0o700 });
  for (const name of readdirSync(from)) writeFileSync(join(to, name), readFileSync(join(from, name)));
}

/** Whether a clamd of ours would load official signatures from the system's directories or from `own`. */
export const hasOfficial = (system: readonly string[], own: string | null): boolean =>
  system.some(holdsOfficial) || (own !== null && isUsable(own));

/** A download of ours may have been cut short between two databases: one alone would find too little to say official. */
const isUsable = (own: string): boolean => isComplete(readDatabases(own));

/** `main` or `daily`, as `.cvd` (fetched) or `.cld` (brought up to date). */
function holdsOfficial(directory: string): boolean {
  try {
    const names = readdirSync(directory).filter((name) => /^(?:main|daily)\.c[vl]d$/.test(name));
    for (const name of names) accessSync(join(directory, name), constants.R_OK);
    return names.length > 0;
  } catch {
    // Missing or closed to this user: not a database to us.
    return false;
  }
}
