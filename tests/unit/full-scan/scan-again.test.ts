import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { identityOf } from '../../../electron/files/file-identity.ts';
import { displayPath, type FilePath, filePath } from '../../../electron/files/file-path.ts';
import { unknownTimes } from '../../../electron/files/file-times.ts';
import { startScanAgain } from '../../../electron/full-scan/scan-again.ts';
import { createLedger } from '../../../electron/ledger/ledger.ts';
import { openLedgerDatabase } from '../../../electron/ledger/open-ledger-database.ts';
import { lookAtPath } from '../../../electron/watch/look-at-path.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Files on disk that are clean by version 1 of the signatures, in a real ledger. */
function setUp({ files = 4, pace = 'at-once' as 'off' | 'gentle' | 'at-once' } = {}) {
  const root = tempDir();
  const clock = createFakeClock();
  const { database } = openLedgerDatabase(join(root, 'ledger.sqlite'), clock.now);
  const ledger = createLedger(database, clock.now);
  const record = (path: FilePath, signatureVersion: string | null): void => {
    ledger.record({
      path,
      folderId: 'f',
      identity: identityOf(statSync(path.bytes, { bigint: true })),
      sha256: 'ab'.repeat(32),
      verdict: 'clean',
      reason: null,
      signature: null,
      detail: null,
      trigger: 'arrival',
      durationMs: 1,
      origin: null,
      referrer: null,
      engine: 'ClamAV 1.4.6',
      signatureVersion,
      action: 'none',
      actionDetail: null,
      times: unknownTimes,
    });
  };
  for (let index = 0; index < files; index += 1) {
    writeFileSync(join(root, `file-${index}`), 'harmless');
    record(filePath(join(root, `file-${index}`)), '1');
  }
  const asked: FilePath[] = [];
  const withdrawn: string[] = [];
  let version: string | null = '1';
  let isCalm = true;
  let mayScan = true;
  let broken: Error | null = null;
  let logged = 0;
  const again = startScanAgain({
    look: lookAtPath,
    ledger: {
      judgedByOthers: ledger.judgedByOthers,
      countJudgedByOthers: (signatures) => {
        if (broken !== null) throw broken;
        return ledger.countJudgedByOthers(signatures);
      },
    },
    signatureVersion: () => version,
    pace: () => pace,
    mayScan: () => mayScan,
    isCalm: () => isCalm,
    isWatched: (path) => !displayPath(path).endsWith('unwatched'),
    enqueue: ({ path }) => asked.push(path),
    withdraw: (jobId) => withdrawn.push(jobId),
    onChanged: () => undefined,
    clock,
    log: {
      error: (...said) => {
        if (broken === null) expect.fail(JSON.stringify(said));
        logged += 1;
      },
    },
  });
  onTestFinished(async () => {
    await again.stop();
    ledger.close();
  });
  const names = (): string[] => asked.map((path) => displayPath(path).slice(root.length + 1));
  return {
    root,
    clock,
    again,
    ledger,
    asked,
    names,
    withdrawn,
    logged: () => logged,
    /** The ledger fails with this from now on; null mends it. */
    breakLedger(error: Error | null) {
      broken = error;
    },
    record,
    setVersion(next: string | null) {
      version = next;
      again.poke();
    },
    setCalm(calm: boolean) {
      isCalm = calm;
      again.poke();
    },
    allow(allowed: boolean) {
      mayScan = allowed;
      again.poke();
    },
    answer(path: FilePath) {
      record(path, version);
      again.answered(path);
    },
    untilAsked: (count: number) => waitFor(`${count} to be asked for`, () => asked.length >= count),
  };
}

describe('known-clean files, when the signatures change', () => {
  test('are left alone while the signatures are the same', async () => {
    const { clock, again, asked } = setUp();
    await clock.advance(2 * 3_600_000);
    expect(asked).toEqual([]);
    expect(again.state()).toBeNull();
  });

  test('are scanned again, the newest first, and then no more', async () => {
    const { names, setVersion, untilAsked, asked, answer, again, clock } = setUp();
    setVersion('2');
    await untilAsked(4);
    expect(names()).toEqual(['file-3', 'file-2', 'file-1', 'file-0']);
    for (const path of [...asked]) answer(path);
    await waitFor('the end', () => again.state() === null);
    await clock.advance(2 * 3_600_000);
    expect(asked).toHaveLength(4);
  });

  test('are passed over when they changed, vanished, or are no longer watched', async () => {
    const { root, names, setVersion, untilAsked, record, clock } = setUp();
    writeFileSync(join(root, 'file-1'), 'something else');
    rmSync(join(root, 'file-2'));
    writeFileSync(join(root, 'unwatched'), 'harmless');
    record(filePath(join(root, 'unwatched')), '1');
    setVersion('2');
    await untilAsked(2);
    await clock.settle();
    expect(names()).toEqual(['file-3', 'file-0']);
  });

  test('wait while anything else is to be scanned', async () => {
    const { setVersion, setCalm, asked, clock, untilAsked } = setUp();
    setCalm(false);
    setVersion('2');
    await clock.advance(10_000);
    expect(asked).toEqual([]);
    setCalm(true);
    await untilAsked(4);
  });

  test('have a short turn every half a minute where something else is always to be scanned', async () => {
    const { setVersion, setCalm, asked, clock, untilAsked, answer } = setUp({ pace: 'gentle' });
    setCalm(false);
    setVersion('2');
    await clock.advance(29_000);
    expect(asked).toEqual([]);
    await clock.advance(2_000);
    await untilAsked(1);
    // Its scan takes longer than the turn.
    await clock.advance(2_000);
    for (const path of asked) answer(path);
    await clock.advance(20_000);
    expect(asked).toHaveLength(1);
    await clock.advance(30_000);
    await untilAsked(2);
  });

  test('have no turn at all while that is not allowed, such as during a pause', async () => {
    const { setVersion, setCalm, allow, asked, clock, untilAsked } = setUp();
    setCalm(false);
    allow(false);
    setVersion('2');
    await clock.advance(300_000);
    expect(asked).toEqual([]);
    allow(true);
    setCalm(true);
    await untilAsked(4);
  });

  test('are taken gently: one at a time, with a rest four times as long as the scan', async () => {
    const { setVersion, asked, clock, untilAsked, answer } = setUp({ pace: 'gentle' });
    setVersion('2');
    await untilAsked(1);
    await clock.advance(1_000);
    expect(asked).toHaveLength(1);
    for (const path of [...asked]) answer(path);
    await clock.advance(3_900);
    expect(asked).toHaveLength(1);
    await clock.advance(200);
    await untilAsked(2);
  });

  test('are not scanned again where that is switched off', async () => {
    const { setVersion, asked, clock } = setUp({ pace: 'off' });
    setVersion('2');
    await clock.advance(10_000);
    expect(asked).toEqual([]);
  });

  test('begin anew when the signatures change once more in between', async () => {
    const { setVersion, untilAsked, withdrawn, again, asked, answer } = setUp({ files: 30 });
    setVersion('2');
    await untilAsked(16);
    setVersion('3');
    await waitFor('the new pass', () => again.state()?.files === 0 || asked.length > 16);
    expect(withdrawn).toContain('new signatures');
    let next = 16;
    await waitFor('all to be done', () => {
      for (; next < asked.length; next += 1) {
        const path = asked[next];
        if (path !== undefined) answer(path);
      }
      return again.state() === null && asked.length === 46;
    });
  });

  test('are scanned again an hour after an error kept them from it, and that error is logged once until then', async () => {
    const { setVersion, breakLedger, logged, clock, asked, untilAsked, again } = setUp();
    breakLedger(new Error('disk I/O error'));
    setVersion('2');
    await clock.advance(3_000_000);
    expect(logged()).toBe(1);
    expect(again.state()).toBeNull();
    breakLedger(null);
    await clock.advance(900_000);
    await untilAsked(4);
    expect(asked).toHaveLength(4);
  });
});
