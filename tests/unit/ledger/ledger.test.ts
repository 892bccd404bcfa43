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
    expect(ledger.isSettled(path, identity(), standard)).toBe(false);
    ledger.record(verdict());
    expect(ledger.isSettled(path, identity(), standard)).toBe(true);
    expect(ledger.isSettled(path, identity({ ino: 13n }), standard)).toBe(false);
    expect(ledger.isSettled(path, identity({ ctimeNs: 1n }), standard)).toBe(false);
    expect(ledger.isSettled(path, identity({ mtimeNs: 1n }), standard)).toBe(false);
    expect(ledger.isSettled(path, identity({ dev: 2n ** 63n + 8n }), standard)).toBe(false);
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
    expect(ledger.isSettled(filePath('/downloads/a.txt'), identity(), standard)).toBe(false);
  });

  test('settles a clean without signatures only as long as there are none', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    ledger.record(verdict({ signatureVersion: null }));
    expect(ledger.isSettled(path, identity(), { quarantines, signatures: false })).toBe(true);
    expect(ledger.isSettled(path, identity(), { quarantines, signatures: true })).toBe(false);
  });

  test('settles an infected file that was only reported as long as nothing else is wanted', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    ledger.record(verdict({ verdict: 'infected', signature: 'X' }));
    const reports = { quarantines: { infected: false, suspicious: false }, signatures: true };
    expect(ledger.isSettled(path, identity(), reports)).toBe(true);
    expect(ledger.isSettled(path, identity(), { quarantines, signatures: true })).toBe(false);
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
    expect(ledger.days(1)[0]?.counts).toMatchObject({ clean: 1, infected: 0 });
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
    expect(ledger.days(1)[0]?.counts).toMatchObject({ failed: 1, infected: 0 });
  });

  test('settles a suspicious file that was left in its place as long as it is not to be locked away', () => {
    const { ledger } = openLedger();
    const path = filePath('/downloads/a.txt');
    const locked = { quarantines: { infected: true, suspicious: true }, signatures: true };
    const odd = verdict({ verdict: 'suspicious', signature: 'PUA.X', action: 'warned' });
    const { record } = ledger.record(odd);
    expect(ledger.isSettled(path, identity(), standard)).toBe(true);
    expect(ledger.isSettled(path, identity(), locked)).toBe(false);
    ledger.setAction(record.id, 'allowed', null, null);
    expect(ledger.isSettled(path, identity(), locked)).toBe(true);
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
    expect(ledger.days(1)[0]?.counts.failed).toBe(1);
  });

  test('has one row for a clean version however late a hint comes, and another for every look somebody asked for', () => {
    const { ledger } = openLedger();
    expect(ledger.record(verdict({})).repeated).toBe(false);
    expect(ledger.record(verdict({ trigger: 'change' })).repeated).toBe(true);
    expect(ledger.days(1)[0]?.counts.clean).toBe(1);
    expect(ledger.record(verdict({ trigger: 'change', sha256: 'cd'.repeat(32) })).repeated).toBe(false);
    expect(ledger.record(verdict({ trigger: 'on-demand', sha256: 'cd'.repeat(32) })).repeated).toBe(false);
    const newer = { sha256: 'cd'.repeat(32), signatureVersion: '27001' };
    expect(ledger.record(verdict({ trigger: 'sweep', ...newer })).repeated).toBe(false);
  });

  test('stops counting a file as failed once it has its answer', () => {
    const { ledger } = openLedger();
    ledger.record(verdict({ verdict: 'failed', reason: 'stalled' }));
    ledger.record(verdict());
    expect(ledger.days(1)[0]?.counts).toMatchObject({ failed: 0, clean: 1 });
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

  test('counts by calendar day, with empty days between', () => {
    const { ledger, clock } = openLedger('2026-03-01T12:00:00');
    ledger.record(verdict({ path: filePath('/d/1') }));
    clock.now = new Date('2026-03-03T12:00:00');
    ledger.record(verdict({ path: filePath('/d/2') }));
    expect(ledger.days(3).map(({ day, counts }) => [day, counts.clean])).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 0],
      ['2026-03-03', 1],
    ]);
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
