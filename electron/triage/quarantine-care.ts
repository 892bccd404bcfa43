import type { Rescan } from '../../contract/quarantine.ts';
import type { Result } from '../../contract/result.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Engine } from '../engine/engine-types.ts';
import type { FilePath } from '../files/file-path.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createExport } from '../quarantine/export-item.ts';
import { createHousekeeping } from '../quarantine/housekeeping.ts';
import type { Vault } from '../quarantine/vault-types.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { Notices } from '../state/notices.ts';
import { createRescan } from './rescan-item.ts';
import type { TriageParts } from './triage-types.ts';

interface QuarantineCareParts {
  readonly vault: Vault;
  readonly engine: Engine;
  readonly scanner: Scanner;
  readonly ledger: Pick<Ledger, 'forget'>;
  readonly notices: Pick<Notices, 'add' | 'withdraw'>;
  readonly settings: () => Settings;
  readonly badReputation: TriageParts['badReputation'];
  readonly scanAgain: (path: FilePath) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What the vault needs of the other rooms: an engine for another look, the ledger and the queue for what is allowed. */
export interface QuarantineCare {
  rescan(id: string): Promise<Result<Rescan>>;
  exportTo(id: string, to: FilePath): Promise<Result<{ path: string }>>;
  /** The file is judged like any other from now on, and looked at again. */
  revoke(allowId: string): Result<null>;
  /** Does what has become due, now. */
  tidy(): void;
  /** Begins to do regularly what becomes due; returns the stop. */
  start(): () => void;
}

const bytesPerMiB = 1024 * 1024;

export function createQuarantineCare(parts: QuarantineCareParts): QuarantineCare {
  const { vault, ledger, notices, clock, log } = parts;
  /** The ledger forgets first: should we be killed in between, the next sweep looks, and finds the file still allowed. */
  const onNoLongerAllowed = (paths: readonly FilePath[]): void => {
    for (const path of paths) ledger.forget(path);
    const [named] = paths;
    // Once this turn is over: then the entry is gone.
    if (named !== undefined) setImmediate(() => parts.scanAgain(named));
  };
  let told = false;
  const housekeeping = createHousekeeping({
    vault,
    settings: () => parts.settings().quarantine,
    onNoLongerAllowed,
    onSize(tooLarge) {
      if (tooLarge === null) notices.withdraw('vault-large');
      else if (!told) {
        notices.add('vault-large', {
          sizeMiB: String(Math.round(tooLarge.bytes / bytesPerMiB)),
          limitMiB: String(tooLarge.limitMiB),
        });
      }
      told = tooLarge !== null;
    },
    clock,
    log,
  });
  return {
    rescan: createRescan(parts),
    exportTo: createExport({ vault, now: clock.now }),
    revoke(allowId) {
      onNoLongerAllowed(vault.allowList.pathsOf(allowId) ?? []);
      return vault.allowList.revoke(allowId);
    },
    tidy: () => void housekeeping.run(),
    start: housekeeping.start,
  };
}
