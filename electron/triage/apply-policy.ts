import type { Policy } from '../../contract/settings.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { FilePath } from '../files/file-path.ts';
import type { InPlace } from '../ledger/in-place.ts';
import { policyChanges } from './policy.ts';

/**
 * Makes a policy hold for what was found before it: findings left in their place are called what they would be called
 * now, and those that are to go into the vault, or no longer, are scanned once more, watched or not.
 */
export function createPolicyApplication(parts: {
  readonly ledger: Pick<InPlace, 'relabel' | 'inPlace'>;
  readonly scanAgain: (path: FilePath) => void;
  readonly onRecord: (record: ScanRecord) => void;
}): (policy: Policy, before: Policy | null) => void {
  const { ledger, scanAgain, onRecord } = parts;
  return (policy, before) => {
    const { relabelled, scannedAgain } = policyChanges(policy, before);
    for (const kind of relabelled) for (const record of ledger.relabel(kind).toReversed()) onRecord(record);
    for (const verdict of scannedAgain) for (const path of ledger.inPlace(verdict)) scanAgain(path);
  };
}
