import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { migrations } from '../../../electron/ledger/migrations.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict, identity, quarantines } from './verdict-fixture.ts';

const now = (): Date => new Date('2026-03-04T10:00:00.000Z');
const standard = { quarantines, signatures: true };

/** A ledger as a Lazaret of an older schema left it, with one verdict. */
function writtenByVersion(version: number): string {
  const file = join(tempDir(), 'ledger.sqlite');
  const database = new Database(file);
  for (const migration of migrations.slice(0, version)) database.exec(migration);
  const { dev, ino, mtimeNs, ctimeNs, size } = identity();
  database
    .prepare(`INSERT INTO verdicts (at, path, shown_path, dev, ino, mtime_ns, ctime_ns, size, verdict, trigger,
        duration_ms, signature_version, action, day)
      VALUES ('2026-01-01T00:00:00.000Z', ?, '/d/old', ?, ?, ?, ?, ?, 'clean', 'arrival', 3, '27000', 'none', '2026-01-01')`)
    .run(Buffer.from('/d/old'), String(dev), String(ino), String(mtimeNs), String(ctimeNs), Number(size));
  database.pragma(`user_version = ${version}`);
  database.close();
  return file;
}

function openLedger(file: string) {
  const { database, brokenKeptAs } = openLedgerDatabase(file, now);
  const ledger = createLedger(database, now);
  onTestFinished(() => ledger.close());
  return { database, ledger, brokenKeptAs };
}

test.each(migrations.map((_, index) => index + 1))(
  'what version %i of the ledger knew is known after an update',
  (version) => {
    const { ledger, database, brokenKeptAs } = openLedger(writtenByVersion(version));
    expect(brokenKeptAs).toBeNull();
    expect(database.pragma('user_version')).toEqual([{ user_version: migrations.length }]);
    expect(ledger.areSettled([{ path: filePath('/d/old'), identity: identity() }], standard)).toEqual([true]);
    expect(ledger.list({ limit: 10 }).records).toMatchObject([
      {
        path: '/d/old',
        verdict: 'clean',
        referrer: null,
        seenAt: null,
        settledAt: null,
        queuedAt: null,
        scanStartedAt: null,
      },
    ]);
    ledger.record(cleanVerdict({ path: filePath('/d/new'), trigger: 'on-demand' }));
    const byName = ledger.list({ order: { key: 'name', direction: 'descending' }, limit: 10 }).records;
    expect(byName.map(({ path }) => path)).toEqual(['/d/old', '/d/new']);
    ledger.record(cleanVerdict({ path: filePath('/d/old'), origin: 'https://example.org/a' }));
    expect(ledger.list({ originHost: 'example.org', limit: 10 }).total).toBe(1);
  },
);

test('an older ledger is laid out so that pruning can give its space back', () => {
  const { database } = openLedger(writtenByVersion(1));
  expect(database.pragma('auto_vacuum')).toEqual([{ auto_vacuum: 2 }]);
  expect(database.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
});

test('a ledger of a newer Lazaret is left alone', () => {
  const file = writtenByVersion(migrations.length);
  const database = new Database(file);
  database.pragma('user_version = 999');
  database.close();
  const before = readFileSync(file);
  expect(() => openLedgerDatabase(file, now)).toThrow('written by a newer Lazaret');
  expect(readFileSync(file).subarray(100)).toEqual(before.subarray(100));
});

test('a ledger with damaged pages in its middle is kept aside whole, and a new one begun', () => {
  const file = join(tempDir(), 'ledger.sqlite');
  const { database } = openLedgerDatabase(file, now);
  const ledger = createLedger(database, now);
  for (let count = 0; count < 500; count += 1) ledger.record(cleanVerdict({ path: filePath(`/d/${count}`) }));
  database.pragma('wal_checkpoint(TRUNCATE)');
  ledger.close();
  const damaged = readFileSync(file);
  const middle = Math.floor(statSync(file).size / 4096 / 2) * 4096;
  damaged.fill(0x5a, middle, middle + 3 * 4096);
  writeFileSync(file, damaged);
  copyFileSync(file, `${file}.copy`);

  const opened = openLedger(file);
  expect(opened.brokenKeptAs).toBe(`${file}.broken-2026-03-04T10-00-00-000Z`);
  expect(existsSync(opened.brokenKeptAs ?? '')).toBe(true);
  expect(readFileSync(opened.brokenKeptAs ?? '').subarray(4096)).toEqual(readFileSync(`${file}.copy`).subarray(4096));
  expect(opened.ledger.list({ limit: 10 }).total).toBe(0);
  opened.ledger.record(cleanVerdict());
  expect(opened.ledger.list({ limit: 10 }).total).toBe(1);
});
