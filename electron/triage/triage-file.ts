import type { Trigger } from '../../contract/verdicts.ts';
import type { EngineLease } from '../engine/engine-member.ts';
import type { FileOrigin } from '../files/file-origin.ts';
import type { FilePath } from '../files/file-path.ts';
import { unknownTimes } from '../files/file-times.ts';
import { createRecordTogether, type RecordTogether } from '../ledger/record-together.ts';
import type { NewVerdict } from '../ledger/write-verdicts.ts';
import type { ScanOutcome, ScanVerdict } from '../scan/scan-outcome.ts';
import type { ScanTryResult } from '../scan/scan-queue-entry.ts';
import { announce } from './announce.ts';
import { guardLedger, NotRecorded } from './guard-ledger.ts';
import { concludeInterrupted, lockAway, namedFinding } from './lock-away.ts';
import { actionFor, responseTo } from './policy.ts';
import type { Decision, Triage, TriageJob, TriageParts } from './triage-types.ts';
import { withReputation } from './with-reputation.ts';

interface Parts extends TriageParts {
  readonly recordTogether: RecordTogether;
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
      return answer(job, await decide(parts, job, withReputation(parts, trustOnly(lease, outcome)), lease));
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
    concludeInterrupted() {
      try {
        concludeInterrupted(parts);
      } catch (error) {
        // The ledger's trouble is told, and the rows stay as they are until the next start.
        if (!(error instanceof NotRecorded)) throw error;
      }
    },
  };
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
    isLenient: lease.isLenient,
    scanMs: limits.scanSeconds * 1_000,
    signal: AbortSignal.any([signal, lease.signal]),
    ...(job.onProgress === undefined ? {} : { onProgress: job.onProgress }),
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
    times: { ...(job.times ?? unknownTimes), scanStartedAt: null },
    verdict: 'failed',
    reason: 'engine-unavailable',
  });
  announce(parts, job.path, written);
  return { record: written.record, result: 'held' };
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
  job: Pick<TriageJob, 'path' | 'trigger' | 'times'>,
  lease: EngineLease | null,
): Pick<NewVerdict, 'path' | 'folderId' | 'trigger' | 'origin' | 'referrer' | 'engine' | 'signatureVersion' | 'times'> {
  return {
    path: job.path,
    folderId: parts.folderOf(job.path),
    trigger: job.trigger,
    times: job.times ?? unknownTimes,
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
