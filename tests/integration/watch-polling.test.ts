import { Buffer } from 'node:buffer';
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childPath, filePath } from '../../electron/files/file-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchFolder } from '../support/watched-folder.ts';

const soon = { deadlineMs: 20_000 };

describe('a folder that is looked through instead of waiting for events', () => {
  it('has new and changed files announced, whatever they are called and wherever they are', async () => {
    const root = tempDir();
    writeFileSync(join(root, 'old'), 'x');
    const { names, keys, settled, watcher } = await watchFolder(root, { polling: true });
    expect(watcher.health()).toBe('watching');
    mkdirSync(join(root, 'a/b'), { recursive: true });
    writeFileSync(join(root, 'a/b/new'), 'x');
    writeFileSync(childPath(filePath(root), Buffer.from([0xff])).bytes, 'x');
    writeFileSync(join(root, 'old'), 'y');
    utimesSync(join(root, 'old'), 1, 1);
    await waitFor('all three', () => settled.length >= 3, soon);
    expect(names()).toContain('a/b/new');
    expect(names()).toContain('old');
    expect(keys()).toContain('\xff');
    expect(settled).toHaveLength(3);
  });

  it('is unavailable when it is gone, and looked through again when it is back', async () => {
    const root = join(tempDir(), 'watched');
    mkdirSync(root);
    const { watcher, names, sweeps } = await watchFolder(root, { polling: true });
    rmSync(root, { recursive: true });
    await waitFor('unavailable', () => watcher.health() === 'unavailable', soon);
    mkdirSync(root);
    await waitFor('watching', () => watcher.health() === 'watching', soon);
    expect(sweeps).toHaveLength(1);
    writeFileSync(join(root, '.part'), 'x');
    renameSync(join(root, '.part'), join(root, 'b'));
    await waitFor('the file', () => names().includes('b'), soon);
  });
});
