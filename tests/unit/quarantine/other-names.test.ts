import { linkSync, lstatSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf } from '../../../electron/files/file-identity.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { namesThatRemain } from '../../../electron/quarantine/other-names.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { findingOf, pathIn, vaultFixture } from './vault-fixture.ts';

test('the other names of a locked-away file are counted, and found where Lazaret has seen them', async () => {
  const { vault, folder, put } = await vaultFixture();
  const path = put('a.exe', 'bad');
  for (const name of ['second', 'third', 'unseen']) linkSync(path.bytes, join(folder, name));
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => new Date());
  const ledger = createLedger(database, () => new Date());
  onTestFinished(() => ledger.close());
  const identity = identityOf(lstatSync(path.bytes, { bigint: true }));
  for (const name of ['a.exe', 'second', 'third']) {
    ledger.record({
      ...{ path: pathIn(folder, name), folderId: null, identity, sha256: null, verdict: 'failed', reason: 'no-reply' },
      ...{
        signature: null,
        detail: null,
        trigger: 'arrival',
        durationMs: 0,
        origin: null,
        referrer: null,
        engine: null,
      },
      ...{ signatureVersion: null, action: 'none', actionDetail: null, times: unknownTimes },
    });
  }
  const stored = await vault.store(findingOf(path));
  expect(stored).toMatchObject({ kind: 'stored-original-left', detail: expect.stringContaining('3 other names') });
  expect(vault.list()[0]?.otherNames).toBe(3);
  // One is gone meanwhile, and another file has its name.
  unlinkSync(join(folder, 'third'));
  writeFileSync(join(folder, 'third'), 'mine');
  expect(await namesThatRemain(identity, ledger.pathsOf(identity))).toEqual([pathIn(folder, 'second')]);
});
