import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { blobsIn, exists, pathIn, sha256, signature, vaultFixture } from './vault-fixture.ts';

const plain = { keepExec: false };

describe('restoring', () => {
  test.each([
    ['an ordinary name', Buffer.from('a.bin')],
    ['a name with a newline', Buffer.from('a\nb')],
    ['a name of 255 bytes', Buffer.alloc(255, 'x')],
    ['a name that is not UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62])],
    ['a name with a colon, a quote and a backslash', Buffer.from('a:\'"\\..\\b')],
  ])('brings %s back byte for byte, with its time, and empties the vault', async (_, name) => {
    const { vault, vaultDirectory, folder, put, lockAway } = await vaultFixture();
    const content = Buffer.from(Array.from({ length: 700_001 }, (_unused, index) => (index * 7919) % 251));
    const path = put(name, content);
    utimesSync(path.bytes, 1_600_000_000.25, 1_600_000_000.25);
    const { id } = await lockAway(path);
    expect(readdirSync(folder)).toEqual([]);
    expect(await vault.restore(id, plain)).toEqual({ ok: true, value: { path, attributesLost: false } });
    expect(sha256(readFileSync(path.bytes))).toBe(sha256(content));
    // Node passes times as floating-point seconds, which hold microseconds.
    expect(statSync(path.bytes).mtimeMs).toBeCloseTo(1_600_000_000_250, 2);
    expect(readdirSync(folder, { encoding: 'buffer' })).toEqual([name]);
    expect(vault.list()).toEqual([]);
    expect(blobsIn(vaultDirectory)).toEqual([]);
  });

  test('brings an empty file back', async () => {
    const { vault, put, lockAway } = await vaultFixture();
    const path = put('empty', '');
    const { id } = await lockAway(path);
    expect(await vault.restore(id, plain)).toMatchObject({ ok: true });
    expect(readFileSync(path.bytes)).toHaveLength(0);
  });

  test.each([
    [0o755, false, 0o644],
    [0o755, true, 0o755],
    [0o6755, true, 0o755],
    [0o7777, false, 0o666],
    [0o400, false, 0o400],
  ])('of a file with mode %o, execution kept: %s, gives mode %o', async (mode, keepExec, restored) => {
    const { vault, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad', mode);
    const { id } = await lockAway(path);
    await vault.restore(id, { keepExec });
    expect(statSync(path.bytes).mode & 0o7777).toBe(restored);
  });

  test('allows exactly these bytes at exactly this path, also after a restart', async () => {
    const { vault, folder, put, lockAway, reopen } = await vaultFixture();
    const path = put('a', 'bad');
    const candidate = { path, sha256: sha256('bad'), signature };
    const { id } = await lockAway(path);
    expect(vault.allows(candidate)).toBe(false);
    await vault.restore(id, plain);
    const later = (await reopen()).vault;
    expect(later.allows(candidate)).toBe(true);
    expect(later.allows({ ...candidate, path: pathIn(folder, 'b') })).toBe(false);
    expect(later.allows({ ...candidate, sha256: sha256('bad2') })).toBe(false);
    expect(later.allows({ ...candidate, signature: 'Other' })).toBe(false);
  });

  test('to another place leaves the old one alone', async () => {
    const { vault, folder, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad');
    const to = pathIn(folder, 'b');
    const { id } = await lockAway(path);
    expect(await vault.restore(id, { to, keepExec: false })).toEqual({
      ok: true,
      value: { path: to, attributesLost: false },
    });
    expect(exists(path)).toBe(false);
    expect(readFileSync(to.bytes, 'utf8')).toBe('bad');
    expect(vault.allows({ path: to, sha256: sha256('bad'), signature })).toBe(true);
    expect(vault.allows({ path, sha256: sha256('bad'), signature })).toBe(false);
  });

  test.each(['file', 'folder', 'dangling link'])('never overwrites a %s in its place', async (what) => {
    const { vault, folder, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    if (what === 'file') writeFileSync(path.bytes, 'mine');
    if (what === 'folder') mkdirSync(path.bytes);
    if (what === 'dangling link') symlinkSync(join(folder, 'nowhere'), path.bytes);
    expect(await vault.restore(id, plain)).toMatchObject({ ok: false, error: { code: 'target-exists' } });
    if (what === 'file') expect(readFileSync(path.bytes, 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(vault.get(id)?.state).toBe('stored');
    expect(vault.allows({ path, sha256: sha256('bad'), signature })).toBe(false);
  });

  test('refuses a folder that became a symbolic link, and one named through a symbolic link', async () => {
    const { vault, folder, lockAway } = await vaultFixture();
    mkdirSync(join(folder, 'sub'));
    mkdirSync(join(folder, 'elsewhere'));
    const path = pathIn(folder, 'sub/a');
    writeFileSync(path.bytes, 'bad');
    const { id } = await lockAway(path);
    renameSync(join(folder, 'sub'), join(folder, 'old'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'sub'));
    const refused = { ok: false, error: { code: 'target-refused' } };
    expect(await vault.restore(id, plain)).toMatchObject(refused);
    expect(await vault.restore(id, { to: pathIn(folder, 'sub/b'), keepExec: false })).toMatchObject(refused);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
    expect(vault.get(id)).not.toBeNull();
  });

  test('accepts a symbolic link that was on the way already when the file was stored', async () => {
    const { vault, folder, lockAway } = await vaultFixture();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));
    const path = pathIn(folder, 'link/a');
    writeFileSync(path.bytes, 'bad');
    const { id } = await lockAway(path);
    expect(await vault.restore(id, plain)).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'real', 'a'), 'utf8')).toBe('bad');
    for (const name of ['link/a', 'real/a']) {
      expect(vault.allows({ path: pathIn(folder, name), sha256: sha256('bad'), signature })).toBe(true);
    }
  });

  test.each([
    ['whose folder is gone', 'missing/a', 'not-found'],
    ['below a file', 'file/a', 'not-found'],
    ['climbing with ..', 'file/../../a', 'invalid-input'],
    ['ending in ..', '..', 'invalid-input'],
  ])('to a place %s is refused and the item kept', async (_, name, code) => {
    const { vault, folder, put, lockAway } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad'));
    put('file', 'mine');
    const to = pathIn(folder, name);
    expect(await vault.restore(id, { to, keepExec: false })).toMatchObject({ ok: false, error: { code } });
    expect(vault.get(id)).not.toBeNull();
  });

  test('into the vault itself is refused', async () => {
    const { vault, vaultDirectory, put, lockAway } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad'));
    const to = filePath(join(vaultDirectory, 'x.blob'));
    expect(await vault.restore(id, { to, keepExec: false })).toMatchObject({ error: { code: 'target-refused' } });
    expect(existsSync(join(vaultDirectory, 'x.blob'))).toBe(false);
  });

  test('can be cancelled, and leaves nothing behind', async () => {
    const { vault, folder, put, lockAway } = await vaultFixture();
    const path = put('a', 'bad');
    const { id } = await lockAway(path);
    const result = await vault.restore(id, { ...plain, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
    expect(await vault.restore(id, plain)).toMatchObject({ ok: true });
  });

  test('of an unknown item says so', async () => {
    const { vault } = await vaultFixture();
    expect(await vault.restore('nope', plain)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });
});

describe('a tampered vault', () => {
  const flipAt = (path: string, offset: number): void => {
    const bytes = readFileSync(path);
    const at = offset < 0 ? bytes.length + offset : offset;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(path, bytes);
  };

  test.each<[string, (blob: string, other: string) => void]>([
    ['with another magic', (blob) => flipAt(blob, 0)],
    ['of another format version', (blob) => flipAt(blob, 8)],
    ['with a flipped bit in the header', (blob) => flipAt(blob, 40)],
    ['with a flipped bit in the content', (blob) => flipAt(blob, -20)],
    ['with a flipped bit in the tag', (blob) => flipAt(blob, -1)],
    ['that was cut', (blob) => truncateSync(blob, statSync(blob).size - 5)],
    ['that was emptied', (blob) => truncateSync(blob, 0)],
    ['that was grown', (blob) => truncateSync(blob, statSync(blob).size + 5)],
    ['that is another item’s', (blob, other) => copyFileSync(other, blob)],
    ['that is missing', (blob) => unlinkSync(blob)],
    [
      'that is a symbolic link',
      (blob, other) => {
        unlinkSync(blob);
        symlinkSync(other, blob);
      },
    ],
  ])('does not give out a copy %s, keeps the item and calls it damaged', async (_, tamper) => {
    const { vault, vaultDirectory, folder, put, lockAway, reopen } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad stuff'));
    const { id: otherId } = await lockAway(put('b', 'bad stuff'));
    tamper(join(vaultDirectory, `${id}.blob`), join(vaultDirectory, `${otherId}.blob`));
    expect(await vault.restore(id, plain)).toMatchObject({ ok: false, error: { code: 'vault-damaged' } });
    expect(readdirSync(folder)).toEqual([]);
    expect(vault.get(id)?.state).toBe('damaged');
    const later = await reopen();
    expect(later.recovery.damaged).toEqual([id]);
    expect(later.vault.get(id)?.state).toBe('damaged');
    expect(await later.vault.restore(otherId, plain)).toMatchObject({ ok: true });
    expect(await later.vault.remove(id)).toMatchObject({ ok: true });
  });

  test('is whole again when its copy is put back', async () => {
    const { vault, vaultDirectory, put, lockAway, reopen } = await vaultFixture();
    const { id } = await lockAway(put('a', 'bad stuff'));
    const blob = join(vaultDirectory, `${id}.blob`);
    renameSync(blob, `${blob}.away`);
    expect(await vault.restore(id, plain)).toMatchObject({ ok: false });
    renameSync(`${blob}.away`, blob);
    const later = await reopen();
    expect(later.vault.get(id)?.state).toBe('stored');
    expect(await later.vault.restore(id, plain)).toMatchObject({ ok: true });
  });

  test('reports copies nobody knows of and leaves them', async () => {
    const { vaultDirectory, reopen } = await vaultFixture();
    writeFileSync(join(vaultDirectory, 'stray.blob'), 'x');
    chmodSync(join(vaultDirectory, 'stray.blob'), 0o600);
    expect((await reopen()).recovery.orphanBlobs).toEqual(['stray.blob']);
    expect(blobsIn(vaultDirectory)).toEqual(['stray.blob']);
  });
});
