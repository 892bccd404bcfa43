import { describe, expect, test } from 'vitest';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { createWaitingList } from '../../../electron/state/waiting-list.ts';
import { record } from '../../renderer/fixtures.ts';

const rows: Readonly<Record<string, ScanRecord>> = {
  '/failed': record(1, { verdict: 'failed', reason: 'no-reply', detail: 'clamd closed' }),
  '/bad': record(2, { verdict: 'infected', action: 'quarantine-failed', actionDetail: 'The disk is full.' }),
  '/older': record(3, { verdict: 'clean' }),
};

describe('the list of what waits', () => {
  test('says why each file waits, and nothing of an earlier version', () => {
    let asked = 0;
    const describeWaiting = createWaitingList({
      lastOf: (path) => {
        asked += 1;
        return rows[displayPath(path)] ?? null;
      },
    });
    const nextTryAt = new Date('2026-03-04T12:03:00.000Z');
    const files = ['/failed', '/bad', '/older'].map((path) => ({ path: filePath(path), tries: 2, nextTryAt }));
    expect(describeWaiting(files)).toMatchObject([
      { path: '/failed', recordId: 1, reason: 'no-reply', detail: 'clamd closed', notQuarantined: false, tries: 2 },
      { path: '/bad', recordId: 2, reason: null, detail: 'The disk is full.', notQuarantined: true },
      { path: '/older', recordId: null, reason: 'not-recorded', detail: null, nextTryAt: nextTryAt.toISOString() },
    ]);
    describeWaiting(files);
    expect(asked).toBe(3);
    expect(describeWaiting([{ path: filePath('/failed'), tries: 0, nextTryAt: null }])).toMatchObject([
      { nextTryAt: null },
    ]);
  });
});
