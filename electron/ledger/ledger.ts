import { z } from 'zod';
import type { Action, Reason, ScanRecord, Trigger, Verdict, VerdictCounts } from '../../contract/verdicts.ts';
import { actionSchema, noVerdicts, reasonSchema, triggerSchema, verdictSchema } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { displayPath, type FilePath, filePath, pathToFields } from '../files/file-path.ts';
import type { LedgerDatabase } from './open-ledger-database.ts';

/** A verdict about to be written down. */
export interface NewVerdict {
  readonly path: FilePath;
  readonly folderId: string | null;
  readonly identity: FileIdentity | null;
  readonly sha256: string | null;
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  readonly signature: string | null;
  readonly detail: string | null;
  readonly trigger: Trigger;
  readonly durationMs: number;
  readonly origin: string | null;
  readonly engine: string | null;
  readonly signatureVersion: string | null;
  readonly action: Action;
  readonly actionDetail: string | null;
}

export interface HistoryQuery {
  readonly verdicts?: readonly Verdict[] | undefined;
  readonly folderId?: string | undefined;
  /** Only what waits for the user. */
  readonly unresolved?: boolean | undefined;
  readonly text?: string | undefined;
  readonly since?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** What a verdict is measured by now. */
export interface Standard {
  /** Infected files are to be locked away, so one that is only reported is not dealt with. */
  readonly quarantines: boolean;
  /** Official signatures are at hand, so `clean` from an engine without any is not worth much. */
  readonly signatures: boolean;
}

/** What was seen and what was decided, one row a file version. Calls are synchronous and durable over a crash of ours. */
export interface Ledger {
  /**
   * Writes a verdict down. One that only repeats the path's last row (failed again for the same reason, still not to be
   * quarantined) updates that row instead, so that retrying for ever does not fill the disk; `repeated` says so.
   */
  record(verdict: NewVerdict): { readonly record: ScanRecord; readonly repeated: boolean };
  setAction(recordId: number, action: Action, detail: string | null, quarantineId: string | null): ScanRecord;
  get(recordId: number): { readonly record: ScanRecord; readonly path: FilePath } | null;
  /** Whether this very version of the file already has a verdict that needs nothing more by today's standard. */
  isSettled(path: FilePath, identity: FileIdentity | null, standard: Standard): boolean;
  list(query: HistoryQuery): { readonly records: readonly ScanRecord[]; readonly total: number };
  /** The latest verdict of each path that waits for the user. */
  unresolved(): readonly { readonly record: ScanRecord; readonly path: FilePath }[];
  /** How many of them are infected files in their place, with the newest one's path, and how many are others. */
  countUnresolved(): { readonly inPlace: number; readonly newestPath: string; readonly others: number };
  acknowledge(recordIds: readonly number[]): void;
  /** Nothing is at the path any more: its findings no longer need the user. */
  forget(path: FilePath): void;
  days(count: number): readonly { readonly day: string; readonly counts: VerdictCounts }[];
  close(): void;
}

const rowSchema = z.object({
  id: z.number(),
  at: z.string(),
  path: z.union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)]),
  folder_id: z.string().nullable(),
  size: z.number().nullable(),
  sha256: z.string().nullable(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  signature: z.string().nullable(),
  detail: z.string().nullable(),
  trigger: triggerSchema,
  duration_ms: z.number(),
  origin: z.string().nullable(),
  engine: z.string().nullable(),
  signature_version: z.string().nullable(),
  action: actionSchema,
  action_detail: z.string().nullable(),
  quarantine_id: z.string().nullable(),
  acknowledged: z.number(),
});

const identitySchema = z.object({
  dev: z.string().nullable(),
  ino: z.string().nullable(),
  mtime_ns: z.string().nullable(),
  ctime_ns: z.string().nullable(),
});

function toEntry(raw: unknown): { readonly record: ScanRecord; readonly path: FilePath } {
  const row = rowSchema.parse(raw);
  const path = filePath(new Uint8Array(row.path));
  return {
    path,
    record: {
      id: row.id,
      at: row.at,
      ...pathToFields(path),
      folderId: row.folder_id,
      verdict: row.verdict,
      reason: row.reason,
      signature: row.signature,
      detail: row.detail,
      sha256: row.sha256,
      size: row.size,
      trigger: row.trigger,
      durationMs: row.duration_ms,
      origin: row.origin,
      engine: row.engine,
      signatureVersion: row.signature_version,
      action: row.action,
      actionDetail: row.action_detail,
      quarantineId: row.quarantine_id,
      acknowledged: row.acknowledged === 1,
    },
  };
}

/** Whether writing `next` down would say nothing that the path's last row does not say already. */
function isRepeat(last: ScanRecord, next: NewVerdict, sameVersion: boolean): boolean {
  if (last.verdict !== next.verdict || last.reason !== next.reason || last.signature !== next.signature) return false;
  switch (next.verdict) {
    case 'failed':
      return true;
    case 'unscannable':
      return sameVersion;
    case 'infected':
      return sameVersion && last.action === 'quarantine-failed' && next.action === 'quarantine-failed';
    default:
      return false;
  }
}

/** The calendar day of `at` where the user lives, as `YYYY-MM-DD`. */
function localDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const identityText = (identity: FileIdentity | null) => ({
  dev: identity?.dev.toString() ?? null,
  ino: identity?.ino.toString() ?? null,
  mtime_ns: identity?.mtimeNs.toString() ?? null,
  ctime_ns: identity?.ctimeNs.toString() ?? null,
});

/** Links and the like are told of, but nothing is to be decided. What is infected and in its place cannot be waved off. */
const unresolvedCondition = `latest = 1 AND verdict NOT IN ('clean', 'failed') AND (
  (acknowledged = 0 AND verdict = 'suspicious')
  OR (acknowledged = 0 AND verdict = 'unscannable' AND reason <> 'not-regular')
  OR (acknowledged = 0 AND verdict = 'infected' AND action = 'none')
  OR (verdict = 'infected' AND action = 'quarantine-failed'))`;

/** Opens the ledger on its database. `now` gives the time written beside each verdict. */
export function createLedger(database: LedgerDatabase, now: () => Date): Ledger {
  const latestOf = database.prepare('SELECT * FROM verdicts WHERE path = ? AND latest = 1');
  const byId = database.prepare('SELECT * FROM verdicts WHERE id = ?');
  const demote = database.prepare('UPDATE verdicts SET latest = 0 WHERE path = ? AND latest = 1');
  const insert =
    database.prepare(`INSERT INTO verdicts (at, path, shown_path, folder_id, dev, ino, mtime_ns, ctime_ns, size,
      sha256, verdict, reason, signature, detail, trigger, duration_ms, origin, engine, signature_version, action,
      action_detail, day)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`);
  const repeat = database.prepare(
    'UPDATE verdicts SET at = ?, trigger = ?, detail = ?, duration_ms = ? WHERE id = ? RETURNING *',
  );
  const count = database.prepare(`INSERT INTO daily (day, verdict, count) VALUES (?, ?, ?)
    ON CONFLICT (day, verdict) DO UPDATE SET count = max(0, count + excluded.count)`);
  const act = database.prepare(
    'UPDATE verdicts SET action = ?, action_detail = ?, quarantine_id = ? WHERE id = ? RETURNING *',
  );
  const unresolvedRows = database.prepare(`SELECT * FROM verdicts WHERE ${unresolvedCondition} ORDER BY id DESC`);
  const unresolvedCounts = database.prepare(`SELECT count(*) FILTER (WHERE verdict = 'infected') AS in_place,
      count(*) FILTER (WHERE verdict <> 'infected') AS others,
      (SELECT shown_path FROM verdicts WHERE ${unresolvedCondition} AND verdict = 'infected' ORDER BY id DESC LIMIT 1) AS newest
    FROM verdicts WHERE ${unresolvedCondition}`);
  const acknowledgeRow = database.prepare('UPDATE verdicts SET acknowledged = 1 WHERE id = ?');
  const dayRows = database.prepare('SELECT day, verdict, count FROM daily WHERE day >= ?');

  // A buffer as the only argument would be taken for named parameters (libsql 0.5), hence the array here and below.
  const latest = (path: FilePath): unknown => latestOf.get([path.bytes]) ?? null;

  const insertVerdict = database.transaction((verdict: NewVerdict, previous: unknown): unknown => {
    const at = now();
    if (previous !== null) {
      const before = z.object({ verdict: verdictSchema, day: z.string() }).parse(previous);
      // A file that has its answer now no longer counts among those without one.
      if (before.verdict === 'failed') count.run(before.day, 'failed', -1);
      demote.run([verdict.path.bytes]);
    }
    const identity = identityText(verdict.identity);
    const day = localDay(at);
    count.run(day, verdict.verdict, 1);
    return insert.get(
      at.toISOString(),
      verdict.path.bytes,
      displayPath(verdict.path),
      verdict.folderId,
      identity.dev,
      identity.ino,
      identity.mtime_ns,
      identity.ctime_ns,
      verdict.identity === null ? null : Number(verdict.identity.size),
      verdict.sha256,
      verdict.verdict,
      verdict.reason,
      verdict.signature,
      verdict.detail,
      verdict.trigger,
      verdict.durationMs,
      verdict.origin,
      verdict.engine,
      verdict.signatureVersion,
      verdict.action,
      verdict.actionDetail,
      day,
    );
  });

  const sameVersion = (row: unknown, identity: FileIdentity | null): boolean => {
    const stored = identitySchema.parse(row);
    const given = identityText(identity);
    return (
      stored.dev === given.dev &&
      stored.ino === given.ino &&
      stored.mtime_ns === given.mtime_ns &&
      stored.ctime_ns === given.ctime_ns
    );
  };

  return {
    record(verdict) {
      const previous = latest(verdict.path);
      if (previous !== null) {
        const { record } = toEntry(previous);
        if (isRepeat(record, verdict, sameVersion(previous, verdict.identity))) {
          const row = repeat.get(now().toISOString(), verdict.trigger, verdict.detail, verdict.durationMs, record.id);
          return { record: toEntry(row).record, repeated: true };
        }
      }
      return { record: toEntry(insertVerdict(verdict, previous)).record, repeated: false };
    },
    setAction(recordId, action, detail, quarantineId) {
      return toEntry(act.get(action, detail, quarantineId, recordId)).record;
    },
    get(recordId) {
      const row = byId.get(recordId);
      return row === undefined ? null : toEntry(row);
    },
    isSettled(path, identity, standard) {
      const row = latest(path);
      if (row === null || !sameVersion(row, identity)) return false;
      const { record } = toEntry(row);
      switch (record.verdict) {
        case 'failed':
          return false;
        case 'infected':
          return record.action !== 'quarantine-failed' && !(record.action === 'none' && standard.quarantines);
        case 'clean':
          return record.signatureVersion !== null || !standard.signatures;
        default:
          return true;
      }
    },
    list(query) {
      const conditions: string[] = [];
      const values: unknown[] = [];
      const where = (condition: string, ...more: readonly unknown[]): void => {
        conditions.push(condition);
        values.push(...more);
      };
      if (query.verdicts !== undefined) {
        where(`verdict IN (${query.verdicts.map(() => '?').join(', ') || 'NULL'})`, ...query.verdicts);
      }
      if (query.folderId !== undefined) where('folder_id = ?', query.folderId);
      if (query.unresolved === true) where(unresolvedCondition);
      if (query.since !== undefined) where('at >= ?', new Date(query.since).toISOString());
      if (query.text !== undefined && query.text !== '') {
        const pattern = `%${query.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
        where(
          `(shown_path LIKE ? ESCAPE '\\' OR signature LIKE ? ESCAPE '\\' OR sha256 = ?)`,
          pattern,
          pattern,
          query.text.toLowerCase(),
        );
      }
      const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      const counted = database.prepare(`SELECT count(*) AS total FROM verdicts ${filter}`).get(...values);
      const { total } = z.object({ total: z.number() }).parse(counted);
      if (query.before !== undefined) where('id < ?', query.before);
      const page = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      const rows = database
        .prepare(`SELECT * FROM verdicts ${page} ORDER BY id DESC LIMIT ?`)
        .all(...values, query.limit);
      return { records: rows.map((row) => toEntry(row).record), total };
    },
    unresolved: () => unresolvedRows.all().map(toEntry),
    countUnresolved() {
      const counts = z
        .object({ in_place: z.number(), others: z.number(), newest: z.string().nullable() })
        .parse(unresolvedCounts.get());
      return { inPlace: counts.in_place, newestPath: counts.newest ?? '', others: counts.others };
    },
    acknowledge(recordIds) {
      for (const recordId of recordIds) acknowledgeRow.run(recordId);
    },
    forget(path) {
      demote.run([path.bytes]);
    },
    days(wanted) {
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
    close() {
      database.close();
    },
  };
}
