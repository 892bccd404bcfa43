import { z } from 'zod';
import {
  type ReputationAnswer,
  reputationAnswerSchema,
  type SentRequest,
  sentRequestSchema,
} from '../../contract/reputation.ts';
import { type FilePath, filePath } from '../files/file-path.ts';
import type { LedgerDatabase } from '../ledger/ledger-database.ts';
import { transaction } from '../ledger/transaction.ts';

export type Stage = 'lookup' | 'upload' | 'analysis';

/** A file in the queue. */
export interface QueuedFile {
  readonly id: number;
  /** The ledger's row that brought it here; null where it was asked about by hand. */
  readonly recordId: number | null;
  readonly path: FilePath;
  readonly sha256: string;
  readonly size: number | null;
  /** Asked about by name: by its hash only, whatever the settings say. */
  readonly byHand: boolean;
  readonly stage: Stage;
  readonly analysisId: string | null;
  /** It was sent whole, so that it is not sent again. */
  readonly uploaded: boolean;
  /** Tries in a row that brought no answer about it. */
  readonly tries: number;
  readonly notBefore: Date | null;
}

export type NewFile = Pick<QueuedFile, 'recordId' | 'path' | 'sha256' | 'size' | 'byHand'>;
export type Progress = Partial<Pick<QueuedFile, 'stage' | 'analysisId' | 'uploaded' | 'tries' | 'notBefore'>>;

/**
 * What the reputation room remembers, in the ledger's database: each call is one transaction, so that a file is in the
 * queue until its answer is kept, whenever Lazaret ends.
 */
export interface ReputationStore {
  /** Puts files at the end of the queue; the row up to which the ledger has been gone through is written with them. */
  take(files: readonly NewFile[], cursor: number | null): void;
  /** The first in line that may be asked about now. */
  next(now: Date): QueuedFile | null;
  /** When the first of those that have to wait may be asked about; null where there is none. */
  nextDue(): { readonly at: Date; readonly stage: Stage } | null;
  queued(): number;
  /** The id of the entry that was put in last; 0 where the queue is empty. */
  lastQueued(): number;
  /** Whether the ledger's row calls its file infected or suspicious; not so where there is none any more. */
  isFinding(recordId: number | null): boolean;
  /** The first entry about these bytes, and its place in line from 1. */
  placeOf(sha256: string): { readonly file: QueuedFile; readonly place: number } | null;
  update(id: number, progress: Progress): void;
  /** Lets all files be asked about now that were put off because of how the server answered. */
  forgetTries(): void;
  /** Takes a file out without an answer. */
  drop(id: number): void;
  dropAll(): void;
  /** Keeps the answer, and takes all that wait for it out of the queue. */
  answer(sha256: string, answer: ReputationAnswer): void;
  answerOf(sha256: string): ReputationAnswer | null;
  /** Forgets older answers, but those that call a file malicious. */
  forgetAnswersBefore(time: Date): void;
  /** Written before a request is sent, so that what left is listed whatever happens next. */
  sending(request: Omit<SentRequest, 'id' | 'outcome' | 'detail'>): number;
  sent(id: number, outcome: SentRequest['outcome'], detail: string): void;
  requests(
    before: number | null,
    limit: number,
  ): {
    readonly requests: SentRequest[];
    readonly total: number;
    readonly next: number | null;
  };
  /** How many requests were ever noted: a number that grows with each. */
  requestCount(): number;
  clearRequests(): number;
  fact(name: string): string | null;
  setFact(name: string, value: string | null): void;
}

/** Nothing waits for longer; what seems to was put off before the clock was set back. */
const longestWaitMs = 25 * 60 * 60 * 1000;

/** Older requests than this many are forgotten. */
const requestsKept = 50_000;

const bytes = z.union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)]);
const fileRow = z.object({
  id: z.number(),
  record_id: z.number().nullable(),
  path: bytes,
  sha256: z.string(),
  size: z.number().nullable(),
  by_hand: z.number(),
  stage: z.enum(['lookup', 'upload', 'analysis']),
  analysis_id: z.string().nullable(),
  uploaded: z.number(),
  tries: z.number(),
  not_before: z.string().nullable(),
});
const countRow = z.object({ count: z.number() });
const dueRow = z.object({ at: z.string(), stage: fileRow.shape.stage });
const idRow = z.object({ id: z.number() });
const answerRow = z.object({ answer: z.string() });
const highestRow = z.object({ count: z.number().nullable() });
const factRow = z.object({ value: z.string() });
const requestRows = z.array(sentRequestSchema);

function toFile(raw: unknown): QueuedFile {
  const row = fileRow.parse(raw);
  return {
    id: row.id,
    recordId: row.record_id,
    path: filePath(new Uint8Array(row.path)),
    sha256: row.sha256,
    size: row.size,
    byHand: row.by_hand === 1,
    stage: row.stage,
    analysisId: row.analysis_id,
    uploaded: row.uploaded === 1,
    tries: row.tries,
    notBefore: row.not_before === null ? null : new Date(row.not_before),
  };
}

export const cursorFact = 'cursor';
/** Kept by `server-standing.ts`, and forgotten when reputation is turned off. */
export const unansweredFact = 'unanswered';
export const refusedFact = 'refused';

export function createReputationStore(database: LedgerDatabase): ReputationStore {
  const insert = database.prepare(
    'INSERT INTO reputation_queue (record_id, path, sha256, size, by_hand) VALUES (?, ?, ?, ?, ?)',
  );
  const first = database.prepare(
    'SELECT * FROM reputation_queue WHERE not_before IS NULL OR not_before <= ? OR not_before > ? ORDER BY id LIMIT 1',
  );
  const due = database.prepare(
    'SELECT not_before AS at, stage FROM reputation_queue WHERE not_before IS NOT NULL ORDER BY not_before LIMIT 1',
  );
  const count = database.prepare('SELECT count(*) AS count FROM reputation_queue');
  const last = database.prepare('SELECT max(id) AS count FROM reputation_queue');
  const finding = database.prepare("SELECT 1 FROM verdicts WHERE id = ? AND verdict IN ('infected', 'suspicious')");
  const bySha = database.prepare('SELECT * FROM reputation_queue WHERE sha256 = ? ORDER BY id LIMIT 1');
  const before = database.prepare('SELECT count(*) AS count FROM reputation_queue WHERE id <= ?');
  const byId = database.prepare('SELECT * FROM reputation_queue WHERE id = ?');
  const change = database.prepare(
    'UPDATE reputation_queue SET stage = ?, analysis_id = ?, uploaded = ?, tries = ?, not_before = ? WHERE id = ?',
  );
  const forgetTries = database.prepare(
    "UPDATE reputation_queue SET tries = 0, not_before = NULL WHERE not_before IS NOT NULL AND stage <> 'analysis'",
  );
  const remove = database.prepare('DELETE FROM reputation_queue WHERE id = ?');
  const removeSha = database.prepare('DELETE FROM reputation_queue WHERE sha256 = ?');
  const keep = database.prepare(
    `INSERT INTO reputation_answers VALUES (?, ?, ?, ?) ON CONFLICT (sha256)
     DO UPDATE SET asked_at = excluded.asked_at, malicious = excluded.malicious, answer = excluded.answer`,
  );
  const forgetAnswers = database.prepare('DELETE FROM reputation_answers WHERE malicious = 0 AND asked_at < ?');
  const kept = database.prepare('SELECT answer FROM reputation_answers WHERE sha256 = ?');
  const note = database.prepare(
    `INSERT INTO reputation_requests (at, what, host, sha256, name, size, outcome)
     VALUES (?, ?, ?, ?, ?, ?, 'sent') RETURNING id`,
  );
  const noted = database.prepare('UPDATE reputation_requests SET outcome = ?, detail = ? WHERE id = ?');
  const forgetOld = database.prepare('DELETE FROM reputation_requests WHERE id <= ?');
  const list = database.prepare('SELECT * FROM reputation_requests WHERE id < ? ORDER BY id DESC LIMIT ?');
  const listed = database.prepare('SELECT count(*) AS count FROM reputation_requests');
  const ever = database.prepare("SELECT max(seq) AS count FROM sqlite_sequence WHERE name = 'reputation_requests'");
  const clear = database.prepare('DELETE FROM reputation_requests');
  const readFact = database.prepare('SELECT value FROM reputation_facts WHERE name = ?');
  const writeFact = database.prepare(
    'INSERT INTO reputation_facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const dropFact = database.prepare('DELETE FROM reputation_facts WHERE name = ?');
  const setFact = (name: string, value: string | null): void => {
    if (value === null) dropFact.run(name);
    else writeFact.run(name, value);
  };
  const total = (): number => countRow.parse(listed.get()).count;
  // Counted once: the window asks many times a second, and the line may be long.
  let queued = countRow.parse(count.get()).count;
  const insertFiles = transaction(database, (files: readonly NewFile[], cursor: number | null): void => {
    for (const { recordId, path, sha256, size, byHand } of files) {
      insert.run(recordId, path.bytes, sha256, size, byHand ? 1 : 0);
    }
    if (cursor !== null) setFact(cursorFact, String(cursor));
  });
  const keepAnswer = transaction(database, (sha256: string, answer: ReputationAnswer): number => {
    const malicious = answer.outcome === 'known' ? answer.malicious : 0;
    keep.run(sha256, answer.askedAt, malicious, JSON.stringify(answer));
    return removeSha.run(sha256).changes;
  });

  return {
    take(files, cursor) {
      insertFiles(files, cursor);
      queued += files.length;
    },
    next(now) {
      const row = first.get(now.toISOString(), new Date(now.getTime() + longestWaitMs).toISOString());
      return row === undefined ? null : toFile(row);
    },
    nextDue() {
      const row = due.get();
      if (row === undefined) return null;
      const { at, stage } = dueRow.parse(row);
      return { at: new Date(at), stage };
    },
    queued: () => queued,
    lastQueued: () => highestRow.parse(last.get()).count ?? 0,
    isFinding: (recordId) => recordId !== null && finding.get(recordId) !== undefined,
    placeOf(sha256) {
      const row = bySha.get(sha256);
      if (row === undefined) return null;
      const file = toFile(row);
      return { file, place: countRow.parse(before.get(file.id)).count };
    },
    update(id, progress) {
      const row = byId.get(id);
      if (row === undefined) return;
      const { stage, analysisId, uploaded, tries, notBefore } = { ...toFile(row), ...progress };
      change.run(stage, analysisId, uploaded ? 1 : 0, tries, notBefore?.toISOString() ?? null, id);
    },
    forgetTries: () => void forgetTries.run(),
    drop(id) {
      queued -= remove.run(id).changes;
    },
    dropAll() {
      database.exec('DELETE FROM reputation_queue');
      queued = 0;
    },
    answer(sha256, answer) {
      queued -= keepAnswer(sha256, answer);
    },
    forgetAnswersBefore: (time) => void forgetAnswers.run(time.toISOString()),
    answerOf(sha256) {
      const row = kept.get(sha256);
      if (row === undefined) return null;
      return reputationAnswerSchema.parse(JSON.parse(answerRow.parse(row).answer));
    },
    sending({ at, what, host, sha256, name, size }) {
      const { id } = idRow.parse(note.get(at, what, host, sha256, name, size));
      forgetOld.run(id - requestsKept);
      return id;
    },
    sent: (id, outcome, detail) => void noted.run(outcome, detail, id),
    requests(before, limit) {
      const rows = list.all(before ?? Number.MAX_SAFE_INTEGER, limit);
      const requests = requestRows.parse(rows);
      return { requests, total: total(), next: requests.length < limit ? null : (requests.at(-1)?.id ?? null) };
    },
    requestCount: () => highestRow.parse(ever.get()).count ?? 0,
    clearRequests() {
      const removed = total();
      clear.run();
      return removed;
    },
    fact(name) {
      const row = readFact.get(name);
      return row === undefined ? null : factRow.parse(row).value;
    },
    setFact,
  };
}
