import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { displayPath, filePath } from '../../electron/files/file-path.ts';
import { createByteWatcher } from '../../electron/watch/byte-watcher.ts';
import { lookAtPath } from '../../electron/watch/look-at-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

/** A tree watched by its directories alone, as very large ones are; a hint at a directory leads to it, as in the app. */
async function watchDirectories(root: string) {
  const hints = new Set<string>();
  const watcher = createByteWatcher({
    watchesAll: true,
    recursive: true,
    isExcluded: () => false,
    onHint(path) {
      hints.add(displayPath(path).slice(root.length + 1));
      void lookAtPath(path).then((look) => (look.kind === 'directory' ? watcher.onDirectory(path) : undefined));
    },
    onError: (error) => expect.fail(String(error)),
    log: { debug: () => undefined },
  });
  onTestFinished(watcher.close);
  await watcher.adoptBelow(filePath(root));
  return hints;
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
