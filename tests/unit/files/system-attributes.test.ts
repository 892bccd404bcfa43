import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getAttribute, listAttributes, setAttribute } from '@napi-rs/xattr';
import { expect, test } from 'vitest';
import { loadSystemAttributes } from '../../../electron/files/system-attributes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { pathIn, vaultFixture } from '../quarantine/vault-fixture.ts';

const origin = 'user.xdg.origin.url';

/** Whether the disk the tests run on keeps extended attributes; some do not. */
async function hasAttributes(): Promise<boolean> {
  const probe = join(tempDir(), 'probe');
  mkdirSync(probe);
  return setAttribute(probe, origin, 'x').then(
    () => true,
    () => false,
  );
}

test('a file comes back with where it was downloaded from', async ({ skip }) => {
  if (process.platform !== 'linux' || !(await hasAttributes())) return skip('no extended attributes here');
  const { vault, folder, put, lockAway } = await vaultFixture({ attributes: await loadSystemAttributes('linux') });
  const path = put('a.exe', 'bad');
  await setAttribute(path.bytes.toString(), origin, 'https://files.example.org/a.exe');
  const item = await lockAway(path);
  expect(item.attributes).toBe('kept');
  const to = pathIn(folder, 'b.exe');
  expect(await vault.restore(item.id, { to, keepExec: false })).toEqual({
    ok: true,
    value: { path: to, attributesLost: false },
  });
  expect(await listAttributes(to.bytes.toString())).toContain(origin);
  expect((await getAttribute(to.bytes.toString(), origin))?.toString()).toBe('https://files.example.org/a.exe');
});

test('a file without attributes, and one whose name is not text, say so', async () => {
  const { put, lockAway } = await vaultFixture({ attributes: await loadSystemAttributes('linux') });
  expect((await lockAway(put('plain', 'bad'))).attributes).toBe('none');
  expect((await lockAway(put(Buffer.from([0x61, 0xff]), 'bad'))).attributes).toBe('not-kept');
});

test('where attributes cannot be given back the file comes back all the same, and the user is told', async () => {
  const { vault, put, lockAway } = await vaultFixture({
    attributes: { read: async () => [{ name: origin, value: Buffer.from('x') }], write: async () => false },
  });
  const path = put('a', 'bad');
  const { id } = await lockAway(path);
  expect(await vault.restore(id, { keepExec: false })).toEqual({ ok: true, value: { path, attributesLost: true } });
});
