import type { VerdictEvent } from '../../contract/events.ts';
import type { ScanRecord, Trigger } from '../../contract/verdicts.ts';
import { type FilePath, pathToFields } from '../files/file-path.ts';

/** The line others script against, of a ledger record. */
export const verdictToEvent = (record: ScanRecord): VerdictEvent => ({
  type: 'verdict',
  at: record.at,
  path: record.path,
  ...(record.pathBase64 === undefined ? {} : { pathBase64: record.pathBase64 }),
  verdict: record.verdict,
  signature: record.signature,
  reason: record.reason,
  sha256: record.sha256,
  size: record.size,
  trigger: record.trigger,
  durationMs: record.durationMs,
  origin: record.origin,
  wasCleanAt: record.wasCleanAt,
});

/** The line for a file whose verdict could not be written down. */
export const unrecordedEvent = (path: FilePath, trigger: Trigger, at: Date): VerdictEvent => ({
  type: 'verdict',
  at: at.toISOString(),
  ...pathToFields(path),
  verdict: 'failed',
  signature: null,
  reason: 'not-recorded',
  sha256: null,
  size: null,
  trigger,
  durationMs: 0,
  origin: null,
  wasCleanAt: null,
});
