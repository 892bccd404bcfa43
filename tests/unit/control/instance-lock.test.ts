import { describe, expect, test } from 'vitest';
import { lockInstance, readOwner } from '../../../electron/control/instance-lock.ts';
import { tempDir } from '../../support/temp-dir.ts';

const now = () => new Date('2026-03-04T10:00:00.000Z');

describe('the data directory', () => {
  test('belongs to one instance at a time, and the second is told whose it is', () => {
    const directory = tempDir();
    const first = lockInstance(directory, 'Lazaret', now);
    expect(first.ok).toBe(true);
    const second = lockInstance(directory, 'lazaret start', now);
    expect(second).toMatchObject({ ok: false, error: { code: 'already-running' } });
    if (!second.ok) expect(second.error.message).toContain(`Lazaret, process ${process.pid}`);
    if (first.ok) first.value.release();
    const third = lockInstance(directory, 'lazaret start', now);
    expect(third.ok).toBe(true);
    if (third.ok) {
      third.value.announce('/x/control.sock');
      expect(readOwner(directory)).toEqual({
        pid: process.pid,
        since: '2026-03-04T10:00:00.000Z',
        program: 'lazaret start',
        socket: '/x/control.sock',
      });
      third.value.release();
    }
  });
});
