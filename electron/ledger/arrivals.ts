import { z } from 'zod';
import type { Arrivals } from '../../contract/arrivals.ts';
import type { LedgerDatabase } from './ledger-database.ts';

/** As far back as the overview's chart of verdicts goes unless another span is chosen. */
const days = 14;
const shownOrigins = 6;

const quarterRows = z.array(z.object({ quarter: z.string(), count: z.number() }));
const originRows = z.array(z.object({ host: z.string(), count: z.number() }));

/**
 * When and from where files arrived over the last fortnight. The database counts by itself as rows come in, so that no
 * history, however large, is gone through for it; by quarters of an hour, which fit the hours of every time zone.
 */
export function createArrivals(database: LedgerDatabase, now: () => Date): () => Arrivals {
  const forget = database.prepare('DELETE FROM arrivals WHERE quarter < ?');
  const byQuarter = database.prepare('SELECT quarter, sum(count) AS count FROM arrivals GROUP BY quarter');
  const byOrigin = database.prepare(`SELECT host, sum(count) AS count FROM arrivals WHERE host <> ''
    GROUP BY host ORDER BY 2 DESC, 1 LIMIT ${shownOrigins}`);
  const forgetOlder = (): void => {
    const today = now();
    const first = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1));
    forget.run(first.toISOString().slice(0, 16));
  };
  // Also where nobody ever asks.
  forgetOlder();
  return () => {
    forgetOlder();
    const hours = Array.from({ length: 24 }, () => 0);
    for (const { quarter, count } of quarterRows.parse(byQuarter.all())) {
      const hour = new Date(`${quarter}Z`).getHours();
      hours[hour] = (hours[hour] ?? 0) + count;
    }
    return { hours, origins: originRows.parse(byOrigin.all()) };
  };
}
