import { execFileSync } from 'node:child_process';
import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../electron/ledger/migrations.ts';
import { lazaret } from '../support/lazaret-cli.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A disk of two megabytes; null where this user may not mount one. */
function smallDisk(): string | null {
  const directory = tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return directory;
}

/** A ledger of the first Lazaret, with one finding. */
function writeOldLedger(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const database = new Database(file);
  for (const migration of migrations.slice(0, 1)) database.exec(migration);
  database
    .prepare(`INSERT INTO verdicts (at, path, shown_path, verdict, trigger, duration_ms, action, day)
      VALUES ('2026-01-01T00:00:00.000Z', ?, '/d/old', 'infected', 'arrival', 3, 'warned', '2026-01-01')`)
    .run([Buffer.from('/d/old')]);
  database.pragma('user_version = 1');
  database.close();
}

test('a disk too full to bring the history up to date costs nothing of it, and the start says what to do', async ({
  skip,
}) => {
  const data = smallDisk();
  if (data === null) return skip('this user may not mount a small disk');
  expect(await lazaret(data, ['add', tempDir()])).toMatchObject({ code: 0 });
  writeOldLedger(join(data, 'ledger.sqlite'));
  const filler = join(data, 'filler');
  expect(() => writeFileSync(filler, Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC');
  // Without a byte, and with too few.
  for (const freeBytes of [0, 40 * 1024]) {
    truncateSync(filler, statSync(filler).size - freeBytes);
    const started = await lazaret(data, ['start', '--json']);
    expect(started.code).toBe(2);
    expect(JSON.parse(started.stdout)).toMatchObject({
      error: { code: 'no-space', message: expect.stringContaining('Make room there and start Lazaret again') },
    });
  }
  rmSync(filler);
  expect((await lazaret(data, ['history', '--json'])).stdout).toContain('/d/old');
});
