import { describe, expect, test } from 'vitest';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { createFindingDigest, type Finding, findingOf } from '../../../electron/shell/finding-digest.ts';
import { findingNotification } from '../../../electron/shell/notification-text.ts';
import { verdictToEvent } from '../../../electron/triage/verdict-event.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const t = createTranslate();

const finding = (over: Partial<Finding> = {}): Finding => ({
  recordId: 7,
  quarantineId: 'q7',
  path: '/home/ada/Downloads/invoice.exe',
  verdict: 'infected',
  signature: 'Eicar-Test-Signature',
  reason: null,
  action: 'quarantined',
  originHost: null,
  turnedBad: false,
  wasCleanAt: null,
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
  referrer: null,
  engine: null,
  signatureVersion: null,
  action: 'quarantined',
  actionDetail: null,
  quarantineId: 'q7',
  acknowledged: false,
  isLatest: true,
  wasCleanAt: null,
  seenAt: null,
  settledAt: null,
  queuedAt: null,
  scanStartedAt: null,
  ...over,
});

describe('what is worth a notification', () => {
  const of = (over: Partial<ScanRecord>, jobIds: readonly string[] = []) =>
    findingOf(verdictToEvent(record(over)), { jobIds, record: record(over) });

  test('an infected arrival is', () => {
    expect(of({})).toEqual(finding());
  });

  test('a suspicious file and one that could not be examined are, unless they are set to be ignored', () => {
    const shut = { verdict: 'unscannable', reason: 'encrypted', signature: null, quarantineId: null } as const;
    expect(of({ ...shut, action: 'none' })).toEqual(finding({ ...shut, action: 'none' }));
    expect(of({ ...shut, action: 'warned' })).toEqual(finding({ ...shut, action: 'warned' }));
    expect(of({ ...shut, action: 'ignored' })).toBeNull();
    expect(of({ verdict: 'suspicious' })).toEqual(finding({ verdict: 'suspicious' }));
  });

  test('a file that newer signatures find is one that turned bad', () => {
    const wasCleanAt = '2026-11-02T10:00:00.000Z';
    expect(of({ trigger: 'signatures', wasCleanAt })).toEqual(finding({ turnedBad: true, wasCleanAt }));
  });

  test('a clean file, a file the user allowed and a scan somebody asked for are not', () => {
    expect(of({ verdict: 'clean' })).toBeNull();
    expect(of({ action: 'allowed' })).toBeNull();
    expect(of({}, ['job-1'])).toBeNull();
  });
});

describe('the digest', () => {
  const setUp = () => {
    const told: { readonly findings: readonly Finding[]; readonly continued: boolean }[] = [];
    const clock = createFakeClock();
    const digest = createFindingDigest({
      pace: { gatherMs: 2000, silencesMs: [10_000, 60_000], calmMs: 60_000 },
      clock,
      tell: (findings, continued) => told.push({ findings, continued }),
    });
    return { digest, told, clock };
  };

  test('several findings close together are told together, once', async () => {
    const { digest, told, clock } = setUp();
    for (const path of ['/a', '/b', '/c']) digest.add(finding({ path }));
    expect(told).toEqual([]);
    await clock.advance(2000);
    expect(told.map(({ findings }) => findings.map(({ path }) => path))).toEqual([['/a', '/b', '/c']]);
    await clock.advance(600_000);
    expect(told).toHaveLength(1);
  });

  test('an outbreak is told ever more rarely, each time with the running total', async () => {
    const { digest, told, clock } = setUp();
    for (let second = 0; second < 200; second += 1) {
      digest.add(finding({ path: `/file-${second}` }));
      await clock.advance(1000);
    }
    expect(told.map(({ findings }) => findings.length)).toEqual([2, 12, 72, 132, 192]);
    expect(told.map(({ continued }) => continued)).toEqual([false, true, true, true, true]);
  });

  test('what comes after a calm minute is news of its own, and told quickly', async () => {
    const { digest, told, clock } = setUp();
    digest.add(finding({ path: '/a' }));
    await clock.advance(80_000);
    digest.add(finding({ path: '/b' }));
    await clock.advance(2000);
    expect(told.map(({ findings, continued }) => [findings.length, continued])).toEqual([
      [1, false],
      [1, false],
    ]);
  });

  test('the latest word on a file replaces the earlier one', async () => {
    const { digest, told, clock } = setUp();
    digest.add(finding({ action: 'quarantine-failed', quarantineId: null }));
    digest.add(finding({ action: 'quarantined' }));
    await clock.advance(2000);
    expect(told.map(({ findings }) => findings)).toEqual([[finding({ action: 'quarantined' })]]);
  });

  test('a file that again cannot be quarantined is not told again', async () => {
    const { digest, told, clock } = setUp();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      digest.add(finding({ action: 'quarantine-failed', quarantineId: null }));
      await clock.advance(15_000);
    }
    expect(told).toHaveLength(1);
  });

  test('nothing is told after the stop', async () => {
    const { digest, told, clock } = setUp();
    digest.add(finding());
    digest.stop();
    await clock.advance(600_000);
    expect(told).toEqual([]);
  });
});

describe('the words of a notification', () => {
  const shut = finding({
    path: '/x/locked.zip',
    verdict: 'unscannable',
    reason: 'encrypted',
    signature: null,
    quarantineId: null,
    action: 'warned',
  });

  test('a file that could not be examined: which, why, and what was done', () => {
    const shown = findingNotification([shut], t);
    expect(shown.title).toBe('A file could not be examined');
    expect(shown.body).toBe('Left in its place, as set; you are told of it: locked.zip (Encrypted).');
    expect(shown).toMatchObject({ urgent: false, navigation: { view: 'activity', recordId: 7 } });
    expect(findingNotification([shut, finding({ verdict: 'suspicious' })], t).title).toBe('2 files need a look');
  });

  test('an infected file among other findings is what is told', () => {
    expect(findingNotification([finding(), shut], t)).toMatchObject({
      title: 'Infected file found',
      navigation: { view: 'quarantine', quarantineId: 'q7' },
    });
  });

  test('one finding: which file, what it is, what was done; a click opens that item', () => {
    const shown = findingNotification([finding()], t);
    expect(shown.title).toBe('Infected file found');
    expect(shown.body).toBe('Locked away in the quarantine: invoice.exe (Eicar-Test-Signature).');
    expect(shown.urgent).toBe(false);
    expect(shown.navigation).toEqual({ view: 'quarantine', quarantineId: 'q7' });
  });

  test('a download is told with the host it came from', () => {
    const from = findingOf(verdictToEvent(record()), {
      jobIds: [],
      record: record({ origin: 'https://example.org/a' }),
    });
    expect(findingNotification([from ?? finding()], t).body).toBe(
      'Locked away in the quarantine: invoice.exe (Eicar-Test-Signature), from example.org.',
    );
  });

  test('a file that turned bad later is announced as such', () => {
    expect(findingNotification([finding({ turnedBad: true })], t).title).toBe('A file turned out to be infected');
    const dated = finding({ turnedBad: true, wasCleanAt: '2026-11-02T10:00:00.000Z' });
    expect(findingNotification([dated], t).body).toMatch(/It was clean on Nov 2, 2026\.$/);
    const two = [finding({ turnedBad: true }), finding({ turnedBad: true, path: '/b' })] as const;
    expect(findingNotification([...two], t).title).toBe('2 files turned out to be infected');
  });

  test('buttons lead to the item and to the questions about it, and do nothing by themselves', () => {
    expect(findingNotification([finding()], t).actions).toEqual([
      { label: 'View', navigation: { view: 'quarantine', quarantineId: 'q7' } },
      { label: 'Restore…', navigation: { view: 'quarantine', quarantineId: 'q7', ask: 'restore' } },
      { label: 'Delete…', navigation: { view: 'quarantine', quarantineId: 'q7', ask: 'delete' } },
    ]);
    const left = finding({ action: 'quarantine-failed', quarantineId: null });
    expect(findingNotification([left], t).actions).toEqual([
      { label: 'View', navigation: { view: 'activity', recordId: 7 } },
    ]);
  });

  test('a file still in its place is urgent, and a click opens its story', () => {
    const shown = findingNotification([finding({ action: 'quarantine-failed', quarantineId: null })], t);
    expect(shown.urgent).toBe(true);
    expect(shown.navigation).toEqual({ view: 'activity', recordId: 7 });
  });

  test('many findings are counted and lead to their list', () => {
    const shown = findingNotification([finding({ path: '/a' }), finding({ path: '/b' })], t);
    expect(shown.title).toBe('2 infected files found');
    expect(shown.body).toBe('Locked away in the quarantine, the latest: b (Eicar-Test-Signature).');
    expect(shown.navigation).toEqual({ view: 'quarantine' });
  });

  test('of many findings, one that is still in its place is named', () => {
    const left = finding({ path: '/left.exe', action: 'quarantine-failed', quarantineId: null });
    const shown = findingNotification([left, finding({ path: '/b' })], t);
    expect(shown.body).toContain('Could not be quarantined, the latest: left.exe');
    expect(shown.urgent).toBe(true);
  });

  test('a long name loses its middle, never its beginning or its ending', () => {
    const { body } = findingNotification([finding({ path: `/d/invoice-${'x'.repeat(200)}.pdf.exe` })], t);
    expect(body).toMatch(/: invoice-x+…x+\.pdf\.exe \(/);
    expect(body.length).toBeLessThan(120);
  });

  test('a file name cannot smuggle markup or turn the text around', () => {
    const { body } = findingNotification([finding({ path: '/d/<a href="x">&amp;\u202Efdp.exe' })], t);
    expect(body).not.toMatch(/[<>&\u202E]/);
    expect(body).toContain('⟨RLO⟩');
  });
});
