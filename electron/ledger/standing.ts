import { z } from 'zod';
import { actionSchema, type Verdict, verdictSchema } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { LedgerDatabase } from './open-ledger-database.ts';
import { isSameVersion } from './rows.ts';

/** The engine in use, by which a verdict is of today or not. */
export interface PresentEngine {
  readonly engine: string | null;
  /** Null where the engine names none. */
  readonly signatureVersion: string | null;
}

export interface CurrentVerdict {
  readonly verdict: Verdict;
  /** It was given since the time in question. */
  readonly isSince: boolean;
}

/** Whether each kind of finding is to be locked away. */
export type Quarantines = Readonly<Record<'infected' | 'suspicious', boolean>>;

/** How verdicts stand beside the signatures that are in use now. */
export interface Standing {
  /**
   * The verdict of this very version of the file by the present engine and signatures (or of any since `since`, an ISO
   * time), where it needs nothing more; null otherwise. What could not be scanned to the end has none.
   */
  currentVerdict(
    path: FilePath,
    identity: FileIdentity,
    standard: PresentEngine & { readonly since: string; readonly quarantines: Quarantines },
  ): CurrentVerdict | null;
}

/**
 * Where an engine does not name the version of its signatures, nobody can tell whether they have changed; databases are
 * rebuilt daily, so its word counts for a day.
 */
const unnamedLastsMs = 24 * 60 * 60 * 1000;

const rowSchema = z.object({
  at: z.string(),
  verdict: verdictSchema,
  action: actionSchema,
  engine: z.string().nullable(),
  signature_version: z.string().nullable(),
});

export function createStanding(database: LedgerDatabase, now: () => Date): Standing {
  const latest = database.prepare(`SELECT at, verdict, action, engine, signature_version, dev, ino, mtime_ns, ctime_ns
    FROM verdicts WHERE path = ? AND latest = 1`);
  return {
    currentVerdict(path, identity, { engine, signatureVersion, since, quarantines }) {
      const found: unknown = latest.get([path.bytes]);
      if (found === undefined || !isSameVersion(found, identity)) return null;
      const row = rowSchema.parse(found);
      const isOpen =
        row.verdict === 'failed' ||
        row.action === 'quarantine-failed' ||
        ((row.verdict === 'infected' || row.verdict === 'suspicious') &&
          quarantines[row.verdict] &&
          row.action !== 'quarantined' &&
          row.action !== 'allowed');
      if (isOpen) return null;
      if (row.at >= since) return { verdict: row.verdict, isSince: true };
      if (row.engine === null || row.engine !== engine || row.signature_version !== signatureVersion) return null;
      const isOfToday = signatureVersion !== null || now().getTime() - new Date(row.at).getTime() < unnamedLastsMs;
      return isOfToday ? { verdict: row.verdict, isSince: false } : null;
    },
  };
}
