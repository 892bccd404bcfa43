import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { quarantineSettingsSchema } from '../../../contract/quarantine-settings.ts';
import { pathKey } from '../../../electron/files/file-path.ts';
import { createHousekeeping } from '../../../electron/quarantine/housekeeping.ts';
import { openJournal } from '../../../electron/quarantine/journal.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { blobsIn, exists, pathIn, sha256, signature, vaultFixture } from './vault-fixture.ts';

const hourMs = 60 * 60 * 1000;
const plain = { keepExec: false };

describe('deleting an item', () => {
  test('keeps it whole until the grace period is over, and it can be put back, also after a restart', async () => {
    const { vault, vaultDirectory, put, lockAway, reopen } = await vaultFixture();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    expect(await vault.trash(id)).toMatchObject({ ok: true, value: { id, trashedAt: expect.any(String) } });
    expect(vault.get(id)?.trashedAt).not.toBeNull();
    expect(blobsIn(vaultDirectory)).toEqual([`${id}.blob`]);
    const { vault: later } = await reopen();
    expect(later.get(id)?.trashedAt).not.toBeNull();
    expect(await later.untrash(id)).toMatchObject({ ok: true, value: { trashedAt: null } });
    expect(await later.restore(id, plain)).toMatchObject({ ok: true });
    expect(readFileSync(path.bytes, 'utf8')).toBe('bad');
  });

  test('for good takes key and copy, and the journal remembers both', async () => {
    const { vault, vaultDirectory, put, lockAway } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad'));
    await vault.trash(id);
    expect(await vault.remove(id)).toMatchObject({ ok: true });
    expect(vault.get(id)).toBeNull();
    expect(blobsIn(vaultDirectory)).toEqual([]);
    expect(vault.history(id).map(({ what }) => what)).toEqual(['deleted', 'key-destroyed', 'copy-removed']);
    expect(await vault.untrash(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('tells the story of an item: stored, a restore that failed, deleted, put back, looked at again', async () => {
    const { vault, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    writeFileSync(path.bytes, 'mine');
    await vault.restore(id, plain);
    await vault.trash(id);
    await vault.untrash(id);
    vault.addEvent(id, 'rescanned', 'still bad');
    expect(vault.history(id)).toMatchObject([
      { what: 'stored' },
      { what: 'restore-failed', detail: expect.stringContaining('already a file') },
      { what: 'deleted' },
      { what: 'undeleted' },
      { what: 'rescanned', detail: 'still bad' },
    ]);
  });
});

describe('what becomes due in the vault', () => {
  /** A vault on a clock moved by hand, kept in order by the given settings. */
  async function setUp(given: object = {}) {
    const timers = createFakeClock();
    let slept = 0;
    const clock = { ...timers, now: () => new Date(timers.now().getTime() + slept) };
    /** Time during which the machine was off: no timer runs. */
    const sleep = (ms: number): void => {
      slept += ms;
    };
    const fixture = await vaultFixture({ now: clock.now });
    let settings = quarantineSettingsSchema.parse(given);
    const sizes: (number | null)[] = [];
    const noLonger: string[] = [];
    const housekeeping = createHousekeeping({
      vault: fixture.vault,
      settings: () => settings,
      onNoLongerAllowed: (paths) => noLonger.push(...paths.map(pathKey)),
      onSize: (tooLarge) => sizes.push(tooLarge?.bytes ?? null),
      clock,
      log: { info: () => undefined, warn: () => undefined },
    });
    onTestFinished(housekeeping.start());
    const set = (changes: object): void => {
      settings = quarantineSettingsSchema.parse({ ...settings, ...changes });
    };
    return { ...fixture, clock, sleep, housekeeping, sizes, noLonger, set };
  }

  test('a deleted item goes when its grace period is over, and not before', async () => {
    const { vault, vaultDirectory, clock, housekeeping, put, lockAway } = await setUp();
    const { id } = await lockAway(put('a', 'bad'));
    const { id: kept } = await lockAway(put('b', 'bad'));
    await vault.trash(id);
    await clock.advance(23.9 * hourMs);
    await housekeeping.run();
    expect(vault.list().map((item) => item.id)).toEqual([kept, id]);
    await clock.advance(0.2 * hourMs);
    await housekeeping.run();
    expect(vault.list().map((item) => item.id)).toEqual([kept]);
    expect(blobsIn(vaultDirectory)).toEqual([`${kept}.blob`]);
  });

  test('nothing goes by itself unless an age is set, and then it can still be put back', async () => {
    const { vault, sleep, housekeeping, set, put, lockAway } = await setUp();
    const { id } = await lockAway(put('a', 'bad'));
    sleep(3000 * 24 * hourMs);
    await housekeeping.run();
    expect(vault.get(id)).toMatchObject({ trashedAt: null });
    set({ keepDays: 30 });
    await housekeeping.run();
    expect(vault.get(id)?.trashedAt).not.toBeNull();
    sleep(25 * hourMs);
    await housekeeping.run();
    expect(vault.get(id)).toBeNull();
  });

  test('a vault above its size is told of once more when it changes, and nothing is deleted', async () => {
    const { vault, clock, sleep, housekeeping, sizes, put, lockAway } = await setUp({ warnAboveMiB: 1 });
    const { id } = await lockAway(put('a', Buffer.alloc(2 * 1024 * 1024)));
    await clock.advance(5_000);
    expect(sizes.at(-1)).toBe(2 * 1024 * 1024);
    sleep(24 * 400 * hourMs);
    await housekeeping.run();
    expect(vault.get(id)).not.toBeNull();
    await vault.remove(id);
    await clock.advance(5_000);
    expect(sizes.at(-1)).toBeNull();
  });

  test('what was allowed until some time is judged again from then on', async () => {
    const { vault, clock, housekeeping, noLonger, put, lockAway } = await setUp();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    const expiresAt = new Date(clock.now().getTime() + hourMs).toISOString();
    expect(await vault.restore(id, { ...plain, reason: 'mine', expiresAt })).toMatchObject({ ok: true });
    const candidate = { path, sha256: sha256('bad'), signature };
    expect(vault.allows(candidate)).toBe(true);
    expect(vault.allowList.list()).toMatchObject([{ reason: 'mine', expiresAt }]);
    await clock.advance(1.1 * hourMs);
    expect(vault.allows(candidate)).toBe(false);
    await housekeeping.run();
    expect(noLonger).toContain(pathKey(path));
    expect(vault.allowList.list()).toEqual([]);
  });
});

describe('the list of allowed files', () => {
  test('shows what a restore allowed, and revoking ends it', async () => {
    const { vault, put, lockAway, reopen } = await vaultFixture();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    await vault.restore(id, { ...plain, reason: 'our own tool' });
    const { vault: later } = await reopen();
    const [entry] = later.allowList.list();
    expect(entry).toMatchObject({
      path: path.bytes.toString(),
      sha256: sha256('bad'),
      signature,
      reason: 'our own tool',
    });
    expect(later.allowList.revoke(entry?.id ?? '')).toMatchObject({ ok: true });
    expect(later.allows({ path, sha256: sha256('bad'), signature })).toBe(false);
    expect(later.allowList.list()).toEqual([]);
    expect(later.allowList.revoke(entry?.id ?? '')).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('a restore that fails allows nothing, and takes nothing back that was allowed before', async () => {
    const { vault, folder, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    const request = { path, sha256: sha256('bad'), signature, reason: 'known', expiresAt: null };
    await vault.allowList.add(request);
    writeFileSync(path.bytes, 'mine');
    expect(await vault.restore(id, plain)).toMatchObject({ ok: false });
    expect(await vault.restore(id, { ...plain, to: pathIn(folder, 'missing/b') })).toMatchObject({ ok: false });
    expect(vault.allowList.list()).toMatchObject([{ reason: 'known' }]);
    expect(vault.allows({ path, sha256: sha256('bad'), signature })).toBe(true);
  });

  test('has one entry for one file, the latest', async () => {
    const { vault, put } = await vaultFixture();
    const path = put('a', 'bad');
    const request = { path, sha256: sha256('bad'), signature, expiresAt: null };
    await vault.allowList.add({ ...request, reason: 'first' });
    await vault.allowList.add({ ...request, reason: 'second' });
    expect(vault.allowList.list()).toMatchObject([{ reason: 'second' }]);
    const past = { ...request, reason: '', expiresAt: '2020-01-01T00:00:00Z' };
    expect(await vault.allowList.add(past)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });
});

describe('a note in the place of a file', () => {
  const noteFor = () => 'Locked away.\n';

  test('is left only when wished, is known to be ours, and goes when the file comes back', async () => {
    const { vault, folder, put, lockAway, reopen } = await vaultFixture({ noteFor });
    const path = put('a.exe', 'bad');
    const { id } = await lockAway(path);
    const note = join(folder, 'a.exe.quarantined.txt');
    expect(readdirSync(folder)).toEqual(['a.exe.quarantined.txt']);
    expect(readFileSync(note, 'utf8')).toBe('Locked away.\n');
    const { vault: later } = await reopen();
    for (const opened of [vault, later]) {
      const { dev, ino, size, mtimeNs, ctimeNs } = statSync(note, { bigint: true });
      expect(opened.isNote({ dev, ino, size, mtimeNs, ctimeNs })).toBe(true);
    }
    expect(await later.restore(id, plain)).toMatchObject({ ok: true });
    expect(readdirSync(folder)).toEqual(['a.exe']);
  });

  test('is no way around scanning: written to, replaced or made by others, it is a file like any', async () => {
    const { vault, folder, put, lockAway } = await vaultFixture({ noteFor });
    const identity = (name: string) => {
      const { dev, ino, size, mtimeNs, ctimeNs } = statSync(join(folder, name), { bigint: true });
      return { dev, ino, size, mtimeNs, ctimeNs };
    };
    const { id } = await lockAway(put('a', 'bad'));
    writeFileSync(join(folder, 'a.quarantined.txt'), 'Locked EVIL.\n');
    expect(vault.isNote(identity('a.quarantined.txt'))).toBe(false);
    writeFileSync(join(folder, 'b.quarantined.txt'), 'Locked away.\n');
    expect(vault.isNote(identity('b.quarantined.txt'))).toBe(false);
    // What somebody wrote into it is theirs: it stays when the file comes back.
    expect(await vault.restore(id, plain)).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'a.quarantined.txt'), 'utf8')).toBe('Locked EVIL.\n');
  });

  test('never overwrites a file that has its name, and names of 255 bytes get one too', async () => {
    const { folder, put, lockAway } = await vaultFixture({ noteFor });
    writeFileSync(join(folder, 'a.quarantined.txt'), 'mine');
    await lockAway(put('a', 'bad'));
    expect(readFileSync(join(folder, 'a.quarantined.txt'), 'utf8')).toBe('mine');
    const long = put(Buffer.alloc(255, 'x'), 'bad');
    await lockAway(long);
    expect(exists(long)).toBe(false);
    expect(exists(pathIn(folder, `${'x'.repeat(239)}.quarantined.txt`))).toBe(true);
  });
});

test('a journal of the first version keeps its items, and what it allowed', () => {
  const directory = tempDir();
  const old = new Database(join(directory, 'journal.sqlite'));
  old.exec(`
    CREATE TABLE items (id TEXT PRIMARY KEY, phase TEXT NOT NULL, header BLOB NOT NULL, key BLOB,
      original_left INTEGER NOT NULL DEFAULT 0, damaged INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE restores (id TEXT PRIMARY KEY, parent BLOB NOT NULL, name BLOB NOT NULL, temp BLOB NOT NULL) STRICT;
    CREATE TABLE allowed (path BLOB NOT NULL, sha256 TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL,
      restore_id TEXT, PRIMARY KEY (path, sha256, signature)) STRICT, WITHOUT ROWID;
    INSERT INTO items VALUES ('a', 'done', x'7b7d', x'01', 0, 0);
    INSERT INTO allowed VALUES (x'2f61', 'ab', 'X', '2025-01-01T00:00:00.000Z', NULL);
    INSERT INTO allowed VALUES (x'2f62', 'cd', 'Y', '2025-01-02T00:00:00.000Z', 'r');
    PRAGMA user_version = 1;
  `);
  old.close();
  const { journal, setAside } = openJournal(directory, () => new Date());
  onTestFinished(() => journal.close());
  expect(setAside).toBeNull();
  expect(journal.rows()).toMatchObject([{ id: 'a', phase: 'done', trashedAt: null }]);
  expect(journal.allowed.list()).toMatchObject([{ sha256: 'ab', signature: 'X', reason: '', expiresAt: null }]);
  const path = { bytes: Buffer.from('/a') };
  expect(journal.allowed.allows(path, 'ab', 'X', new Date().toISOString())).toBe(true);
  journal.cancelRestore('r');
  expect(journal.allowed.allows({ bytes: Buffer.from('/b') }, 'cd', 'Y', new Date().toISOString())).toBe(false);
});
