import type { LazaretEvent } from '../../contract/events.ts';
import type { Settings } from '../../contract/settings.ts';
import type { ScanRecord, Trigger, Verdict } from '../../contract/verdicts.ts';
import type { EngineLease } from '../engine/engine-member.ts';
import type { Engine } from '../engine/engine-types.ts';
import type { FileOrigin } from '../files/file-origin.ts';
import { type FilePath, pathToFields } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createRecordTogether, type RecordTogether } from '../ledger/record-together.ts';
import type { NewVerdict } from '../ledger/write-verdicts.ts';
import type { StoreRequest, StoreResult, Vault } from '../quarantine/vault-types.ts';
import type { ScanOutcome, ScanVerdict } from '../scan/scan-outcome.ts';
import type { ScanTryResult } from '../scan/scan-queue-entry.ts';
import type { Scanner } from '../scan/scanner.ts';
import { actionFor, responseTo } from './policy.ts';
import { verdictToEvent } from './verdict-event.ts';

export interface TriageJob {
  readonly path: FilePath;
  readonly trigger: Trigger;
  /** 1 for the first try. */
  readonly attempt: number;
}

export interface TriageListeners {
  /** A row of the ledger is new or says something else now. */
  onRecord(record: ScanRecord): void;
  onEvent(event: LazaretEvent, path: FilePath, record: ScanRecord): void;
  /** Whether a scan asked for by hand waits for the path: it is told every verdict, be it an old one. */
  isAwaited(path: FilePath): boolean;
  /** Whoever waits for the path has the answer: its verdict, or null when nothing is there any more. */
  onAnswered(path: FilePath, verdict: Verdict | null): void;
  /** The file was replaced meanwhile: what is there now has not been looked at. */
  onReplaced(path: FilePath): void;
  onVaultTrouble(detail: string | null): void;
  /** There is no answer that could be kept: the file counts as failed, without a row of its own. */
  onUnrecorded(path: FilePath, trigger: Trigger): void;
  /** A verdict could not be written down (the disk is full, say); null when one could again. */
  onLedgerTrouble(detail: string | null): void;
}

export interface Triage {
  /** One try at one file. */
  triageFile(job: TriageJob, signal: AbortSignal): Promise<ScanTryResult>;
  /** Something that could not even be looked into is written down as not scanned. */
  unreadable(unreadable: { readonly path: FilePath; readonly code: string }, trigger: Trigger): void;
}

export interface TriageParts {
  readonly engine: Pick<Engine, 'acquire' | 'reportFailure'>;
  readonly scanner: Pick<Scanner, 'scan'>;
  readonly vault: Pick<Vault, 'store' | 'allows'>;
  readonly ledger: Pick<Ledger, 'record' | 'recordAll' | 'setAction' | 'forget'>;
  readonly settings: () => Settings;
  readonly folderOf: (path: FilePath) => string | null;
  readonly listeners: TriageListeners;
}

const bytesPerMiB = 1024 * 1024;

/** A file that keeps changing under the scan gets this many tries before those who wait are told that it failed. */
const patientAttempts = 3;

/**
 * One file's way: engine → verdict → policy → vault → ledger → announcement. Whatever goes wrong on the way has a name
 * of its own; only an engine trusted from the first byte to the last may call a file clean.
 */
export function createTriage(given: TriageParts): Triage {
  const ledger = guardLedger(given.ledger, given.listeners);
  const parts: Parts = { ...given, ledger, recordTogether: createRecordTogether(ledger) };
  const answer = (job: TriageJob, { record, result }: Decision): ScanTryResult => {
    const isStillChanging = record.reason === 'changed-while-scanning' && job.attempt < patientAttempts;
    if (!isStillChanging) parts.listeners.onAnswered(job.path, record.verdict);
    return result;
  };

  const tryFile = async (job: TriageJob, signal: AbortSignal): Promise<ScanTryResult> => {
    const lease = parts.engine.acquire();
    if (lease === null) return answer(job, withoutEngine(parts, job));
    try {
      const outcome = await scan(parts, job, lease, signal);
      if (signal.aborted) return 'retry';
      if (outcome.kind === 'gone') {
        parts.ledger.forget(job.path);
        parts.listeners.onAnswered(job.path, null);
        return 'done';
      }
      return answer(job, await decide(parts, job, trustOnly(lease, outcome), lease));
    } finally {
      lease.release();
    }
  };

  const noteUnreadable = (
    { path, code }: { readonly path: FilePath; readonly code: string },
    trigger: Trigger,
  ): void => {
    const judged = { verdict: 'unscannable', reason: 'unreadable' } as const;
    const written = parts.ledger.record({
      ...writtenBy(parts, { path, trigger }, null),
      ...noAnswer,
      ...judged,
      action: actionFor(responseTo(parts.settings().policy, judged)),
      detail: code,
    });
    announce(parts, path, written);
    parts.listeners.onAnswered(path, 'unscannable');
  };

  return {
    async triageFile(job, signal) {
      try {
        return await tryFile(job, signal);
      } catch (error) {
        if (!(error instanceof NotRecorded)) throw error;
        return tellUnrecorded(parts, job, error);
      }
    },
    unreadable(unreadable, trigger) {
      try {
        noteUnreadable(unreadable, trigger);
      } catch (error) {
        if (!(error instanceof NotRecorded)) throw error;
        tellUnrecorded(parts, { path: unreadable.path, trigger, attempt: 1 }, error);
      }
    },
  };
}

interface Parts extends TriageParts {
  readonly recordTogether: RecordTogether;
}

interface Decision {
  readonly record: ScanRecord;
  readonly result: ScanTryResult;
}

/** What a row says where no engine has said anything. */
const noAnswer = {
  signature: null,
  detail: null,
  sha256: null,
  identity: null,
  durationMs: 0,
  action: 'none',
  actionDetail: null,
} as const;

function scan(parts: Parts, job: TriageJob, lease: EngineLease, signal: AbortSignal): Promise<ScanOutcome> {
  const { maxFileSizeMiB, limits } = parts.settings().engine;
  return parts.scanner.scan({
    path: job.path,
    endpoint: lease.endpoint,
    maxBytes: maxFileSizeMiB * bytesPerMiB,
    scanMs: limits.scanSeconds * 1_000,
    signal: AbortSignal.any([signal, lease.signal]),
  });
}

/** A clean word from an engine that lost our trust meanwhile counts for nothing. */
function trustOnly<T extends Pick<NewVerdict, 'verdict' | 'reason' | 'detail'>>(lease: EngineLease, judged: T): T {
  if (judged.verdict !== 'clean' || lease.trusted()) return judged;
  return {
    ...judged,
    verdict: 'failed',
    reason: 'engine-untrusted',
    detail: 'The engine failed its own check while this file was being scanned.',
  };
}

function withoutEngine(parts: Parts, job: TriageJob): Decision {
  const written = parts.ledger.record({
    ...writtenBy(parts, job, null),
    ...noAnswer,
    verdict: 'failed',
    reason: 'engine-unavailable',
  });
  announce(parts, job.path, written);
  return { record: written.record, result: 'held' };
}

/** The ledger could not take a verdict: the disk is full or failing. The file is as it was. */
class NotRecorded extends Error {}

type TriageLedger = TriageParts['ledger'];

/** The same ledger, whose every failure to write is told and has one name. */
function guardLedger(ledger: TriageLedger, { onLedgerTrouble }: TriageListeners): TriageLedger {
  const guard = <T>(write: () => T): T => {
    try {
      const written = write();
      onLedgerTrouble(null);
      return written;
    } catch (error) {
      throw new NotRecorded(errorText(error), { cause: error });
    }
  };
  return {
    record: (verdict) => guard(() => ledger.record(verdict)),
    recordAll: (verdicts) => guard(() => ledger.recordAll(verdicts)),
    setAction: (...action) => guard(() => ledger.setAction(...action)),
    forget: (path) => guard(() => ledger.forget(path)),
  };
}

/** Nothing is decided of a file whose verdict cannot be kept: it is told as failed, and tried again. */
function tellUnrecorded(parts: Parts, job: TriageJob, { message }: NotRecorded): ScanTryResult {
  parts.listeners.onLedgerTrouble(message);
  if (job.attempt === 1 || parts.listeners.isAwaited(job.path)) parts.listeners.onUnrecorded(job.path, job.trigger);
  parts.listeners.onAnswered(job.path, 'failed');
  return 'retry';
}

const originOf = (origin: FileOrigin | undefined): Pick<NewVerdict, 'origin' | 'referrer'> => ({
  origin: origin?.url ?? null,
  referrer: origin?.referrer ?? null,
});

/** What every row of this job says, whatever the verdict. */
function writtenBy(
  parts: Parts,
  job: Pick<TriageJob, 'path' | 'trigger'>,
  lease: EngineLease | null,
): Pick<NewVerdict, 'path' | 'folderId' | 'trigger' | 'origin' | 'referrer' | 'engine' | 'signatureVersion'> {
  return {
    path: job.path,
    folderId: parts.folderOf(job.path),
    trigger: job.trigger,
    ...originOf(undefined),
    engine: lease?.name ?? null,
    signatureVersion: lease?.signatureVersion ?? null,
  };
}

async function decide(parts: Parts, job: TriageJob, outcome: ScanVerdict, lease: EngineLease): Promise<Decision> {
  const { kind: _, origin, ...verdict } = outcome;
  // Who did not read the whole file has said nothing of it.
  const reader = verdict.sha256 === null ? null : lease;
  const response = responseTo(parts.settings().policy, verdict);
  const row: NewVerdict = {
    ...writtenBy(parts, job, reader),
    ...verdict,
    ...originOf(origin),
    action: actionFor(response),
    actionDetail: null,
  };
  const named = namedFinding(job, row);
  if (named !== null && parts.vault.allows(named))
    return await writeDown(parts, job, { ...row, action: 'allowed' }, lease);
  if (named !== null && response === 'quarantine') return await lockAway(parts, named, row);
  if (row.verdict === 'failed' && row.reason !== 'changed-while-scanning') {
    const isGone = lease.signal.aborted;
    parts.engine.reportFailure(lease.endpoint, row.detail ?? row.reason ?? 'failed');
    return { ...(await writeDown(parts, job, row, lease)), result: afterFailure(row, isGone) };
  }
  return await writeDown(parts, job, row, lease);
}

async function writeDown(parts: Parts, job: TriageJob, row: NewVerdict, lease: EngineLease): Promise<Decision> {
  const written = await parts.recordTogether(() => trustOnly(lease, row));
  announce(parts, job.path, written);
  return { record: written.record, result: written.record.verdict === 'failed' ? 'retry' : 'done' };
}

/** An engine that was there when the scan began, and gave no answer, may have met its end in this very file. */
function afterFailure({ reason }: Pick<NewVerdict, 'reason'>, isGone: boolean): ScanTryResult {
  return isGone || reason === 'no-reply' || reason === 'short-stream' || reason === 'stalled' ? 'lost' : 'retry';
}

type NamedFinding = Pick<StoreRequest, 'path' | 'identity' | 'sha256' | 'signature'>;

/** What the vault needs to know of a file that the engine has a name for; null for every other verdict. */
function namedFinding({ path }: TriageJob, row: NewVerdict): NamedFinding | null {
  const { verdict, identity, sha256, signature } = row;
  if (verdict !== 'infected' && verdict !== 'suspicious') return null;
  if (identity === null || sha256 === null || signature === null) {
    throw new Error('Such a verdict must carry identity, sha256 and signature.');
  }
  return { path, identity, sha256, signature };
}

async function lockAway(parts: Parts, finding: NamedFinding, row: NewVerdict): Promise<Decision> {
  // Written as not quarantined until it is: a crash in between leaves the truth behind.
  const written = parts.ledger.record({
    ...row,
    action: 'quarantine-failed',
    actionDetail: 'Lazaret stopped before the file was locked away.',
  });
  const stored = await parts.vault.store({
    ...finding,
    engine: row.engine,
    signatureVersion: row.signatureVersion,
    origin: row.origin,
  });
  return conclude(parts, finding, written, stored);
}

/** Writes down and announces what became of a file that was to be locked away. */
function conclude(
  parts: Parts,
  { path, signature, sha256 }: NamedFinding,
  { record, repeated }: Written,
  stored: StoreResult,
): Decision {
  const { ledger, listeners } = parts;
  switch (stored.kind) {
    case 'stored':
    case 'stored-original-left': {
      const { id, at } = stored.item;
      const detail = stored.kind === 'stored' ? null : stored.detail;
      const done = ledger.setAction(record.id, 'quarantined', detail, id);
      listeners.onVaultTrouble(null);
      announce(parts, path, { record: done, repeated: false });
      listeners.onEvent({ type: 'quarantined', at, id, ...pathToFields(path), signature, sha256 }, path, done);
      if (stored.kind === 'stored-original-left') listeners.onReplaced(path);
      return { record: done, result: 'done' };
    }
    case 'changed': {
      const detail = 'The file changed before it could be locked away; it is scanned again.';
      const done = ledger.setAction(record.id, 'quarantine-failed', detail, null);
      announce(parts, path, { record: done, repeated });
      return { record: done, result: 'retry' };
    }
    case 'gone': {
      const done = ledger.setAction(record.id, 'none', 'The file was gone before it could be locked away.', null);
      ledger.forget(path);
      announce(parts, path, { record: done, repeated });
      return { record: done, result: 'done' };
    }
    case 'failed': {
      const { detail } = stored;
      const done = ledger.setAction(record.id, 'quarantine-failed', detail, null);
      listeners.onVaultTrouble(detail);
      announce(parts, path, { record: done, repeated });
      if (!repeated || listeners.isAwaited(path)) {
        const at = done.at;
        listeners.onEvent({ type: 'quarantine-failed', at, ...pathToFields(path), signature, detail }, path, done);
      }
      return { record: done, result: 'retry' };
    }
    default:
      return assertNever(stored);
  }
}

type Written = ReturnType<Ledger['record']>;

function announce(parts: Parts, path: FilePath, { record, repeated }: Written): void {
  parts.listeners.onRecord(record);
  if (!repeated || parts.listeners.isAwaited(path)) parts.listeners.onEvent(verdictToEvent(record), path, record);
}

function assertNever(value: never): never {
  throw new Error(`Not a case: ${JSON.stringify(value)}`);
}
