import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import type { NewVerdict } from '../../../electron/ledger/write-verdicts.ts';
import { tempDir } from '../../support/temp-dir.ts';

const path = filePath('/downloads/report.pdf');
const identity = { dev: 1n, ino: 2n, size: 68n, mtimeNs: 3n, ctimeNs: 4n };
const clean: NewVerdict = {
  path,
  folderId: 'f1',
  identity,
  sha256: 'ab'.repeat(32),
  verdict: 'clean',
  reason: null,
  signature: null,
  detail: null,
  trigger: 'arrival',
  durationMs: 2,
  origin: null,
  referrer: null,
  engine: 'ClamAV 1.4.6',
  signatureVersion: '27000',
  action: 'none',
  actionDetail: null,
  times: unknownTimes,
};
const present = {
  engine: 'ClamAV 1.4.6',
  signatureVersion: '27000',
  since: '2026-03-05T00:00:00.000Z',
  quarantines: { infected: true, suspicious: false },
};

function setUp(written: Partial<NewVerdict> = {}) {
  let now = new Date('2026-03-04T10:00:00.000Z');
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => now);
  const ledger = createLedger(database, () => now);
  onTestFinished(() => ledger.close());
  ledger.record({ ...clean, ...written });
  const standing = (standard: Partial<typeof present> | { signatureVersion: null } = {}) =>
    ledger.currentVerdicts([{ path, identity }], { ...present, ...standard })[0];
  return {
    ledger,
    standing,
    later(hours: number) {
      now = new Date(now.getTime() + hours * 3_600_000);
    },
  };
}

describe('a verdict is of today', () => {
  test('when engine and signatures are the ones in use, and the file is the same version', () => {
    const { standing, ledger } = setUp();
    expect(standing()).toEqual({ verdict: 'clean', isSince: false });
    expect(ledger.currentVerdicts([{ path, identity: { ...identity, ctimeNs: 5n } }], present)).toEqual([null]);
    expect(ledger.currentVerdicts([{ path: filePath('/downloads/other'), identity }], present)).toEqual([null]);
  });

  test('whatever the engine calls itself and its signatures', () => {
    const odd = { engine: 'Clam["AV"]\n1 \u001f\u{1f600}', signatureVersion: '2026 [7]\n' };
    const { standing } = setUp(odd);
    expect(standing(odd)).toEqual({ verdict: 'clean', isSince: false });
    expect(standing()).toBeNull();
  });

  test('not after the signatures or the engine changed', () => {
    const { standing } = setUp();
    expect(standing({ signatureVersion: '27001' })).toBeNull();
    expect(standing({ engine: 'ClamAV 1.5.0' })).toBeNull();
  });

  test('whatever the signatures, when it was given since the scan began', () => {
    const { standing } = setUp();
    expect(standing({ signatureVersion: '27001', since: '2026-03-04T09:59:59.000Z' })).toMatchObject({ isSince: true });
  });

  test('for a day where the engine does not name its signatures', () => {
    const { standing, later } = setUp({ signatureVersion: null });
    expect(standing({ signatureVersion: null })).not.toBeNull();
    later(25);
    expect(standing({ signatureVersion: null })).toBeNull();
  });

  test('not while something is still to be done', () => {
    const found = { verdict: 'infected', signature: 'Eicar-Test-Signature' } as const;
    expect(setUp({ verdict: 'failed', reason: 'no-reply' }).standing({ since: '2026-01-01' })).toBeNull();
    expect(setUp({ ...found, action: 'quarantine-failed' }).standing()).toBeNull();
    expect(setUp(found).standing()).toBeNull();
    expect(setUp(found).standing({ quarantines: { infected: false, suspicious: false } })).not.toBeNull();
    expect(setUp({ ...found, action: 'allowed' }).standing()).not.toBeNull();
  });

  test('not when it could not be read to the end: no signatures have judged it', () => {
    expect(
      setUp({ verdict: 'unscannable', reason: 'too-large', engine: null, signatureVersion: null }).standing(),
    ).toBeNull();
  });
});
