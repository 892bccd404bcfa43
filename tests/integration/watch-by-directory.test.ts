import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { displayPath, filePath } from '../../electron/files/file-path.ts';
import { createByteWatcher } from '../../electron/watch/byte-watcher.ts';
import { lookAtPath } from '../../electron/watch/look-at-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

/** A tree watched by its directories alone, as very large ones are; a hint at a directory leads to it, as in the app. */
async function watchDirectories(root: string) {
  const { watcher, hints } = startWatcher(root, { watchesAll: true });
  await watcher.adoptBelow(filePath(root));
  return hints;
}

function startWatcher(root: string, { watchesAll }: { readonly watchesAll: boolean }) {
  const hints = new Set<string>();
  const watcher = createByteWatcher({
    watchesAll,
    recursive: true,
    isExcluded: () => false,
    isSilent: () => false,
    onHint(path) {
      hints.add(displayPath(path).slice(root.length + 1));
      void lookAtPath(path).then((look) => (look.kind === 'directory' ? watcher.onDirectory(path) : undefined));
    },
    onEvent: () => undefined,
    onError: (error) => expect.fail(String(error)),
    clock: systemClock,
    log: { debug: () => undefined },
  });
  onTestFinished(watcher.close);
  return { watcher, hints };
}

describe.runIf(process.platform === 'linux')('a folder below a very large one', () => {
  it('goes on being watched when it is deleted and made anew, though it gets the same inode', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'sub'));
    const hints = await watchDirectories(root);
    // Most file systems give a freed inode out again at once, which is what makes the two look the same.
    const before = statSync(join(root, 'sub')).ino;
    for (let tries = 0; tries < 20; tries += 1) {
      rmdirSync(join(root, 'sub'));
      mkdirSync(join(root, 'sub'));
      if (statSync(join(root, 'sub')).ino === before) break;
    }
    await waitFor('the new folder', () => hints.has('sub'));
    // Long after the folder itself was looked into: only a live watch can tell.
    writeFileSync(join(root, 'mark'), '');
    await waitFor('what came before', () => hints.has('mark'));
    await waitFor('the file', () => {
      writeFileSync(join(root, 'sub', 'new'), '');
      rmSync(join(root, 'sub', 'new'));
      return hints.has('sub/new');
    });
  });

  it('is watched under its new name when it is moved', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'old'));
    const hints = await watchDirectories(root);
    renameSync(join(root, 'old'), join(root, 'new'));
    await waitFor('the new name', () => hints.has('new'));
    await waitFor('the file', () => {
      writeFileSync(join(root, 'new', 'file'), '');
      rmSync(join(root, 'new', 'file'));
      return hints.has('new/file');
    });
  });
});

describe.runIf(process.platform === 'linux')('a folder into which very many files come', () => {
  it('is looked into where a folder appeared shortly before all are watched by their directories, and below it', async () => {
    const root = tempDir();
    for (const name of ['old', 'new', 'new/below', 'unheard']) mkdirSync(join(root, name));
    for (const name of ['old/file', 'new/file', 'new/below/file', 'unheard/file']) writeFileSync(join(root, name), '');
    const { watcher, hints } = startWatcher(root, { watchesAll: false });
    await watcher.onDirectory(filePath(join(root, 'new')));
    expect(hints).toEqual(new Set());
    await watcher.adoptAll(filePath(root));
    expect(hints).toEqual(new Set(['new/file', 'new/below', 'new/below/file']));
    // What the kernel told of it shortly before is only understood now.
    await watcher.onDirectory(filePath(join(root, 'unheard')));
    expect(hints).toContain('unheard/file');
    expect(hints).not.toContain('old/file');
  });
});
