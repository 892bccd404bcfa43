import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchFolder } from '../support/watched-folder.ts';

const chunk = 'x'.repeat(1000);
const chunks = 8;
/** A server or a disk that stalls, though for less than half a second. */
const stallMs = 350;

/** Appends to a file in a slow way, all in all `chunks` thousand bytes. */
async function writeSlowly(path: string): Promise<void> {
  for (let written = 0; written < chunks; written += 1) {
    appendFileSync(path, chunk);
    await delay(stallMs);
  }
}

/** How a program saves `name`; all leave `chunks` thousand bytes there. */
type Pattern = readonly [program: string, name: string, save: (root: string) => Promise<void>];

const patterns: readonly Pattern[] = [
  ['wget or curl, in place', 'a.iso', (root) => writeSlowly(join(root, 'a.iso'))],
  [
    'Firefox, with a placeholder and a random word in the name of the part',
    'a.zip',
    async (root) => {
      writeFileSync(join(root, 'a.zip'), '');
      await writeSlowly(join(root, 'a.Qx7kPz1M.zip.part'));
      renameSync(join(root, 'a.Qx7kPz1M.zip.part'), join(root, 'a.zip'));
    },
  ],
  [
    'Chrome',
    'a.zip',
    async (root) => {
      await writeSlowly(join(root, 'Unconfirmed 12345.crdownload'));
      renameSync(join(root, 'Unconfirmed 12345.crdownload'), join(root, 'a.zip'));
    },
  ],
  [
    'Safari, in a bundle',
    'a.zip',
    async (root) => {
      mkdirSync(join(root, 'a.zip.download'));
      await writeSlowly(join(root, 'a.zip.download/a.zip'));
      renameSync(join(root, 'a.zip.download/a.zip'), join(root, 'a.zip'));
      rmSync(join(root, 'a.zip.download'), { recursive: true });
    },
  ],
  [
    'rsync, beside its place',
    'a.iso',
    async (root) => {
      await writeSlowly(join(root, '.a.iso.Xk3PqZ'));
      renameSync(join(root, '.a.iso.Xk3PqZ'), join(root, 'a.iso'));
    },
  ],
  [
    'rsync --inplace, over an older file',
    'a.iso',
    async (root) => {
      const file = openSync(join(root, 'a.iso'), 'w');
      for (let written = 0; written < chunks; written += 1) {
        writeSync(file, chunk, written * 1000);
        await delay(stallMs);
      }
      closeSync(file);
    },
  ],
  [
    'Word: a lock file, a new file, two renames',
    'a.docx',
    async (root) => {
      await writeSlowly(join(root, '~WRD0001.tmp'));
      writeFileSync(join(root, 'a.docx'), 'old');
      renameSync(join(root, 'a.docx'), join(root, '~WRL0002.tmp'));
      renameSync(join(root, '~WRD0001.tmp'), join(root, 'a.docx'));
      unlinkSync(join(root, '~WRL0002.tmp'));
    },
  ],
  [
    'vim: a swap file, a probe, a backup',
    'a.txt',
    async (root) => {
      writeFileSync(join(root, '4913'), '');
      unlinkSync(join(root, '4913'));
      writeFileSync(join(root, 'a.txt'), 'old');
      renameSync(join(root, 'a.txt'), join(root, 'a.txt~'));
      writeFileSync(join(root, 'a.txt'), chunk.repeat(chunks));
      unlinkSync(join(root, 'a.txt~'));
    },
  ],
  [
    'an editor that saves in one move',
    'a.txt',
    async (root) => {
      writeFileSync(join(root, '.goutputstream-K1M2N3'), chunk.repeat(chunks));
      renameSync(join(root, '.goutputstream-K1M2N3'), join(root, 'a.txt'));
    },
  ],
];

describe('a file saved by', () => {
  it.each(patterns)('%s is announced once, whole, and nothing else is', async (_program, name, save) => {
    const root = tempDir();
    const { settled, names, watcher } = await watchFolder(root);
    await save(root);
    await waitFor('the file', () => names().includes(name), { deadlineMs: 10_000 });
    await waitFor('rest', () => watcher.arriving() === 0, { deadlineMs: 10_000 });
    expect(names()).toEqual([name]);
    expect(settled[0]?.identity?.size).toBe(8000n);
  });
});
