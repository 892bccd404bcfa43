import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filePath, pathKey } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { identity, quarantines, cleanVerdict as verdict } from './verdict-fixture.ts';

const standard = { quarantines, signatures: true };

function openLedger(at = '2026-03-04T10:00:00.000Z', directory = tempDir()) {
  const clock = { now: new Date(at) };
  const { database, brokenKeptAs } = openLedgerDatabase(join(directory, 'ledger.sqlite'), () => clock.now);
  const ledger = createLedger(database, () => clock.now);
  onTestFinished(() => ledger.close());
  return { ledger, clock, directory, brokenKeptAs };
}

describe('the ledger', () => {
  test('keeps a path that is not UTF-8 byte for byte', () => {
    const { ledger } = openLedger();
    const path = filePath(Buffer.from([0x2f, 0x61, 0xff, 0xfe, 0x0a]));
    const { record } = ledger.record(verdict({ path }));
    expect(ledger.get(record.id)?.path.bytes).toEqual(path.bytes);
    expect(record.pathBase64).toBe(path.bytes.toString('base64'));
  });

  test('calls a version settled only when every part of its identity is the same', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    expect(ledger.areSettled([{ path, identity: identity() }], standard)).toEqual([false]);
    ledger.record(verdict());
    expect(ledger.areSettled([{ path, identity: identity() }], standard)).toEqual([true]);
    expect(ledger.areSettled([{ path, identity: identity({ ino: 13n }) }], standard)).toEqual([false]);
    expect(ledger.areSettled([{ path, identity: identity({ ctimeNs: 1n }) }], standard)).toEqual([false]);
    expect(ledger.areSettled([{ path, identity: identity({ mtimeNs: 1n }) }], standard)).toEqual([false]);
    expect(ledger.areSettled([{ path, identity: identity({ dev: 2n ** 63n + 8n }) }], standard)).toEqual([false]);
  });

  test('answers for many files at once, each in its place, as it does for one', () => {
    const { ledger } = openLedger();
    const files = Array.from({ length: 200 }, (_, index) => ({
      path: filePath(Buffer.concat([Buffer.from(`/d/"${index}'\n`), Buffer.from([0xff, index])])),
      identity: index % 7 === 0 ? null : identity({ ino: BigInt(index) }),
    }));
    for (const [index, file] of files.entries()) {
      if (index % 3 !== 0) ledger.record(verdict({ ...file, verdict: index % 5 === 0 ? 'failed' : 'clean' }));
    }
    const changed = files.map((file, index) => {
      if (index % 11 === 0) return { ...file, identity: identity({ ino: 999n }) };
      return index % 13 === 0 ? { ...file, identity: null } : file;
    });
    const isSame = (index: number): boolean => index % 11 !== 0 && (index % 13 !== 0 || index % 7 === 0);
    const expected = files.map((_, index) => index % 3 !== 0 && index % 5 !== 0 && isSame(index));
    expect(ledger.areSettled(changed, standard)).toEqual(expected);
    expect(changed.flatMap((file) => ledger.areSettled([file], standard))).toEqual(expected);
    expect(ledger.areSettled([], standard)).toEqual([]);
  });

  test.each([
    ['a failed file', { verdict: 'failed', reason: 'stalled' }],
    [
      'an infected file that could not be locked away',
      { verdict: 'infected', signature: 'X', action: 'quarantine-failed' },
    ],
  ] as const)('never calls %s settled', (_, over) => {
    const { ledger } = openLedger();
    ledger.record(verdict(over));
    expect(ledger.areSettled([{ path: filePath('/downloads/a.txt'), identity: identity() }], standard)).toEqual([
      false,
    ]);
  });

  test('settles a clean without signatures only as long as there are none', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    ledger.record(verdict({ signatureVersion: null }));
    expect(ledger.areSettled([{ path, identity: identity() }], { quarantines, signatures: false })).toEqual([true]);
    expect(ledger.areSettled([{ path, identity: identity() }], { quarantines, signatures: true })).toEqual([false]);
  });

  test('keeps the times of a file, and those of the last try where it only repeats', () => {
    const { ledger } = openLedger();
    const day = (hour: number): Date => new Date(Date.UTC(2026, 2, 4, hour));
    const times = { seenAt: day(1), settledAt: null, queuedAt: day(2), scanStartedAt: day(3) };
    const failed = verdict({ verdict: 'failed', reason: 'no-reply', times });
    const shown = { seenAt: day(1).toISOString(), settledAt: null, queuedAt: day(2).toISOString() };
    expect(ledger.record(failed).record).toMatchObject({ ...shown, scanStartedAt: day(3).toISOString() });
    const again = ledger.record({ ...failed, times: { ...times, queuedAt: day(5), scanStartedAt: day(6) } });
    expect(again.repeated).toBe(true);
    expect(ledger.list({ limit: 10 }).records).toMatchObject([
      { seenAt: day(1).toISOString(), queuedAt: day(5).toISOString(), scanStartedAt: day(6).toISOString() },
    ]);
  });

  test('settles an infected file that was only reported as long as nothing else is wanted', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    ledger.record(verdict({ verdict: 'infected', signature: 'X' }));
    const reports = { quarantines: { infected: false, suspicious: false }, signatures: true };
    expect(ledger.areSettled([{ path, identity: identity() }], reports)).toEqual([true]);
    expect(ledger.areSettled([{ path, identity: identity() }], { quarantines, signatures: true })).toEqual([false]);
  });

  test('says that the disk is full when it is, keeps nothing half, and goes on when it no longer is', () => {
    const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => new Date());
    const ledger = createLedger(database, () => new Date());
    onTestFinished(ledger.close);
    const setMostPages = (pages: number) => database.pragma(`max_page_count = ${pages}`);
    ledger.record(verdict());
    setMostPages(1);
    const large = verdict({ verdict: 'infected', signature: 'X', detail: 'x'.repeat(100_000) });
    expect(() => ledger.record(large)).toThrow('disk is full');
    expect(() => ledger.recordAll([verdict(), large])).toThrow('disk is full');
    expect(ledger.list({ limit: 10 }).records).toMatchObject([{ verdict: 'clean' }]);
    expect(ledger.today()).toMatchObject({ clean: 1, infected: 0 });
    setMostPages(1_000_000);
    expect(ledger.record(large).record).toMatchObject({ verdict: 'infected' });
  });

  test('counts nothing of our own tests among the verdicts of the day', () => {
    const test = filePath('/downloads/lazaret-test.txt');
    const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), () => new Date());
    const ledger = createLedger(
      database,
      () => new Date(),
      (path) => pathKey(path) !== pathKey(test),
    );
    onTestFinished(ledger.close);
    ledger.record(verdict({ verdict: 'failed', reason: 'no-reply' }));
    ledger.record(verdict({ path: test, verdict: 'failed', reason: 'no-reply' }));
    ledger.record(verdict({ path: test, verdict: 'infected', signature: 'X' }));
    expect(ledger.today()).toMatchObject({ failed: 1, infected: 0 });
  });

  test('settles a suspicious file that was left in its place as long as it is not to be locked away', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    const locked = { quarantines: { infected: true, suspicious: true }, signatures: true };
    const odd = verdict({ verdict: 'suspicious', signature: 'PUA.X', action: 'warned' });
    const { record } = ledger.record(odd);
    expect(ledger.areSettled([{ path, identity: identity() }], standard)).toEqual([true]);
    expect(ledger.areSettled([{ path, identity: identity() }], locked)).toEqual([false]);
    ledger.setAction(record.id, 'allowed', null, null);
    expect(ledger.areSettled([{ path, identity: identity() }], locked)).toEqual([true]);
  });

  test('holds only what waits for the user, and calls what is known as the policy would now', () => {
    const { ledger } = openLedger();
    const zip = filePath('/downloads/locked.zip');
    const shut = verdict({ path: zip, verdict: 'unscannable', reason: 'encrypted' });
    ledger.record(shut);
    ledger.record(verdict({ path: filePath('/x'), verdict: 'unscannable', reason: 'too-large' }));
    expect(ledger.countUnresolved()).toMatchObject({ inPlace: 0, others: 2, refused: 0 });
    const changed = ledger.relabel({ verdict: 'unscannable', reason: 'encrypted', action: 'warned' });
    expect(changed.map(({ path, action }) => [path, action])).toEqual([['/downloads/locked.zip', 'warned']]);
    expect(ledger.countUnresolved().others).toBe(1);
    expect(ledger.relabel({ verdict: 'unscannable', reason: 'encrypted', action: 'warned' })).toEqual([]);
    ledger.relabel({ verdict: 'unscannable', reason: 'encrypted', action: 'none' });
    expect(ledger.countUnresolved().others).toBe(2);
    expect(ledger.record({ ...shut, action: 'ignored' })).toMatchObject({
      repeated: true,
      record: { action: 'ignored' },
    });
    expect(ledger.countUnresolved().others).toBe(1);
  });

  test('knows what has to be taken up again after a restart', () => {
    const { ledger } = openLedger();
    const at = (name: string) => ({ path: filePath(`/${name}`) });
    ledger.record(verdict({ ...at('waits'), verdict: 'failed', reason: 'no-reply' }));
    ledger.record(verdict({ ...at('bad'), verdict: 'infected', signature: 'X', action: 'quarantine-failed' }));
    ledger.record(verdict({ ...at('fine'), verdict: 'failed', reason: 'no-reply' }));
    ledger.record(verdict(at('fine')));
    ledger.record(verdict({ ...at('locked'), verdict: 'infected', signature: 'X', action: 'quarantined' }));
    expect(ledger.unfinished().map(({ bytes }) => bytes.toString())).toEqual(['/waits', '/bad']);
    expect(ledger.inPlace('infected').map(({ bytes }) => bytes.toString())).toEqual(['/bad']);
    expect(ledger.lastOf(filePath('/fine'))).toMatchObject({ verdict: 'clean' });
  });

  test('does not let an infected file in its place be waved off', () => {
    const { ledger } = openLedger();
    const bad = verdict({ verdict: 'infected', signature: 'X', action: 'quarantine-failed' });
    ledger.acknowledge([ledger.record(bad).record.id]);
    expect(ledger.unresolved()).toHaveLength(1);
  });

  test('keeps one row for a file that fails again and again, and counts it once', () => {
    const { ledger, clock } = openLedger();
    const failed = verdict({ verdict: 'failed', reason: 'engine-unavailable', identity: null, sha256: null });
    expect(ledger.record(failed).repeated).toBe(false);
    clock.now = new Date('2026-03-04T10:05:00.000Z');
    const again = ledger.record(failed);
    expect(again.repeated).toBe(true);
    expect(again.record.at).toBe('2026-03-04T10:05:00.000Z');
    expect(ledger.list({ limit: 10 }).total).toBe(1);
    expect(ledger.today().failed).toBe(1);
  });

  test('has one row for a clean version however late a hint comes, and another for every look somebody asked for', () => {
    const { ledger } = openLedger();
    expect(ledger.record(verdict({})).repeated).toBe(false);
    expect(ledger.record(verdict({ trigger: 'change' })).repeated).toBe(true);
    expect(ledger.today().clean).toBe(1);
    expect(ledger.record(verdict({ trigger: 'change', sha256: 'cd'.repeat(32) })).repeated).toBe(false);
    expect(ledger.record(verdict({ trigger: 'on-demand', sha256: 'cd'.repeat(32) })).repeated).toBe(false);
    const newer = { sha256: 'cd'.repeat(32), signatureVersion: '27001' };
    expect(ledger.record(verdict({ trigger: 'sweep', ...newer })).repeated).toBe(false);
  });

  test('stops counting a file as failed once it has its answer', () => {
    const { ledger } = openLedger();
    ledger.record(verdict({ verdict: 'failed', reason: 'stalled' }));
    ledger.record(verdict());
    expect(ledger.today()).toMatchObject({ failed: 0, clean: 1 });
    expect(ledger.list({ limit: 10 }).total).toBe(2);
  });

  test('holds findings open until the user has seen them or the file is gone', () => {
    const { ledger } = openLedger();
    const zip = ledger.record(verdict({ path: filePath('/d/a.zip'), verdict: 'unscannable', reason: 'encrypted' }));
    ledger.record(
      verdict({ path: filePath('/d/b'), verdict: 'infected', signature: 'X', action: 'quarantine-failed' }),
    );
    ledger.record(verdict({ path: filePath('/d/c'), verdict: 'infected', signature: 'X', action: 'quarantined' }));
    ledger.record(verdict({ path: filePath('/d/d'), verdict: 'infected', signature: 'X', action: 'allowed' }));
    expect(ledger.unresolved().map(({ record }) => record.path)).toEqual(['/d/b', '/d/a.zip']);
    expect(ledger.list({ unresolved: true, limit: 10 }).total).toBe(2);
    expect(ledger.countUnresolved()).toEqual({ inPlace: 1, newestPath: '/d/b', others: 1, refused: 1 });
    ledger.acknowledge([zip.record.id]);
    expect(ledger.unresolved().map(({ record }) => record.path)).toEqual(['/d/b']);
    ledger.forget(filePath('/d/b'));
    expect(ledger.unresolved()).toEqual([]);
  });

  test('finds rows by verdict, text and page, newest first', () => {
    const { ledger } = openLedger();
    for (const name of ['one', 'two', '100%', 'three']) ledger.record(verdict({ path: filePath(`/d/${name}`) }));
    ledger.record(
      verdict({ path: filePath('/d/bad'), verdict: 'infected', signature: 'Eicar-Test', action: 'quarantined' }),
    );
    expect(ledger.list({ verdicts: ['infected'], limit: 10 }).records.map(({ path }) => path)).toEqual(['/d/bad']);
    expect(ledger.list({ text: 'eicar', limit: 10 }).total).toBe(1);
    expect(ledger.list({ text: '0%', limit: 10 }).records.map(({ path }) => path)).toEqual(['/d/100%']);
    const first = ledger.list({ limit: 2 });
    const second = ledger.list({ limit: 2, after: first.next ?? undefined });
    expect([...first.records, ...second.records].map(({ path }) => path)).toEqual([
      '/d/bad',
      '/d/three',
      '/d/100%',
      '/d/two',
    ]);
    expect(second.total).toBe(5);
  });

  test('finds what came from a host or one below it, by the page where the download itself names none', () => {
    const { ledger } = openLedger();
    const from = (name: string, origin: string | null, referrer: string | null): void => {
      ledger.record(verdict({ path: filePath(`/d/${name}`), origin, referrer }));
    };
    from('a', 'https://example.org/a', null);
    from('b', 'https://cdn.example.org:8443/b', 'https://elsewhere.net/');
    from('c', null, 'https://example.org/page');
    from('d', 'https://notexample.org/d', null);
    from('e', null, null);
    const names = (originHost: string): readonly string[] =>
      ledger.list({ originHost, limit: 10 }).records.map(({ path }) => path);
    expect(names('Example.org')).toEqual(['/d/c', '/d/b', '/d/a']);
    expect(names('cdn.example.org')).toEqual(['/d/b']);
    expect(names('%')).toEqual([]);
    expect(ledger.list({ originHost: 'cdn.example.org', limit: 1 }).records[0]?.referrer).toBe(
      'https://elsewhere.net/',
    );
  });

  test('sets a file that is no database aside and begins anew', () => {
    const directory = tempDir();
    writeFileSync(join(directory, 'ledger.sqlite'), 'this is not a database, it is a letter '.repeat(200));
    const { ledger, brokenKeptAs } = openLedger('2026-03-04T10:00:00.000Z', directory);
    expect(brokenKeptAs).toContain('ledger.sqlite.broken-2026-03-04T10-00-00-000Z');
    expect(existsSync(brokenKeptAs ?? '')).toBe(true);
    ledger.record(verdict());
    expect(ledger.list({ limit: 10 }).total).toBe(1);
    expect(readdirSync(directory).filter((name) => name.includes('broken'))).toHaveLength(1);
  });
});
