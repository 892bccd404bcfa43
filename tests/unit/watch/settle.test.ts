import { describe, expect, it } from 'vitest';
import type { FileIdentity } from '../../../electron/files/file-identity.ts';
import { displayPath, filePath, pathKey } from '../../../electron/files/file-path.ts';
import type { Look } from '../../../electron/watch/look-at-path.ts';
import { createSettleTracker, type SettledFile } from '../../../electron/watch/settle.ts';
import { settleTimingFor } from '../../../electron/watch/settle-timing.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const second = 1_000_000_000n;

/** A file as it is on disk at some time of the test: each write makes a new version of it. */
function version(size: number, at: number, changes: Partial<FileIdentity> = {}): Look {
  const timeNs = BigInt(at) * 1_000_000n + 1_000n * second;
  return {
    kind: 'file',
    identity: { dev: 1n, ino: 7n, size: BigInt(size), mtimeNs: timeNs, ctimeNs: timeNs, ...changes },
  };
}

function setUp(settleMs = 500) {
  const clock = createFakeClock();
  const disk = new Map<string, Look>();
  const settled: (SettledFile & { readonly at: number })[] = [];
  const directories: string[] = [];
  const tracker = createSettleTracker({
    clock,
    look: (path) => Promise.resolve(disk.get(pathKey(path)) ?? { kind: 'gone' }),
    onSettled: (file) => settled.push({ ...file, at: clock.monotonicMs() }),
    onGone: () => undefined,
    onDirectory: (path) => directories.push(displayPath(path)),
    onCountChanged: () => undefined,
    timing: () => settleTimingFor(settleMs),
  });
  const put = (name: string, look: Look): void => {
    disk.set(pathKey(filePath(name)), look);
  };
  const remove = (name: string): void => {
    disk.delete(pathKey(filePath(name)));
  };
  const announced = (): [string, number][] => settled.map(({ path, at }) => [displayPath(path), at]);
  return { clock, tracker, put, remove, settled, directories, announced };
}

describe('a file that arrives', () => {
  it('is announced half a second after its last write, once', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.zip', version(10, 0));
    tracker.hint(filePath('/d/a.zip'), 'appeared');
    tracker.hint(filePath('/d/a.zip'), 'written');
    await clock.advance(300);
    put('/d/a.zip', version(20, 300));
    tracker.hint(filePath('/d/a.zip'), 'written');
    await clock.advance(499);
    expect(announced()).toEqual([]);
    await clock.advance(5_000);
    expect(announced()).toEqual([['/d/a.zip', 800]]);
    expect(tracker.count()).toBe(0);
  });

  it('is not announced while it grows without an event telling so', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.zip', version(10, 0));
    tracker.hint(filePath('/d/a.zip'), 'found');
    for (let at = 400; at <= 2_000; at += 400) {
      await clock.advance(400);
      put('/d/a.zip', version(at, at));
    }
    expect(announced()).toEqual([]);
    await clock.advance(2_000);
    expect(announced()).toHaveLength(1);
  });

  it('is not taken for finished because its size rests: Samba gives it its full size first', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.iso', version(1_000_000, 0));
    tracker.hint(filePath('/d/a.iso'), 'written');
    for (let at = 300; at <= 3_000; at += 300) {
      await clock.advance(300);
      put('/d/a.iso', version(1_000_000, 0, { ctimeNs: BigInt(at) * 1_000_000n + 2_000n * second }));
    }
    expect(announced()).toEqual([]);
    await clock.advance(2_000);
    expect(announced()).toHaveLength(1);
  });

  it('is announced almost at once when it was renamed in', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.pdf', version(10, 0));
    tracker.hint(filePath('/d/a.pdf'), 'appeared');
    await clock.advance(1_000);
    expect(announced()).toEqual([['/d/a.pdf', 25]]);
  });

  it('is announced soon when its data is older than its name, where renames cannot be told', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.pdf', version(10, 0, { mtimeNs: 5n * second }));
    tracker.hint(filePath('/d/a.pdf'), 'found');
    await clock.advance(1_000);
    expect(announced()).toEqual([['/d/a.pdf', 100]]);
  });

  it('is not announced when it vanishes before it comes to rest', async () => {
    const { clock, tracker, put, remove, announced } = setUp();
    put('/d/a.tmp', version(10, 0));
    tracker.hint(filePath('/d/a.tmp'), 'written');
    await clock.advance(200);
    remove('/d/a.tmp');
    await clock.advance(60_000);
    expect(announced()).toEqual([]);
    expect(tracker.count()).toBe(0);
  });

  it('waits as long as the user has set', async () => {
    const { clock, tracker, put, announced } = setUp(2_000);
    put('/d/a.zip', version(10, 0));
    tracker.hint(filePath('/d/a.zip'), 'written');
    await clock.advance(60_000);
    expect(announced()).toEqual([['/d/a.zip', 2_000]]);
  });

  it('is announced anyway when it never comes to rest, and again later', async () => {
    const { clock, tracker, put, announced } = setUp();
    for (let at = 0; at <= 100_000; at += 250) {
      put('/d/server.log', version(at + 1, at));
      tracker.hint(filePath('/d/server.log'), 'written');
      await clock.advance(250);
    }
    expect(announced().map(([, at]) => Math.round(at / 1000))).toEqual([30, 90]);
  });

  it('is announced with the time it was first seen and the time it had come to rest', async () => {
    const { clock, tracker, put, settled } = setUp();
    await clock.advance(1_000);
    const seenAt = clock.now();
    put('/d/a.zip', version(10, 0));
    tracker.hint(filePath('/d/a.zip'), 'appeared');
    await clock.advance(20);
    put('/d/a.zip', version(20, 300));
    tracker.hint(filePath('/d/a.zip'), 'written');
    await clock.advance(5_000);
    expect(settled.map(({ sighting }) => sighting)).toEqual([
      { seenAt, settledAt: new Date(seenAt.getTime() + 20 + 500) },
    ]);
  });

  it('is not said to have come to rest where it never did, nor where it cannot be looked at', async () => {
    const { clock, tracker, put, settled } = setUp();
    put('/d/secret', { kind: 'unreadable', code: 'EACCES' });
    const seenAt = clock.now();
    tracker.hint(filePath('/d/secret'), 'found');
    for (let at = 0; at <= 31_000; at += 250) {
      put('/d/server.log', version(at + 1, at));
      tracker.hint(filePath('/d/server.log'), 'written');
      await clock.advance(250);
    }
    expect(settled.map(({ path, sighting }) => [displayPath(path), sighting])).toEqual([
      ['/d/secret', { seenAt, settledAt: null }],
      ['/d/server.log', { seenAt, settledAt: null }],
    ]);
  });

  it('is announced although it cannot be looked at, so that it gets a verdict', async () => {
    const { clock, tracker, put, settled } = setUp();
    put('/d/a', { kind: 'unreadable', code: 'EACCES' });
    tracker.hint(filePath('/d/a'), 'appeared');
    await clock.settle();
    expect(settled).toMatchObject([{ identity: null, regular: true, trigger: 'arrival' }]);
  });

  it('is announced once for one version, whatever is heard of it afterwards', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.pdf', version(10, 0));
    tracker.hint(filePath('/d/a.pdf'), 'appeared');
    await clock.advance(1_000);
    tracker.hint(filePath('/d/a.pdf'), 'found');
    await clock.advance(1_000);
    expect(announced()).toHaveLength(1);
    put('/d/a.pdf', version(10, 2_000));
    tracker.hint(filePath('/d/a.pdf'), 'written');
    await clock.advance(1_000);
    expect(announced()).toHaveLength(2);
  });
});

describe('a download', () => {
  it.each([
    'a.zip.crdownload',
    'a.zip.part',
    'a.zip.PARTIAL',
    'a.opdownload',
    'a.aria2',
    'a.!qB',
    'a.!ut',
    'a.tmp',
    '.a.zip.x7Gh2K',
    'a.download/a.zip',
  ])('named %s waits longer, but is announced', async (name) => {
    const { clock, tracker, put, announced } = setUp();
    put(`/d/${name}`, version(10, 0));
    tracker.hint(filePath(`/d/${name}`), 'written');
    await clock.advance(4_900);
    expect(announced()).toEqual([]);
    await clock.advance(200);
    expect(announced()).toHaveLength(1);
  });

  it('of Chrome is announced under its final name only', async () => {
    const { clock, tracker, put, remove, announced } = setUp();
    for (let at = 0; at < 10_000; at += 500) {
      put('/d/a.zip.crdownload', version(at + 1, at));
      tracker.hint(filePath('/d/a.zip.crdownload'), at === 0 ? 'appeared' : 'written');
      await clock.advance(500);
    }
    remove('/d/a.zip.crdownload');
    put('/d/a.zip', version(9_501, 9_500, { ctimeNs: 1_010n * second }));
    tracker.hint(filePath('/d/a.zip.crdownload'), 'appeared');
    tracker.hint(filePath('/d/a.zip'), 'appeared');
    await clock.advance(60_000);
    expect(announced()).toEqual([['/d/a.zip', 10_025]]);
  });

  it('of Firefox does not announce the empty placeholder while its data is on the way', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.zip', version(0, 0));
    tracker.hint(filePath('/d/a.zip'), 'appeared');
    await clock.advance(2_000);
    put('/d/a.zip', version(10, 1_500, { ino: 8n, ctimeNs: 1_002n * second }));
    tracker.hint(filePath('/d/a.zip'), 'appeared');
    await clock.advance(10_000);
    expect(announced()).toEqual([['/d/a.zip', 2_025]]);
  });

  it.each(['a.zip.part', 'a.Ab12Cd34.zip.part'])(
    'of Firefox into %s keeps its placeholder from being announced, however long it takes',
    async (partial) => {
      const { clock, tracker, put, remove, announced } = setUp();
      put('/d/a.zip', version(0, 0));
      tracker.hint(filePath('/d/a.zip'), 'appeared');
      for (let at = 0; at < 60_000; at += 2_000) {
        put(`/d/${partial}`, version(at + 1, at, { ino: 8n }));
        tracker.hint(filePath(`/d/${partial}`), at === 0 ? 'appeared' : 'written');
        await clock.advance(2_000);
      }
      remove(`/d/${partial}`);
      put('/d/a.zip', version(58_001, 58_000, { ino: 8n, ctimeNs: 1_060n * second }));
      tracker.hint(filePath(`/d/${partial}`), 'appeared');
      tracker.hint(filePath('/d/a.zip'), 'appeared');
      await clock.advance(60_000);
      expect(announced()).toEqual([['/d/a.zip', 60_025]]);
    },
  );

  it('is listed while it arrives, with its size so far', async () => {
    const { clock, tracker, put } = setUp();
    put('/d/a.part', version(10, 0));
    put('/d/b', version(20, 0));
    tracker.hint(filePath('/d/a.part'), 'written');
    tracker.hint(filePath('/d/b'), 'written');
    await clock.settle();
    const seenAt = clock.now();
    expect(tracker.first(9).map(({ path, ...file }) => [displayPath(path), file])).toEqual([
      ['/d/a.part', { sizeBytes: 10, partial: true, seenAt }],
      ['/d/b', { sizeBytes: 20, partial: false, seenAt }],
    ]);
    expect(tracker.first(1)).toHaveLength(1);
    await clock.advance(60_000);
    expect(tracker.first(9)).toEqual([]);
  });

  it('that leaves an empty file and nothing else beside it has that one announced too', async () => {
    const { clock, tracker, put, announced } = setUp();
    put('/d/a.zip', version(0, 0));
    tracker.hint(filePath('/d/a.zip'), 'appeared');
    await clock.advance(6_000);
    expect(announced()).toEqual([['/d/a.zip', 5_000]]);
  });

  it('that never ends is announced after five minutes all the same', async () => {
    const { clock, tracker, put, announced } = setUp();
    for (let at = 0; at < 310_000; at += 1_000) {
      put('/d/a.part', version(at + 1, at));
      tracker.hint(filePath('/d/a.part'), 'written');
      await clock.advance(1_000);
    }
    expect(announced()).toEqual([['/d/a.part', 300_000]]);
  });
});

describe('something else than a file', () => {
  it('is announced at once as not regular', async () => {
    const { clock, tracker, put, settled } = setUp();
    const { identity } = version(0, 0) as Extract<Look, { kind: 'file' }>;
    put('/d/pipe', { kind: 'other', identity });
    tracker.hint(filePath('/d/pipe'), 'found');
    await clock.settle();
    expect(settled).toMatchObject([{ regular: false, identity, at: 0 }]);
  });

  it('is passed on when it is a directory', async () => {
    const { clock, tracker, put, directories, announced } = setUp();
    const { identity } = version(0, 0) as Extract<Look, { kind: 'file' }>;
    put('/d/new', { kind: 'directory', identity });
    tracker.hint(filePath('/d/new'), 'appeared');
    await clock.settle();
    expect(directories).toEqual(['/d/new']);
    expect(announced()).toEqual([]);
  });
});

it('a file made anew in the moment its predecessor is found gone is not forgotten', async () => {
  const clock = createFakeClock();
  const looks: ((look: Look) => void)[] = [];
  const settled: SettledFile[] = [];
  const tracker = createSettleTracker({
    clock,
    look: () => new Promise((resolve) => looks.push(resolve)),
    onSettled: (file) => settled.push(file),
    onGone: () => undefined,
    onDirectory: () => undefined,
    onCountChanged: () => undefined,
    timing: () => settleTimingFor(500),
  });
  tracker.hint(filePath('/d/a'), 'appeared');
  tracker.hint(filePath('/d/a'), 'appeared');
  looks[0]?.({ kind: 'gone' });
  await clock.settle();
  looks[1]?.(version(10, 0));
  await clock.advance(25);
  looks[2]?.(version(10, 0));
  await clock.settle();
  expect(settled).toHaveLength(1);
});

it('20,000 files at once are each announced once, looking at few at a time', async () => {
  const clock = createFakeClock();
  let looking = 0;
  let most = 0;
  const settled = new Set<string>();
  const tracker = createSettleTracker({
    clock,
    look: async () => {
      looking += 1;
      most = Math.max(most, looking);
      await Promise.resolve();
      looking -= 1;
      return version(10, 0);
    },
    onSettled: ({ path }) => settled.add(pathKey(path)),
    onGone: () => undefined,
    onDirectory: () => undefined,
    onCountChanged: () => undefined,
    timing: () => settleTimingFor(500),
  });
  for (let index = 0; index < 20_000; index += 1) tracker.hint(filePath(`/d/${index}`), 'appeared');
  expect(tracker.count()).toBe(20_000);
  await clock.advance(1_000);
  expect(settled.size).toBe(20_000);
  expect(most).toBeLessThanOrEqual(32);
  expect(tracker.count()).toBe(0);
});

it('very many files that are answered for at once leave everyone else a turn in between', async () => {
  const clock = createFakeClock();
  let turns = 0;
  const other = setInterval(() => {
    turns += 1;
  }, 0);
  const settledInTurn = new Map<number, number>();
  let settled = 0;
  const tracker = createSettleTracker({
    clock,
    look: (_, known) => (known === null ? Promise.resolve(version(10, 0)) : version(10, 0)),
    onSettled() {
      settled += 1;
      settledInTurn.set(turns, (settledInTurn.get(turns) ?? 0) + 1);
    },
    onGone: () => undefined,
    onDirectory: () => undefined,
    onCountChanged: () => undefined,
    timing: () => settleTimingFor(500),
  });
  for (let index = 0; index < 50_000; index += 1) tracker.hint(filePath(`/d/${index}`), 'written');
  await clock.advance(500);
  while (settled < 50_000) await clock.settle();
  clearInterval(other);
  expect(Math.max(...settledInTurn.values())).toBeLessThan(40_000);
  expect(tracker.count()).toBe(0);
});
