import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { settingsSchema } from '../../../contract/settings.ts';
import { type FilePath, filePath } from '../../../electron/files/file-path.ts';
import type { WatchedFolders } from '../../../electron/folders/folder-types.ts';
import { createWatchedFolders } from '../../../electron/folders/watched-folders.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** Folders whose watchers only say that they watch, and which of them followed a file. */
async function setUp(folders: readonly { readonly path: string; readonly recursive: boolean }[]) {
  const root = tempDir();
  const settings = settingsSchema.parse({
    folders: folders.map(({ path, recursive }) => ({ id: path, path: join(root, path), recursive, polling: false })),
  });
  for (const { path } of folders) mkdirSync(join(root, path), { recursive: true });
  const followedBy: string[] = [];
  const watched: WatchedFolders = createWatchedFolders({
    settings: {
      current: () => settings,
      update: () => settings,
      setFolders: () => settings,
      setOwnFolder: () => settings,
      onChanged: () => () => undefined,
    },
    createWatcher: ({ id }) => ({
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      health: () => 'watching',
      arriving: () => 0,
      firstArriving: () => [],
      followUnsettled: () => followedBy.push(id) > 0,
    }),
    sweepFolder: () =>
      Promise.resolve({ files: 0, queued: 0, excluded: { files: 0, folders: 0 }, unreadable: 0, unreadablePath: null }),
    isAddable: () => ({ ok: true, value: null }),
    clock: createFakeClock(),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => watched.stop());
  await watched.start('sweep');
  const at = (path: string): FilePath => filePath(join(root, path));
  return { watched, followedBy, at };
}

describe('a watched folder inside another', () => {
  test('announces what lies in it, and the outer one the rest', async () => {
    const { watched, at } = await setUp([
      { path: 'outer', recursive: true },
      { path: 'outer/inner', recursive: true },
    ]);
    expect(watched.folderOf(at('outer/inner/deep/file'))).toBe('outer/inner');
    expect(watched.announces('outer', at('outer/inner/file'))).toBe(false);
    expect(watched.folderOf(at('outer/file'))).toBe('outer');
  });

  test('leaves its subfolders to the outer one where it is watched without them', async () => {
    const { watched, followedBy, at } = await setUp([
      { path: 'outer', recursive: true },
      { path: 'outer/inner', recursive: false },
    ]);
    expect(watched.folderOf(at('outer/inner/file'))).toBe('outer/inner');
    expect(watched.folderOf(at('outer/inner/deep/file'))).toBe('outer');
    expect(watched.announces('outer', at('outer/inner/deep/file'))).toBe(true);
    const version = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5n };
    expect(watched.followUnsettled(at('outer/inner/deep/file'), version)).toBe(true);
    expect(followedBy).toEqual(['outer']);
  });
});
