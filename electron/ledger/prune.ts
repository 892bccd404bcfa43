import { z } from 'zod';
import { type FilePath, filePath } from '../files/file-path.ts';
import { unresolvedCondition } from './findings.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { transaction } from './transaction.ts';

/** What there is to know of a row before it may go. */
export interface PrunableRow {
  readonly id: number;
  readonly at: string;
  readonly path: FilePath;
  /** It is what the ledger remembers of its path: without it the file would be scanned again. */
  readonly isMemory: boolean;
  /** It waits for the user. */
  readonly isOpen: boolean;
}

/** Takes old rows out of the ledger. Every call is short, however many rows there are. */
export interface Pruner {
  /** The next rows after an id (0: the first), oldest first, `windowRows` at most. */
  window(afterId: number): readonly PrunableRow[];
  /** Removes rows that still are as they were read. */
  remove(rows: readonly PrunableRow[]): void;
  /** What the ledger needs on disk, apart from what `giveBack` would free. Bytes. */
  usedBytes(): number;
  /** Gives some freed space back to the file system; whether there is more to give. */
  giveBack(): boolean;
}

export const windowRows = 50;
const pagesGivenBack = 100;

const rowsSchema = z.array(
  z.object({
    id: z.number(),
    at: z.string(),
    path: z.union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)]),
    latest: z.number(),
    open: z.number(),
  }),
);

export function createPruner(database: LedgerDatabase): Pruner {
  const next = database.prepare(`SELECT id, at, path, latest, (${unresolvedCondition}) IS TRUE AS open
    FROM verdicts WHERE id > ? ORDER BY id LIMIT ${windowRows}`);
  const removeRow = database.prepare('DELETE FROM verdicts WHERE id = ? AND at = ? AND latest = ?');
  const removeAll = transaction(database, (rows: readonly PrunableRow[]): void => {
    for (const { id, at, isMemory } of rows) removeRow.run(id, at, isMemory ? 1 : 0);
  });
  const ask = (pragma: string): number =>
    z.array(z.record(z.string(), z.number())).parse(database.pragma(pragma))[0]?.[pragma] ?? 0;
  return {
    window: (afterId) =>
      rowsSchema.parse(next.all(afterId)).map(({ id, at, path, latest, open }) => ({
        id,
        at,
        path: filePath(new Uint8Array(path)),
        isMemory: latest === 1,
        isOpen: open === 1,
      })),
    remove(rows) {
      if (rows.length > 0) removeAll(rows);
    },
    usedBytes: () => (ask('page_count') - ask('freelist_count')) * ask('page_size'),
    giveBack() {
      if (ask('freelist_count') === 0) return false;
      database.pragma(`incremental_vacuum(${pagesGivenBack})`);
      return ask('freelist_count') > 0;
    },
  };
}
