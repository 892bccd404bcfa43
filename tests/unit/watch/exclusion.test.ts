import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createExclusionCheck } from '../../../electron/watch/exclusion.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

it('a file in the vault is left alone wherever the vault is moved to, and its neighbours are not', async () => {
  const root = tempDir();
  const clock = createFakeClock();
  mkdirSync(join(root, 'vault/deep'), { recursive: true });
  writeFileSync(join(root, 'vault/deep/blob'), 'x');
  const vault = statSync(join(root, 'vault'), { bigint: true });
  const isInVault = createExclusionCheck({
    root: filePath(root),
    isExcluded: ({ dev, ino }) => dev === vault.dev && ino === vault.ino,
    clock,
  });
  const check = (name: string): Promise<boolean> => isInVault(filePath(join(root, name)));

  expect([await check('vault/deep/blob'), await check('vault/x'), await check('x')]).toEqual([true, true, false]);
  mkdirSync(join(root, 'other'));
  renameSync(join(root, 'vault'), join(root, 'other/renamed'));
  mkdirSync(join(root, 'vault'));
  await clock.advance(1_500);
  expect([await check('other/renamed/deep/blob'), await check('vault/x')]).toEqual([true, false]);
});
