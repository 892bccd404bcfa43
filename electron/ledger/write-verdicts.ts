import { z } from 'zod';
import type { Action, Reason, ScanRecord, Trigger, Verdict } from '../../contract/verdicts.ts';
import { verdictSchema } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import { displayPath, type FilePath } from '../files/file-path.ts';
import type { FileTimes } from '../files/file-times.ts';
import { originHost } from '../files/origin-address.ts';
import { type Days, localDay } from './days.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { orderTexts } from './order-texts.ts';
import { identityText, isSameVersion, toEntry } from './rows.ts';
import { transaction } from './transaction.ts';

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
  /** Addresses as `originAddress` makes them: of the download, and of the page that led to it. */
  readonly origin: string | null;
  readonly referrer: string | null;
  readonly engine: string | null;
  readonly signatureVersion: string | null;
  readonly action: Action;
  readonly actionDetail: string | null;
  readonly times: FileTimes;
}

export interface Written {
  readonly record: ScanRecord;
  readonly repeated: boolean;
}

/** Writes verdicts and what was done about them. Each call is one transaction. */
export interface VerdictWriter {
  /**
   * Writes a verdict down. One that only repeats the path's last row (failed again for the same reason, still not to be
   * quarantined, clean twice because a hint came late) updates that row instead, so that retrying for ever does not fill
   * the disk; `repeated` says so.
   */
  record(verdict: NewVerdict): Written;
  /** The same for several at once: all are written, or none is. */
  recordAll(verdicts: readonly NewVerdict[]): readonly Written[];
  setAction(recordId: number, action: Action, detail: string | null, quarantineId: string | null): ScanRecord;
  /** Nothing is at the path any more: its findings no longer need the user. */
  forget(path: FilePath): void;
}

/** Whether writing `next` down would say nothing that the path's last row does not say already. */
function isRepeat(last: ScanRecord, next: NewVerdict, sameVersion: boolean): boolean {
  if (last.verdict !== next.verdict || last.reason !== next.reason || last.signature !== next.signature) return false;
  switch (next.verdict) {
    case 'failed':
      return true;
    case 'unscannable':
      return sameVersion;
    case 'suspicious':
      return sameVersion && last.action === next.action;
    case 'infected':
      return sameVersion && last.action === 'quarantine-failed' && next.action === 'quarantine-failed';
    case 'clean':
      return sameVersion && hints.includes(next.trigger) && isSameWord(last, next);
  }
}

/** Nobody asked for another look: a hint came late. */
const hints: readonly Trigger[] = ['arrival', 'change', 'sweep'];

const isSameWord = (last: ScanRecord, next: NewVerdict): boolean =>
  last.sha256 === next.sha256 && last.engine === next.engine && last.signatureVersion === next.signatureVersion;

/** When this very version was last called clean, where that is no longer said of it. */
function wasCleanAt(verdict: NewVerdict, previous: unknown): string | null {
  if (previous === null || verdict.verdict === 'clean' || !isSameVersion(previous, verdict.identity)) return null;
  const { record } = toEntry(previous);
  return record.verdict === 'clean' ? record.at : record.wasCleanAt;
}

/** In the order of their columns. */
const timeTexts = ({ seenAt, settledAt, queuedAt, scanStartedAt }: FileTimes): readonly (string | null)[] =>
  [seenAt, settledAt, queuedAt, scanStartedAt].map((time) => time?.toISOString() ?? null);

export function createVerdictWriter(parts: {
  readonly database: LedgerDatabase;
  readonly days: Pick<Days, 'count'>;
  /** The last row of a path, or null. */
  readonly latest: (path: FilePath) => unknown;
  readonly isCounted: (path: FilePath) => boolean;
  readonly now: () => Date;
}): VerdictWriter {
  const { database, days, latest, isCounted, now } = parts;
  const demote = database.prepare('UPDATE verdicts SET latest = 0 WHERE path = ? AND latest = 1');
  const insert =
    database.prepare(`INSERT INTO verdicts (at, path, shown_path, folder_id, dev, ino, mtime_ns, ctime_ns, size,
      sha256, verdict, reason, signature, detail, trigger, duration_ms, origin, referrer, origin_host, engine, signature_version,
      action, action_detail, day, was_clean_at, name_order, folder_order, seen_at, settled_at, queued_at, scan_started_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`);
  const repeat = database.prepare(
    `UPDATE verdicts SET at = ?, trigger = ?, detail = ?, duration_ms = ?, action = ?,
       seen_at = ?, settled_at = ?, queued_at = ?, scan_started_at = ? WHERE id = ? RETURNING *`,
  );
  const act = database.prepare(
    'UPDATE verdicts SET action = ?, action_detail = ?, quarantine_id = ? WHERE id = ? RETURNING *',
  );

  const insertVerdict = (verdict: NewVerdict, previous: unknown): unknown => {
    const at = now();
    if (previous !== null) {
      const before = z.object({ verdict: verdictSchema, day: z.string() }).parse(previous);
      // A file that has its answer now no longer counts among those without one.
      if (before.verdict === 'failed' && isCounted(verdict.path)) days.count(before.day, 'failed', -1);
      demote.run([verdict.path.bytes]);
    }
    const identity = identityText(verdict.identity);
    const day = localDay(at);
    if (isCounted(verdict.path)) days.count(day, verdict.verdict, 1);
    const shownPath = displayPath(verdict.path);
    const order = orderTexts(shownPath);
    const values = [
      at.toISOString(),
      verdict.path.bytes,
      shownPath,
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
      verdict.referrer,
      originHost(verdict.origin ?? verdict.referrer),
      verdict.engine,
      verdict.signatureVersion,
      verdict.action,
      verdict.actionDetail,
      day,
      wasCleanAt(verdict, previous),
      order.name,
      order.folder,
      ...timeTexts(verdict.times),
    ];
    return insert.get(...values);
  };

  const write = (verdict: NewVerdict): Written => {
    const previous = latest(verdict.path);
    if (previous !== null) {
      const { record } = toEntry(previous);
      if (isRepeat(record, verdict, isSameVersion(previous, verdict.identity))) {
        const { trigger, detail, durationMs, action, times } = verdict;
        const said = [now().toISOString(), trigger, detail, durationMs, action, ...timeTexts(times)];
        const row = repeat.get(...said, record.id);
        return { record: toEntry(row).record, repeated: true };
      }
    }
    return { record: toEntry(insertVerdict(verdict, previous)).record, repeated: false };
  };

  return {
    record: transaction(database, write),
    recordAll: transaction(database, (verdicts: readonly NewVerdict[]) => verdicts.map(write)),
    setAction(recordId, action, detail, quarantineId) {
      return toEntry(act.get(action, detail, quarantineId, recordId)).record;
    },
    forget(path) {
      // A buffer as the only argument would be taken for named parameters (libsql 0.5), hence the array.
      demote.run([path.bytes]);
    },
  };
}
