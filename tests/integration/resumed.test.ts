import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LazaretEvent } from '../../contract/events.ts';
import { openProtection } from '../../electron/open-protection.ts';
import { confSettingsStore } from '../../electron/settings/settings-store.ts';
import { builtWorker } from '../support/built-worker.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

test('after the machine was asleep every folder is compared with what is known', async () => {
  const root = tempDir();
  const watched = join(root, 'watched');
  mkdirSync(watched);
  writeFileSync(join(watched, 'a'), 'x');
  stayOffline(join(root, 'data'), [watched]);
  const silent = (): void => undefined;
  const opened = await openProtection({
    dataDirectory: join(root, 'data'),
    settingsStore: confSettingsStore,
    paths: {
      scanWorker: builtWorker(),
      directoryWorker: builtWorker('directory-worker'),
      starterSignatures: join(root, 'none'),
    },
    // No engine: what is compared does not hang on one.
    environment: { LAZARET_CLAMD: join(root, 'no-clamd') },
    version: '0',
    program: 'test',
    firstRunFolders: [],
    isOnBattery: () => false,
    downloads: join(root, 'none'),
    keyCipher: null,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const protection = opened.value;
  onTestFinished(() => protection.stop());
  const sweeps: LazaretEvent[] = [];
  protection.onEvent((event) => void (event.type === 'sweep' && sweeps.push(event)));
  await protection.start({ scanExisting: false });
  await waitFor('the sweep of the start', () => sweeps.length === 1);
  protection.resumed();
  await waitFor('another', () => sweeps.length === 2);
  expect(sweeps[1]).toMatchObject({ path: watched, files: 1 });
});
