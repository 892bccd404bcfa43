import { z } from 'zod';
import type { Verdict } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { type FilePath, filePath } from '../files/file-path.ts';
import type { createLatestVerdicts, FileVersion } from './latest-verdict.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { isSameVersion, pathRowSchema } from './rows.ts';

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
   * The verdict of each of these very versions by the present engine and signatures (or of any since `since`, an ISO
   * time), where it needs nothing more; null otherwise. What could not be scanned to the end has none.
   */
  currentVerdicts(
    files: readonly FileVersion[],
    standard: PresentEngine & { readonly since: string; readonly quarantines: Quarantines },
  ): readonly (CurrentVerdict | null)[];
  /**
   * Files that are clean by other signatures than these, or would be but for a lenient engine, newest verdict first, a page
   * of the ledger at a time. `next` is where the next page begins (null: there is none); `isSame` tells whether a version is
   * the one that was judged.
   */
  judgedByOthers(
    signatureVersion: string,
    from: number | null,
  ): {
    readonly files: readonly { readonly path: FilePath; readonly isSame: (identity: FileIdentity) => boolean }[];
    readonly next: number | null;
  };
  countJudgedByOthers(signatureVersion: string): number;
}

/** So many rows are gone through at a time, whether or not they are looked for: the main thread must not be held up. */
const pageRows = 2_000;

/**
 * Where an engine does not name the version of its signatures, nobody can tell whether they have changed; databases are
 * rebuilt daily, so its word counts for a day.
 */
const unnamedLastsMs = 24 * 60 * 60 * 1000;

export function createStanding(
  database: LedgerDatabase,
  latestVerdicts: ReturnType<typeof createLatestVerdicts>,
  now: () => Date,
): Standing {
  const judgedByOthers = `verdict IN ('clean', 'unscannable') AND (verdict = 'clean' OR reason = 'engine-lenient')
    AND latest = 1 AND signature_version IS NOT ?`;
  const newest = database.prepare('SELECT max(id) AS id FROM verdicts');
  const page = database.prepare(`SELECT path, dev, ino, mtime_ns, ctime_ns FROM verdicts
    WHERE ${judgedByOthers} AND id > ? AND id <= ? ORDER BY id DESC`);
  const counted = database.prepare(`SELECT count(*) AS count FROM verdicts WHERE ${judgedByOthers}`);
  return {
    judgedByOthers(signatureVersion, from) {
      const top = from ?? z.object({ id: z.number().nullable() }).parse(newest.get()).id ?? 0;
      const files = page.all(signatureVersion, top - pageRows, top).map((row) => ({
        path: filePath(new Uint8Array(pathRowSchema.parse(row).path)),
        isSame: (identity: FileIdentity) => isSameVersion(row, identity),
      }));
      return { files, next: top > pageRows ? top - pageRows : null };
    },
    countJudgedByOthers: (signatureVersion) =>
      z.object({ count: z.number() }).parse(counted.get(signatureVersion)).count,
    currentVerdicts: (files, { engine, signatureVersion, since, quarantines }) =>
      latestVerdicts(files).map((row) => {
        if (row === null) return null;
        const isOpen =
          row.verdict === 'failed' ||
          row.action === 'quarantine-failed' ||
          ((row.verdict === 'infected' || row.verdict === 'suspicious') &&
            quarantines[row.verdict] &&
            row.action !== 'quarantined' &&
            row.action !== 'allowed');
        if (isOpen) return null;
        if (row.at >= since) return { verdict: row.verdict, isSince: true };
        if (row.engine === null || row.engine !== engine || row.signatureVersion !== signatureVersion) return null;
        const isOfToday = signatureVersion !== null || now().getTime() - new Date(row.at).getTime() < unnamedLastsMs;
        return isOfToday ? { verdict: row.verdict, isSince: false } : null;
      }),
  };
}
