import { z } from 'zod';
import { noVerdicts, type Verdict, type VerdictCounts, verdictSchema } from '../../contract/verdicts.ts';
import type { ChartSpan, VerdictsOverTime } from '../../contract/verdicts-over-time.ts';
import { chartBars } from './chart-bars.ts';
import type { LedgerDatabase } from './ledger-database.ts';

/**
 * How many verdicts of each kind a day brought; kept apart from the rows, so that no chart has to count them, and for
 * good, so that a year can be shown of a history that is kept for a month.
 */
export interface Days {
  count(day: string, verdict: Verdict, by: number): void;
  today(): VerdictCounts;
  overTime(span: ChartSpan, firstWeekday: number): VerdictsOverTime;
}

/** The calendar day of `at` where the user lives, as `YYYY-MM-DD`. */
export function localDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const countRows = z.array(z.object({ verdict: verdictSchema, count: z.number() }));
const firstRow = z.object({ day: z.string().nullable() });

export function createDays(database: LedgerDatabase, now: () => Date): Days {
  const add = database.prepare(`INSERT INTO daily (day, verdict, count) VALUES (?, ?, ?)
    ON CONFLICT (day, verdict) DO UPDATE SET count = max(0, count + excluded.count)`);
  const between = database.prepare(
    'SELECT verdict, sum(count) AS count FROM daily WHERE day BETWEEN ? AND ? GROUP BY verdict',
  );
  const first = database.prepare('SELECT min(day) AS day FROM daily');
  const countsOf = (from: string, to: string): VerdictCounts => {
    const counts = { ...noVerdicts };
    for (const { verdict, count } of countRows.parse(between.all(from, to))) counts[verdict] = count;
    return counts;
  };
  return {
    count(day, verdict, by) {
      add.run(day, verdict, by);
    },
    today() {
      const today = localDay(now());
      return countsOf(today, today);
    },
    overTime: (span, firstWeekday) => ({
      span,
      since: firstRow.parse(first.get()).day,
      bars: chartBars(span, now(), firstWeekday).map(({ from, to }) => ({ from, to, counts: countsOf(from, to) })),
    }),
  };
}
