import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { settingsSchema } from '../../../contract/settings.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createReputation } from '../../../electron/reputation/reputation.ts';
import { createReputationStore } from '../../../electron/reputation/reputation-store.ts';
import { compileExclusions } from '../../../electron/watch/exclusion-rules.ts';
import { folder } from '../../renderer/fixtures.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { fakeKey, startFakeVirusTotal } from '../../support/fake-virustotal.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';
import { cleanVerdict } from '../ledger/verdict-fixture.ts';
import { sha256 } from './asker-fixture.ts';

/** The room on a real ledger that calls one file clean, asking the fake. */
async function setUp(environment: NodeJS.ProcessEnv = {}) {
  const root = tempDir();
  const fake = await startFakeVirusTotal();
  onTestFinished(() => fake.stop());
  const clock = createFakeClock();
  const { database } = openLedgerDatabase(join(root, 'ledger.sqlite'), clock.now);
  const ledger = createLedger(database, clock.now);
  onTestFinished(() => ledger.close());
  const path = filePath(join(root, 'setup.exe'));
  writeFileSync(path.bytes, 'MZ');
  let settings = settingsSchema.parse({
    reputation: { mode: 'hash-only', where: 'all', server: fake.base, perMinute: 100 },
  });
  const logged: unknown[] = [];
  const note = (...words: unknown[]): void => void logged.push(words);
  const again: string[] = [];
  const reputation = createReputation({
    database,
    settings: () => settings,
    folders: () => ({
      folderOf: () => 'w',
      rulesOf: () => compileExclusions(filePath(root), []),
      states: () => [folder('w', root)],
    }),
    downloads: null,
    keyFile: join(root, 'key.json'),
    cipher: null,
    environment,
    isOurs: () => false,
    scanAgain: (file) => again.push(file.bytes.toString()),
    clock,
    log: { debug: note, info: note, warn: note, error: note },
  });
  onTestFinished(() => reputation.stop());
  reputation.setKey(fakeKey, false);
  const judge = (verdict: 'clean' | 'infected' = 'clean') =>
    ledger.record(
      cleanVerdict({
        path,
        folderId: 'w',
        identity: { dev: 1n, ino: 2n, size: 2n, mtimeNs: 3n, ctimeNs: 4n },
        sha256: sha256('MZ'),
        verdict,
        signature: verdict === 'clean' ? null : 'X',
      }),
    );
  const store = createReputationStore(database);
  /** A file that waits in the queue because of a row of the ledger. */
  const queue = (name: string, content: string, recordId: number | null): string => {
    const file = filePath(join(root, name));
    writeFileSync(file.bytes, content);
    const hash = sha256(content);
    store.take([{ recordId, path: file, sha256: hash, size: content.length, byHand: false }], null);
    return hash;
  };
  return {
    ...{ fake, clock, reputation, again, logged, judge, path, store, queue },
    set: (changes: Partial<typeof settings.reputation>) => {
      const before = settings.reputation;
      settings = { ...settings, reputation: { ...before, ...changes } };
      reputation.settingsChanged(settings.reputation, before);
    },
  };
}

const bad = (malicious: number) => ({
  outcome: 'known' as const,
  askedAt: '2030-01-01T00:00:00.000Z',
  malicious,
  suspicious: 0,
  engines: 72,
  names: [{ engine: 'Alpha', name: 'Trojan.X' }],
  analysedAt: null,
});

describe('a bad answer', () => {
  test('that was kept just before Lazaret ended is acted upon at the next start', async () => {
    const { reputation, again, judge, path, store } = await setUp();
    judge();
    store.answer(sha256('MZ'), bad(41));
    expect(again).toEqual([]);
    reputation.start();
    expect(again).toEqual([path.bytes.toString()]);
    expect(reputation.verdictOn(sha256('MZ'))).toMatchObject({
      signature: 'Reputation.VirusTotal',
      detail: expect.stringContaining('41 of 72 engines at VirusTotal call it malicious, such as Trojan.X (Alpha).'),
    });
  });

  test('of too few engines counts once the threshold is lower', async () => {
    const { reputation, again, judge, set, store } = await setUp();
    judge();
    store.answer(sha256('MZ'), bad(2));
    reputation.start();
    expect(again).toEqual([]);
    expect(reputation.verdictOn(sha256('MZ'))).toBeNull();
    set({ threshold: 2 });
    expect(again).toHaveLength(1);
  });

  test('has nothing scanned again that is called infected already', async () => {
    const { reputation, again, judge, store } = await setUp();
    judge('infected');
    store.answer(sha256('MZ'), bad(41));
    reputation.start();
    expect(again).toEqual([]);
  });
});

describe('the room', () => {
  test('asks about what is recorded once it has started, and not before', async () => {
    const { fake, clock, reputation, again, judge } = await setUp();
    fake.know(sha256('MZ'), { malicious: 41, undetected: 31 });
    reputation.recorded();
    expect(fake.connections()).toBe(0);
    reputation.start();
    await waitFor('it to rest', () => reputation.state().status === 'idle');
    judge();
    reputation.recorded();
    await clock.advance(50);
    await waitFor('the answer', () => again.length === 1);
    expect(reputation.of(sha256('MZ'))).toMatchObject({ answer: { malicious: 41 }, place: null });
    expect(reputation.state()).toMatchObject({ status: 'idle', queued: 0, usedToday: 1, requests: 1 });
  });

  test('forgets what waits as soon as it is turned off', async () => {
    const { fake, clock, reputation, judge, set } = await setUp();
    fake.setMood(() => true);
    reputation.start();
    judge();
    reputation.recorded();
    await clock.advance(50);
    await waitFor('the request', () => fake.seen.length === 1);
    expect(reputation.of(sha256('MZ'))).toMatchObject({ place: 1, stage: 'lookup' });
    set({ mode: 'off' });
    expect(reputation.state()).toMatchObject({ queued: 0 });
    expect(reputation.of(sha256('MZ')).place).toBeNull();
    await waitFor('it to be off', () => reputation.state().status === 'off');
  });

  test('asks no more about pictures and the like that wait, once only what can do harm is to take part', async () => {
    const { fake, reputation, judge, set, queue } = await setUp();
    set({ what: 'all' });
    const { record } = judge('infected');
    queue('photo.jpg', 'a picture', null);
    const hashes = [queue('program', '#!/bin/sh', null), queue('notes.txt', 'called infected', record.id)];
    set({ what: 'risky' });
    hashes.push(queue('later.txt', 'judged when it came', null));
    reputation.start();
    await waitFor('the requests', () => fake.hashes().length === 3);
    expect(fake.hashes()).toEqual(hashes);
  });

  test('says that the address is none of such a server, and asks at once when it is corrected', async () => {
    const { fake, clock, reputation, set, path, store } = await setUp();
    fake.setMood((request, response) => {
      if (!request.path.startsWith('/wrong/')) return false;
      response.writeHead(404).end('<html>Not here</html>');
      return true;
    });
    const right = fake.base;
    set({ server: right.replace('/api/', '/wrong/') });
    await reputation.ask(path);
    for (const [index, minutes] of [0, 1, 2].entries()) {
      expect(reputation.state().trouble).toBeNull();
      await clock.advance(minutes * 60_000);
      await waitFor('the answer', () => fake.seen.length === index + 1);
      await waitFor('the wait', () => reputation.state().status === 'waiting');
    }
    expect(reputation.state().trouble).toEqual({ kind: 'no-server', detail: 'HTTP 404' });
    set({ server: right });
    expect(reputation.state().trouble).toBeNull();
    await waitFor('the answer about the file', () => store.answerOf(sha256('MZ')) !== null);
  });

  test('takes its key out of the environment, which every program that is started would inherit', async () => {
    const environment = { LAZARET_VIRUSTOTAL_KEY: ` ${fakeKey}\n`, LANG: 'C' };
    const { fake, reputation } = await setUp(environment);
    expect(environment).toEqual({ LANG: 'C' });
    expect(reputation.state().key).toMatchObject({ state: 'set', kept: 'environment' });
    await reputation.test();
    expect(fake.seen[0]?.key).toBe(fakeKey);
  });

  test('says so where what is in the environment can be no key, without repeating it', async () => {
    const { reputation, logged } = await setUp({ LAZARET_VIRUSTOTAL_KEY: 'two words of it' });
    expect(reputation.state().key.kept).not.toBe('environment');
    expect(JSON.stringify(logged)).toContain('LAZARET_VIRUSTOTAL_KEY');
    expect(JSON.stringify(logged)).not.toContain('two words');
  });

  test('sends the key to the server it was given for, and to no other', async () => {
    const { fake, reputation, set, logged } = await setUp();
    const other = await startFakeVirusTotal();
    onTestFinished(() => other.stop());
    expect(await reputation.test()).toMatchObject({ ok: true });
    expect(fake.seen[0]?.key).toBe(fakeKey);
    set({ server: other.base });
    expect(reputation.state().key.state).toBe('other-server');
    expect(await reputation.test()).toMatchObject({ ok: false, error: { code: 'key-refused' } });
    expect(other.seen[0]?.key).toBeNull();
    expect(JSON.stringify([logged, reputation.state()])).not.toContain(fakeKey);
  });
});
