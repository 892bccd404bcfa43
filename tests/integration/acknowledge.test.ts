import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { lazaret, setUpWatched } from '../support/lazaret-cli.ts';

const unresolved = async (data: string): Promise<string> =>
  (await lazaret(data, ['history', '--unresolved', '--limit', '1'])).stdout.trim().split('\n').at(-1) ?? '';

it('acknowledging marks all that wait, however many, and only what is there', async () => {
  const { data } = await setUpWatched();
  await lazaret(data, ['list']);
  const database = new Database(join(data, 'ledger.sqlite'));
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
    INSERT INTO verdicts (at, path, shown_path, verdict, reason, trigger, duration_ms, action, day)
    SELECT '2026-01-31T08:00:00.000Z', CAST('/srv/locked-' || i AS BLOB), '/srv/locked-' || i, 'unscannable', 'encrypted',
      'arrival', 1, 'none', '2026-01-31' FROM n`);
  database.close();

  const missing = await lazaret(data, ['acknowledge', '1', '99999']);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('no result with the number 99999') });
  expect((await lazaret(data, ['acknowledge', 'all'])).stderr).not.toContain('unexpectedly');
  expect(await unresolved(data)).toBe('1 of 1500');
  expect(await lazaret(data, ['acknowledge', '7'])).toMatchObject({ code: 0 });
  expect(await lazaret(data, ['acknowledge'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Marked as seen: 1499.'),
  });
  expect(await unresolved(data)).toBe('0 of 0');
});

it('without a running Lazaret nothing is tried again, and that is said', async () => {
  const { data } = await setUpWatched();
  expect(await lazaret(data, ['retry'])).toMatchObject({ code: 2, stderr: expect.stringContaining('not running') });
});
