import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { displayPath, type FilePath, filePath, pathKey } from '../../electron/files/file-path.ts';
import { compileExclusions } from '../../electron/watch/exclusion-rules.ts';
import { createDirectoryReader } from '../../electron/watch/read-directory.ts';
import { sweepFolder } from '../../electron/watch/sweep.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchFolder } from '../support/watched-folder.ts';

/** What one sweep finds that was not announced before. */
async function sweepAfter(root: string, announced: readonly { readonly path: FilePath }[]) {
  const known = new Set(announced.map(({ path }) => pathKey(path)));
  const found: FilePath[] = [];
  const { files } = await sweepFolder({
    read: createDirectoryReader(),
    root: filePath(root),
    recursive: true,
    isExcluded: () => false,
    rules: compileExclusions(filePath(root), []),
    unknownAmong: (files) => files.filter(({ path }) => !known.has(pathKey(path))),
    enqueue: (path) => found.push(path),
    signal: AbortSignal.timeout(30_000),
  });
  return { files, found, all: new Set([...known, ...found.map(pathKey)]).size };
}

describe('many files at once', () => {
  it('in one folder are each announced once', async () => {
    const root = tempDir();
    const { settled, watcher } = await watchFolder(root);
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => writeFile(join(root, `${index}`), 'x')));
    await waitFor('all of them', () => settled.length >= 2_000 && watcher.arriving() === 0, { deadlineMs: 30_000 });
    expect(await sweepAfter(root, settled)).toMatchObject({ files: 2_000, all: 2_000, found: [] });
    expect(settled).toHaveLength(2_000);
  });

  it('leave the folder watched, and new folders in it too', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'old'));
    const { names, settled, sweeps, watcher } = await watchFolder(root);
    await Promise.all(Array.from({ length: 2_500 }, (_, index) => writeFile(join(root, `${index}`), 'x')));
    await waitFor('the burst to be over', () => watcher.arriving() === 0 && sweeps.length > 0, { deadlineMs: 60_000 });
    expect(await sweepAfter(root, settled)).toMatchObject({ all: 2_500 });
    mkdirSync(join(root, 'new/deep'), { recursive: true });
    for (const name of ['new/deep/a', 'old/b', 'c']) writeFileSync(join(root, name), 'x');
    const come = (): boolean => ['new/deep/a', 'old/b', 'c'].every((name) => names().includes(name));
    await waitFor('what comes later', come, { deadlineMs: 30_000 });
  });

  it('leave a folder watched without those below it, also when a file in it has the name of the folder', async () => {
    const root = join(tempDir(), 'in');
    mkdirSync(root);
    const { names, settled, sweeps, watcher } = await watchFolder(root, { recursive: false });
    await Promise.all(Array.from({ length: 2_500 }, (_, index) => writeFile(join(root, `${index}`), 'x')));
    await waitFor('the burst to be over', () => watcher.arriving() === 0 && sweeps.length > 0, { deadlineMs: 60_000 });
    expect(await sweepAfter(root, settled)).toMatchObject({ all: 2_500 });
    writeFileSync(join(root, 'in'), 'x');
    await waitFor('that file', () => names().includes('in'), { deadlineMs: 30_000 });
    writeFileSync(join(root, 'after'), 'x');
    await waitFor('what comes later', () => names().includes('after'), { deadlineMs: 30_000 });
  });

  it('in many new nested folders are none lost after a sweep', async () => {
    const root = tempDir();
    const { settled, watcher, sweeps } = await watchFolder(root);
    for (let folder = 0; folder < 100; folder += 1) {
      const path = join(root, `${folder % 10}/${folder}/deep`);
      await mkdir(path, { recursive: true });
      await Promise.all(Array.from({ length: 20 }, (_, index) => writeFile(join(path, `${index}`), 'x')));
    }
    await waitFor('the burst to be noticed', () => watcher.arriving() === 0 && sweeps.length > 0, {
      deadlineMs: 30_000,
    });
    const { files, all } = await sweepAfter(root, settled);
    expect([files, all]).toEqual([2_000, 2_000]);
  });

  it('while the program stands still, so that the kernel drops events, are none lost after the sweep it asks for', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'sub'));
    const { settled, watcher, sweeps } = await watchFolder(root);
    for (let index = 0; index < 20_000; index += 1) writeFileSync(join(root, `sub/${index}`), '');
    await waitFor('a sweep to be asked for', () => sweeps.length > 0, { deadlineMs: 60_000 });
    await waitFor('rest', () => watcher.arriving() === 0, { deadlineMs: 60_000 });
    const { files, all } = await sweepAfter(root, settled);
    expect([files, all]).toEqual([20_000, 20_000]);
  });

  it.runIf(process.platform === 'linux')(
    'of writes to a few files has what the kernel dropped looked for',
    async () => {
      const root = tempDir();
      const [one, other] = ['one', 'other'].map((name) => openSync(join(root, name), 'w'));
      if (one === undefined || other === undefined) throw new Error('Nothing was opened.');
      onTestFinished(() => [one, other].forEach(closeSync));
      const { sweeps, settled, names } = await watchFolder(root);
      const queued = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'latin1'));
      // In turn, since the kernel puts equal events that follow one another together.
      for (let write = 0; write <= queued / 2; write += 1) {
        writeSync(one, 'x', 0);
        writeSync(other, 'x', 0);
      }
      writeFileSync(join(root, 'unheard'), 'x');
      mkdirSync(join(root, 'unheard-of/below'), { recursive: true });
      await waitFor('a sweep to be asked for', () => sweeps.includes('very many events at once'), {
        deadlineMs: 15_000,
      });
      const { found } = await sweepAfter(root, settled);
      expect(found.map(displayPath)).toContain(join(root, 'unheard'));
      writeFileSync(join(root, 'unheard-of/below/late'), 'x');
      await waitFor('what comes to a folder that was not heard of', () => names().includes('unheard-of/below/late'));
    },
  );
});
