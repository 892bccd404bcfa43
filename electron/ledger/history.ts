import { z } from 'zod';
import type { ScanRecord, Verdict } from '../../contract/verdicts.ts';
import { unresolvedCondition } from './findings.ts';
import type { LedgerDatabase } from './open-ledger-database.ts';
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
  /** Only rows older than the one of this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A condition of SQL on `verdicts` with the values of its blanks. */
interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
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

/** A page of the history, newest first, with how many rows match in all. */
export function listHistory(
  database: LedgerDatabase,
  { before, limit, ...filter }: HistoryQuery,
): { readonly records: readonly ScanRecord[]; readonly total: number } {
  const conditions = conditionsOf(filter);
  const all = allOf(conditions);
  const counted = database.prepare(`SELECT count(*) AS total FROM verdicts ${all.sql}`).get(...all.values);
  const { total } = z.object({ total: z.number() }).parse(counted);
  const page = allOf(before === undefined ? conditions : [...conditions, { sql: 'id < ?', values: [before] }]);
  const rows = database
    .prepare(`SELECT * FROM verdicts ${page.sql} ORDER BY id DESC LIMIT ?`)
    .all(...page.values, limit);
  return { records: rows.map((row) => toEntry(row).record), total };
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
