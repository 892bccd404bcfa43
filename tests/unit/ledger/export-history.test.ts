import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fail, ok } from '../../../contract/result.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { exportHistory, formatOf, type ReadPage } from '../../../electron/ledger/export-history.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict } from './verdict-fixture.ts';

const now = (): Date => new Date('2026-03-04T10:00:00.000Z');

function setUp() {
  const directory = tempDir();
  const ledger = createLedger(openLedgerDatabase(join(directory, 'ledger.sqlite'), now).database, now);
  onTestFinished(() => ledger.close());
  let pages = 0;
  const readPage =
    (filter: Parameters<typeof ledger.page>[0] = {}): ReadPage =>
    async (before) => {
      pages += 1;
      return ok(ledger.page(filter, before));
    };
  return { ledger, directory, readPage, pages: () => pages };
}

test('a history of many pages is exported whole, newest first, and by its filter', async () => {
  const { ledger, directory, readPage, pages } = setUp();
  for (let count = 0; count < 1200; count += 1) ledger.record(cleanVerdict({ path: filePath(`/d/${count}`) }));
  ledger.record(cleanVerdict({ path: filePath('/d/bad'), verdict: 'infected', signature: 'X', action: 'quarantined' }));
  const all = join(directory, 'all.json');
  expect(await exportHistory(all, 'json', readPage())).toEqual(ok({ rows: 1201 }));
  expect(pages()).toBe(3);
  const rows = JSON.parse(readFileSync(all, 'utf8'));
  expect(rows).toHaveLength(1201);
  expect([rows[0].path, rows.at(-1).path]).toEqual(['/d/bad', '/d/0']);
  const some = join(directory, 'some.json');
  expect(await exportHistory(some, 'json', readPage({ verdicts: ['infected'] }))).toEqual(ok({ rows: 1 }));
  const none = join(directory, 'none.json');
  expect(await exportHistory(none, 'json', readPage({ text: 'nothing like it' }))).toEqual(ok({ rows: 0 }));
  expect(JSON.parse(readFileSync(none, 'utf8'))).toEqual([]);
});

test('odd names stay in their cell, and none becomes a formula', async () => {
  const { ledger, directory, readPage } = setUp();
  ledger.record(cleanVerdict({ path: filePath('/d/a "b",\nc') }));
  ledger.record(cleanVerdict({ path: filePath(Buffer.from([0x2f, 0xff, 0x61])) }));
  for (const detail of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1']) {
    ledger.record(cleanVerdict({ path: filePath(`/d/${detail.length}${detail.charCodeAt(0)}`), detail }));
  }
  const file = join(directory, 'history.csv');
  await exportHistory(file, 'csv', readPage());
  const text = readFileSync(file, 'utf8');
  expect(text.split('\r\n')[0]).toMatch(/^id,at,path,pathBase64,verdict,/);
  expect(text).toContain('"/d/a ""b"",\nc"');
  expect(text).toContain(`/\uFFFDa,${Buffer.from([0x2f, 0xff, 0x61]).toString('base64')},clean`);
  for (const inert of [",'=1+1,", ",'+1,", ",'-1,", ",'@SUM(A1),", ",'\t=1,"]) expect(text).toContain(inert);
  expect(text).not.toMatch(/(^|,)"?[=+@]/m);
});

test('the times of a file are in both formats, and empty where they are not known', async () => {
  const { ledger, directory, readPage } = setUp();
  const times = { seenAt: now(), settledAt: null, queuedAt: null, scanStartedAt: new Date('2026-03-04T10:00:01.000Z') };
  ledger.record(cleanVerdict({ times }));
  const [csv, json] = [join(directory, 'a.csv'), join(directory, 'a.json')];
  await exportHistory(csv, 'csv', readPage());
  await exportHistory(json, 'json', readPage());
  const [head, row] = readFileSync(csv, 'utf8').split('\r\n');
  expect(head).toMatch(/,seenAt,settledAt,queuedAt,scanStartedAt$/);
  expect(row).toMatch(/,2026-03-04T10:00:00\.000Z,,,2026-03-04T10:00:01\.000Z$/);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject([
    { seenAt: '2026-03-04T10:00:00.000Z', settledAt: null, queuedAt: null, scanStartedAt: '2026-03-04T10:00:01.000Z' },
  ]);
});

test('a file that is there is not overwritten, and a broken-off export leaves nothing', async () => {
  const { directory, readPage } = setUp();
  const taken = join(directory, 'mine.csv');
  writeFileSync(taken, 'mine');
  expect(await exportHistory(taken, 'csv', readPage())).toMatchObject({ ok: false, error: { code: 'target-exists' } });
  expect(readFileSync(taken, 'utf8')).toBe('mine');
  const half = join(directory, 'half.csv');
  const stopped = await exportHistory(half, 'csv', async () => fail('stopped', 'It went away.'));
  expect(stopped).toMatchObject({ ok: false, error: { code: 'stopped' } });
  expect(existsSync(half)).toBe(false);
  const nowhere = await exportHistory(join(directory, 'no', 'a.csv'), 'csv', readPage());
  expect(nowhere).toMatchObject({ ok: false, error: { code: 'io' } });
});

test('the name of a file says its format', () => {
  expect([formatOf('a.CSV'), formatOf('/x/a.json'), formatOf('a.txt')]).toEqual(['csv', 'json', null]);
});

test('a place that is none is told as that', async () => {
  const { directory, readPage } = setUp();
  writeFileSync(join(directory, 'file'), 'x');
  for (const target of [join(directory, 'file', 'h.csv'), join(directory, `${'n'.repeat(300)}.csv`)]) {
    expect(await exportHistory(target, 'csv', readPage())).toMatchObject({
      ok: false,
      error: { code: 'io', message: expect.stringContaining('Nothing was kept of it.') },
    });
  }
});
