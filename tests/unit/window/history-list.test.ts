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
  let list = changeHistory(emptyHistory, { type: 'pageLoaded', records: [record(1)], total: 1, next: null });
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
});
