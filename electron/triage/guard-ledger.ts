import { errorText } from '../files/fs-error.ts';
import type { TriageListeners, TriageParts } from './triage-types.ts';

/** The ledger could not take a verdict: the disk is full or failing. The file is as it was. */
export class NotRecorded extends Error {}

type TriageLedger = TriageParts['ledger'];

/** The same ledger, whose every failure to write is told and has one name. */
export function guardLedger(ledger: TriageLedger, { onLedgerTrouble }: TriageListeners): TriageLedger {
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
    unresolved: ledger.unresolved,
    forget: (path) => guard(() => ledger.forget(path)),
  };
}
