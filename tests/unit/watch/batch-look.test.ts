import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { childPath, displayPath, filePath } from '../../../electron/files/file-path.ts';
import { createBatchLook } from '../../../electron/watch/batch-look.ts';
import { lookAtPath } from '../../../electron/watch/look-at-path.ts';
import { tempDir } from '../../support/temp-dir.ts';

const listedAt = (path: string) => ({ path: filePath(path), dev: statSync(path, { bigint: true }).dev });

describe('entries of a directory that are looked at together', () => {
  test('are told as each for itself is, also where what the directory said of them holds no longer', async () => {
    const root = tempDir();
    for (let index = 0; index < 20; index += 1) writeFileSync(join(root, `file-${index}`), 'x');
    mkdirSync(join(root, 'directory'));
    symlinkSync('file-1', join(root, 'link'));
    const names = [...Array.from({ length: 20 }, (_, index) => `file-${index}`), 'directory', 'link', 'gone'];
    for (const isFile of [true, false]) {
      const entries = names.map((name) => ({ path: childPath(filePath(root), name), isFile }));
      const looked = await createBatchLook()(listedAt(root), entries);
      expect(new Map(looked.map(([path, look]) => [displayPath(path), look]))).toEqual(
        new Map(
          await Promise.all(entries.map(async ({ path }) => [displayPath(path), await lookAtPath(path)] as const)),
        ),
      );
    }
  });

  test.runIf(process.platform === 'linux')(
    'let everyone else have a turn, and so do those of a file system that may wait',
    async () => {
      for (const directory of [tempDir(), '/proc/self']) {
        let turns = 0;
        const other = setInterval(() => {
          turns += 1;
        }, 0);
        const lookAtAll = createBatchLook();
        for (let batch = 0; batch < 200; batch += 1) {
          const path = childPath(filePath(directory), 'status');
          await lookAtAll(
            listedAt(directory),
            Array.from({ length: 64 }, () => ({ path, isFile: true })),
          );
        }
        clearInterval(other);
        expect(turns).toBeGreaterThan(2);
      }
    },
  );
});
