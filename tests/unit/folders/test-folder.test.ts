import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ok } from '../../../contract/result.ts';
import { createListeners } from '../../../electron/base/listeners.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createTestFiles } from '../../../electron/folders/test-files.ts';
import { createFolderTest, type FolderTestParts } from '../../../electron/folders/test-folder.ts';
import { compileExclusions } from '../../../electron/watch/exclusion-rules.ts';
import { folder, record } from '../../renderer/fixtures.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

test('a test of a folder ends, and clears up, although its finding cannot be marked as one', async () => {
  const root = tempDir();
  const at = new Date(0).toISOString();
  const events = createListeners<Parameters<Parameters<FolderTestParts['onEvent']>[0]>>();
  const removed: string[] = [];
  const warned: unknown[] = [];
  const full = (): never => {
    throw new Error('database or disk is full');
  };
  const testFolder = createFolderTest({
    folders: { states: () => [folder('f', root)], rulesOf: () => compileExclusions(filePath(root), []) },
    tests: createTestFiles(),
    quarantines: () => true,
    onEvent: events.add,
    vault: {
      remove: async (id) => {
        removed.push(id);
        return ok(null);
      },
    },
    ledger: { setAction: full, acknowledge: full, get: full },
    onMarked: () => undefined,
    randomName: () => 'test.txt',
    signal: new AbortController().signal,
    clock: createFakeClock(),
    log: { warn: (...said) => warned.push(said) },
  });
  const result = testFolder('f');
  await waitFor('the test file', () => readdirSync(root).length === 1);
  const path = join(root, 'test.txt');
  const quarantined = { type: 'quarantined', at, id: 'q', path, signature: 'Eicar', sha256: 'ab' } as const;
  events.tell(quarantined, { jobIds: [], record: record(1, { path }) });
  expect(await result).toMatchObject({ ok: true, value: { outcome: 'passed' } });
  expect([removed, readdirSync(root)]).toEqual([['q'], []]);
  expect(warned).toHaveLength(1);
});
