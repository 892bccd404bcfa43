import { sep } from 'node:path';
import { z } from 'zod';
import type { LedgerDatabase } from './ledger-database.ts';
import { transaction } from './transaction.ts';

/** What a file's name and its folder are sorted by. */
export interface OrderTexts {
  readonly name: string;
  readonly folder: string;
}

/** Longer texts are equal in the order; an index entry is to fit on its page. */
const longest = 240;

/** A whole number as text that sorts by its value: its digits after how many they are. `:` comes after `9`. */
function numberInOrder(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  const { length } = significant;
  return length < 10 ? `${length}${significant}` : `:${String(Math.min(length, 999)).padStart(3, '0')}${significant}`;
}

/** Text that sorts, byte by byte, as people look for it: whatever the case and accents, and `file 2` before `file 10`. */
const inOrder = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\d+/g, numberInOrder).slice(0, longest);

/** Sorts a folder right before what is in it, and that before its neighbours with longer names. */
const belowAll = '\u0001';

/** The texts for a path as it is shown. */
export function orderTexts(shownPath: string): OrderTexts {
  const cut = shownPath.lastIndexOf(sep);
  const folder = shownPath.slice(0, Math.max(cut, 0));
  return { name: inOrder(shownPath.slice(cut + 1)), folder: inOrder(folder.replaceAll(sep, belowAll)) };
}

const indices = `CREATE INDEX IF NOT EXISTS verdicts_by_name ON verdicts (name_order, id DESC);
  CREATE INDEX IF NOT EXISTS verdicts_by_folder ON verdicts (folder_order, id DESC);`;

const rowsAtOnce = 5000;
const rowsSchema = z.array(z.object({ id: z.number(), shown_path: z.string() }));

/**
 * Gives rows from before there was an order their texts, and then makes the indices, which would cost each row several
 * times as much. Broken off, it goes on the next time.
 */
export function fillOrderTexts(database: LedgerDatabase): void {
  const lacking = database.prepare(
    `SELECT id, shown_path FROM verdicts WHERE id > ? AND name_order IS NULL ORDER BY id LIMIT ${rowsAtOnce}`,
  );
  const fill = database.prepare('UPDATE verdicts SET name_order = ?, folder_order = ? WHERE id = ?');
  const fillSome = transaction(database, (after: number): number | null => {
    const rows = rowsSchema.parse(lacking.all(after));
    for (const { id, shown_path: path } of rows) {
      const { name, folder } = orderTexts(path);
      fill.run(name, folder, id);
    }
    return rows.at(-1)?.id ?? null;
  });
  const isLacking = database.prepare('SELECT 1 FROM verdicts WHERE name_order IS NULL LIMIT 1');
  if (isLacking.get() !== undefined) for (let last: number | null = 0; last !== null; ) last = fillSome(last);
  database.exec(indices);
}
