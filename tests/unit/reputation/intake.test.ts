import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { z } from 'zod';
import { reputationSettingsSchema } from '../../../contract/reputation.ts';
import type { Trigger } from '../../../contract/verdicts.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createRowsAfter } from '../../../electron/ledger/rows-after.ts';
import type { NewVerdict } from '../../../electron/ledger/write-verdicts.ts';
import { createIntake } from '../../../electron/reputation/intake.ts';
import { createReputationStore } from '../../../electron/reputation/reputation-store.ts';
import { createTakesPart } from '../../../electron/reputation/takes-part.ts';
import { createFileOpener, type FileOpener } from '../../../electron/scan/open-file.ts';
import { compileExclusions } from '../../../electron/watch/exclusion-rules.ts';
import { folder } from '../../renderer/fixtures.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';
import { cleanVerdict } from '../ledger/verdict-fixture.ts';
import { sha256 } from './asker-fixture.ts';

const program = `MZ${'\0'.repeat(64)}`;
const now = new Date('2030-01-01T12:00:00.000Z');

/** The intake with a real ledger over a real folder, Downloads among others in it. */
function setUp(wanted: z.input<typeof reputationSettingsSchema> = {}, globs: readonly string[] = []) {
  const root = tempDir();
  const { database } = openLedgerDatabase(join(root, 'ledger.sqlite'), () => now);
  const ledger = createLedger(database, () => now);
  onTestFinished(() => ledger.close());
  const store = createReputationStore(database);
  const watched = filePath(root);
  let settings = reputationSettingsSchema.parse({ mode: 'hash-only', ...wanted });
  const rules = compileExclusions(watched, [{ globs: [...globs], extensions: [], folders: [], largerThanMiB: null }]);
  const rows = createRowsAfter(database);
  const logged: string[] = [];
  const clock: FakeClock = { ...createFakeClock(), now: () => now };
  const make = (opener: Pick<FileOpener, 'open'> = createFileOpener()) => {
    const intake = createIntake({
      store,
      rows,
      settings: () => settings,
      takesPart: createTakesPart({
        settings: () => settings,
        folders: () => ({ folderOf: () => 'w', rulesOf: () => rules, states: () => [folder('w', root)] }),
        downloads: join(root, 'Downloads'),
        isOurs: (path) => path.bytes.toString().endsWith('lazaret-test'),
      }),
      opener,
      onTaken: () => undefined,
      clock,
      log: { error: (...words) => void logged.push(words.join(' ')) },
    });
    onTestFinished(() => intake.stop());
    return intake;
  };
  /** Goes through all that is new. */
  const goThrough = async (): Promise<void> => {
    const intake = make();
    intake.poke();
    await waitFor('all to be gone through', () => {
      const cursor = store.fact('cursor');
      return settings.mode === 'off' ? cursor === null : cursor === String(rows.highestId());
    });
    await intake.stop();
    expect(logged.splice(0).filter((text) => !text.includes('too many'))).toEqual([]);
  };
  const judge = (name: string, content: string, changes: Partial<NewVerdict> & { readonly changedAt?: Date } = {}) => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    const changedNs = BigInt((changes.changedAt ?? now).getTime()) * 1_000_000n;
    const identity = { dev: 1n, ino: 2n, size: BigInt(content.length), mtimeNs: 3n, ctimeNs: changedNs };
    const { changedAt: _, ...rest } = changes;
    const row = { path: filePath(path), folderId: 'w', identity, sha256: sha256(content), ...rest };
    return ledger.record(cleanVerdict(row));
  };
  return {
    clock,
    ...{ store, judge, goThrough, make, logged },
    /** Turns reputation on, as the user does before anything arrives. */
    begin: goThrough,
    queued: async (): Promise<readonly string[]> => {
      await goThrough();
      const names: string[] = [];
      for (let file = store.next(now); file !== null; file = store.next(now)) {
        names.push(file.path.bytes.toString().slice(root.length + 1));
        store.drop(file.id);
      }
      return names;
    },
    set: (changes: Partial<typeof settings>) => {
      settings = { ...settings, ...changes };
    },
  };
}

describe('into the queue', () => {
  test('come the new programs, archives and documents in Downloads, in the order they were judged', async () => {
    const { begin, judge, queued } = setUp();
    judge('Downloads/before.exe', program);
    await begin();
    judge('Downloads/one', program);
    judge('Downloads/photo', 'just light');
    judge('elsewhere/two.exe', program);
    judge('Downloads/deep/three.bat', '@echo off');
    judge('Downloads/four', '%PDF-1.7');
    judge('Downloads/lazaret-test', program);
    expect(await queued()).toEqual(['Downloads/one', 'Downloads/deep/three.bat', 'Downloads/four']);
  });

  test('come files of all kinds and folders, where the user wants that; what is left out of watching never', async () => {
    const { begin, judge, queued } = setUp({ where: 'all', what: 'all' }, ['private/**', '*.kdbx']);
    await begin();
    judge('Downloads/photo', 'just light');
    judge('elsewhere/two', 'x');
    judge('private/letter', 'y');
    judge('private/deep/letter', 'z');
    judge('Downloads/passwords.kdbx', 'k');
    expect(await queued()).toEqual(['Downloads/photo', 'elsewhere/two']);
  });

  test('comes nothing the user or new signatures had looked at again, and nothing without an answer or a hash', async () => {
    const { begin, judge, queued } = setUp({ what: 'all' });
    await begin();
    for (const trigger of ['on-demand', 'signatures', 'reputation'] as const satisfies readonly Trigger[]) {
      judge(`Downloads/${trigger}`, trigger, { trigger });
    }
    judge('Downloads/failed', 'f', { verdict: 'failed', reason: 'no-reply' });
    judge('Downloads/unread', 'u', { verdict: 'unscannable', reason: 'too-large', sha256: null });
    judge('Downloads/stranger', 's', { folderId: null });
    expect(await queued()).toEqual([]);
  });

  test('comes what a sweep found, where it changed since reputation was turned on', async () => {
    const { begin, judge, queued } = setUp({ what: 'all' });
    await begin();
    const before = new Date(now.getTime() - 1);
    judge('Downloads/old', 'old', { trigger: 'sweep', changedAt: before });
    judge('Downloads/new', 'new', { trigger: 'sweep' });
    judge('Downloads/retried', 'retried', { trigger: 'retry' });
    expect(await queued()).toEqual(['Downloads/new', 'Downloads/retried']);
  });

  test('comes each file once, and also one whose row was written just before Lazaret ended', async () => {
    const { begin, judge, queued, store } = setUp({ what: 'all' });
    await begin();
    judge('Downloads/a', 'a');
    expect(await queued()).toEqual(['Downloads/a']);
    expect(await queued()).toEqual([]);
    judge('Downloads/b', 'b');
    expect(store.queued()).toBe(0);
    expect(await queued()).toEqual(['Downloads/b']);
  });

  test('comes a program also where no more files could be opened as it was looked at', async () => {
    const { begin, judge, queued, make, logged } = setUp();
    await begin();
    judge('Downloads/a', program);
    const intake = make({ open: () => Promise.reject(Object.assign(new Error('too many'), { code: 'EMFILE' })) });
    intake.poke();
    await waitFor('the trouble', () => logged.length === 1);
    await intake.stop();
    expect(await queued()).toEqual(['Downloads/a']);
  });

  test('comes a program a minute after it could not be looked at, though nothing else happens', async () => {
    const { begin, judge, store, make, logged, clock } = setUp();
    await begin();
    judge('Downloads/a', program);
    const { open } = createFileOpener();
    let isShort = true;
    const intake = make({
      open: (path) => (isShort ? Promise.reject(Object.assign(new Error('too many'), { code: 'EMFILE' })) : open(path)),
    });
    intake.poke();
    await waitFor('the trouble', () => logged.length === 1);
    isShort = false;
    await clock.advance(60_000);
    await waitFor('the file in the queue', () => store.queued() === 1);
    await intake.stop();
  });

  test('comes nothing of before, where reputation is turned off and on again while a file is looked at', async () => {
    const { begin, judge, set, store, make } = setUp();
    await begin();
    judge('Downloads/a', program);
    const intake = make();
    intake.poke();
    set({ mode: 'off' });
    intake.poke();
    set({ mode: 'hash-only' });
    intake.poke();
    judge('Downloads/b', program);
    await waitFor('it to begin anew', () => store.fact('cursor') === '2');
    await intake.stop();
    expect(store.queued()).toBe(0);
  });

  test('comes nothing while reputation is off, and what came meanwhile stays out', async () => {
    const { begin, judge, queued, set, store, goThrough } = setUp({ what: 'all' });
    await begin();
    judge('Downloads/a', 'a');
    await goThrough();
    expect(store.queued()).toBe(1);
    set({ mode: 'off' });
    expect(await queued()).toEqual([]);
    judge('Downloads/b', 'b');
    expect(await queued()).toEqual([]);
    set({ mode: 'hash-only' });
    expect(await queued()).toEqual([]);
    judge('Downloads/c', 'c');
    expect(await queued()).toEqual(['Downloads/c']);
  });
});

test('turning reputation off forgets since when the server has given no answer, and that it did not take the key', async () => {
  const { begin, goThrough, set, store } = setUp();
  await begin();
  store.setFact('unanswered', JSON.stringify({ base: 'https://relay.example.org', since: now }));
  store.setFact('refused', JSON.stringify({ by: 'a server and its key', detail: 'HTTP 401' }));
  set({ mode: 'off' });
  await goThrough();
  expect([store.fact('unanswered'), store.fact('refused')]).toEqual([null, null]);
});
