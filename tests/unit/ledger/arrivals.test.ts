import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict } from './verdict-fixture.ts';

/** A ledger whose time can be set, on the clock of whoever runs the test. */
function openLedger() {
  let now = new Date(2026, 2, 20, 12);
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => now);
  const ledger = createLedger(database, () => now);
  onTestFinished(() => ledger.close());
  let count = 0;
  const arrive = (at: Date, over: Parameters<typeof cleanVerdict>[0] = {}): void => {
    now = at;
    count += 1;
    ledger.record(cleanVerdict({ path: filePath(`/downloads/${count}`), ...over }));
  };
  return { ledger, arrive };
}

test('arrivals are counted by the hour of the day on the user’s clock, over fourteen days', () => {
  const { ledger, arrive } = openLedger();
  arrive(new Date(2026, 2, 6, 23, 59));
  arrive(new Date(2026, 2, 7, 0, 0));
  arrive(new Date(2026, 2, 19, 9, 59));
  arrive(new Date(2026, 2, 20, 9, 0));
  arrive(new Date(2026, 2, 20, 9, 30), { trigger: 'sweep' });
  const { hours } = ledger.arrivals();
  expect(hours).toHaveLength(24);
  expect(hours.flatMap((count, hour) => (count === 0 ? [] : [[hour, count]]))).toEqual([
    [0, 1],
    [9, 2],
  ]);
});

test('the hosts most arrivals came from are named, the first first, and no more than six', () => {
  const { ledger, arrive } = openLedger();
  const hosts = [
    'b.example',
    'a.example',
    'c.example',
    'c.example',
    'd.example',
    'e.example',
    'f.example',
    'g.example',
  ];
  for (const host of hosts) arrive(new Date(2026, 2, 20, 9), { origin: `https://${host}/file` });
  arrive(new Date(2026, 2, 20, 10));
  const { origins } = ledger.arrivals();
  expect(origins.map(({ host }) => host)).toEqual([
    'c.example',
    'a.example',
    'b.example',
    'd.example',
    'e.example',
    'f.example',
  ]);
  expect(origins[0]?.count).toBe(2);
});
