import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { readDatabases } from '../../../electron/engine/signature-files.ts';
import { importDatabase } from '../../../electron/engine/signature-import.ts';
import { databaseHeader } from '../../support/fake-mirror.ts';
import { tempDir } from '../../support/temp-dir.ts';

const log = { warn: () => undefined };
const built = new Date('2025-11-19T04:24:00.000Z');

/** A whole database cannot be made by hand, for it is signed: what clamd says of it is the test's to decide here. */
function setUp(verdict: string | null = null) {
  const root = tempDir();
  const databaseDirectory = join(root, 'signatures');
  const home = join(root, 'engine');
  mkdirSync(databaseDirectory);
  const tried: string[][] = [];
  const bring = (file: string, bytes: Buffer) => {
    const path = join(root, file);
    writeFileSync(path, bytes);
    const options = {
      program: '/clamd',
      databaseDirectory,
      home,
      temporaryRoot: root,
      platform: 'linux' as const,
      log,
      clock: systemClock,
      trial: async ({ databaseDirectory: directory }: { readonly databaseDirectory: string }) => {
        tried.push(readdirSync(directory));
        return verdict;
      },
    };
    return importDatabase(path, options, new AbortController().signal);
  };
  return { databaseDirectory, home, bring, tried };
}

describe('a database brought as a file', () => {
  it('is taken over once clamd has loaded it, in place of the older one', async () => {
    const { databaseDirectory, home, bring, tried } = setUp();
    writeFileSync(join(databaseDirectory, 'daily.cld'), databaseHeader(27_800, 1, built));
    const result = await bring('daily (1).cvd', databaseHeader(27_828, 2_000, built));
    expect(result).toMatchObject({ ok: true, value: { name: 'daily', version: 27_828, count: 2_000 } });
    expect(tried).toEqual([['daily.cvd']]);
    expect(readdirSync(databaseDirectory)).toEqual(['daily.cvd']);
    expect(readDatabases(databaseDirectory)).toMatchObject([{ version: 27_828 }]);
    expect(readdirSync(home)).toEqual([]);
  });

  it('is refused by name with what clamd says of it, and nothing changes', async () => {
    const { databaseDirectory, home, bring } = setUp("Can't verify database integrity");
    expect(await bring('main.cvd', databaseHeader(63, 1, built))).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', message: "main.cvd was not imported: Can't verify database integrity" },
    });
    expect([readdirSync(databaseDirectory), readdirSync(home)]).toEqual([[], []]);
  });

  it.each([
    ['no database at all', 'daily.cvd', Buffer.alloc(2_000, 'A'), /does not begin like/],
    ['without a signature', 'daily.cld', databaseHeader(27_828, 1, built), /not signed/],
    ['of another name', 'notes.txt', databaseHeader(27_828, 1, built), /must be main.cvd/],
    ['not newer', 'daily.cvd', databaseHeader(27_000, 1, built), /version 27000 is there already/],
  ])('is refused before clamd sees it when it is %s', async (_, file, bytes, why) => {
    const { databaseDirectory, bring, tried } = setUp();
    writeFileSync(join(databaseDirectory, 'daily.cvd'), databaseHeader(27_000, 1, built));
    expect(await bring(file, bytes)).toMatchObject({ ok: false, error: { message: expect.stringMatching(why) } });
    expect(tried).toEqual([]);
    expect(existsSync(join(databaseDirectory, 'daily.cvd'))).toBe(true);
  });

  it('is copied while everything else goes on', async () => {
    const { bring, tried } = setUp();
    let hadTurn = false;
    setImmediate(() => {
      hadTurn = tried.length === 0;
    });
    await bring('main.cvd', databaseHeader(63, 1, built));
    expect(hadTurn).toBe(true);
  });

  it('is missed with a reason when it is not there', async () => {
    const { databaseDirectory, home } = setUp();
    const options = {
      program: '',
      databaseDirectory,
      home,
      temporaryRoot: '',
      platform: 'linux' as const,
      log,
      clock: systemClock,
    };
    const trial = async () => null;
    const result = await importDatabase('/nowhere/main.cvd', { ...options, trial }, new AbortController().signal);
    expect(result).toMatchObject({ ok: false, error: { code: 'io', message: expect.stringContaining('main.cvd') } });
  });
});
