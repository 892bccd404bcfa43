import { describe, expect, test } from 'vitest';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { createFindingDigest, type Finding, findingOf } from '../../../electron/shell/finding-digest.ts';
import { findingNotification } from '../../../electron/shell/notification-text.ts';
import { verdictToEvent } from '../../../electron/triage/verdict-event.ts';

const t = createTranslate();

const finding = (over: Partial<Finding> = {}): Finding => ({
  recordId: 7,
  quarantineId: 'q7',
  path: '/home/ada/Downloads/invoice.exe',
  signature: 'Eicar-Test-Signature',
  action: 'quarantined',
  ...over,
});

const record = (over: Partial<ScanRecord> = {}): ScanRecord => ({
  id: 7,
  at: '2030-01-01T00:00:00.000Z',
  path: '/home/ada/Downloads/invoice.exe',
  folderId: 'f',
  verdict: 'infected',
  reason: null,
  signature: 'Eicar-Test-Signature',
  detail: null,
  sha256: null,
  size: 68,
  trigger: 'arrival',
  durationMs: 3,
  origin: null,
  engine: null,
  signatureVersion: null,
  action: 'quarantined',
  actionDetail: null,
  quarantineId: 'q7',
  acknowledged: false,
  ...over,
});

describe('what is worth a notification', () => {
  const of = (over: Partial<ScanRecord>, jobIds: readonly string[] = []) =>
    findingOf(verdictToEvent(record(over)), { jobIds, record: record(over) });

  test('an infected arrival is', () => {
    expect(of({})).toEqual(finding());
  });

  test('a clean file, a file the user allowed and a scan somebody asked for are not', () => {
    expect(of({ verdict: 'clean' })).toBeNull();
    expect(of({ action: 'allowed' })).toBeNull();
    expect(of({}, ['job-1'])).toBeNull();
  });
});

describe('the digest', () => {
  const setUp = () => {
    const told: (readonly Finding[])[] = [];
    let due: (() => void) | null = null;
    const digest = createFindingDigest({
      windowMs: 2000,
      after: (_delayMs, callback) => {
        due = callback;
        return () => {
          due = null;
        };
      },
      tell: (findings) => told.push(findings),
    });
    const passTime = (): void => due?.();
    return { digest, told, passTime };
  };

  test('several findings close together are told together, once', () => {
    const { digest, told, passTime } = setUp();
    for (const path of ['/a', '/b', '/c']) digest.add(finding({ path }));
    expect(told).toEqual([]);
    passTime();
    expect(told.map((findings) => findings.map(({ path }) => path))).toEqual([['/a', '/b', '/c']]);
    digest.add(finding({ path: '/d' }));
    passTime();
    expect(told).toHaveLength(2);
  });

  test('the latest word on a file replaces the earlier one', () => {
    const { digest, told, passTime } = setUp();
    digest.add(finding({ action: 'quarantine-failed', quarantineId: null }));
    digest.add(finding({ action: 'quarantined' }));
    passTime();
    expect(told).toEqual([[finding({ action: 'quarantined' })]]);
  });

  test('nothing is told after the stop', () => {
    const { digest, told, passTime } = setUp();
    digest.add(finding());
    digest.stop();
    passTime();
    expect(told).toEqual([]);
  });
});

describe('the words of a notification', () => {
  test('one finding: which file, what it is, what was done; a click opens that item', () => {
    const shown = findingNotification([finding()], t);
    expect(shown.title).toBe('Infected file found');
    expect(shown.body).toBe('/home/ada/Downloads/invoice.exe (Eicar-Test-Signature). Locked away in the quarantine.');
    expect(shown.urgent).toBe(false);
    expect(shown.navigation).toEqual({ view: 'quarantine', quarantineId: 'q7' });
  });

  test('a file still in its place is urgent, and a click opens its story', () => {
    const shown = findingNotification([finding({ action: 'quarantine-failed', quarantineId: null })], t);
    expect(shown.urgent).toBe(true);
    expect(shown.navigation).toEqual({ view: 'activity', recordId: 7 });
  });

  test('many findings are counted and lead to their list', () => {
    const shown = findingNotification([finding({ path: '/a' }), finding({ path: '/b' })], t);
    expect(shown.title).toBe('2 infected files found');
    expect(shown.body).toContain('/b');
    expect(shown.navigation).toEqual({ view: 'quarantine' });
  });

  test('a file name cannot smuggle markup or turn the text around', () => {
    const { body } = findingNotification([finding({ path: '/d/<a href="x">&amp;\u202Efdp.exe' })], t);
    expect(body).not.toMatch(/[<>&\u202E]/);
    expect(body).toContain('⟨RLO⟩');
  });
});
