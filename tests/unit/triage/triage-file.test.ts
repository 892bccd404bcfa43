import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { z } from 'zod';
import type { LazaretEvent } from '../../../contract/events.ts';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import type { policySchema } from '../../../contract/settings.ts';
import { settingsSchema } from '../../../contract/settings.ts';
import type { Verdict } from '../../../contract/verdicts.ts';
import type { EngineLease } from '../../../electron/engine/engine-member.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import type { StoreResult } from '../../../electron/quarantine/vault-types.ts';
import type { ScanVerdict } from '../../../electron/scan/scan-outcome.ts';
import { createTriage } from '../../../electron/triage/triage-file.ts';
import { tempDir } from '../../support/temp-dir.ts';

const path = filePath('/downloads/report.pdf');
const now = () => new Date('2026-03-04T10:00:00.000Z');
const identity = { dev: 1n, ino: 2n, size: 68n, mtimeNs: 3n, ctimeNs: 4n };
const clean: ScanVerdict = {
  kind: 'verdict',
  verdict: 'clean',
  reason: null,
  signature: null,
  detail: null,
  sha256: 'ab'.repeat(32),
  identity,
  durationMs: 2,
};
const infected: ScanVerdict = { ...clean, verdict: 'infected', signature: 'Eicar-Test-Signature' };
const item: QuarantineItem = {
  id: 'item-1',
  at: now().toISOString(),
  path: '/downloads/report.pdf',
  signature: 'Eicar-Test-Signature',
  engine: null,
  signatureVersion: null,
  sha256: clean.sha256 ?? '',
  size: 68,
  mode: 0o644,
  mtime: now().toISOString(),
  state: 'stored',
  originalLeft: false,
  trashedAt: null,
  otherNames: 0,
  attributes: 'none',
  origin: null,
};

/** Triage with a real ledger; engine, scanner and vault say what the test wants them to. */
function setUp(script: {
  readonly outcome?: ScanVerdict | { readonly kind: 'gone' };
  readonly engine?: 'down' | 'loses-trust';
  readonly stored?: StoreResult;
  readonly items?: readonly QuarantineItem[];
  readonly allows?: boolean;
  readonly ledgerFails?: boolean;
  readonly reputation?: { readonly signature: string; readonly detail: string };
  readonly policy?: z.input<typeof policySchema>;
}) {
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), now);
  const ledger = createLedger(database, now);
  onTestFinished(() => ledger.close());
  const events: LazaretEvent[] = [];
  const answers: (Verdict | null)[] = [];
  const reported: string[] = [];
  const replaced: string[] = [];
  const released: string[] = [];
  const ledgerTroubles: (string | null)[] = [];
  const unrecorded: string[] = [];
  const lease: EngineLease = {
    endpoint: { kind: 'tcp', host: '127.0.0.1', port: 3310 },
    name: 'ClamAV 1.4.6',
    signatureVersion: '27000',
    isLenient: false,
    signal: new AbortController().signal,
    trusted: () => script.engine !== 'loses-trust',
    release: () => released.push('released'),
  };
  const triage = createTriage({
    engine: {
      acquire: () => (script.engine === 'down' ? null : lease),
      reportFailure: (_endpoint, detail) => reported.push(detail),
    },
    scanner: { scan: async () => script.outcome ?? clean },
    vault: {
      store: async () => script.stored ?? { kind: 'stored', item },
      allows: () => script.allows === true,
      list: () => script.items ?? [],
    },
    ledger: {
      ...ledger,
      record: (verdict) => {
        if (script.ledgerFails === true) throw new Error('database or disk is full');
        return ledger.record(verdict);
      },
      recordAll: (verdicts) => {
        if (script.ledgerFails === true) throw new Error('database or disk is full');
        return ledger.recordAll(verdicts);
      },
      forget: (file) => {
        if (script.ledgerFails === true) throw new Error('database or disk is full');
        ledger.forget(file);
      },
    },
    settings: () => settingsSchema.parse({ policy: script.policy }),
    badReputation: () => script.reputation ?? null,
    folderOf: () => 'f1',
    listeners: {
      onRecord: () => undefined,
      onEvent: (event) => events.push(event),
      isAwaited: () => false,
      onAnswered: (_path, verdict) => answers.push(verdict),
      onReplaced: (file) => replaced.push(file.bytes.toString()),
      onVaultTrouble: () => undefined,
      onLedgerTrouble: (detail) => ledgerTroubles.push(detail),
      onUnrecorded: () => unrecorded.push('unrecorded'),
    },
  });
  const times = { seenAt: now(), settledAt: now(), queuedAt: now(), scanStartedAt: now() };
  const run = (attempt = 1) =>
    triage.triageFile({ path, trigger: 'arrival', attempt, times }, new AbortController().signal);
  const last = () => ledger.list({ limit: 1 }).records[0];
  return { triage, run, last, ledger, events, answers, reported, replaced, released, ledgerTroubles, unrecorded };
}

describe('a file on its way', () => {
  test('is clean when a trusted engine said so', async () => {
    const { run, last, events, answers, released } = setUp({});
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({
      verdict: 'clean',
      engine: 'ClamAV 1.4.6',
      signatureVersion: '27000',
      folderId: 'f1',
      settledAt: now().toISOString(),
      scanStartedAt: now().toISOString(),
    });
    expect(events.map(({ type }) => type)).toEqual(['verdict']);
    expect(answers).toEqual(['clean']);
    expect(released).toEqual(['released']);
  });

  test('is not clean when the engine lost our trust while scanning it', async () => {
    const { run, last } = setUp({ engine: 'loses-trust' });
    expect(await run()).toBe('retry');
    expect(last()).toMatchObject({ verdict: 'failed', reason: 'engine-untrusted' });
  });

  test('fails, said once, and is tried again when there is no engine', async () => {
    const { run, last, ledger, events } = setUp({ engine: 'down' });
    expect(await run()).toBe('held');
    expect(await run()).toBe('held');
    expect(last()).toMatchObject({ verdict: 'failed', reason: 'engine-unavailable', engine: null });
    expect(last()).toMatchObject({ queuedAt: now().toISOString(), scanStartedAt: null });
    expect(ledger.list({ limit: 10 }).total).toBe(1);
    expect(events).toHaveLength(1);
  });

  test('is locked away when infected, verdict first', async () => {
    const { run, last, events } = setUp({ outcome: infected });
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({ verdict: 'infected', action: 'quarantined', quarantineId: 'item-1' });
    expect(events.map(({ type }) => type)).toEqual(['verdict', 'quarantined']);
  });

  test('stays in its place, loudly, and is tried again when the vault cannot take it', async () => {
    const stored = { kind: 'failed', code: 'ENOSPC', detail: 'The disk is full.' } as const;
    const { run, last, ledger, events } = setUp({ outcome: infected, stored });
    expect(await run()).toBe('retry');
    expect(last()).toMatchObject({
      verdict: 'infected',
      action: 'quarantine-failed',
      actionDetail: 'The disk is full.',
    });
    expect(ledger.unresolved()).toHaveLength(1);
    await run(2);
    expect(events.map(({ type }) => type)).toEqual(['verdict', 'quarantine-failed']);
  });

  test('is said to be locked away, and told so, when Lazaret was killed before that was written down', async () => {
    const stored = {
      kind: 'failed',
      code: 'EINTR',
      detail: 'Killed, says the test, after the vault was done.',
    } as const;
    const { run, triage, last, ledger, events } = setUp({ outcome: infected, stored, items: [item] });
    await run();
    const before = events.length;
    triage.concludeInterrupted();
    expect(last()).toMatchObject({ verdict: 'infected', action: 'quarantined', quarantineId: 'item-1' });
    expect(ledger.unresolved()).toEqual([]);
    triage.concludeInterrupted();
    expect(events.slice(before).map(({ type }) => type)).toEqual(['verdict', 'quarantined']);
  });

  test.each([
    ['of other bytes', { ...item, sha256: 'cd'.repeat(32) }],
    ['from an earlier time', { ...item, at: '2026-03-03T10:00:00.000Z' }],
    ['whose original was left', { ...item, originalLeft: true }],
  ])('is not said to be locked away because of an item %s', async (_what, other) => {
    const stored = { kind: 'failed', code: 'ENOSPC', detail: 'The disk is full.' } as const;
    const { run, triage, last } = setUp({ outcome: infected, stored, items: [other] });
    await run();
    triage.concludeInterrupted();
    expect(last()).toMatchObject({ action: 'quarantine-failed', actionDetail: 'The disk is full.' });
  });

  test('is scanned again when it changed before it could be locked away', async () => {
    const { run } = setUp({ outcome: infected, stored: { kind: 'changed' } });
    expect(await run()).toBe('retry');
  });

  test('is looked at again when something else is in its place by now', async () => {
    const stored = { kind: 'stored-original-left', item, detail: 'replaced' } as const;
    const { run, replaced } = setUp({ outcome: infected, stored });
    expect(await run()).toBe('done');
    expect(replaced).toEqual(['/downloads/report.pdf']);
  });

  test('counts as failed, is told so and is tried again when its verdict cannot be written down', async () => {
    const { run, answers, ledgerTroubles, unrecorded } = setUp({ outcome: infected, ledgerFails: true });
    expect(await run()).toBe('retry');
    expect(answers).toEqual(['failed']);
    expect(ledgerTroubles).toEqual(['database or disk is full']);
    await run(2);
    expect(unrecorded).toHaveLength(1);
  });

  test('leaves nobody waiting when the ledger fails, whatever there was to write', async () => {
    const gone = setUp({ outcome: { kind: 'gone' }, ledgerFails: true });
    expect(await gone.run()).toBe('retry');
    expect(gone.answers).toEqual(['failed']);
    const closed = setUp({ ledgerFails: true });
    closed.triage.unreadable({ path, code: 'EACCES' }, 'on-demand');
    expect(closed.answers).toEqual(['failed']);
    expect(closed.ledgerTroubles).toEqual(['database or disk is full']);
  });

  test('names no engine when none has read it', async () => {
    const link = { ...clean, verdict: 'unscannable', reason: 'not-regular', sha256: null, identity: null } as const;
    const { run, last } = setUp({ outcome: link });
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({ verdict: 'unscannable', engine: null, signatureVersion: null });
  });

  test('is left where it is when the user restored exactly it', async () => {
    const { run, last, ledger } = setUp({ outcome: infected, allows: true });
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({ verdict: 'infected', action: 'allowed' });
    expect(ledger.unresolved()).toEqual([]);
  });

  test('goes into the vault when it is only suspicious, but the user wants that', async () => {
    const { run, last, events } = setUp({
      outcome: { ...infected, verdict: 'suspicious', signature: 'PUA.Win.Packer' },
      policy: { suspicious: 'quarantine' },
    });
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({ verdict: 'suspicious', action: 'quarantined', quarantineId: 'item-1' });
    expect(events.map(({ type }) => type)).toEqual(['verdict', 'quarantined']);
  });

  const locked: ScanVerdict = { ...clean, verdict: 'unscannable', reason: 'encrypted' };
  test.each([
    ['suspicious, and held', { ...infected, verdict: 'suspicious' }, { suspicious: 'hold' }, 'none', 1],
    ['suspicious, and warned of', { ...infected, verdict: 'suspicious' }, { suspicious: 'warn' }, 'warned', 0],
    ['suspicious, and ignored', { ...infected, verdict: 'suspicious' }, { suspicious: 'ignore' }, 'ignored', 0],
    ['encrypted, and held', locked, {}, 'none', 1],
    ['encrypted, and warned of', locked, { unscannable: { encrypted: 'warn' } }, 'warned', 0],
    ['encrypted, while another kind is ignored', locked, { unscannable: { unreadable: 'ignore' } }, 'none', 1],
    ['a link', { ...locked, reason: 'not-regular' }, {}, 'ignored', 0],
  ] as const)('stays in its place when it is %s', async (_, outcome, policy, action, unresolved) => {
    const { run, last, ledger, events } = setUp({ outcome, policy });
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({ verdict: outcome.verdict, action });
    expect(ledger.unresolved()).toHaveLength(unresolved);
    expect(events.map(({ type }) => type)).toEqual(['verdict']);
  });

  test('is held when the user wants that, and stays a finding', async () => {
    const { run, last, ledger } = setUp({ outcome: infected, policy: { infected: 'hold' } });
    expect(await run()).toBe('done');
    expect(last()).toMatchObject({ verdict: 'infected', action: 'none' });
    expect(ledger.unresolved()).toHaveLength(1);
  });

  const reputation = { signature: 'Reputation.VirusTotal', detail: '41 of 72 engines' };
  test.each([
    ['held', {}, { action: 'none' }, ['verdict']],
    ['warned of', { suspicious: 'warn' }, { action: 'warned' }, ['verdict']],
    ['locked away', { suspicious: 'quarantine' }, { action: 'quarantined' }, ['verdict', 'quarantined']],
  ] as const)(
    'is suspicious and %s when the engine calls it clean, but its reputation is bad',
    async (_, policy, expected, told) => {
      const { run, last, events } = setUp({ reputation, policy });
      expect(await run()).toBe('done');
      expect(last()).toMatchObject({ verdict: 'suspicious', reason: 'reputation', ...reputation, ...expected });
      expect(events.map(({ type }) => type)).toEqual([...told]);
    },
  );

  test('is never judged more mildly because of its reputation', async () => {
    const found = setUp({ outcome: infected, reputation });
    await found.run();
    expect(found.last()).toMatchObject({ verdict: 'infected', signature: 'Eicar-Test-Signature', reason: null });
    const unread = setUp({ outcome: locked, reputation, policy: { suspicious: 'ignore' } });
    await unread.run();
    expect(unread.last()).toMatchObject({ verdict: 'unscannable', reason: 'encrypted', action: 'none' });
    const raised = setUp({ outcome: locked, reputation });
    await raised.run();
    expect(raised.last()).toMatchObject({ verdict: 'suspicious', reason: 'reputation' });
    const untrusted = setUp({ engine: 'loses-trust', reputation });
    expect(await untrusted.run()).toBe('retry');
    expect(untrusted.last()).toMatchObject({ verdict: 'failed', reason: 'engine-untrusted' });
  });

  test('leaves no verdict when it is gone, and closes its open finding', async () => {
    const { run, ledger, answers } = setUp({ outcome: { kind: 'gone' } });
    ledger.record({
      ...clean,
      path,
      folderId: null,
      verdict: 'unscannable',
      reason: 'encrypted',
      trigger: 'sweep',
      origin: null,
      referrer: null,
      engine: null,
      signatureVersion: null,
      action: 'none',
      actionDetail: null,
      times: unknownTimes,
    });
    expect(await run()).toBe('done');
    expect(answers).toEqual([null]);
    expect(ledger.unresolved()).toEqual([]);
  });

  test('tells the engine of a failure, but not of a file that changed under the scan', async () => {
    const stalled = setUp({ outcome: { ...clean, verdict: 'failed', reason: 'stalled', detail: 'no bytes' } });
    expect(await stalled.run()).toBe('lost');
    expect(stalled.reported).toEqual(['no bytes']);
    const changing = setUp({ outcome: { ...clean, verdict: 'failed', reason: 'changed-while-scanning' } });
    expect(await changing.run()).toBe('retry');
    expect(changing.reported).toEqual([]);
    expect(changing.answers).toEqual([]);
    await changing.run(3);
    expect(changing.answers).toEqual(['failed']);
  });
});
