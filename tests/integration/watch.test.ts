import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { identityOf } from '../../electron/files/file-identity.ts';
import { childPath, filePath } from '../../electron/files/file-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchFolder } from '../support/watched-folder.ts';

const quiet = { deadlineMs: 10_000 };

/** Writes one more file and waits for it: whatever else was to come to rest before has done so then. */
async function lastFile(root: string, names: () => string[]): Promise<void> {
  writeFileSync(join(root, 'last'), 'x');
  await waitFor('the last file', () => names().includes('last'), quiet);
}

describe('a file that lands in a watched folder', () => {
  it('is announced when it was written in place', async () => {
    const root = tempDir();
    const { names, settled } = await watchFolder(root);
    writeFileSync(join(root, 'a.txt'), 'hello');
    await waitFor('the file', () => names().includes('a.txt'), quiet);
    expect(settled[0]).toMatchObject({ regular: true, trigger: 'arrival', identity: { size: 5n } });
  });

  it('is announced without the wait of a written one when it was renamed in', async () => {
    const root = tempDir();
    const outside = tempDir();
    const { names } = await watchFolder(root);
    writeFileSync(join(outside, 'a.txt'), 'hello');
    const droppedAt = performance.now();
    renameSync(join(outside, 'a.txt'), join(root, 'a.txt'));
    await waitFor('the file', () => names().includes('a.txt'), { ...quiet, everyMs: 2 });
    expect(performance.now() - droppedAt).toBeLessThan(450);
  });

  it('is announced whole when it is written slowly', async () => {
    const root = tempDir();
    const { names, settled } = await watchFolder(root);
    for (let part = 0; part < 10; part += 1) {
      appendFileSync(join(root, 'slow.bin'), Buffer.alloc(1000));
      await delay(150);
    }
    await waitFor('the file', () => names().length > 0, quiet);
    expect(settled.map(({ identity }) => identity?.size)).toEqual([10_000n]);
  });

  it('is announced again when it changes, even where size and mtime are set back', async () => {
    const root = tempDir();
    const { settled } = await watchFolder(root);
    const path = join(root, 'a.txt');
    writeFileSync(path, 'clean');
    utimesSync(path, 1, 1);
    await waitFor('the file', () => settled.length === 1, quiet);
    writeFileSync(path, 'virus');
    utimesSync(path, 1, 1);
    await waitFor('its change', () => settled.length === 2, quiet);
    expect(settled[1]?.trigger).toBe('change');
  });

  it.each([
    'x.exe~',
    '.x.swp',
    '.hidden',
    'a\\b',
    'x\ny',
    '-rf',
    '\u202Egpj.exe',
    'é'.repeat(127),
    'a\uFFFDb',
    'x.tmp',
  ])('is announced though its name is %j', async (name) => {
    const root = tempDir();
    const { names } = await watchFolder(root);
    writeFileSync(join(root, name), 'x');
    await waitFor('the file', () => names().includes(name), quiet);
  });

  it('is announced though its name is not UTF-8', async () => {
    const root = tempDir();
    const { keys } = await watchFolder(root);
    writeFileSync(childPath(filePath(root), Buffer.from([0x61, 0xff])).bytes, 'x');
    await waitFor('the file', () => keys().includes('a\xff'), quiet);
  });

  it('is announced below a folder whose name is not UTF-8, old or new', async () => {
    const root = tempDir();
    const old = childPath(filePath(root), Buffer.from([0xe9, 0x31]));
    const fresh = childPath(filePath(root), Buffer.from([0xe9, 0x32]));
    mkdirSync(old.bytes);
    writeFileSync(childPath(old, 'before').bytes, 'x');
    const { keys } = await watchFolder(root);
    writeFileSync(childPath(old, 'a').bytes, 'x');
    mkdirSync(fresh.bytes);
    mkdirSync(childPath(fresh, 'deep').bytes);
    writeFileSync(childPath(childPath(fresh, 'deep'), 'b').bytes, 'x');
    await waitFor('both', () => keys().includes('\xe91/a') && keys().includes('\xe92/deep/b'), quiet);
    expect(keys()).toHaveLength(2);
    writeFileSync(childPath(childPath(fresh, 'deep'), 'c').bytes, 'x');
    await waitFor('a later one', () => keys().includes('\xe92/deep/c'), quiet);
  });

  it('is announced in a folder that itself has a name that is not UTF-8', async () => {
    const root = childPath(filePath(tempDir()), Buffer.from([0xe9]));
    mkdirSync(childPath(root, '').bytes);
    const { keys, watcher } = await watchFolder(root.bytes);
    expect(watcher.health()).toBe('watching');
    writeFileSync(childPath(root, 'a').bytes, 'x');
    mkdirSync(childPath(root, 'sub').bytes);
    writeFileSync(childPath(childPath(root, 'sub'), 'b').bytes, 'x');
    await waitFor('both', () => keys().includes('a') && keys().includes('sub/b'), quiet);
  });

  it('is announced in a new nested folder, and in one that was moved in', async () => {
    const root = tempDir();
    const outside = tempDir();
    const { names } = await watchFolder(root);
    mkdirSync(join(root, 'a/b/c'), { recursive: true });
    writeFileSync(join(root, 'a/b/c/1'), 'x');
    mkdirSync(join(outside, 'moved/deep'), { recursive: true });
    writeFileSync(join(outside, 'moved/deep/2'), 'x');
    renameSync(join(outside, 'moved'), join(root, 'moved'));
    await waitFor('both', () => names().includes('a/b/c/1') && names().includes('moved/deep/2'), quiet);
  });

  it('is announced through a hard link', async () => {
    const root = tempDir();
    const outside = tempDir();
    const { names } = await watchFolder(root);
    writeFileSync(join(outside, 'a'), 'x');
    linkSync(join(outside, 'a'), join(root, 'a'));
    await waitFor('the file', () => names().includes('a'), quiet);
  });

  it('is left alone in a subfolder where those are not watched', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'sub'));
    const { names } = await watchFolder(root, { recursive: false });
    writeFileSync(join(root, 'sub/no'), 'x');
    writeFileSync(join(root, 'yes'), 'x');
    await waitFor('the file', () => names().length > 0, quiet);
    await lastFile(root, names);
    expect(names()).toEqual(['yes', 'last']);
  });

  it('is left alone in the vault where that lies in the folder', async () => {
    const root = tempDir();
    const vault = join(root, 'data/vault');
    mkdirSync(vault, { recursive: true });
    const { names } = await watchFolder(root, { excluded: vault });
    writeFileSync(join(vault, 'blob'), 'x');
    writeFileSync(join(root, 'data/a'), 'x');
    await waitFor('the other file', () => names().length > 0, quiet);
    await lastFile(root, names);
    expect(names()).toEqual(['data/a', 'last']);
  });

  it('is not announced when it was there before', async () => {
    const root = tempDir();
    writeFileSync(join(root, 'old'), 'x');
    const { names } = await watchFolder(root);
    writeFileSync(join(root, 'new'), 'x');
    await waitFor('the new file', () => names().length > 0, quiet);
    expect(names()).toEqual(['new']);
  });
});

describe('a download', () => {
  it('of Chrome is announced under its final name only', async () => {
    const root = tempDir();
    const { names } = await watchFolder(root);
    const partial = join(root, 'Unconfirmed 1.crdownload');
    for (let part = 0; part < 8; part += 1) {
      appendFileSync(partial, Buffer.alloc(1000));
      await delay(200);
    }
    renameSync(partial, join(root, 'a.zip'));
    await waitFor('the file', () => names().length > 0, quiet);
    await lastFile(root, names);
    expect(names()).toEqual(['a.zip', 'last']);
  });

  it('of Firefox is announced once, whole, and not while its placeholder is empty', async () => {
    const root = tempDir();
    const { settled, names } = await watchFolder(root);
    writeFileSync(join(root, 'a.zip'), '');
    for (let part = 0; part < 8; part += 1) {
      appendFileSync(join(root, 'Xy12.zip.part'), Buffer.alloc(1000));
      await delay(150);
    }
    renameSync(join(root, 'Xy12.zip.part'), join(root, 'a.zip'));
    await waitFor('the file', () => names().length > 0, quiet);
    await lastFile(root, names);
    expect(settled.map(({ identity }) => identity?.size)).toEqual([8000n, 1n]);
  });

  it('by rsync is announced under its final name only', async () => {
    const root = tempDir();
    const { names } = await watchFolder(root);
    for (let part = 0; part < 6; part += 1) {
      appendFileSync(join(root, '.a.iso.Xk3PqZ'), Buffer.alloc(1000));
      await delay(200);
    }
    renameSync(join(root, '.a.iso.Xk3PqZ'), join(root, 'a.iso'));
    await waitFor('the file', () => names().length > 0, quiet);
    await lastFile(root, names);
    expect(names()).toEqual(['a.iso', 'last']);
  });

  it('over Samba is not taken for whole because it has its full size from the start', async () => {
    const root = tempDir();
    const { settled, names } = await watchFolder(root);
    const file = openSync(join(root, 'a.iso'), 'w');
    ftruncateSync(file, 10_000);
    for (let part = 0; part < 10; part += 1) {
      await delay(200);
      writeSync(file, Buffer.alloc(1000, 1), 0, 1000, part * 1000);
    }
    closeSync(file);
    const wholeAt = statSync(join(root, 'a.iso'), { bigint: true }).ctimeNs;
    await waitFor('the file', () => names().length > 0, quiet);
    await lastFile(root, names);
    expect(settled.map(({ identity }) => identity?.ctimeNs).slice(0, -1)).toEqual([wholeAt]);
  });

  it('that was left unfinished is announced all the same', async () => {
    const root = tempDir();
    const { names } = await watchFolder(root);
    writeFileSync(join(root, 'a.crdownload'), 'x');
    await waitFor('the file', () => names().includes('a.crdownload'), quiet);
  });
});

describe('what is not a file', () => {
  it('is announced as such and never opened', async () => {
    const root = tempDir();
    const { settled, names } = await watchFolder(root);
    symlinkSync('/etc/passwd', join(root, 'link'));
    symlinkSync('/etc', join(root, 'link-to-folder'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    onTestFinished(() => void server.close());
    await waitFor('all four', () => names().length === 4, quiet);
    expect(names().sort()).toEqual(['link', 'link-to-folder', 'pipe', 'socket']);
    expect(settled.every(({ regular }) => !regular)).toBe(true);
  });
});

it('a file made and removed at once leaves nothing behind', async () => {
  const root = tempDir();
  const { watcher, names } = await watchFolder(root);
  for (let index = 0; index < 100; index += 1) {
    writeFileSync(join(root, 'flash'), 'x');
    unlinkSync(join(root, 'flash'));
  }
  await waitFor('rest', () => watcher.arriving() === 0, quiet);
  expect(names()).toEqual([]);
});

describe('a file that a sweep comes upon', () => {
  const identityAt = (path: string) => identityOf(lstatSync(path, { bigint: true }));

  it('is left to come to rest when it changed just now, and announced then', async () => {
    const root = tempDir();
    const inner = join(root, 'inner');
    mkdirSync(inner);
    // Of subfolders this watcher hears nothing, so that it is as if the hint had been lost.
    const { watcher, settled } = await watchFolder(root, { recursive: false });
    const path = join(inner, 'new');
    writeFileSync(path, 'half');
    expect(watcher.followUnsettled(filePath(path), identityAt(path))).toBe(true);
    appendFileSync(path, ' and whole');
    await waitFor('the file', () => settled.length > 0);
    expect(settled.map(({ identity }) => identity)).toEqual([identityAt(path)]);
  });

  it('is taken as it is when it has not changed for a while', async () => {
    const root = tempDir();
    const { watcher } = await watchFolder(root, { recursive: false });
    mkdirSync(join(root, 'inner'));
    const path = join(root, 'inner/old');
    writeFileSync(path, 'whole');
    await waitFor('its time', () => !watcher.followUnsettled(filePath(`${path}-other`), identityAt(path)));
  });
});
