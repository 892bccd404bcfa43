import type { VerdictEvent } from '../../contract/events.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';

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
});
