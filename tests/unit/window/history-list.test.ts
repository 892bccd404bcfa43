import { describe, expect, test } from 'vitest';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import {
  changeHistory,
  emptyHistory,
  type HistoryList,
  keptRows,
} from '../../../renderer/features/activity/history-list.ts';
import { record } from '../../renderer/fixtures.ts';

const verdictsAPush = 100;
const all = 20_000;

/** All of them as they come in pushes, on top of a list that is shown from its beginning. */
function flooded(hold: boolean): HistoryList {
  let list = changeHistory(emptyHistory, {
    type: 'pageLoaded',
    after: null,
    records: [record(1)],
    total: 1,
    next: null,
  });
  for (let first = 2; first <= all; first += verdictsAPush) {
    const count = Math.min(verdictsAPush, all - first + 1);
    const records = Array.from({ length: count }, (_, index) => record(first + index));
    list = changeHistory(list, { type: 'arrived', records, fits: () => true, leaves: () => false, hold });
  }
  return list;
}

const idsOf = (records: readonly ScanRecord[]): readonly number[] => records.map(({ id }) => id);
const newest = Array.from({ length: keptRows }, (_, index) => all - index);

describe('the list of the activity view', () => {
  test('keeps the newest few thousand of all that came, counts all, and knows that older ones are left to load', () => {
    const { records, total, next } = flooded(false);
    expect(idsOf(records)).toEqual(newest);
    expect(total).toBe(all);
    expect(next).not.toBeNull();
  });

  test('keeps no more aside while somebody reads further down', () => {
    const { records, held, heldCount, total } = flooded(true);
    expect(idsOf(records)).toEqual([1]);
    expect(idsOf(held)).toEqual(newest);
    expect(heldCount).toBe(all - 1);
    expect(total).toBe(all);
  });

  const arrival = { type: 'arrived', fits: () => true, leaves: () => false, hold: false } as const;
  const begun = (isNewestFirst: boolean) =>
    changeHistory(emptyHistory, { type: 'reset', isNewestFirst, newestId: 1000 });

  test('keeps its order when some arrive while its first page is on its way', () => {
    const early = changeHistory(begun(true), { ...arrival, records: [record(990), record(1001), record(1004)] });
    const records = [1003, 1002, 1001, 1000].map((id) => record(id));
    const list = changeHistory(early, {
      type: 'pageLoaded',
      after: null,
      records,
      total: 1003,
      next: { id: 1000, value: null },
    });
    expect(idsOf(list.records)).toEqual([1004, 1003, 1002, 1001, 1000]);
    expect(list.total).toBe(1004);
  });

  test.each([true, false])(
    'takes none for new that is on a page not loaded yet (newest first: %s)',
    (isNewestFirst) => {
      const records = [1000, 999, 998].map((id) => record(id));
      const page = { type: 'pageLoaded', after: null, records, total: 1000, next: { id: 998, value: null } } as const;
      const shown = changeHistory(begun(isNewestFirst), page);
      const seen = [record(7, { acknowledged: true })];
      const list = changeHistory(shown, { ...arrival, hold: !isNewestFirst, records: seen });
      expect(list).toEqual(shown);
      expect(changeHistory(shown, { ...arrival, hold: !isNewestFirst, records: [record(1001)] }).total).toBe(1001);
    },
  );

  test('puts one that fits only now in its place', () => {
    const page = {
      type: 'pageLoaded',
      after: null,
      records: [record(9), record(5)],
      total: 3,
      next: { id: 5, value: null },
    } as const;
    const list = changeHistory(changeHistory(begun(true), page), { ...arrival, records: [record(7)] });
    expect(idsOf(list.records)).toEqual([9, 7, 5]);
  });

  test('leaves no gap where its end was forgotten while the page after it was on its way', () => {
    const first = {
      type: 'pageLoaded',
      after: null,
      records: [record(1000)],
      total: 1000,
      next: { id: 1000, value: null },
    } as const;
    const shown = changeHistory(begun(true), first);
    const many = Array.from({ length: keptRows }, (_, index) => record(1001 + index));
    const grown = changeHistory(shown, { ...arrival, records: many });
    const late = { ...first, after: shown.next, records: [record(999)], next: { id: 999, value: null } } as const;
    const list = changeHistory(grown, late);
    expect(idsOf(list.records)).toEqual(many.map(({ id }) => id).reverse());
    expect(list.next).toEqual({ id: 1001, value: null });
  });
});
