import { z } from 'zod';
import { type Action, actionSchema, type Verdict, verdictSchema } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { LedgerDatabase } from './open-ledger-database.ts';
import { identityText } from './rows.ts';

/** The last word on a version of a file, as far as it decides whether another is needed. */
export interface LatestVerdict {
  /** An ISO time. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly action: Action;
  readonly engine: string | null;
  readonly signatureVersion: string | null;
}

const rowSchema = z.tuple([z.string(), verdictSchema, actionSchema, z.string().nullable(), z.string().nullable()]);

/**
 * Makes the way to ask for it; null where nothing is known, or only of another version. It is asked for every file of
 * every sweep, so a row comes as a bare array and is read only when it is about the right version.
 */
export function createLatestVerdict(
  database: LedgerDatabase,
): (path: FilePath, identity: FileIdentity | null) => LatestVerdict | null {
  const latest = database
    .prepare(`SELECT dev, ino, mtime_ns, ctime_ns, at, verdict, action, engine, signature_version
      FROM verdicts WHERE path = ? AND latest = 1`)
    .raw(true);
  return (path, identity) => {
    // A buffer as the only argument would be taken for named parameters (libsql 0.5), hence the array.
    const row: unknown = latest.get([path.bytes]);
    if (!Array.isArray(row)) return null;
    const { dev, ino, mtime_ns, ctime_ns } = identityText(identity);
    if (row[0] !== dev || row[1] !== ino || row[2] !== mtime_ns || row[3] !== ctime_ns) return null;
    const [at, verdict, action, engine, signatureVersion] = rowSchema.parse(row.slice(4));
    return { at, verdict, action, engine, signatureVersion };
  };
}
