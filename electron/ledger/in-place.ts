import type { Action, Reason, ScanRecord, Verdict } from '../../contract/verdicts.ts';
import { type FilePath, filePath } from '../files/file-path.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { pathRowSchema, toEntry } from './rows.ts';

/** A kind of finding that stays in its place, and what is now said to have been done about it. */
export interface Relabelling {
  readonly verdict: Verdict;
  /** Null means whatever the reason. */
  readonly reason: Reason | null;
  readonly action: Extract<Action, 'none' | 'warned' | 'ignored'>;
}

/** The files whose last row does not end their story: they are where they were, and may have to be taken up again. */
export interface InPlace {
  /**
   * Findings of this kind that were left in their place go by another action from now on. Returns the newest of them as
   * they read now, at most `relabelShown`; none when nothing changed.
   */
  relabel(kind: Relabelling): readonly ScanRecord[];
  /** Where the files with this verdict are that are not in the vault and were not allowed. */
  inPlace(verdict: Verdict): readonly FilePath[];
  /** Files without a trustworthy answer, and those that should be in the vault and are not; oldest first. */
  unfinished(): readonly FilePath[];
}

/** More rows than this at once are seen when the history is looked at again. */
const relabelShown = 200;

/** Rows that an index of their own finds, however long the history is. */
const findings = "latest = 1 AND verdict NOT IN ('clean', 'failed')";

export function createInPlace(database: LedgerDatabase): InPlace {
  const leftInPlace = `${findings} AND verdict = ? AND action IN ('none', 'warned', 'ignored') AND (? IS NULL OR reason = ?)`;
  const relabelRows = database.prepare(`UPDATE verdicts SET action = ? WHERE ${leftInPlace} AND action <> ?`);
  const relabelled = database.prepare(
    `SELECT * FROM verdicts WHERE ${leftInPlace} ORDER BY id DESC LIMIT ${relabelShown}`,
  );
  const inPlaceRows = database.prepare(
    `SELECT path FROM verdicts WHERE ${findings} AND verdict = ? AND action NOT IN ('quarantined', 'allowed')`,
  );
  const unfinishedRows = database.prepare(
    `SELECT id, path FROM verdicts WHERE verdict = 'failed' AND latest = 1
     UNION ALL SELECT id, path FROM verdicts INDEXED BY verdicts_unresolved WHERE ${findings} AND action = 'quarantine-failed' ORDER BY id`,
  );
  const toPath = (row: unknown): FilePath => filePath(new Uint8Array(pathRowSchema.parse(row).path));
  return {
    relabel({ verdict, reason, action }) {
      const { changes } = relabelRows.run(action, verdict, reason, reason, action);
      return changes === 0 ? [] : relabelled.all(verdict, reason, reason).map((row) => toEntry(row).record);
    },
    inPlace: (verdict) => inPlaceRows.all(verdict).map(toPath),
    unfinished: () => unfinishedRows.all().map(toPath),
  };
}
