import { z } from 'zod';
import type { LedgerDatabase } from './ledger-database.ts';
import { type LedgerEntry, toEntry } from './rows.ts';

/** A row as it came in, for those who go through all that come. */
export interface NewRow extends LedgerEntry {
  /** Whether it is the last word on its path. */
  readonly isLatest: boolean;
  /** When the file was last changed in any way, by the system's clock; null where nobody could look at it. */
  readonly changedAt: Date | null;
}

const extraSchema = z.object({ latest: z.number(), ctime_ns: z.string().nullable() });
const highestSchema = z.object({ id: z.number().nullable() });
const nsPerMs = 1_000_000n;

/** The rows behind an id, oldest first; and the highest id there is, 0 without any. */
export interface RowsAfter {
  after(id: number, limit: number): readonly NewRow[];
  highestId(): number;
}

export function createRowsAfter(database: LedgerDatabase): RowsAfter {
  const next = database.prepare('SELECT * FROM verdicts WHERE id > ? ORDER BY id LIMIT ?');
  const highest = database.prepare('SELECT max(id) AS id FROM verdicts');
  return {
    after: (id, limit) =>
      next.all(id, limit).map((row) => {
        const { latest, ctime_ns } = extraSchema.parse(row);
        const changedAt = ctime_ns === null ? null : new Date(Number(BigInt(ctime_ns) / nsPerMs));
        return { ...toEntry(row), isLatest: latest === 1, changedAt };
      }),
    highestId: () => highestSchema.parse(highest.get()).id ?? 0,
  };
}
