import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createPruner } from '../../../electron/ledger/prune.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict } from './verdict-fixture.ts';

/** A ledger whose time can be set, on the clock of whoever runs the test. */
export function openTimedLedger() {
  let now = new Date(2026, 2, 20, 12);
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => now);
  const ledger = createLedger(database, () => now);
  onTestFinished(() => ledger.close());
  let count = 0;
  const goTo = (at: Date): void => {
    now = at;
  };
  return {
    pruner: createPruner(database),
    ledger,
    goTo,
    /** Records the verdict of another file. */
    arrive(at: Date, over: Parameters<typeof cleanVerdict>[0] = {}): void {
      goTo(at);
      count += 1;
      ledger.record(cleanVerdict({ path: filePath(`/downloads/${count}`), ...over }));
    },
  };
}
