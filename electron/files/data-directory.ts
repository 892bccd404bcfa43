import { type BigIntStats, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The places of one Lazaret on disk. */
export interface DataDirectory {
  readonly path: string;
  readonly ledger: string;
  /** How far a full scan is, and what the last one came to. */
  readonly fullScan: string;
  /** Since when scans by schedule count. */
  readonly scanSchedule: string;
  readonly vault: string;
  readonly pause: string;
  /** The key for the reputation server; apart from the settings, which are shown and pushed. */
  readonly reputationKey: string;
  /** Whether a directory is the data directory itself: it is never watched nor listed, under whatever name. */
  isOurs(stats: Pick<BigIntStats, 'dev' | 'ino'>): boolean;
}

/** Makes the data directory (0700, for this user only) where it is missing. Throws when it cannot be made. */
export function openDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const real = realpathSync(path);
  const own = statSync(real, { bigint: true });
  return {
    path: real,
    ledger: join(real, 'ledger.sqlite'),
    fullScan: join(real, 'full-scan.json'),
    scanSchedule: join(real, 'scan-schedule.json'),
    vault: join(real, 'vault'),
    pause: join(real, 'pause.json'),
    reputationKey: join(real, 'reputation-key.json'),
    isOurs: ({ dev, ino }) => dev === own.dev && ino === own.ino,
  };
}
