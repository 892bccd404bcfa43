import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  firstDirection,
  type HistoryCursor,
  type HistoryOrder,
  historySortKeySchema,
} from '../../../contract/history.ts';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import type { HistoryFilter } from '../../../electron/ledger/history.ts';
import { stretchesOf } from '../../../electron/ledger/history-order.ts';
import { createLedger, type Ledger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import type { NewVerdict } from '../../../electron/ledger/write-verdicts.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict, identity } from './verdict-fixture.ts';

function openLedger(): Ledger {
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => new Date());
  const ledger = createLedger(database, () => new Date());
  onTestFinished(ledger.close);
  return ledger;
}

const write = (ledger: Ledger, path: string, over: Partial<NewVerdict> = {}): void => {
  ledger.record(cleanVerdict({ path: filePath(path), ...over }));
};

/** All pages, one after the other; `between` happens after each. */
function pagesOf(
  ledger: Ledger,
  order: HistoryOrder,
  { limit = 3, filter = {} as HistoryFilter, between = (): void => undefined } = {},
): readonly ScanRecord[] {
  const records: ScanRecord[] = [];
  let after: HistoryCursor | undefined;
  do {
    const page = ledger.list({ ...filter, order, after, limit });
    records.push(...page.records);
    after = page.next ?? undefined;
    between();
  } while (after !== undefined);
  return records;
}

const idsOf = (records: readonly ScanRecord[]): readonly number[] => records.map(({ id }) => id);

const verdictsOf: readonly Partial<NewVerdict>[] = [
  { verdict: 'clean' },
  { verdict: 'infected', signature: 'win.b', action: 'quarantined' },
  { verdict: 'unscannable', reason: 'encrypted' },
  { verdict: 'suspicious', signature: 'Win.A' },
  { verdict: 'failed', reason: 'no-reply', identity: null },
];
const hosts = ['b.example.org', null, 'a.example.org'];

/** Forty rows with few different values, so that there are ties in every key, also across the pages' edges. */
function writeMany(ledger: Ledger): void {
  for (let index = 0; index < 40; index += 1) {
    const host = hosts[index % hosts.length] ?? null;
    write(ledger, `/${['b', 'a', 'C'][index % 3]}/${['x', 'Y', 'z', 'x'][index % 4]}-${index % 2}`, {
      identity: identity({ size: BigInt((index % 4) * 10), ino: BigInt(index) }),
      origin: host === null ? null : `https://${host}/file`,
      trigger: 'on-demand',
      ...verdictsOf[index % verdictsOf.length],
    });
  }
}

const severity = ['clean', 'failed', 'unscannable', 'suspicious', 'infected'];
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** What a row is sorted by, worked out from what everybody can see of it. */
const sortedBy: Readonly<Record<HistoryOrder['key'], (record: ScanRecord) => string | number | null>> = {
  time: ({ id }) => id,
  verdict: ({ verdict }) => severity.indexOf(verdict),
  name: ({ path }) => nameOf(path),
  finding: ({ signature, reason }) => (signature ?? reason)?.toLowerCase() ?? null,
  folder: ({ path }) => path.slice(0, path.lastIndexOf('/')).toLowerCase(),
  size: ({ size }) => size,
  origin: ({ origin }) => (origin === null ? null : new URL(origin).hostname),
};

function sorted(records: readonly ScanRecord[], { key, direction }: HistoryOrder): readonly ScanRecord[] {
  const value = sortedBy[key];
  const sign = direction === 'ascending' ? 1 : -1;
  const newest = direction === firstDirection[key] ? -1 : 1;
  return [...records].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === b) return newest * (one.id - other.id);
    if (a === null) return 1;
    if (b === null) return -1;
    return sign * (a < b ? -1 : 1);
  });
}

const orders = historySortKeySchema.options.flatMap((key) =>
  (['ascending', 'descending'] as const).map((direction): HistoryOrder => ({ key, direction })),
);
const filters: Readonly<Record<string, HistoryFilter>> = {
  'whatever they are': {},
  'of some verdicts': { verdicts: ['infected', 'suspicious'] },
  'with a text': { text: '-1' },
  'from a host': { originHost: 'example.org' },
  'of a folder, since a day': { folderId: 'f1', since: '2020-01-01T00:00:00.000Z' },
  'that are not there': { text: 'nothing has this name' },
};

describe.each(orders)('by $key, $direction', (order) => {
  test.each(Object.entries(filters))('rows %s come in order, each once, over pages of any length', (_, filter) => {
    const ledger = openLedger();
    writeMany(ledger);
    const all = ledger.list({ ...filter, limit: 1000 });
    const wanted = idsOf(sorted(all.records, order));
    for (const limit of [1, 3, 7, 1000]) {
      expect(idsOf(pagesOf(ledger, order, { limit, filter }))).toEqual(wanted);
    }
    expect(ledger.list({ ...filter, order, limit: 1 }).total).toBe(all.total);
  });

  test('rows that come between two pages move none of the others', () => {
    const ledger = openLedger();
    writeMany(ledger);
    const before = ledger.list({ limit: 1000 }).records;
    let come = 0;
    const seen = idsOf(
      pagesOf(ledger, order, {
        between: () => {
          come += 1;
          if (come > 20) return;
          write(ledger, `/${come % 2 === 0 ? 'a' : 'zz'}/${come % 3 === 0 ? 'aa' : 'y-1'}`, {
            identity: identity({ size: BigInt(come * 3) }),
            trigger: 'on-demand',
            ...verdictsOf[come % verdictsOf.length],
          });
        },
      }),
    );
    expect(new Set(seen).size).toBe(seen.length);
    const old = new Set(idsOf(before));
    expect(seen.filter((id) => old.has(id))).toEqual(idsOf(sorted(before, order)));
  });

  test('the page behind a row that was pruned meanwhile goes on where that was', () => {
    const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => new Date());
    const ledger = createLedger(database, () => new Date());
    onTestFinished(ledger.close);
    writeMany(ledger);
    const wanted = idsOf(pagesOf(ledger, order));
    const first = ledger.list({ order, limit: 5 });
    database.prepare('DELETE FROM verdicts WHERE id = ?').run(first.records.at(-1)?.id);
    const second = ledger.list({ order, limit: 1000, after: first.next ?? undefined });
    expect(idsOf(second.records)).toEqual(wanted.slice(5));
  });
});

test('many rows that match are sorted like few', () => {
  const ledger = openLedger();
  const many = Array.from({ length: 5_200 }, (_, index) =>
    cleanVerdict({
      path: filePath(`/d${index % 3}/${index % 900}`),
      identity: identity({ ino: BigInt(index), size: BigInt(index % 50) }),
      trigger: 'on-demand',
    }),
  );
  ledger.recordAll(many);
  const filter = { verdicts: ['clean'] } as const;
  const all = ledger.list({ limit: 6000 }).records;
  for (const key of ['folder', 'size', 'finding'] as const) {
    const order = { key, direction: firstDirection[key] };
    expect(idsOf(pagesOf(ledger, order, { limit: 1000, filter }))).toEqual(idsOf(sorted(all, order)));
  }
});

describe('names', () => {
  const byName = (...names: readonly string[]): readonly string[] => {
    const ledger = openLedger();
    for (const name of names) write(ledger, `/d/${name}`);
    return pagesOf(ledger, { key: 'name', direction: 'ascending' }).map(({ path }) => path.slice(3));
  };

  test('are sorted whatever their case and accents', () => {
    expect(byName('zebra', 'Übersicht', 'apple', 'Éclair', 'umbrella', 'Banana')).toEqual([
      'apple',
      'Banana',
      'Éclair',
      'Übersicht',
      'umbrella',
      'zebra',
    ]);
  });

  test('with numbers are sorted by their value', () => {
    expect(byName('scan 10', 'scan 9', 'scan 010b', 'scan 123456789012', 'scan 99999999', 'scan a')).toEqual([
      'scan 9',
      'scan 10',
      'scan 010b',
      'scan 99999999',
      'scan 123456789012',
      'scan a',
    ]);
  });
});

test('a folder comes right before those in it, and these before its neighbours', () => {
  const ledger = openLedger();
  for (const folder of ['/srv/a b', '/srv/a', '/srv/a/inner', '/', '/srv/a-b']) {
    write(ledger, `${folder === '/' ? '' : folder}/file`);
  }
  const paths = pagesOf(ledger, { key: 'folder', direction: 'ascending' }).map(({ path }) => path);
  expect(paths).toEqual(['/file', '/srv/a/file', '/srv/a/inner/file', '/srv/a b/file', '/srv/a-b/file']);
});

test.each(orders)('a page by $key, $direction, reads no rows but its own: an index gives them in order', (order) => {
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => new Date());
  onTestFinished(() => {
    database.close();
  });
  for (const after of [null, { id: 9, value: 1 }, { id: 9, value: null }]) {
    for (const { by, where, orderBy } of stretchesOf(order, after, false)) {
      const condition = where === null ? '' : `WHERE ${where.sql}`;
      const explain = database.prepare(
        `EXPLAIN QUERY PLAN SELECT * FROM verdicts ${by} ${condition} ORDER BY ${orderBy}`,
      );
      expect(JSON.stringify(explain.all(...(where?.values ?? [])))).not.toContain('TEMP B-TREE');
    }
  }
});
