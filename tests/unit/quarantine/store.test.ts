import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { eicar } from '../../support/eicar.ts';
import { blobsIn, exists, openAt, pathIn, sha256, signature, vaultFixture } from './vault-fixture.ts';

describe('locking a file away', () => {
  test('takes the file out of its folder and lists it with all that is known of it', async () => {
    const { vault, put, finding, reopen } = await vaultFixture();
    const path = put('invoice.pdf.exe', eicar(), 0o755);
    utimesSync(path.bytes, 1_600_000_000, 1_600_000_000);
    const result = await vault.store(finding(path));
    expect(result.kind).toBe('stored');
    expect(exists(path)).toBe(false);
    const [item] = vault.list();
    expect(item).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      at: '2026-01-02T03:04:05.678Z',
      path: displayPath(path),
      signature,
      engine: 'ClamAV 1.4.6',
      signatureVersion: '27000',
      sha256: sha256(eicar()),
      size: 68,
      mode: 0o755,
      mtime: '2020-09-13T12:26:40.000Z',
      state: 'stored',
      originalLeft: false,
      trashedAt: null,
      otherNames: 0,
      attributes: 'none',
      origin: null,
    });
    expect((await reopen()).vault.list()).toEqual([item]);
  });

  test('leaves nothing of its content readable in the data directory, which only the owner may enter', async () => {
    const { vaultDirectory, put, lockAway } = await vaultFixture();
    await lockAway(put('eicar.com', eicar()));
    expect(statSync(vaultDirectory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(vaultDirectory)) {
      expect(statSync(join(vaultDirectory, name)).mode & 0o777, name).toBe(0o600);
      expect(readFileSync(join(vaultDirectory, name)).includes('EICAR'), name).toBe(false);
    }
  });

  test('does nothing to a file that was changed after it was scanned', async () => {
    const { vault, vaultDirectory, put, finding } = await vaultFixture();
    const path = put('a.exe', 'bad');
    const scanned = finding(path);
    writeFileSync(path.bytes, 'my own work, saved just now');
    expect(await vault.store(scanned)).toEqual({ kind: 'changed' });
    expect(readFileSync(path.bytes, 'utf8')).toBe('my own work, saved just now');
    expect(vault.list()).toEqual([]);
    expect(blobsIn(vaultDirectory)).toEqual([]);
  });

  test('does not take bytes that are not the scanned ones, even if the file looks the same', async () => {
    const { vault, vaultDirectory, put, finding } = await vaultFixture();
    const path = put('a.exe', 'good');
    expect(await vault.store({ ...finding(path), sha256: sha256('evil') })).toEqual({ kind: 'changed' });
    expect(readFileSync(path.bytes, 'utf8')).toBe('good');
    expect(blobsIn(vaultDirectory)).toEqual([]);
  });

  test('never reaches through a symbolic link that replaced the file', async () => {
    const { vault, folder, put, finding } = await vaultFixture();
    const path = put('a.exe', 'bad');
    const scanned = finding(path);
    const sentinel = put('sentinel', 'precious');
    renameSync(path.bytes, join(folder, 'moved'));
    symlinkSync(sentinel.bytes, path.bytes);
    expect(await vault.store(scanned)).toEqual({ kind: 'changed' });
    expect(readFileSync(sentinel.bytes, 'utf8')).toBe('precious');
    expect(lstatSync(path.bytes).isSymbolicLink()).toBe(true);
  });

  test('never reaches through a symbolic link that replaced the folder', async () => {
    const { vault, folder, finding } = await vaultFixture();
    mkdirSync(join(folder, 'sub'));
    mkdirSync(join(folder, 'elsewhere'));
    const path = filePath(join(folder, 'sub', 'a.exe'));
    writeFileSync(path.bytes, 'bad');
    const scanned = finding(path);
    const sentinel = join(folder, 'elsewhere', 'a.exe');
    writeFileSync(sentinel, 'precious');
    renameSync(join(folder, 'sub'), join(folder, 'sub-moved'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'sub'));
    expect(await vault.store(scanned)).toEqual({ kind: 'changed' });
    expect(readFileSync(sentinel, 'utf8')).toBe('precious');
  });

  test('says so when the file, its folder, or a part of the way is gone', async () => {
    const { vault, folder, put, finding } = await vaultFixture();
    const scanned = finding(put('a.exe', 'bad'));
    for (const path of ['b.exe', 'missing/a.exe', 'a.exe/b']) {
      expect(await vault.store({ ...scanned, path: pathIn(folder, path) })).toEqual({ kind: 'gone' });
    }
  });

  test('names the file left under another name on the disk', async () => {
    const { vault, folder, put, finding } = await vaultFixture();
    const path = put('a.exe', 'bad');
    linkSync(path.bytes, join(folder, 'second-name'));
    const result = await vault.store(finding(path));
    expect(result).toMatchObject({ kind: 'stored-original-left', detail: expect.stringContaining('1 other name') });
    expect(exists(path)).toBe(false);
    expect(readFileSync(join(folder, 'second-name'), 'utf8')).toBe('bad');
    expect(vault.list()[0]?.originalLeft).toBe(true);
  });

  test('keeps two identical files, and one path twice, as items of their own', async () => {
    const { vault, put, lockAway } = await vaultFixture();
    const first = await lockAway(put('a', 'same'));
    const second = await lockAway(put('b', 'same'));
    const third = await lockAway(put('a', 'other'));
    expect(vault.list().map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
  });

  test('stores one file once when asked twice at the same moment', async () => {
    const { vault, put, finding } = await vaultFixture();
    const scanned = finding(put('a', 'bad'));
    const results = await Promise.all([vault.store(scanned), vault.store(scanned)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['gone', 'stored']);
    expect(vault.list()).toHaveLength(1);
  });

  test('keeps its place in a date even for a file dated far outside the calendar', async () => {
    const { vault, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad');
    utimesSync(path.bytes, -1e12, -1e12);
    await lockAway(path);
    expect(vault.list()[0]?.mtime).toMatch(/^\d{4}-/);
  });

  test('tells listeners, knows its own directory, and takes nothing after it was closed', async () => {
    const { vault, vaultDirectory, folder, put, finding, lockAway } = await vaultFixture();
    let changes = 0;
    const stop = vault.onChanged(() => {
      changes += 1;
    });
    await lockAway(put('a', 'bad'));
    stop();
    await lockAway(put('b', 'bad'));
    expect(changes).toBe(1);
    expect(vault.contains(statSync(vaultDirectory, { bigint: true }))).toBe(true);
    expect(vault.contains(statSync(folder, { bigint: true }))).toBe(false);
    const path = put('c', 'bad');
    vault.close();
    expect(await vault.store(finding(path))).toMatchObject({ kind: 'failed', code: 'stopped' });
    expect(exists(path)).toBe(true);
  });
});

describe('deleting an item', () => {
  test('destroys copy and key, also in the database files', async () => {
    const { vault, vaultDirectory, put, lockAway, reopen } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad'));
    expect(await vault.remove(id)).toEqual({ ok: true, value: null });
    expect(vault.get(id)).toBeNull();
    expect(blobsIn(vaultDirectory)).toEqual([]);
    expect(await vault.remove(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    const { recovery } = await reopen();
    expect(recovery).toMatchObject({ orphanBlobs: [], damaged: [], finished: [], rolledBack: [] });
  });
});

describe('opening the vault', () => {
  test('sets a journal that is no database aside and goes on, with the copies left where they are', async () => {
    const { vault, vaultDirectory, put, lockAway } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad'));
    vault.close();
    for (const name of readdirSync(vaultDirectory).filter((entry) => /-(wal|shm)$/.test(entry))) {
      writeFileSync(join(vaultDirectory, name), '');
    }
    writeFileSync(join(vaultDirectory, 'journal.sqlite'), 'garbage'.repeat(2000));
    const opened = await openAt(vaultDirectory);
    expect(opened.recovery.journalSetAside).toMatch(/journal\.sqlite\.broken-2026/);
    expect(readFileSync(opened.recovery.journalSetAside ?? '', 'utf8')).toContain('garbage');
    expect(opened.recovery.orphanBlobs).toEqual([`${id}.blob`]);
    expect(blobsIn(vaultDirectory)).toEqual([`${id}.blob`]);
    opened.vault.close();
  });
});
