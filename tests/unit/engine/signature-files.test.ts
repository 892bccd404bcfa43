import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseDatabase, hasOfficial } from '../../../electron/engine/clamd-database.ts';
import { isComplete, readDatabases } from '../../../electron/engine/signature-files.ts';
import { databaseHeader } from '../../support/fake-mirror.ts';
import { starterSignatures } from '../../support/real-clamd.ts';
import { tempDir } from '../../support/temp-dir.ts';

const built = new Date('2025-11-19T04:24:00.000Z');

// The headers are made by hand: a whole database is signed by ClamAV's makers and cannot be.
describe('what the database files say of themselves', () => {
  it('is their version, build time and number of signatures', () => {
    const directory = tempDir();
    writeFileSync(join(directory, 'daily.cvd'), databaseHeader(27_828, 2_076_994, built));
    writeFileSync(join(directory, 'main.cvd'), databaseHeader(62, 6_647_427, built, false));
    expect(readDatabases(directory)).toEqual([
      { name: 'main', version: 62, builtAt: built.toISOString(), count: 6_647_427 },
      { name: 'daily', version: 27_828, builtAt: built.toISOString(), count: 2_076_994 },
    ]);
    expect(isComplete(readDatabases(directory))).toBe(true);
  });

  it('is that of the newer file where two forms of one are there', () => {
    const directory = tempDir();
    writeFileSync(join(directory, 'daily.cvd'), databaseHeader(27_828, 1, built));
    writeFileSync(join(directory, 'daily.cld'), databaseHeader(27_830, 2, built));
    expect(readDatabases(directory)).toMatchObject([{ version: 27_830, count: 2 }]);
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['cut off in its header', databaseHeader(1, 1, built).subarray(0, 400)],
    ['something else', Buffer.alloc(4_096, 'A')],
    ['without a version', Buffer.from('ClamAV-VDB:19 Nov 2025 04-24 +0000:x:1:90:a:b:c:1763544266'.padEnd(512))],
    ['without a time', Buffer.from('ClamAV-VDB:yesterday:1:1:90:a:b:c'.padEnd(512))],
  ])('is nothing when a file is %s', (_, bytes) => {
    const directory = tempDir();
    writeFileSync(join(directory, 'daily.cvd'), bytes);
    expect(readDatabases(directory)).toEqual([]);
  });

  it('is nothing where there is no directory', () => {
    expect(readDatabases(join(tempDir(), 'none'))).toEqual([]);
  });
});

describe('a download of our own', () => {
  const choose = (own: string) =>
    chooseDatabase({ system: [], own, starter: starterSignatures, starterCopy: join(tempDir(), 'starter') }).kind;

  it('counts as official signatures only once it is complete', () => {
    const own = tempDir();
    writeFileSync(join(own, 'daily.cvd'), databaseHeader(27_828, 2_076_994, built));
    expect([hasOfficial([], own), choose(own)]).toEqual([false, 'starter']);
    writeFileSync(join(own, 'main.cvd'), databaseHeader(62, 6_647_427, built));
    expect([hasOfficial([], own), choose(own)]).toEqual([true, 'official']);
  });
});
