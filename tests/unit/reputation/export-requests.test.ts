import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SentRequest } from '../../../contract/reputation.ts';
import { exportRequests } from '../../../electron/reputation/export-requests.ts';
import { tempDir } from '../../support/temp-dir.ts';

const request: SentRequest = {
  id: 1,
  at: '2030-01-01T00:00:00.000Z',
  what: 'lookup',
  host: 'www.virustotal.com',
  sha256: 'ab'.repeat(32),
  name: '=HYPERLINK("http://example.org","x")',
  size: 3,
  outcome: 'known',
  detail: '3/72',
};

test('what left is exported, and no name of a file becomes a formula', async () => {
  const file = join(tempDir(), 'requests.csv');
  expect(await exportRequests(file, [request])).toEqual({ ok: true, value: { path: file, rows: 1 } });
  expect(readFileSync(file, 'utf8')).toContain(`,"'=HYPERLINK(""http://example.org"",""x"")",3,known,3/72\r\n`);
});

test('nothing is overwritten, and a place that is none is told as that', async () => {
  const directory = tempDir();
  const file = join(directory, 'mine.csv');
  writeFileSync(file, 'mine');
  expect(await exportRequests(file, [request])).toMatchObject({ ok: false, error: { code: 'target-exists' } });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(await exportRequests(join(file, 'x.csv'), [request])).toMatchObject({ ok: false, error: { code: 'io' } });
});
