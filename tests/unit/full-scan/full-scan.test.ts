import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Verdict } from '../../../contract/verdicts.ts';
import {
  childPath,
  displayPath,
  type FilePath,
  filePath,
  parentPath,
  pathKey,
} from '../../../electron/files/file-path.ts';
import { createFullScans, type FullScanNews } from '../../../electron/full-scan/full-scan.ts';
import { fullScanMemorySchema } from '../../../electron/full-scan/full-scan-memory.ts';
import { createMemoryFile } from '../../../electron/full-scan/memory-file.ts';
import { listFiles } from '../../../electron/watch/list-files.ts';
import { lookAtPath } from '../../../electron/watch/look-at-path.ts';
import { createDirectoryReader } from '../../../electron/watch/read-directory.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const sibling = (path: FilePath, name: string): FilePath => childPath(parentPath(path), name);

/** Folders on a real disk, a ledger that is a map, and a queue whose answers the test gives. */
function setUp({ folders = ['a'], files = 3, root = tempDir(), known = new Map<string, Verdict>() } = {}) {
  const paths = folders.map((name) => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true });
    for (let index = 0; index < files; index += 1) writeFileSync(join(path, `file-${index}`), 'ten bytes.');
    return { id: name, path: filePath(path), recursive: true };
  });
  const clock = createFakeClock();
  const asked: FilePath[] = [];
  const arriving = new Set<string>();
  const withdrawn: string[] = [];
  const news: FullScanNews[] = [];
  let isReady = true;
  let broken: Error | null = null;
  let mostWaiting = 0;
  let waiting = 0;
  const scans = createFullScans({
    folders: () => paths,
    folderOf: (path) => paths.findLast((folder) => path.bytes.includes(folder.path.bytes))?.id ?? null,
    list: (folder, onUnreadable, signal) =>
      listFiles({
        root: folder.path,
        recursive: true,
        read: createDirectoryReader(),
        isExcluded: () => false,
        onUnreadable,
        signal,
      }),
    look: lookAtPath,
    currentVerdicts: (files) => {
      if (broken !== null) throw broken;
      return files.map(({ path }) => {
        const verdict = known.get(pathKey(path));
        return verdict === undefined ? null : { verdict, isSince: false };
      });
    },
    followUnsettled: (path) => arriving.has(pathKey(path)),
    enqueue: ({ path }) => {
      asked.push(path);
      waiting += 1;
      mostWaiting = Math.max(mostWaiting, waiting);
    },
    onUnreadable: () => undefined,
    isReady: () => isReady,
    quarantines: () => ({ infected: true, suspicious: false }),
    withdraw: (jobId) => withdrawn.push(jobId),
    store: createMemoryFile(join(root, 'full-scan.json'), fullScanMemorySchema, { warn: () => undefined }),
    randomId: () => `scan-${news.length}`,
    clock,
    log: {
      error: (...said) => {
        if (broken === null) expect.fail(JSON.stringify(said));
      },
      info: () => undefined,
    },
  });
  scans.onNews((one) => news.push(one));
  onTestFinished(() => scans.stop());
  const answer = (path: FilePath, verdict: Verdict = 'clean'): void => {
    waiting -= 1;
    if (verdict !== 'infected') known.set(pathKey(path), verdict);
    scans.answered(path, verdict);
  };
  const untilAsked = (count: number) => waitFor(`${count} files to be asked for`, () => asked.length >= count);
  const untilEnded = () =>
    waitFor('the end', () => {
      const last = news.at(-1);
      return last?.kind === 'ended' ? last.result : undefined;
    });
  /** Answers all that is asked for until the scan is over. */
  const finish = async (from = 0, verdictOf: (path: FilePath) => Verdict = () => 'clean') => {
    let next = from;
    return await waitFor('the end', () => {
      for (; next < asked.length; next += 1) {
        const path = asked[next];
        if (path !== undefined) answer(path, verdictOf(path));
      }
      const last = news.at(-1);
      return last?.kind === 'ended' ? last.result : undefined;
    });
  };
  return {
    root,
    clock,
    scans,
    asked,
    arriving,
    known,
    news,
    withdrawn,
    answer,
    untilAsked,
    untilEnded,
    finish,
    mostWaiting: () => mostWaiting,
    /** The ledger fails with this from now on; null mends it. */
    breakLedger(error: Error | null) {
      broken = error;
    },
    setReady(ready: boolean) {
      isReady = ready;
      scans.poke();
    },
  };
}

describe('a full scan', () => {
  test('scans every file of every folder once, and sums up what it found', async () => {
    const { scans, finish, asked } = setUp({ folders: ['a', 'b'], files: 5 });
    expect(scans.begin(null, 'on-demand')).toMatchObject({ ok: true, value: { joined: false } });
    const result = await finish(0, (path) => (displayPath(path).endsWith('b/file-3') ? 'infected' : 'clean'));
    expect(new Set(asked.map(pathKey)).size).toBe(10);
    expect(asked).toHaveLength(10);
    expect(result).toMatchObject({ files: 10, bytes: 100, known: 0, cancelled: false });
    expect(result.counts).toMatchObject({ clean: 9, infected: 1 });
    expect(scans.state()).toMatchObject({ full: null, last: { files: 10 } });
  });

  test('does not ask for a file that a sweep had scanned while it waited for its turn', async () => {
    const { scans, asked, untilAsked, known, finish } = setUp({ files: 65 });
    scans.begin(null, 'on-demand');
    await untilAsked(64);
    const isAsked = new Set(asked.map(displayPath));
    const all = asked.slice(0, 1).flatMap((path) => Array.from({ length: 65 }, (_, n) => sibling(path, `file-${n}`)));
    const last = all.find((path) => !isAsked.has(displayPath(path)));
    if (last === undefined) throw new Error('All were asked for.');
    known.set(pathKey(last), 'clean');
    expect(await finish()).toMatchObject({ files: 65, known: 1 });
    expect(asked).toHaveLength(64);
  });

  test('gives a file that changed just now a moment to come to rest, and leaves one that goes on arriving to its folder', async () => {
    const { root, clock, scans, asked, arriving, finish, untilAsked } = setUp({ files: 4 });
    const at = (name: string) => filePath(join(root, 'a', name));
    for (const name of ['file-1', 'file-2', 'file-3']) arriving.add(pathKey(at(name)));
    scans.begin(null, 'on-demand');
    await untilAsked(1);
    scans.answered(at('file-3'), 'infected');
    expect(asked.map(displayPath)).not.toContain(join(root, 'a/file-1'));
    arriving.delete(pathKey(at('file-1')));
    await waitFor('the scan to go on', async () => {
      await clock.advance(2_000);
      return asked.length === 2;
    });
    const result = await finish();
    expect(asked.map(displayPath)).not.toContain(join(root, 'a/file-2'));
    expect(result).toMatchObject({ files: 3, known: 0, counts: { clean: 2, infected: 1 } });
  });

  test('passes over what the present signatures have judged already', async () => {
    const first = setUp({ files: 4 });
    first.scans.begin(null, 'on-demand');
    await first.finish();
    first.scans.begin(null, 'on-demand');
    expect(await waitFor('the second end', () => first.news.filter(({ kind }) => kind === 'ended')[1])).toMatchObject({
      result: { files: 4, known: 4 },
    });
    expect(first.asked).toHaveLength(4);
  });

  test('counts first, then tells how far it is, how fast, and how long the rest will take', async () => {
    const { scans, clock, answer, asked, untilAsked } = setUp({ files: 30 });
    scans.begin(null, 'on-demand');
    expect(scans.state().full).toMatchObject({ phase: 'counting', filesTotal: null });
    await untilAsked(30);
    for (let second = 0; second < 5; second += 1) {
      await clock.advance(1_000);
      for (const path of asked.slice(second * 2, second * 2 + 2)) answer(path);
    }
    await clock.advance(1_000);
    const { full } = scans.state();
    expect(full).toMatchObject({ phase: 'scanning', files: 10, filesTotal: 30, bytes: 100, bytesTotal: 300 });
    expect(full?.filesPerSecond).toBeCloseTo(2, 0);
    expect(full?.secondsLeft).toBeGreaterThanOrEqual(9);
    expect(full?.secondsLeft).toBeLessThanOrEqual(12);
  });

  test('holds only a page of files at a time', async () => {
    const { scans, finish, mostWaiting } = setUp({ files: 500 });
    scans.begin(null, 'on-demand');
    expect(await finish()).toMatchObject({ files: 500 });
    expect(mostWaiting()).toBe(64);
  });

  test('asks for nothing more while paused, and goes on where it was', async () => {
    const { scans, answer, asked, untilAsked, clock, finish } = setUp({ files: 100 });
    scans.begin(null, 'on-demand');
    await untilAsked(64);
    scans.pause();
    for (const path of [...asked]) answer(path);
    await clock.settle();
    expect(asked).toHaveLength(64);
    expect(scans.state().full).toMatchObject({ phase: 'paused', files: 64 });
    scans.resume();
    expect(await finish(64)).toMatchObject({ files: 100 });
    expect(asked).toHaveLength(100);
  });

  test('waits while no engine is trusted, and scans nothing in vain', async () => {
    const { scans, setReady, finish, asked, clock } = setUp({ files: 3 });
    setReady(false);
    scans.begin(null, 'on-demand');
    await clock.settle();
    expect(scans.state().full?.phase).toBe('held');
    expect(asked).toHaveLength(0);
    setReady(true);
    expect(await finish()).toMatchObject({ files: 3 });
  });

  test('takes back what it asked for when it is cancelled, and says so', async () => {
    const { scans, asked, answer, untilAsked, withdrawn, untilEnded } = setUp({ files: 100 });
    scans.begin(null, 'on-demand');
    await untilAsked(64);
    for (const path of asked.slice(0, 7)) answer(path);
    expect(scans.cancel()).toMatchObject({ ok: true });
    expect(await untilEnded()).toMatchObject({ cancelled: true, files: 7 });
    expect(withdrawn).toHaveLength(1);
    expect(scans.cancel()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('is one: a second wish joins it, and adds the folder it names', async () => {
    const { scans, finish, untilAsked } = setUp({ folders: ['a', 'b'], files: 3 });
    scans.begin('a', 'on-demand');
    await untilAsked(3);
    expect(scans.begin('b', 'on-demand')).toMatchObject({ ok: true, value: { joined: true } });
    expect(await finish()).toMatchObject({ files: 6, folderIds: ['a', 'b'] });
    expect(scans.begin('c', 'on-demand')).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('goes on after a crash, scans nothing twice, and forgets no finding', async () => {
    const first = setUp({ files: 100 });
    first.scans.begin(null, 'on-demand');
    await first.untilAsked(64);
    for (const [index, path] of first.asked.slice(0, 20).entries())
      first.answer(path, index === 5 ? 'infected' : 'clean');
    const taken = first.asked[5];

    // The process is gone; the finding is in the vault, so nobody meets it again.
    const second = setUp({ root: first.root, files: 0, known: new Map(first.known) });
    if (taken !== undefined) second.known.set(pathKey(taken), 'clean');
    expect(second.scans.takeUp()).toBe(true);
    const result = await second.finish();
    expect(result.counts).toMatchObject({ infected: 1, clean: 80 });
    expect(second.asked).toHaveLength(80);
    expect(second.scans.takeUp()).toBe(false);
  });

  test('stays paused over a restart', async () => {
    const first = setUp({ files: 3 });
    first.scans.begin(null, 'on-demand');
    await first.untilAsked(3);
    first.scans.pause();
    await first.scans.stop();
    const second = setUp({ root: first.root, files: 0 });
    second.scans.takeUp();
    expect(second.scans.state().full?.phase).toBe('paused');
    second.scans.resume();
    expect(await second.finish()).toMatchObject({ files: 3 });
  });

  test('that an error ends says so and why, asks for nothing more by itself, and goes on where it was when asked to', async () => {
    const { scans, asked, answer, untilAsked, untilEnded, withdrawn, breakLedger, clock, news, known, finish } = setUp({
      files: 100,
    });
    scans.begin(null, 'on-demand');
    await untilAsked(64);
    for (const [index, path] of asked.slice(0, 20).entries()) answer(path, index === 5 ? 'infected' : 'clean');
    await untilAsked(84);
    breakLedger(new Error('disk I/O error'));
    for (const path of asked.slice(20, 30)) answer(path);
    expect(await untilEnded()).toMatchObject({ failure: 'disk I/O error', cancelled: false, files: 30 });
    expect(scans.state()).toMatchObject({ full: null, last: { failure: 'disk I/O error' } });
    expect(withdrawn).toHaveLength(1);
    const toldBefore = news.length;
    await clock.advance(24 * 60 * 60 * 1000);
    expect(news).toHaveLength(toldBefore);

    breakLedger(null);
    // The finding is locked away, so nobody meets it again.
    const taken = asked[5];
    if (taken !== undefined) known.set(pathKey(taken), 'clean');
    expect(scans.resume()).toMatchObject({ ok: true });
    const asksBefore = asked.length;
    const result = await finish(asksBefore);
    expect(result).toMatchObject({ failure: null, counts: { infected: 1 } });
    expect(asked).toHaveLength(asksBefore + 70);
    expect(scans.resume()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  test('that an error ends is taken up by the next start, and fails once more there at most', async () => {
    const first = setUp({ files: 3 });
    first.breakLedger(new Error('a bug'));
    first.scans.begin(null, 'scheduled');
    await first.untilEnded();
    await first.scans.stop();

    const second = setUp({ root: first.root, files: 0 });
    second.breakLedger(new Error('a bug'));
    expect(second.scans.takeUp()).toBe(true);
    expect(await second.untilEnded()).toMatchObject({ trigger: 'scheduled', failure: 'a bug' });
    await second.clock.advance(60 * 60 * 1000);
    expect(second.news.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    await second.scans.stop();

    const third = setUp({ root: first.root, files: 0 });
    expect(third.scans.takeUp()).toBe(true);
    expect(await third.finish()).toMatchObject({ files: 3, failure: null });
  });

  test('that an error ended can be given up, or gives way to a new one, and no start takes it up then', async () => {
    const { root, scans, breakLedger, untilEnded, news, finish } = setUp({ files: 3 });
    breakLedger(new Error('a bug'));
    scans.begin(null, 'on-demand');
    await untilEnded();
    expect(scans.cancel()).toMatchObject({ ok: true });
    expect(scans.state().last).toMatchObject({ cancelled: true, failure: null });
    expect(scans.cancel()).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(setUp({ root, files: 0 }).scans.takeUp()).toBe(false);

    scans.begin(null, 'on-demand');
    await waitFor('the second failure', () => news.filter(({ kind }) => kind === 'ended').length === 3);
    breakLedger(null);
    expect(scans.begin(null, 'on-demand')).toMatchObject({ ok: true, value: { joined: false } });
    await finish();
    expect(setUp({ root, files: 0 }).scans.takeUp()).toBe(false);
  });
});
