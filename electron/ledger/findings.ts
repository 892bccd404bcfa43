import { z } from 'zod';
import type { LedgerDatabase } from './open-ledger-database.ts';
import { type LedgerEntry, toEntry } from './rows.ts';

/** Links and the like are told of, but nothing is to be decided. What is infected and in its place cannot be waved off. */
export const unresolvedCondition = `latest = 1 AND verdict NOT IN ('clean', 'failed') AND (
  (acknowledged = 0 AND verdict = 'suspicious')
  OR (acknowledged = 0 AND verdict = 'unscannable' AND reason <> 'not-regular')
  OR (acknowledged = 0 AND verdict = 'infected' AND action = 'none')
  OR (verdict = 'infected' AND action = 'quarantine-failed'))`;

/** The findings that wait for the user. */
export interface Findings {
  /** The latest verdict of each path that waits. */
  unresolved(): readonly LedgerEntry[];
  /** How many of them are infected files in their place, with the newest one's path, and how many are others. */
  countUnresolved(): { readonly inPlace: number; readonly newestPath: string; readonly others: number };
  acknowledge(recordIds: readonly number[]): void;
}

export function createFindings(database: LedgerDatabase): Findings {
  const rows = database.prepare(`SELECT * FROM verdicts WHERE ${unresolvedCondition} ORDER BY id DESC`);
  const counts = database.prepare(`SELECT count(*) FILTER (WHERE verdict = 'infected') AS in_place,
      count(*) FILTER (WHERE verdict <> 'infected') AS others,
      (SELECT shown_path FROM verdicts WHERE ${unresolvedCondition} AND verdict = 'infected' ORDER BY id DESC LIMIT 1) AS newest
    FROM verdicts WHERE ${unresolvedCondition}`);
  const acknowledgeRow = database.prepare('UPDATE verdicts SET acknowledged = 1 WHERE id = ?');
  return {
    unresolved: () => rows.all().map(toEntry),
    countUnresolved() {
      const counted = z
        .object({ in_place: z.number(), others: z.number(), newest: z.string().nullable() })
        .parse(counts.get());
      return { inPlace: counted.in_place, newestPath: counted.newest ?? '', others: counted.others };
    },
    acknowledge(recordIds) {
      for (const recordId of recordIds) acknowledgeRow.run(recordId);
    },
  };
}
