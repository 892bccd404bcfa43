import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { settingsSchema } from '../../../contract/settings.ts';
import type { BlindSpot } from '../../../contract/state.ts';
import { type FilePath, filePath } from '../../../electron/files/file-path.ts';
import type { WatchedFolders } from '../../../electron/folders/folder-types.ts';
import { createWatchedFolders } from '../../../electron/folders/watched-folders.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** Folders whose watchers only say that they watch, and which of them followed a file. */
async function setUp(
  folders: readonly { readonly path: string; readonly recursive: boolean }[],
  sweptBlind: readonly (readonly BlindSpot[] | Error)[] = [],
) {
  const clock = createFakeClock();
  let sweeps = 0;
  const sweptIds: string[] = [];
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
    createWatcher: ({ id }, _path, _rules, listeners) => ({
      start: async () => listeners.onHealthChanged({ health: 'watching', detail: '', blind: [], network: null }),
      stop: () => Promise.resolve(),
      health: () => 'watching',
      arriving: () => 0,
      firstArriving: () => [],
      followUnsettled: () => followedBy.push(id) > 0,
    }),
    sweepFolder: ({ folder }) => {
      sweptIds.push(folder.id);
      const blind = sweptBlind[sweeps] ?? [];
      sweeps += 1;
      if (blind instanceof Error) return Promise.reject(blind);
      return Promise.resolve({ files: 0, queued: 0, excluded: { files: 0, folders: 0 }, blind });
    },
    isAddable: () => ({ ok: true, value: null }),
    clock,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => watched.stop());
  await watched.start('sweep');
  const at = (path: string): FilePath => filePath(join(root, path));
  return { watched, followedBy, at, clock, sweeps: () => sweeps, sweptIds };
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

  test('has the outer one swept for what was its own, when it is watched no longer or without its subfolders', async () => {
    const { watched, clock, sweptIds } = await setUp([
      { path: 'outer', recursive: true },
      { path: 'outer/inner', recursive: true },
      { path: 'beside', recursive: true },
    ]);
    await clock.settle();
    expect(sweptIds.splice(0).toSorted()).toEqual(['beside', 'outer', 'outer/inner']);
    await watched.configure('outer/inner', { recursive: false });
    await clock.settle();
    expect(sweptIds.splice(0).toSorted()).toEqual(['outer', 'outer/inner']);
    await watched.remove('outer/inner');
    await clock.settle();
    expect(sweptIds).toEqual(['outer']);
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

test('a folder that could not be looked through for want of open files says so, and is swept again within a minute', async () => {
  const blind = [{ cause: 'open-files', count: 3, example: '/w/a', command: 'ulimit -n 65536' }] as const;
  const { watched, clock, sweeps } = await setUp([{ path: 'folder', recursive: true }], [blind, blind]);
  await clock.settle();
  expect(watched.states()).toMatchObject([{ blind }]);
  await clock.advance(60_000);
  expect(sweeps()).toBe(3);
  expect(watched.states()).toMatchObject([{ blind: [] }]);
  await clock.advance(120_000);
  expect(sweeps()).toBe(3);
});

test('a folder that could not be gone through is not well until it was, and is tried again', async () => {
  const bug = new Error('a bug');
  const { watched, clock, sweeps } = await setUp([{ path: 'folder', recursive: true }], [bug, bug]);
  await clock.settle();
  const failed = { health: 'not-compared', sweptAt: null, detail: expect.stringContaining('Error: a bug') };
  expect(watched.states()).toMatchObject([failed]);
  await clock.advance(30_000);
  expect(watched.states()).toMatchObject([failed]);
  await clock.advance(30_000);
  expect(watched.states()).toMatchObject([{ health: 'watching', detail: '', sweptAt: expect.any(String) }]);
  expect(sweeps()).toBe(3);
});

test('a folder that is partly watched and then cannot be gone through says both, and the first again once it can', async () => {
  const blind = [{ cause: 'permission', count: 1, example: '/w/a', command: null }] as const;
  const { watched, clock } = await setUp([{ path: 'folder', recursive: true }], [blind, new Error('a bug'), blind]);
  await clock.settle();
  const told: string[] = [];
  watched.onHealth(({ health }) => told.push(health));
  expect(watched.states()).toMatchObject([{ health: 'partial', detail: '', blind }]);
  await expect(watched.sweep(null, 'sweep')).rejects.toThrow('a bug');
  expect(watched.states()).toMatchObject([{ health: 'not-compared', detail: expect.stringContaining('a bug'), blind }]);
  await clock.advance(30_000);
  expect(watched.states()).toMatchObject([{ health: 'partial', detail: '', blind }]);
  expect(told).toEqual(['not-compared', 'partial']);
});

test('sweeps that several have asked for and that fail are tried again once', async () => {
  const bug = new Error('a bug');
  const { watched, clock, sweeps } = await setUp([{ path: 'folder', recursive: true }], [[], bug]);
  await clock.settle();
  const asked = await Promise.allSettled([1, 2, 3].map(() => watched.sweep(null, 'sweep')));
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(sweeps()).toBe(2);
  await clock.advance(300_000);
  // The next try, and the sweep that was asked for while the failed one was going on.
  expect(sweeps()).toBe(4);
});
