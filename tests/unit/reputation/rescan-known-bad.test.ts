import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Verdict } from '../../../contract/verdicts.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createReputationStore } from '../../../electron/reputation/reputation-store.ts';
import { createKnownBadRescan, rowsAtOnce } from '../../../electron/reputation/rescan-known-bad.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { cleanVerdict } from '../ledger/verdict-fixture.ts';
import { sha256 } from './asker-fixture.ts';

/** A ledger of some steps, whose clean files are named by their numbers, and the way through it. */
function setUp(rows: number) {
  const clock = createFakeClock();
  const { database } = openLedgerDatabase(join(tempDir(), 'ledger.sqlite'), clock.now);
  onTestFinished(() => void database.close());
  const ledger = createLedger(database, clock.now);
  const store = createReputationStore(database);
  const record = (name: string, content: string, verdict: Verdict = 'clean') =>
    cleanVerdict({ path: filePath(`/w/${name}`), sha256: sha256(content), verdict });
  ledger.recordAll(Array.from({ length: rows }, (_, index) => record(String(index), String(index))));
  let threshold = 3;
  const again: string[] = [];
  const logged: unknown[] = [];
  const rescan = createKnownBadRescan({
    database,
    threshold: () => threshold,
    scanAgain: (path) => again.push(path.bytes.toString().slice(3)),
    clock,
    log: { error: (...words) => logged.push(words) },
  });
  onTestFinished(() => rescan.stop());
  return {
    ...{ clock, database, rescan, logged },
    add: (...file: Parameters<typeof record>) => ledger.record(record(...file)),
    answer: (content: string, malicious: number): string => {
      const of = { malicious, suspicious: 0, engines: 70, names: [], analysedAt: null };
      store.answer(sha256(content), { outcome: 'known', askedAt: clock.now().toISOString(), ...of });
      return sha256(content);
    },
    set: (next: number) => {
      threshold = next;
    },
    /** What was to be scanned again since the last time. */
    heard: () => again.splice(0),
  };
}

describe('files that are known to be bad', () => {
  test('are scanned again wherever they lie: the newest at once, the oldest bit by bit', async () => {
    const { clock, rescan, add, answer, heard } = setUp(2 * rowsAtOnce + 5);
    add('copy', '3');
    const hash = answer('3', 41);
    rescan.look(hash);
    expect(heard()).toEqual(['copy']);
    await clock.advance(5);
    expect(heard()).toEqual([]);
    await clock.advance(5);
    expect(heard()).toEqual(['3']);
    await clock.advance(60 * 60_000);
    expect(heard()).toEqual([]);
  });

  test('are those of the answers that came, and of all answers where that is asked', async () => {
    const { clock, rescan, answer, set, heard } = setUp(rowsAtOnce + 5);
    const hashes = ['1', '2', String(rowsAtOnce)].map((content) => answer(content, 5));
    answer('4', 2);
    answer('6', 0);
    rescan.look(hashes[0] ?? '');
    // They come while it is on its way, and the way is gone once more for both of them.
    rescan.look(hashes[1] ?? '');
    rescan.look(hashes[2] ?? '');
    await clock.advance(5);
    expect(heard()).toEqual(['1']);
    await clock.advance(10);
    expect(heard()).toEqual([String(rowsAtOnce), '2']);
    set(2);
    rescan.look(null);
    await clock.advance(10);
    expect(heard()).toEqual([String(rowsAtOnce), '4', '2', '1']);
  });

  test('are left alone where they are called infected or suspicious already, or are another version by now', () => {
    const { rescan, add, answer, heard } = setUp(1);
    add('infected', 'x', 'infected');
    add('suspicious', 'x', 'suspicious');
    add('unscannable', 'x', 'unscannable');
    add('changed', 'x');
    add('changed', 'y');
    rescan.look(answer('x', 41));
    expect(heard()).toEqual(['unscannable']);
  });

  test('are found also where old rows between them were pruned', async () => {
    const { clock, database, rescan, answer, heard } = setUp(3 * rowsAtOnce);
    database.exec(`DELETE FROM verdicts WHERE id > 10 AND id < ${3 * rowsAtOnce - 5}`);
    rescan.look(answer('0', 41));
    expect(heard()).toEqual(['0']);
    await clock.advance(60_000);
    expect(heard()).toEqual([]);
  });

  test('are looked for once more a minute after the ledger could not be read', async () => {
    const { clock, database, rescan, answer, logged, heard } = setUp(1);
    const hash = answer('0', 41);
    database.exec('ALTER TABLE reputation_answers RENAME TO away');
    rescan.look(hash);
    expect(heard()).toEqual([]);
    expect(logged).toHaveLength(1);
    database.exec('ALTER TABLE away RENAME TO reputation_answers');
    await clock.advance(60_000);
    expect(heard()).toEqual(['0']);
  });
});
