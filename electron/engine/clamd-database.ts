import { accessSync, constants, cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Which signatures a clamd of ours loads. */
export interface ClamdDatabase {
  readonly kind: 'official' | 'starter';
  readonly directory: string;
}

const usualDirectories: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/var/lib/clamav'],
  darwin: ['/opt/homebrew/var/lib/clamav', '/usr/local/var/lib/clamav'],
  win32: ['C:\\Program Files\\ClamAV\\database', 'C:\\ProgramData\\ClamAV\\database'],
};

/**
 * The first directory that holds an official database this user may read: the machine's own, then `own`. Otherwise the
 * starter signatures, copied to `starterCopy`: where clamd is confined (AppArmor) it may not read the program's files.
 */
export function chooseDatabase(options: {
  readonly platform: NodeJS.Platform;
  readonly own: string;
  readonly starter: string;
  readonly starterCopy: string;
}): ClamdDatabase {
  const official = [...(usualDirectories[options.platform] ?? []), options.own].find(holdsOfficial);
  if (official !== undefined) return { kind: 'official', directory: official };
  rmSync(options.starterCopy, { recursive: true, force: true });
  cpSync(options.starter, options.starterCopy, { recursive: true });
  return { kind: 'starter', directory: options.starterCopy };
}

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
