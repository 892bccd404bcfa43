import { existsSync, readFileSync } from 'node:fs';
import { findProgram } from './clamd-program.ts';
import type { UpdateFailure } from './freshclam-report.ts';

export type FoundFreshclam =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly failure: UpdateFailure };

/** The freshclam of this machine, if it can keep a database of ours. `path` is the environment's PATH. */
export function findFreshclam(platform: NodeJS.Platform, path: string): FoundFreshclam {
  const program = findProgram('freshclam', platform, path);
  if (program === null) {
    return { ok: false, failure: { code: 'no-program', detail: 'freshclam, which comes with ClamAV, was not found.' } };
  }
  if (isConfined(platform, program)) {
    const detail = `AppArmor lets ${program} write to /var/lib/clamav only. Let its own service download there: sudo systemctl enable --now clamav-freshclam`;
    return { ok: false, failure: { code: 'confined', detail } };
  }
  return { ok: true, path: program };
}

/** Debian's and Ubuntu's profile (apparmor.d/usr.bin.freshclam) lets it write to the system's own directory only. */
function isConfined(platform: NodeJS.Platform, program: string): boolean {
  const profile = '/etc/apparmor.d/usr.bin.freshclam';
  if (platform !== 'linux' || program !== '/usr/bin/freshclam' || !existsSync(profile)) return false;
  try {
    return readFileSync('/sys/module/apparmor/parameters/enabled', 'latin1').startsWith('Y');
  } catch {
    return false;
  }
}
