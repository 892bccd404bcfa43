import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import type { LedgerDatabase } from '../../../electron/ledger/ledger-database.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createPruner } from '../../../electron/ledger/prune.ts';
import { createRowsAfter } from '../../../electron/ledger/rows-after.ts';
import { createReputationStore } from '../../../electron/reputation/reputation-store.ts';
import { createKnownBadRescan } from '../../../electron/reputation/rescan-known-bad.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

const now = (): Date => new Date('2026-03-04T10:00:00.000Z');

/** Asked when a person opens an item of the quarantine: which other names the file was seen under. */
const askedOfAnItem = 'SELECT * FROM verdicts WHERE latest = 1 AND dev = ? AND ino = ?';

const planRow = z.object({ detail: z.string() });

/** The steps by which SQLite answers each statement that `make` has ready, in a ledger that is empty. */
function plansOf(make: (database: LedgerDatabase) => void): readonly (readonly [sql: string, steps: string[]])[] {
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), now);
  onTestFinished(() => void database.close());
  const statements: string[] = [];
  const prepare = database.prepare.bind(database);
  const noting = (sql: string) => {
    statements.push(sql);
    return prepare(sql);
  };
  make(Object.create(database, { prepare: { value: noting } }));
  return statements.map((sql) => {
    const parameters = Array.from(sql.matchAll(/\?/g), () => null);
    const plan = prepare(`EXPLAIN QUERY PLAN ${sql}`);
    const rows = parameters.length === 0 ? plan.all() : plan.all(parameters);
    return [sql, rows.map((row) => planRow.parse(row).detail)];
  });
}

test('no statement that the ledger has ready goes through all files, but for one that a person asks', () => {
  const plans = plansOf((database) => {
    createLedger(database, now);
    createPruner(database);
  });
  expect(plans.length).toBeGreaterThan(20);
  const through = plans.filter(([, steps]) =>
    steps.some((step) => /^SCAN verdicts\b/.test(step) && step !== 'SCAN verdicts USING INDEX verdicts_unresolved'),
  );
  expect(through.map(([sql]) => sql)).toEqual([askedOfAnItem]);
});

test('what the chart of verdicts shows is found by its days, among the counts of days', () => {
  const plans = plansOf((database) => createLedger(database, now));
  const counts = plans.filter(([sql]) => /^SELECT\b.*\bFROM daily\b/s.test(sql));
  expect(counts).toHaveLength(2);
  expect(counts.filter(([, steps]) => !steps[0]?.startsWith('SEARCH daily USING'))).toEqual([]);
});

test('no statement of the reputation room reads more of the history than rows by their ids', () => {
  const plans = plansOf((database) => {
    createRowsAfter(database);
    createReputationStore(database);
    const unheard = () => undefined;
    createKnownBadRescan({
      database,
      threshold: () => 3,
      scanAgain: unheard,
      clock: createFakeClock(),
      log: { error: unheard },
    });
  });
  const ways = plans.flatMap(([, steps]) => steps.filter((step) => /\bverdicts\b/.test(step)));
  expect(ways.length).toBeGreaterThan(4);
  // What has nothing after the table's name is its last row.
  expect(ways.filter((way) => !/^SEARCH verdicts(?:$| .*\b(?:row)?id[=<>])/.test(way))).toEqual([]);
});
