import { expect, test } from 'vitest';
import { createTranslate } from '../../../electron/base/translate.ts';
import { describeEvent } from '../../../electron/cli/describe.ts';
import { describeStatus } from '../../../electron/cli/status.ts';
import { appState } from '../../renderer/fixtures.ts';
import { fullScan, fullScanResult } from '../../renderer/full-scan-fixtures.ts';

const failure = 'disk I/O error';
const meaning = 'It did not look at the other files; what it found stands. Go on with it: lazaret full-scan resume';

test('the terminal says of a full scan that an error ended what that was, what it means and what to type', () => {
  const progress = { type: 'progress', at: '2026-03-04T10:00:00.000Z', ...fullScan({ files: 12 }) } as const;
  expect(describeEvent({ ...progress, phase: 'failed', failure })).toBe(
    `Full scan failed after 12 file(s), 11,004 of them known already, 1 finding, 2 unscannable: ${failure}. ${meaning}`,
  );
  expect(describeEvent({ ...progress, failure: null })).toBeNull();
});

test('status says the same of the last full scan, until there is another', () => {
  const lines = (last: ReturnType<typeof fullScanResult>): string =>
    describeStatus(
      appState({ fullScans: { full: null, last, next: null, again: null } }),
      { running: true, now: new Date() },
      createTranslate(),
    ).join('\n');
  expect(lines(fullScanResult({ failure }))).toMatch(
    /\nFull scan: {2}Full scan failed after 51,596 file\(s\).*\n {12}disk/,
  );
  expect(lines(fullScanResult({ failure }))).toContain(meaning);
  expect(lines(fullScanResult({}))).not.toContain(meaning);
});
