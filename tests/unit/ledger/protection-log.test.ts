import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createProtectionLog } from '../../../electron/ledger/protection-log.ts';
import { tempDir } from '../../support/temp-dir.ts';

function setUp(keepDays: number | null = null, most?: number) {
  let now = new Date('2026-03-04T10:00:00.000Z');
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => now);
  onTestFinished(() => void database.close());
  const log = createProtectionLog(
    database,
    () => now,
    () => keepDays,
    most,
  );
  return {
    log,
    later(days: number) {
      now = new Date(now.getTime() + days * 86_400_000);
    },
  };
}

test('entries come newest first, a page at a time', () => {
  const { log } = setUp();
  for (let minutes = 1; minutes <= 7; minutes += 1) log.note({ kind: 'resumed', afterMs: minutes * 60_000 });
  const lengths: number[] = [];
  const seen: unknown[] = [];
  for (let before: number | undefined; lengths.length < 5; ) {
    const { entries, next } = log.page({ before, limit: 3 });
    lengths.push(entries.length);
    seen.push(...entries.map(({ event }) => (event.kind === 'resumed' ? event.afterMs / 60_000 : null)));
    if (next === null) break;
    before = next;
  }
  expect(lengths).toEqual([3, 3, 1]);
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test('the last of a kind is found, of one folder where one is named', () => {
  const { log } = setUp();
  expect(log.last(['folder'])).toBeNull();
  log.note({ kind: 'folder', path: '/a', health: 'unavailable', detail: '', afterMs: null });
  log.note({ kind: 'folder', path: '/b', health: 'denied', detail: '', afterMs: null });
  log.note({ kind: 'stopped' });
  expect(log.last(['folder'], '/a')?.event).toMatchObject({ path: '/a', health: 'unavailable' });
  expect(log.last(['folder'], '/c')).toBeNull();
  expect(log.last(['started', 'stopped'])?.event).toEqual({ kind: 'stopped' });
});

test('what is older than the history is to be is forgotten', () => {
  const { log, later } = setUp(30);
  log.note({ kind: 'started', version: '1', after: 'first' });
  later(29);
  log.note({ kind: 'stopped' });
  expect(log.page({ limit: 10 }).entries).toHaveLength(2);
  later(2);
  log.note({ kind: 'started', version: '1', after: 'stop' });
  expect(log.page({ limit: 10 }).entries.map(({ event }) => event.kind)).toEqual(['started', 'stopped']);
});

test('what is compared with stays however old it is, but a folder that is watched again', () => {
  const { log, later } = setUp(30);
  log.note({ kind: 'started', version: '1', after: 'first' });
  log.note({ kind: 'engine', status: 'down', engine: null, detail: '', afterMs: null });
  log.note({ kind: 'settings', changed: ['policy'] });
  log.note({ kind: 'folder', path: '/a', health: 'unavailable', detail: '', afterMs: null });
  log.note({ kind: 'folder', path: '/b', health: 'unavailable', detail: '', afterMs: null });
  log.note({ kind: 'folder', path: '/b', health: 'watching', detail: '', afterMs: 1 });
  log.note({ kind: 'folder', path: '/d', health: 'unavailable', detail: '', afterMs: null });
  log.note({ kind: 'folder-added', path: '/d' });
  log.note({ kind: 'paused', until: null });
  later(100);
  log.note({ kind: 'folder', path: '/c', health: 'denied', detail: '', afterMs: null });
  const left = log.page({ limit: 10 }).entries.map(({ event }) => ('path' in event ? event.path : event.kind));
  expect(left).toEqual(['/c', 'paused', '/a', 'engine', 'started']);
});

test('a folder that comes and goes all the time drives out nothing but its own', () => {
  const { log } = setUp(null, 10);
  log.note({ kind: 'engine', status: 'down', engine: null, detail: '', afterMs: null });
  log.note({ kind: 'folder', path: '/still', health: 'denied', detail: '', afterMs: null });
  for (let turn = 0; turn < 40; turn += 1) {
    const health = turn % 2 === 0 ? 'unavailable' : 'watching';
    log.note({ kind: 'folder', path: '/shaky', health, detail: `${turn}`, afterMs: null });
  }
  const left = log.page({ limit: 100 }).entries.map(({ event }) => event);
  expect(left).toHaveLength(12);
  expect(left[0]).toMatchObject({ path: '/shaky', detail: '39' });
  expect(left.slice(-2)).toMatchObject([{ path: '/still' }, { kind: 'engine' }]);
});

test('only entries since a time are shown where one is named', () => {
  const { log, later } = setUp();
  log.note({ kind: 'started', version: '1', after: 'first' });
  later(1);
  log.note({ kind: 'stopped' });
  const { entries, next } = log.page({ since: '2026-03-05T00:00:00.000Z', limit: 10 });
  expect(entries.map(({ event }) => event.kind)).toEqual(['stopped']);
  expect(next).toBeNull();
});
