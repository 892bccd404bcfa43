import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { storeFailure } from '../../../electron/quarantine/failure-text.ts';
import { openAt, sha256, vaultFixture } from './vault-fixture.ts';

const plain = { keepExec: false };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a journal somebody has written to', () => {
  test.each<[string, (header: Record<string, unknown>, folder: string) => object]>([
    ['with a path that climbs', (header, folder) => ({ ...header, path: base64(`${folder}/../../..`) })],
    ['with a path that is not absolute', (header) => ({ ...header, path: base64('a') })],
    ['with a folder that climbs', (header, folder) => ({ ...header, parent: base64(`${folder}/../elsewhere`) })],
    ['with mode bits that do not exist', (header) => ({ ...header, mode: 0o106755 })],
    ['with the id of another item', (header) => ({ ...header, id: 'ab'.repeat(16) })],
    ['with something that is no header', () => ({ evil: true })],
  ])('%s is refused with words, and the item is kept and shown as damaged', async (_, change) => {
    const { vault, vaultDirectory, folder, put, lockAway } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad'));
    vault.close();
    rewriteHeader(vaultDirectory, id, (header) => change(header, folder));
    const { vault: later } = await openAt(vaultDirectory);
    expect(later.get(id)).toMatchObject({ id, state: 'damaged' });
    expect(await later.restore(id, plain)).toMatchObject({
      ok: false,
      error: { code: 'vault-damaged', message: expect.stringContaining('It is kept') },
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(vaultDirectory)).toContain(`${id}.blob`);
    expect(await later.remove(id)).toMatchObject({ ok: true });
    later.close();
  });

  test.each<[string, (header: Record<string, unknown>, folder: string) => object, string]>([
    ['another name', (header, folder) => ({ ...header, path: base64(`${folder}/other`) }), 'vault-damaged'],
    ['another folder', (header, folder) => ({ ...header, parent: base64(`${folder}/elsewhere`) }), 'target-refused'],
    ['more rights', (header) => ({ ...header, mode: 0o6755 }), 'vault-damaged'],
  ])('cannot make a file come back with %s', async (_, change, code) => {
    const { vault, vaultDirectory, folder, put, lockAway } = await vaultFixture();
    mkdirSync(join(folder, 'elsewhere'));
    const { id } = await lockAway(put('a', 'bad'));
    vault.close();
    rewriteHeader(vaultDirectory, id, (header) => change(header, folder));
    const { vault: later } = await openAt(vaultDirectory);
    expect(await later.restore(id, plain)).toMatchObject({ ok: false, error: { code } });
    expect(readdirSync(folder)).toEqual(['elsewhere']);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
    expect(later.get(id)).not.toBeNull();
    later.close();
  });

  test('of a newer version is not touched', async () => {
    const { vault, vaultDirectory, put, lockAway } = await vaultFixture();
    await lockAway(put('a', 'bad'));
    vault.close();
    const database = new Database(join(vaultDirectory, 'journal.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(openAt(vaultDirectory)).rejects.toThrow('newer Lazaret');
  });

  test('two items with the same content stay apart', async () => {
    const { vault, folder, put, lockAway } = await vaultFixture();
    const ids = [await lockAway(put('a', 'same')), await lockAway(put('b', 'same')), await lockAway(put('a', 'more'))];
    writeFileSync(join(folder, 'c'), 'mine');
    expect(new Set(ids.map(({ id }) => id)).size).toBe(3);
    expect(ids.map((item) => item.sha256)).toEqual([sha256('same'), sha256('same'), sha256('more')]);
    for (const { id } of ids.slice(0, 2)) expect(await vault.restore(id, plain)).toMatchObject({ ok: true });
    expect(await vault.restore(ids[2]?.id ?? '', plain)).toMatchObject({ error: { code: 'target-exists' } });
  });
});

describe('a file that could not be locked away', () => {
  test.each([
    ['ENOSPC', 'the disk is full', 'Free some space'],
    ['EDQUOT', 'the disk quota is used up', 'raise the quota'],
    ['EIO', 'the disk reported an error', 'Check the disk'],
    ['EROFS', 'the file system is read-only', 'Make it writable'],
    ['EACCES', 'permission was denied', 'Give Lazaret the right'],
    ['EPERM', 'the system does not permit it', 'Give Lazaret the right'],
    ['EBUSY', 'another program holds the file', 'Close that program'],
    ['ETXTBSY', 'the file is being run', 'End that program'],
    ['EXDEV', 'it lies on another disk', 'Look into the log'],
    ['SQLITE_FULL', 'the disk is full', 'Free some space'],
    ['SQLITE_IOERR_FSYNC', 'the disk reported an error', 'Check the disk'],
  ])('for %s says that it is still there, why, and what to do', (code, reason, remedy) => {
    const failure = storeFailure(Object.assign(new Error('it lies on another disk'), { code }), 'it was copied');
    expect(failure).toMatchObject({ kind: 'failed' });
    const { detail } = failure as { detail: string };
    expect(detail).toContain('Infected, NOT quarantined');
    expect(detail).toContain(reason);
    expect(detail).toContain('The file is still in its place.');
    expect(detail).toContain(remedy);
  });
});

function rewriteHeader(vaultDirectory: string, id: string, change: (header: Record<string, unknown>) => object): void {
  const database = new Database(join(vaultDirectory, 'journal.sqlite'));
  const { header } = database.prepare('SELECT header FROM items WHERE id = ?').get([id]) as { header: Buffer };
  const changed = Buffer.from(JSON.stringify(change(JSON.parse(header.toString()))));
  database.prepare('UPDATE items SET header = ? WHERE id = ?').run([changed, id]);
  database.close();
}
