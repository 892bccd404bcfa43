import { z } from 'zod';
import type { LedgerDatabase } from './ledger-database.ts';
import { type LedgerEntry, toEntry } from './rows.ts';
import { transaction } from './transaction.ts';

/**
 * What waits for the user: findings left in their place with nothing decided, but no links and the like; and what should
 * be in the vault and is not, which cannot be waved off.
 */
export const unresolvedCondition = `latest = 1 AND verdict NOT IN ('clean', 'failed') AND (
  action = 'quarantine-failed'
  OR (action = 'none' AND acknowledged = 0 AND (reason IS NULL OR reason <> 'not-regular')))`;

/** The findings that wait for the user. */
export interface Findings {
  /** The latest verdict of each path that waits. */
  unresolved(): readonly LedgerEntry[];
  /**
   * How many of them are infected files in their place, with the newest one's path, and how many are others; and how many
   * of all these the vault could not take.
   */
  countUnresolved(): {
    readonly inPlace: number;
    readonly newestPath: string;
    readonly others: number;
    readonly refused: number;
  };
  acknowledge(recordIds: readonly number[]): void;
}

export function createFindings(database: LedgerDatabase): Findings {
  // Asked after each sweep. Left to itself, SQLite goes through the whole history, which is in the wanted order already.
  const rows = database.prepare(
    `SELECT * FROM verdicts INDEXED BY verdicts_unresolved WHERE ${unresolvedCondition} ORDER BY id DESC`,
  );
  const counts = database.prepare(`SELECT count(*) FILTER (WHERE verdict = 'infected') AS in_place,
      count(*) FILTER (WHERE verdict <> 'infected') AS others,
      count(*) FILTER (WHERE action = 'quarantine-failed') AS refused,
      (SELECT shown_path FROM verdicts WHERE ${unresolvedCondition} AND verdict = 'infected' ORDER BY id DESC LIMIT 1) AS newest
    FROM verdicts WHERE ${unresolvedCondition}`);
  const acknowledgeRow = database.prepare('UPDATE verdicts SET acknowledged = 1 WHERE id = ?');
  const acknowledge = transaction(database, (recordIds: readonly number[]): void => {
    for (const recordId of recordIds) acknowledgeRow.run(recordId);
  });
  return {
    unresolved: () => rows.all().map(toEntry),
    countUnresolved() {
      const counted = z
        .object({ in_place: z.number(), others: z.number(), refused: z.number(), newest: z.string().nullable() })
        .parse(counts.get());
      const { in_place: inPlace, others, refused } = counted;
      return { inPlace, newestPath: counted.newest ?? '', others, refused };
    },
    acknowledge,
  };
}
