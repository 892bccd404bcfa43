import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LazaretEvent } from '../../../contract/events.ts';
import type { ProtectionEvent } from '../../../contract/protection-log.ts';
import { type Settings, settingsSchema, watchedFolderSchema } from '../../../contract/settings.ts';
import type { EngineState, FolderState } from '../../../contract/state.ts';
import { createListeners } from '../../../electron/base/listeners.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createProtectionLog } from '../../../electron/ledger/protection-log.ts';
import { keepProtectionLog } from '../../../electron/state/keep-protection-log.ts';
import { fullScan } from '../../renderer/full-scan-fixtures.ts';
import { engine as healthy, folder as watching } from '../../support/protection-facts.ts';
import { tempDir } from '../../support/temp-dir.ts';

const minuteMs = 60_000;

/** The rooms, as far as the log hears of them, on a real ledger. */
function setUp(keepDays: number | null = null) {
  let now = new Date('2026-03-04T10:00:00.000Z');
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => now);
  onTestFinished(() => void database.close());
  const protectionLog = createProtectionLog(
    database,
    () => now,
    () => keepDays,
  );
  const engineChanged = createListeners<[]>();
  const health = createListeners<[FolderState]>();
  const pauseChanged = createListeners<[]>();
  const settingsChanged = createListeners<[Settings, Settings]>();
  const events = createListeners<[LazaretEvent]>();
  let engine: EngineState = healthy;
  let pause: { readonly until: Date | null } | null = null;
  let settings = settingsSchema.parse({});
  const logged: unknown[] = [];
  const open = () =>
    keepProtectionLog({
      protectionLog,
      engine: { state: () => engine, onChanged: engineChanged.add },
      folders: { onHealth: health.add },
      pause: { isOn: () => pause !== null, until: () => pause?.until ?? null, onChanged: pauseChanged.add },
      settings: { onChanged: settingsChanged.add },
      events,
      onNoted: () => undefined,
      version: '1.0.0',
      now: () => now,
      log: { error: (...said) => logged.push(said) },
    });
  /** What was noted since the last call, oldest first. */
  let seen = 0;
  const news = (): readonly ProtectionEvent[] => {
    const { entries } = protectionLog.page({ limit: 100 });
    const fresh = entries.filter(({ id }) => id > seen).reverse();
    seen = entries[0]?.id ?? seen;
    return fresh.map(({ event }) => event);
  };
  return {
    open,
    news,
    logged,
    breakLog: () => void database.exec('DROP TABLE protection_log'),
    later(minutes: number) {
      now = new Date(now.getTime() + minutes * minuteMs);
    },
    engineIs(changes: Partial<EngineState>) {
      engine = { ...engine, ...changes };
      engineChanged.tell();
    },
    folderIs: (folder: Partial<FolderState>) => health.tell({ ...watching, ...folder }),
    pauseIs(next: typeof pause) {
      pause = next;
      pauseChanged.tell();
    },
    settingsAre(change: (settings: Settings) => Settings) {
      const before = settings;
      settings = change(settings);
      settingsChanged.tell(settings, before);
    },
    tell: events.tell,
  };
}

test('a start says how the time before ended', () => {
  const { open, news } = setUp();
  const first = open();
  first.begin();
  expect(news()).toEqual([{ kind: 'started', version: '1.0.0', after: 'first' }]);
  first.end();
  expect(news()).toEqual([{ kind: 'stopped' }]);
  open().begin();
  expect(news()).toEqual([{ kind: 'started', version: '1.0.0', after: 'stop' }]);
  // As if it had been killed: nobody said that it ended.
  open().begin();
  expect(news()).toEqual([{ kind: 'started', version: '1.0.0', after: 'crash' }]);
});

test('a crash after months is told as one, whatever the history has forgotten', () => {
  const { open, news, later, settingsAre } = setUp(30);
  open().begin();
  later(100 * 24 * 60);
  settingsAre((settings) => ({ ...settings, policy: { ...settings.policy, infected: 'hold' } }));
  news();
  open().begin();
  expect(news()).toEqual([{ kind: 'started', version: '1.0.0', after: 'crash' }]);
});

test('a folder that is added again has no trouble of its time before', () => {
  const { open, news, folderIs, settingsAre, later } = setUp();
  open().begin();
  const shares = watchedFolderSchema.parse({ ...watching, id: 'x' });
  settingsAre((settings) => ({ ...settings, folders: [shares] }));
  folderIs({ health: 'unavailable' });
  settingsAre((settings) => ({ ...settings, folders: [] }));
  later(600);
  settingsAre((settings) => ({ ...settings, folders: [{ ...shares, id: 'y' }] }));
  news();
  folderIs({ health: 'watching' });
  expect(news()).toEqual([]);
});

test('a command that only opens the data directory starts and stops nothing', () => {
  const { open, news, engineIs, settingsAre } = setUp();
  const command = open();
  engineIs({ status: 'down' });
  settingsAre((settings) => ({ ...settings, policy: { ...settings.policy, infected: 'hold' } }));
  command.end();
  expect(news()).toEqual([{ kind: 'settings', changed: ['policy'] }]);
});

test('an outage of the engine is told with how long it lasted, and not told again at each start', () => {
  const { open, news, engineIs, later } = setUp();
  const first = open();
  first.begin();
  engineIs({ status: 'starting' });
  engineIs({ status: 'healthy' });
  later(5);
  engineIs({ status: 'down', detail: 'Nobody listens there.' });
  engineIs({ status: 'down', detail: 'Nobody listens there.' });
  later(3);
  engineIs({ status: 'healthy', detail: '' });
  const kinds = news().filter(({ kind }) => kind === 'engine');
  expect(kinds).toMatchObject([
    { status: 'healthy', afterMs: null },
    { status: 'down', detail: 'Nobody listens there.', afterMs: null },
    { status: 'healthy', afterMs: 3 * minuteMs },
  ]);
  first.end();
  open().begin();
  engineIs({ status: 'starting' });
  engineIs({ status: 'healthy' });
  expect(news().filter(({ kind }) => kind === 'engine')).toEqual([]);
});

test('an engine that is started anew is an outage too, but not the first start', () => {
  const { open, news, engineIs, later } = setUp();
  open().begin();
  engineIs({ status: 'starting' });
  engineIs({ status: 'healthy' });
  engineIs({ status: 'starting', detail: 'clamd ended.' });
  later(1);
  engineIs({ status: 'healthy', detail: '' });
  expect(news().filter(({ kind }) => kind === 'engine')).toMatchObject([
    { status: 'healthy', afterMs: null },
    { status: 'down', detail: 'clamd ended.' },
    { status: 'healthy', afterMs: minuteMs },
  ]);
});

test('new signatures are told with those before, once', () => {
  const { open, news, engineIs } = setUp();
  open().begin();
  const signatures = { kind: 'official', version: '27000', builtAt: null, count: null } as const;
  engineIs({ signatures: { ...signatures, kind: 'unknown', version: null } });
  engineIs({ signatures });
  engineIs({ signatures });
  engineIs({ signatures: { ...signatures, version: '27001' } });
  expect(news().filter(({ kind }) => kind === 'signatures')).toEqual([
    { kind: 'signatures', now: { kind: 'official', version: '27000' }, before: null },
    {
      kind: 'signatures',
      now: { kind: 'official', version: '27001' },
      before: { kind: 'official', version: '27000' },
    },
  ]);
});

test('a folder that cannot be reached is told, and when it is back; one that is well is no news', () => {
  const { open, news, folderIs, later } = setUp();
  open().begin();
  folderIs({ health: 'starting' });
  folderIs({ health: 'watching' });
  folderIs({ health: 'unavailable', detail: 'It is gone.' });
  later(2);
  folderIs({ path: '/other', health: 'watching' });
  folderIs({ health: 'watching' });
  expect(news().filter(({ kind }) => kind === 'folder')).toMatchObject([
    { path: '/downloads', health: 'unavailable', detail: 'It is gone.', afterMs: null },
    { path: '/downloads', health: 'watching', afterMs: 2 * minuteMs },
  ]);
});

test('a full scan that an error ended is told with the error, and no earlier', () => {
  const { open, news, tell } = setUp();
  open().begin();
  const scan = fullScan({ trigger: 'scheduled', files: 7 });
  const at = '2026-03-04T10:00:00.000Z';
  tell({ type: 'progress', at, ...scan, failure: null });
  tell({ type: 'progress', at, ...scan, phase: 'failed', failure: 'disk I/O error' });
  expect(news().filter(({ kind }) => kind === 'full-scan')).toMatchObject([
    { trigger: 'scheduled', files: 7, cancelled: false, failure: 'disk I/O error' },
  ]);
});

test('a pause is told once, and that a restart ended it', () => {
  const { open, news, pauseIs, later } = setUp();
  const first = open();
  first.begin();
  pauseIs({ until: null });
  pauseIs({ until: null });
  first.end();
  later(10);
  pauseIs(null);
  open().begin();
  expect(news().filter(({ kind }) => kind === 'paused' || kind === 'resumed')).toEqual([
    { kind: 'paused', until: null },
    { kind: 'resumed', afterMs: 10 * minuteMs },
  ]);
});

test('settings that decide what is scanned are told, and folders that come and go; a look is not', () => {
  const { open, news, settingsAre } = setUp();
  open();
  const folder = watchedFolderSchema.parse({ id: 'a', path: '/d', recursive: true });
  settingsAre((settings) => ({ ...settings, folders: [folder] }));
  settingsAre((settings) => ({ ...settings, appearance: { ...settings.appearance, colorScheme: 'dark' } }));
  settingsAre((settings) => ({
    ...settings,
    folders: [{ ...folder, exclusions: { ...folder.exclusions, globs: ['*.iso'] } }],
  }));
  settingsAre((settings) => ({ ...settings, folders: [] }));
  expect(news()).toEqual([
    { kind: 'folder-added', path: '/d' },
    { kind: 'settings', changed: ['exclusions'] },
    { kind: 'folder-removed', path: '/d' },
  ]);
});

test('a log that cannot be written is said in the log file, and nothing ends by it', () => {
  const { open, engineIs, logged, breakLog } = setUp();
  open().begin();
  breakLog();
  engineIs({ status: 'down' });
  expect(logged).toHaveLength(1);
});
