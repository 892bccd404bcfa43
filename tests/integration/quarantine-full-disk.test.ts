import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createExport } from '../../electron/quarantine/export-item.ts';
import { tempDir } from '../support/temp-dir.ts';
import { blobsIn, findingOf, openAt, pathIn, sha256, vaultFixture } from '../unit/quarantine/vault-fixture.ts';

const megabyte = 1024 * 1024;

/** A small disk of its own for the vault; null where mounting is not permitted. */
function smallDisk(sizeMiB: number): string | null {
  const place = join(tempDir('lazaret-disk-'), 'disk');
  mkdirSync(place);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', place]).status !== 0) return null;
  onTestFinished(() => {
    spawnSync('umount', ['-l', place]);
  });
  return place;
}

test('a full vault leaves files where they are, says why, and takes the ones that fit', async ({ skip }) => {
  const disk = smallDisk(2);
  if (disk === null) return skip('a small disk can only be mounted by the administrator');
  const { put } = await vaultFixture();
  const { vault } = await openAt(join(disk, 'vault'));
  onTestFinished(() => vault.close());
  const large = put('large', Buffer.alloc(3 * megabyte, 'bad'));
  const small = put('small', 'bad');
  for (const _try of [1, 2, 3]) {
    const result = await vault.store(findingOf(large));
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'ENOSPC',
      detail: expect.stringContaining('the disk is full'),
    });
    expect(sha256(readFileSync(large.bytes))).toBe(sha256(Buffer.alloc(3 * megabyte, 'bad')));
    expect(blobsIn(join(disk, 'vault'))).toEqual([]);
  }
  expect((await vault.store(findingOf(small))).kind).toBe('stored');
});

test('a restore to a full disk leaves nothing there and keeps the item', async ({ skip }) => {
  const disk = smallDisk(1);
  if (disk === null) return skip('a small disk can only be mounted by the administrator');
  const { vault, put, lockAway } = await vaultFixture();
  const { id } = await lockAway(put('large', Buffer.alloc(3 * megabyte, 'bad')));
  const to = pathIn(disk, 'large');
  expect(await vault.restore(id, { to, keepExec: false })).toMatchObject({ ok: false, error: { code: 'no-space' } });
  expect(blobsIn(disk)).toEqual([]);
  expect(await vault.restore(id, { keepExec: false })).toMatchObject({ ok: true });
});

test('an export to a full disk ends with the reason, leaves nothing there and keeps the item', async ({ skip }) => {
  const disk = smallDisk(1);
  if (disk === null) return skip('a small disk can only be mounted by the administrator');
  const { vault, put, lockAway } = await vaultFixture();
  const { id } = await lockAway(put('large', Buffer.alloc(3 * megabyte, 'bad')));
  const exportItem = createExport({ vault, now: () => new Date() });
  expect(await exportItem(id, pathIn(disk, 'x.zip'))).toMatchObject({ ok: false, error: { code: 'no-space' } });
  expect(readdirSync(disk)).toEqual([]);
  expect(vault.get(id)?.state).toBe('stored');
});

test('a file on a read-only share stays, and no copy of it piles up in the vault', async ({ skip }) => {
  const disk = smallDisk(1);
  if (disk === null) return skip('a small disk can only be mounted by the administrator');
  const { vault, vaultDirectory } = await vaultFixture();
  const path = pathIn(disk, 'a');
  writeFileSync(path.bytes, 'bad');
  spawnSync('mount', ['-o', 'remount,ro', disk]);
  expect(await vault.store(findingOf(path))).toMatchObject({ kind: 'failed', code: 'EROFS' });
  expect(readFileSync(path.bytes, 'utf8')).toBe('bad');
  expect(vault.list()).toEqual([]);
  expect(blobsIn(vaultDirectory)).toEqual([]);
});

test('a file on another disk than the vault is taken and comes back as it was', async ({ skip }) => {
  const disk = smallDisk(4);
  if (disk === null) return skip('a small disk can only be mounted by the administrator');
  const { vault, lockAway } = await vaultFixture();
  const path = pathIn(disk, 'a');
  const content = Buffer.alloc(megabyte, 'bad');
  writeFileSync(path.bytes, content);
  const { id } = await lockAway(path);
  expect(readdirSync(disk)).toEqual([]);
  expect(await vault.restore(id, { keepExec: false })).toMatchObject({ ok: true });
  expect(sha256(readFileSync(path.bytes))).toBe(sha256(content));
});
