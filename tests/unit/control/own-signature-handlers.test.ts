import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchedFolderSchema } from '../../../contract/settings.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import { ownSignatureHandlers } from '../../../electron/control/own-signature-handlers.ts';
import { loadSettings } from '../../../electron/settings/load-settings.ts';
import { confSettingsStore } from '../../../electron/settings/settings-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

test('a folder for own signatures is taken, unless it is where strangers can put files', async () => {
  const root = tempDir();
  const [data, watched, own] = ['data', 'watched', 'own'].map((name) => join(root, name)) as [string, string, string];
  for (const path of [data, watched, own, join(watched, 'inside')]) mkdirSync(path);
  symlinkSync(own, join(root, 'link'));
  const { settings } = loadSettings({ directory: data, createStore: confSettingsStore, now: () => new Date() });
  settings.setFolders([watchedFolderSchema.parse({ id: 'w', path: watched, recursive: true })]);
  const handlers = ownSignatureHandlers({ settings, dataDirectory: data, clock: systemClock });
  const use = async (path: string) => {
    const result = await handlers['signatures.useOwnFolder']({ path });
    return result.ok ? settings.current().engine.signatures.ownFolder : result.error.message;
  };
  expect(await use(join(watched, 'inside'))).toContain('which is watched');
  expect(await use(watched)).toContain('which is watched');
  expect(await use(data)).toContain('Lazaret keeps its own data');
  expect(await use('relative')).toContain('whole path');
  expect(await use(join(root, 'link'))).toContain('not a folder');
  expect(await use(join(root, 'missing'))).toContain('not a folder');
  expect(settings.current().engine.signatures.ownFolder).toBeNull();
  expect(await use(own)).toBe(own);
  settings.update({ engine: { signatures: { staleAfterDays: 9 } } });
  expect(settings.current().engine.signatures).toMatchObject({ ownFolder: own, staleAfterDays: 9 });
  await handlers['signatures.useNoOwnFolder']({});
  expect(settings.current().engine.signatures.ownFolder).toBeNull();
});
