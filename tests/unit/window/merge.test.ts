import { describe, expect, test } from 'vitest';
import { mergeRecords } from '../../../renderer/state/merge.ts';
import { record } from '../../renderer/fixtures.ts';

const ids = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => record(from - index));

describe('the newest verdicts, as the window keeps them', () => {
  test('take a new one on top, and a later copy of a known one in its place', () => {
    const merged = mergeRecords(ids(5, 3), [record(4, { acknowledged: true }), record(6), record(7)], 4);
    expect(merged.map(({ id, acknowledged }) => [id, acknowledged])).toEqual([
      [7, false],
      [6, false],
      [5, false],
      [4, true],
    ]);
  });

  test('do not take one for the newest that is older than all of them and was only marked as seen', () => {
    const newest = ids(300, 101);
    expect(mergeRecords(newest, [record(7, { acknowledged: true })], 200)).toEqual(newest);
  });
});
