import { z } from 'zod';
import { noVerdicts, type Verdict, type VerdictCounts, verdictSchema } from '../../contract/verdicts.ts';
import type { LedgerDatabase } from './open-ledger-database.ts';

/** How many verdicts of each kind a day brought; kept apart from the rows, so that no chart has to count them. */
export interface Days {
  count(day: string, verdict: Verdict, by: number): void;
  /** The last so many days, oldest first, empty ones included. */
  last(wanted: number): readonly { readonly day: string; readonly counts: VerdictCounts }[];
}

/** The calendar day of `at` where the user lives, as `YYYY-MM-DD`. */
export function localDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function createDays(database: LedgerDatabase, now: () => Date): Days {
  const add = database.prepare(`INSERT INTO daily (day, verdict, count) VALUES (?, ?, ?)
    ON CONFLICT (day, verdict) DO UPDATE SET count = max(0, count + excluded.count)`);
  const dayRows = database.prepare('SELECT day, verdict, count FROM daily WHERE day >= ?');
  return {
    count(day, verdict, by) {
      add.run(day, verdict, by);
    },
    last(wanted) {
      const today = now();
      const days = Array.from({ length: wanted }, (_, index) =>
        localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - (wanted - 1 - index))),
      );
      const rows = z
        .array(z.object({ day: z.string(), verdict: verdictSchema, count: z.number() }))
        .parse(dayRows.all(days[0] ?? ''));
      return days.map((day) => {
        const counts = { ...noVerdicts };
        for (const row of rows) if (row.day === day) counts[row.verdict] = row.count;
        return { day, counts };
      });
    },
  };
}
