import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Settings } from '../../../contract/settings.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { keepHistory } from '../../../electron/ledger/keep-history.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { createPruner, type Pruner } from '../../../electron/ledger/prune.ts';
import type { NewVerdict } from '../../../electron/ledger/write-verdicts.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';
import { cleanVerdict, quarantines } from './verdict-fixture.ts';

const at = (day: string): Date => new Date(`${day}T12:00:00.000Z`);

/** A ledger, and a keeper that has done all it has to do once `prune` resolves. */
function setUp({ gone = [] as readonly string[] } = {}) {
  const time = { now: at('2026-01-01') };
  const file = join(tempDir(), 'ledger.sqlite');
  const { database } = openLedgerDatabase(file, () => time.now);
  const ledger = createLedger(database, () => time.now);
  const pruner = createPruner(database);
  onTestFinished(() => ledger.close());
  const write = (name: string, over: Partial<NewVerdict> = {}): void => {
    // Somebody asked each time: a clean version that is only met again gets no row of its own.
    ledger.record(cleanVerdict({ path: filePath(`/d/${name}`), trigger: 'on-demand', ...over }));
  };
  const steps: number[] = [];
  const timed =
    <A extends readonly unknown[], T>(call: (...args: A) => T) =>
    (...args: A): T => {
      // The work, not the time: a busy machine makes others wait too.
      const before = process.cpuUsage();
      const answer = call(...args);
      const { user, system } = process.cpuUsage(before);
      steps.push((user + system) / 1000);
      return answer;
    };
  const prune = async (limits: Settings['history']): Promise<void> => {
    let resting = false;
    const measured: Pruner = {
      window: timed(pruner.window),
      remove: timed(pruner.remove),
      usedBytes: timed(pruner.usedBytes),
      giveBack: timed(pruner.giveBack),
    };
    const keeper = keepHistory({
      pruner: measured,
      limits: () => limits,
      isGone: async (path) => gone.includes(displayPath(path)),
      clock: {
        now: () => time.now,
        schedule(step, delayMs) {
          if (delayMs < 1000) return systemClock.schedule(step, 0);
          resting = delayMs > 60_000;
          return () => undefined;
        },
      },
      log: { info: () => undefined, error: (message, details) => expect.fail(`${message}: ${details}`) },
    });
    keeper.check();
    await waitFor('the end of the pruning', () => resting || undefined);
    keeper.stop();
  };
  const paths = (): readonly string[] => ledger.list({ limit: 1000 }).records.map(({ path }) => path);
  return { time, file, database, ledger, write, prune, paths, steps };
}

test('verdicts older than the history goes back are removed, but never what is known of a file that is there', async () => {
  const { time, write, prune, paths, ledger } = setUp({ gone: ['/d/vanished'] });
  write('twice');
  write('once');
  write('vanished');
  time.now = at('2026-03-01');
  write('twice');
  write('new');
  await prune({ keepDays: 30, maxMiB: null });
  expect(paths()).toEqual(['/d/new', '/d/twice', '/d/once']);
  const { identity } = cleanVerdict();
  expect(ledger.areSettled([{ path: filePath('/d/once'), identity }], { quarantines, signatures: true })).toEqual([
    true,
  ]);
});

test('what waits for the user stays, however old it is and even when its file is gone', async () => {
  const { time, write, prune, paths } = setUp({ gone: ['/d/locked.zip', '/d/bad', '/d/seen'] });
  write('locked.zip', { verdict: 'unscannable', reason: 'encrypted' });
  write('bad', { verdict: 'infected', signature: 'X', action: 'quarantine-failed' });
  write('seen', { verdict: 'infected', signature: 'X', action: 'quarantined' });
  time.now = at('2030-01-01');
  await prune({ keepDays: 1, maxMiB: null });
  expect(paths()).toEqual(['/d/bad', '/d/locked.zip']);
});

test('a history without limits is kept for ever', async () => {
  const { time, write, prune, paths } = setUp({ gone: ['/d/a'] });
  write('a');
  write('a');
  time.now = at('2099-01-01');
  await prune({ keepDays: null, maxMiB: null });
  expect(paths()).toHaveLength(2);
});

test('a history that is too large loses its oldest rows in short steps, and its file shrinks', async () => {
  const { file, database, write, prune, paths, steps } = setUp();
  const rows = 2000;
  const detail = 'x'.repeat(1500);
  for (let row = 0; row < rows; row += 1) write(`file-${row % 500}`, { detail });
  database.pragma('wal_checkpoint(TRUNCATE)');
  const before = statSync(file).size;
  await prune({ keepDays: null, maxMiB: 2 });
  database.pragma('wal_checkpoint(TRUNCATE)');
  const after = statSync(file).size;
  expect(before).toBeGreaterThan(3 * 1024 * 1024);
  expect(after).toBeLessThan(2.5 * 1024 * 1024);
  expect(paths()[0]).toBe(`/d/file-${(rows - 1) % 500}`);
  steps.sort((a, b) => a - b);
  expect(steps[Math.floor(steps.length * 0.95)]).toBeLessThan(20);
});
