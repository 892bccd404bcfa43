import { z } from 'zod';
import { type HistoryCursor, type HistoryOrder, newestFirst } from '../../contract/history.ts';
import type { ScanRecord, Verdict } from '../../contract/verdicts.ts';
import { unresolvedCondition } from './findings.ts';
import { type Condition, placeBehind, stretchesOf } from './history-order.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { toEntry } from './rows.ts';

/** Which rows of the history are meant. */
export interface HistoryFilter {
  readonly verdicts?: readonly Verdict[] | undefined;
  readonly folderId?: string | undefined;
  /** Only what waits for the user. */
  readonly unresolved?: boolean | undefined;
  /** Downloads from this host, or from one below it. */
  readonly originHost?: string | undefined;
  readonly text?: string | undefined;
  readonly since?: string | undefined;
}

export interface HistoryQuery extends HistoryFilter {
  /** Newest first where it is left out. */
  readonly order?: HistoryOrder | undefined;
  /** Only rows behind this place. */
  readonly after?: HistoryCursor | undefined;
  readonly limit: number;
}

export interface HistoryRows {
  readonly records: readonly ScanRecord[];
  /** How many match in all. */
  readonly total: number;
  /** Where the next page begins; null after the last. */
  readonly next: HistoryCursor | null;
}

/** Text as part of a pattern of LIKE that escapes with a backslash. */
const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

function conditionsOf(filter: HistoryFilter): readonly Condition[] {
  const conditions: Condition[] = [];
  const where = (sql: string, ...values: readonly unknown[]): void => {
    conditions.push({ sql, values });
  };
  if (filter.verdicts !== undefined) {
    where(`verdict IN (${filter.verdicts.map(() => '?').join(', ') || 'NULL'})`, ...filter.verdicts);
  }
  if (filter.folderId !== undefined) where('folder_id = ?', filter.folderId);
  if (filter.unresolved === true) where(unresolvedCondition);
  if (filter.originHost !== undefined) {
    const host = filter.originHost.toLowerCase();
    where(`(origin_host = ? OR origin_host LIKE ? ESCAPE '\\')`, host, `%.${likeText(host)}`);
  }
  if (filter.since !== undefined) where('at >= ?', new Date(filter.since).toISOString());
  if (filter.text !== undefined && filter.text !== '') {
    const pattern = `%${likeText(filter.text)}%`;
    where(
      `(shown_path LIKE ? ESCAPE '\\' OR signature LIKE ? ESCAPE '\\' OR sha256 = ?)`,
      pattern,
      pattern,
      filter.text.toLowerCase(),
    );
  }
  return conditions;
}

function allOf(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** So many rows are sorted in a few milliseconds; to come upon as few in the order of an index would take longer. */
const few = 5000;

/** A page of the history. */
export function listHistory(
  database: LedgerDatabase,
  { order = newestFirst, after, limit, ...filter }: HistoryQuery,
): HistoryRows {
  const conditions = conditionsOf(filter);
  const all = allOf(conditions);
  const counted = database.prepare(`SELECT count(*) AS total FROM verdicts ${all.sql}`).get(...all.values);
  const { total } = z.object({ total: z.number() }).parse(counted);
  const rows: unknown[] = [];
  for (const { by, where, orderBy } of stretchesOf(order, after ?? null, conditions.length > 0 && total <= few)) {
    if (rows.length === limit) break;
    const page = allOf(where === null ? conditions : [...conditions, where]);
    const select = database.prepare(`SELECT * FROM verdicts ${by} ${page.sql} ORDER BY ${orderBy} LIMIT ?`);
    rows.push(...select.all(...page.values, limit - rows.length));
  }
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    records: rows.map((row) => toEntry(row).record),
    total,
    next: last === undefined ? null : placeBehind(last, order),
  };
}

/** How many ids one part of the history spans: read and parsed in a few milliseconds, whatever the filter. */
const pageIds = 500;

/** The rows of one span of ids, newest first; `next` is where the following span begins, null after the last. */
export function pageHistory(
  database: LedgerDatabase,
  filter: HistoryFilter,
  before: number | null,
): { readonly records: readonly ScanRecord[]; readonly next: number | null } {
  const newest = z
    .object({ id: z.number().nullable() })
    .parse(database.prepare('SELECT max(id) AS id FROM verdicts').get());
  const end = Math.min(before ?? Number.POSITIVE_INFINITY, (newest.id ?? 0) + 1);
  const start = end - pageIds;
  const span = allOf([...conditionsOf(filter), { sql: 'id >= ? AND id < ?', values: [start, end] }]);
  const rows = database.prepare(`SELECT * FROM verdicts ${span.sql} ORDER BY id DESC`).all(...span.values);
  return { records: rows.map((row) => toEntry(row).record), next: start > 1 ? start : null };
}
