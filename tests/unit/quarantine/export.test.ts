import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createExport } from '../../../electron/quarantine/export-item.ts';
import { eicar } from '../../support/eicar.ts';
import { pathIn, sha256, vaultFixture } from './vault-fixture.ts';

const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
if (!hasUnzip) console.warn('SKIPPED: that unzip opens an exported item, for there is no unzip.');

async function setUp() {
  const fixture = await vaultFixture();
  const now = () => new Date(2026, 0, 2, 13, 14, 16);
  const exportItem = createExport({ vault: fixture.vault, now });
  return { ...fixture, exportItem };
}

describe('exporting an item', () => {
  test.skipIf(!hasUnzip)('makes a zip that unpacks to the very file with the password “infected”', async () => {
    const { vault, folder, put, lockAway, exportItem } = await setUp();
    const content = Buffer.from(Array.from({ length: 600_001 }, (_, index) => (index * 7919) % 251));
    const { id } = await lockAway(put('invoice.exe', content));
    const to = pathIn(folder, 'sample.zip');
    expect(await exportItem(id, to)).toEqual({ ok: true, value: { path: to.bytes.toString() } });
    expect(statSync(to.bytes).mode & 0o777).toBe(0o600);
    const unpack = (password: string) =>
      spawnSync('unzip', ['-p', '-P', password, to.bytes.toString()], { maxBuffer: 2 ** 24 });
    expect(sha256(unpack('infected').stdout)).toBe(sha256(content));
    expect(unpack('wrong').status).not.toBe(0);
    expect(execFileSync('unzip', ['-Z1', to.bytes.toString()], { encoding: 'utf8' })).toBe('invoice.exe\n');
    expect(vault.get(id)?.state).toBe('stored');
    expect(vault.history(id).at(-1)).toMatchObject({ what: 'exported', detail: to.bytes.toString() });
  });

  test('leaves nothing of the content readable', async () => {
    const { folder, put, lockAway, exportItem } = await setUp();
    const { id } = await lockAway(put('eicar.com', eicar()));
    await exportItem(id, pathIn(folder, 'out.zip'));
    expect(readFileSync(join(folder, 'out.zip')).includes('EICAR')).toBe(false);
  });

  test('never overwrites, follows no link at its end, writes nothing into the vault', async () => {
    const { folder, vaultDirectory, put, lockAway, exportItem } = await setUp();
    const { id } = await lockAway(put('a', 'bad'));
    writeFileSync(join(folder, 'there.zip'), 'mine');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'link.zip'));
    for (const name of ['there.zip', 'link.zip']) {
      expect(await exportItem(id, pathIn(folder, name))).toMatchObject({ ok: false, error: { code: 'target-exists' } });
    }
    expect(readFileSync(join(folder, 'there.zip'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).not.toContain('elsewhere');
    expect(await exportItem(id, pathIn(vaultDirectory, 'x.zip'))).toMatchObject({ error: { code: 'target-refused' } });
    expect(await exportItem(id, pathIn(folder, 'missing/x.zip'))).toMatchObject({ error: { code: 'not-found' } });
  });

  test('of a damaged item is refused, and no half zip is left', async () => {
    const { folder, vaultDirectory, put, lockAway, exportItem } = await setUp();
    const { id } = await lockAway(put('a', 'bad stuff'));
    truncateSync(join(vaultDirectory, `${id}.blob`), 60);
    expect(await exportItem(id, pathIn(folder, 'x.zip'))).toMatchObject({
      ok: false,
      error: { code: 'vault-damaged' },
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
