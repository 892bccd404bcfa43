import { describe, expect, test } from 'vitest';
import type { QueueState } from '../../../contract/state.ts';
import { look, nothingInSight, type Sight } from '../../../renderer/features/activity/on-the-way.ts';
import { appState } from '../../renderer/fixtures.ts';

const startMs = Date.UTC(2030, 0, 1);
const at = (ms: number): string => new Date(startMs + ms).toISOString();
const { queue: atRest } = appState();

const scanning = (path: string, sinceMs: number, progress: QueueState['scanning'][number]['progress'] = null) => ({
  ...{ path, size: 9, since: at(sinceMs) },
  progress,
});

/** Looks at the queue as it is at each time, one after the other. */
function lookAt(
  steps: readonly (readonly [ms: number, queue: Partial<QueueState>, held?: boolean])[],
  limit = 4,
): readonly Sight[] {
  const sights: Sight[] = [];
  for (const [ms, changes, held = false] of steps) {
    const before = sights.at(-1) ?? nothingInSight;
    sights.push(look({ ...atRest, ...changes }, { nowMs: startMs + ms, limit, held }, before));
  }
  return sights;
}

const shown = ({ files }: Sight) => files.map(({ path, state, seconds }) => `${path} ${state} ${seconds}`);

describe('the files on their way', () => {
  test('are not in sight where each is done in a moment, however long that goes on', () => {
    const steps = Array.from({ length: 40 }, (_, index): readonly [number, Partial<QueueState>] => {
      const ms = index * 250;
      return [ms, { scanning: [scanning(`/${index}`, ms - 3)], queued: 7 }];
    });
    const sights = lookAt(steps);
    expect(sights.every(({ files, rows }) => files.length === 0 && rows === 0)).toBe(true);
    expect(sights[2]?.counts).toBeNull();
    expect(sights[3]?.counts).toEqual({ scanning: 1, arriving: 0, queued: 7, waiting: 0 });
  });

  test('come into sight when they take longer, and say for how long', () => {
    const one = { scanning: [scanning('/a', 0)] };
    expect(
      lookAt([
        [699, one],
        [700, one],
        [2_500, one],
      ]).map(shown),
    ).toEqual([[], ['/a scanning 0'], ['/a scanning 2']]);
  });

  test('stay in sight when they go on to the next thing', () => {
    const file = { path: '/a', size: 9, since: at(0) };
    expect(
      lookAt([
        [5_000, { arriving: 1, arrivingFiles: [{ ...file, partial: false }] }],
        [5_250, { queued: 1, queuedFiles: [{ ...file, since: at(5_200) }] }],
        [5_500, { scanning: [scanning('/a', 5_450)] }],
      ]).map(shown),
    ).toEqual([['/a arriving 5'], ['/a queued 0'], ['/a scanning 0']]);
  });

  test('are the nearest to their verdict, each once, and no more than there is room for', () => {
    const [sight] = lookAt([
      [
        9_000,
        {
          scanning: [scanning('/s', 0)],
          arriving: 3,
          arrivingFiles: [
            { path: '/s', size: 1, since: at(0), partial: false },
            { path: '/d', size: 1, since: at(0), partial: true },
          ],
          queued: 80,
          queuedFiles: ['/q', '/r', '/t'].map((path) => ({ path, size: null, since: at(0) })),
        },
      ],
    ]);
    expect(sight && shown(sight)).toEqual(['/s scanning 9', '/d downloading 9', '/q queued 9', '/r queued 9']);
    expect(sight?.counts).toMatchObject({ queued: 80 });
  });

  test('take no more room while somebody reads what is below, and none away', () => {
    const one = { scanning: [scanning('/a', 0)] };
    const two = { scanning: [scanning('/a', 0), scanning('/b', 0)] };
    const sights = lookAt([
      [1_000, one, true],
      [2_000, one],
      [3_000, two, true],
      [9_000, {}, true],
      [20_000, {}, true],
    ]);
    expect(sights.map(({ rows }) => rows)).toEqual([0, 1, 1, 1, 1]);
    expect(sights.map(({ files }) => files.length)).toEqual([0, 1, 1, 0, 0]);
    expect(sights[0]?.counts).toMatchObject({ scanning: 1 });
  });

  test('give room back only when it was not needed for a while', () => {
    const one = { scanning: [scanning('/a', 0)] };
    const later = { scanning: [scanning('/b', 2_000)] };
    const rows = lookAt([
      [1_000, one],
      [2_000, {}],
      [4_900, later],
      [5_000, {}],
      [7_900, {}],
      [8_000, {}],
    ]);
    expect(rows.map((sight) => sight.rows)).toEqual([1, 1, 1, 1, 1, 0]);
  });
});
