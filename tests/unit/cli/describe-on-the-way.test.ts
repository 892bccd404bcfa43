import { expect, test } from 'vitest';
import type { QueueState } from '../../../contract/state.ts';
import { describeOnTheWay } from '../../../electron/cli/describe-on-the-way.ts';
import { appState } from '../../renderer/fixtures.ts';

const now = new Date('2026-03-04T10:00:00.000Z');
const since = (secondsAgo: number): string => new Date(now.getTime() - secondsAgo * 1_000).toISOString();
const file = { size: 300_000_000, since: since(12) };

test('status tells of each scan that takes its time how far it is, and of downloads how large they are', () => {
  const queue: QueueState = {
    ...appState().queue,
    scanning: [
      { ...file, path: '/d/film.iso', progress: { bytesRead: 120_000_000, phase: 'reading' } },
      { ...file, path: '/d/disk.img', progress: { bytesRead: 300_000_000, phase: 'engine' } },
      { ...file, path: '/d/b\u202eomb.zip', size: 4_000, progress: null },
      { ...file, path: '/d/soon-done.txt', since: since(0.6), progress: null },
    ],
    arriving: 2,
    arrivingFiles: [
      { path: '/d/game.part', size: 40_000_000, partial: true, since: since(130) },
      { path: '/d/copy.txt', size: 1, partial: false, since: since(2) },
    ],
  };
  expect(describeOnTheWay(queue, now)).toEqual([
    '/d/film.iso: 120.0 MB of 300.0 MB read, for 12 s',
    '/d/disk.img: all 300.0 MB read, the engine is at work, for 12 s',
    '/d/b⟨RLO⟩omb.zip: being scanned, 4.0 kB, for 12 s',
    '/d/game.part: still being downloaded, 40.0 MB so far, for 3 min',
  ]);
});
