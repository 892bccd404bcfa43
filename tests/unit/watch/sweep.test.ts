import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exclusionsSchema } from '../../../contract/exclusions.ts';
import { identityOf, sameIdentity } from '../../../electron/files/file-identity.ts';
import { childPath, displayPath, filePath, pathKey } from '../../../electron/files/file-path.ts';
import { compileExclusions } from '../../../electron/watch/exclusion-rules.ts';
import type { DirectoryId, ListedFile } from '../../../electron/watch/list-files.ts';
import { createDirectoryReader } from '../../../electron/watch/read-directory.ts';
import { sweepFolder } from '../../../electron/watch/sweep.ts';
import { tempDir } from '../../support/temp-dir.ts';

async function sweep(root: string, options: Partial<Parameters<typeof sweepFolder>[0]> = {}) {
  const queued: string[] = [];
  const result = await sweepFolder({
    read: createDirectoryReader(),
    root: filePath(root),
    recursive: true,
    isExcluded: () => false,
    rules: compileExclusions(filePath(root), []),
    unknownAmong: (files) => files,
    enqueue: (path) => queued.push(displayPath(path).slice(root.length + 1)),
    signal: AbortSignal.timeout(20_000),
    ...options,
  });
  return { ...result, names: queued.sort() };
}

const idOf = (path: string): DirectoryId => statSync(path, { bigint: true });

describe('a sweep', () => {
  it('queues every file below the folder that is not known', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    for (const name of ['1', 'a/2', 'a/b/3', 'a/b/known']) writeFileSync(join(root, name), name);
    const swept = await sweep(root, {
      unknownAmong: (files) => files.filter(({ path }) => !displayPath(path).endsWith('/known')),
    });
    expect(swept).toEqual({
      files: 4,
      queued: 3,
      unreadable: [],
      excluded: { files: 0, folders: 0 },
      names: ['1', 'a/2', 'a/b/3'],
    });
  });

  it('reads small directories ahead, and a large one by itself, whose names fill the memory', async () => {
    const root = tempDir();
    const names = Array.from({ length: 6 }, (_, index) => `small-${index}`).concat('large-1', 'large-2');
    for (const name of names) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'file'), '');
    }
    const readHere = createDirectoryReader();
    const open = new Set<string>();
    const openTogether: string[][] = [];
    const read: typeof readHere = (directory, signal) => {
      const name = displayPath(directory.path).slice(root.length + 1);
      open.add(name);
      openTogether.push([...open].sort());
      const parts = readHere(directory, signal);
      return {
        async next() {
          const part = await parts.next();
          if (part.done === true) open.delete(name);
          else {
            for (const [path, look] of part.value)
              if (look.kind === 'directory' && displayPath(path).includes('large'))
                Object.assign(look, { identity: { ...look.identity, size: 1_000_000n } });
          }
          return part;
        },
      };
    };
    expect((await sweep(root, { read })).files).toBe(names.length);
    expect(Math.max(...openTogether.map(({ length }) => length))).toBeGreaterThan(2);
    for (const together of openTogether.filter((some) => some.some((name) => name.startsWith('large'))))
      expect(together).toHaveLength(1);
  });

  it('stays in the folder itself where subfolders are not to be watched', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'a'));
    for (const name of ['1', 'a/2']) writeFileSync(join(root, name), name);
    expect((await sweep(root, { recursive: false })).names).toEqual(['1']);
  });

  it('follows no symbolic link and passes over what is not a file', async () => {
    const root = tempDir();
    const outside = tempDir();
    writeFileSync(join(outside, 'secret'), 'x');
    symlinkSync(outside, join(root, 'link'));
    symlinkSync(join(outside, 'secret'), join(root, 'link-to-file'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    writeFileSync(join(root, 'file'), 'x');
    expect(await sweep(root)).toMatchObject({ files: 1, names: ['file'] });
  });

  it('leaves out an excluded directory, whatever it is called', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'a/vault/blobs'), { recursive: true });
    writeFileSync(join(root, 'a/vault/blobs/1'), 'x');
    writeFileSync(join(root, 'a/2'), 'x');
    const vault = idOf(join(root, 'a/vault'));
    const isExcluded = ({ dev, ino }: DirectoryId): boolean => dev === vault.dev && ino === vault.ino;
    expect((await sweep(root, { isExcluded })).names).toEqual(['a/2']);
  });

  it('counts what the user leaves out, and does not look into folders left out', async () => {
    const root = tempDir();
    mkdirSync(join(root, 'cache/deep'), { recursive: true });
    for (const name of ['a.log', 'b.txt', 'cache/c.txt', 'cache/deep/d.txt']) writeFileSync(join(root, name), 'x');
    const exclusions = exclusionsSchema.parse({ globs: ['*.log'], folders: ['cache'] });
    const rules = compileExclusions(filePath(root), [exclusions]);
    expect(await sweep(root, { rules })).toMatchObject({ names: ['b.txt'], excluded: { files: 1, folders: 1 } });
  });

  it('finds a file whose mtime was set back, by what it was compared with', async () => {
    const root = tempDir();
    const path = join(root, 'a');
    writeFileSync(path, 'clean');
    utimesSync(path, 1, 1);
    const before = identityOf(statSync(path, { bigint: true }));
    const unknownAmong = (files: readonly ListedFile[]): readonly ListedFile[] =>
      files.filter(({ identity }) => !sameIdentity(before, identity));
    expect((await sweep(root, { unknownAmong })).names).toEqual([]);
    writeFileSync(path, 'virus');
    utimesSync(path, 1, 1);
    expect((await sweep(root, { unknownAmong })).names).toEqual(['a']);
  });

  it('finds files whose names are not UTF-8, in folders whose names are not', async () => {
    const root = tempDir();
    const folder = childPath(filePath(root), Buffer.from([0x66, 0xe9]));
    const file = childPath(folder, Buffer.from([0xff, 0x0a, 0x22]));
    mkdirSync(folder.bytes);
    writeFileSync(file.bytes, 'x');
    const queued: string[] = [];
    await sweep(root, { enqueue: (path) => queued.push(pathKey(path)) });
    expect(queued).toEqual([pathKey(file)]);
  });

  it('says which folders it could not look into', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may look into every folder');
    const root = tempDir();
    mkdirSync(join(root, 'closed'));
    chmodSync(join(root, 'closed'), 0);
    const { unreadable } = await sweep(root);
    chmodSync(join(root, 'closed'), 0o700);
    expect(unreadable).toEqual([{ path: filePath(join(root, 'closed')), code: 'EACCES' }]);
  });

  it('says that the folder itself is not there', async () => {
    const root = join(tempDir(), 'gone');
    expect((await sweep(root)).unreadable).toEqual([{ path: filePath(root), code: 'ENOENT' }]);
  });

  it('ends when it is told to', async () => {
    const root = tempDir();
    writeFileSync(join(root, 'a'), 'x');
    await expect(sweep(root, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('lets others have their turn while it goes through many files', async () => {
    const root = tempDir();
    for (let index = 0; index < 5_000; index += 1) writeFileSync(join(root, String(index)), '');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const { files } = await sweep(root);
    clearInterval(timer);
    expect(files).toBe(5_000);
    expect(turns).toBeGreaterThan(5);
  });
});
