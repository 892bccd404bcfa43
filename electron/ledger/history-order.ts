import { z } from 'zod';
import { firstDirection, type HistoryCursor, type HistoryOrder, type HistorySortKey } from '../../contract/history.ts';

/** A condition of SQL on `verdicts` with the values of its blanks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** A part of the history that one index gives in its order, and how that part is read. */
export interface Stretch {
  /** What follows `SELECT * FROM verdicts`: which index is to be used. */
  readonly by: string;
  readonly where: Condition | null;
  readonly orderBy: string;
}

/** What each key sorts, and the index on that and the id, which gives a page without any row but its own being read. */
const columns: Readonly<Record<Exclude<HistorySortKey, 'time'>, { readonly name: string; readonly index: string }>> = {
  verdict: { name: 'severity', index: 'verdicts_by_severity' },
  name: { name: 'name_order', index: 'verdicts_by_name' },
  finding: { name: 'finding', index: 'verdicts_by_finding' },
  folder: { name: 'folder_order', index: 'verdicts_by_folder' },
  size: { name: 'size', index: 'verdicts_by_size' },
  origin: { name: 'origin_host', index: 'verdicts_by_origin' },
};

/**
 * The stretches whose rows, one after the other, are the history in an order behind a place in it.
 * @param few whether so few rows match that they are better found first and sorted then; otherwise the order's index is
 *   gone along until a page is full: the rest of the rows equal to the last one, those with another value, those without
 */
export function stretchesOf(
  { key, direction }: HistoryOrder,
  after: HistoryCursor | null,
  few: boolean,
): readonly Stretch[] {
  const isAscending = direction === 'ascending';
  if (key === 'time') {
    const where = after === null ? null : { sql: isAscending ? 'id > ?' : 'id < ?', values: [after.id] };
    return [{ by: '', where, orderBy: isAscending ? 'id' : 'id DESC' }];
  }
  const { name, index } = columns[key];
  // The plus keeps SQLite from using an index on the column.
  const column = few ? `+${name}` : name;
  const isNewestFirst = direction === firstDirection[key];
  const idOrder = isNewestFirst ? 'id DESC' : 'id';
  const behind = isNewestFirst ? 'id < ?' : 'id > ?';
  const orderBy = `${column} ${isAscending ? 'ASC' : 'DESC'}, ${idOrder}`;
  const by = `INDEXED BY ${index}`;
  // Most rows have no finding, so its index leaves those out, and they are met soon without one.
  const without = key === 'finding' ? 'NOT INDEXED' : by;

  const stretches: Stretch[] = [];
  const add = (used: string, order: string, sql: string, ...values: readonly unknown[]): void => {
    stretches.push({ by: used, where: { sql, values }, orderBy: order });
  };
  if (after === null) add(by, orderBy, `${column} IS NOT NULL`);
  if (after !== null && after.value !== null) {
    add(by, idOrder, `${column} = ? AND ${behind}`, after.value, after.id);
    add(by, orderBy, `${column} ${isAscending ? '>' : '<'} ?`, after.value);
  }
  if (after !== null && after.value === null) add(without, idOrder, `${column} IS NULL AND ${behind}`, after.id);
  else add(without, idOrder, `${column} IS NULL`);
  return few ? [atOnce(stretches, `${column} IS NULL, ${orderBy}`)] : stretches;
}

function atOnce(stretches: readonly Stretch[], orderBy: string): Stretch {
  const conditions = stretches.flatMap(({ where }) => (where === null ? [] : [where]));
  return {
    by: '',
    where: {
      sql: `(${conditions.map(({ sql }) => `(${sql})`).join(' OR ')})`,
      values: conditions.flatMap(({ values }) => values),
    },
    orderBy,
  };
}

const placeSchema = z.looseObject({ id: z.number() });
const valueSchema = z.union([z.string(), z.number()]).nullable();

/** The place behind a row of `SELECT * FROM verdicts`. */
export function placeBehind(row: unknown, { key }: HistoryOrder): HistoryCursor {
  const place = placeSchema.parse(row);
  return { id: place.id, value: key === 'time' ? null : valueSchema.parse(place[columns[key].name]) };
}
