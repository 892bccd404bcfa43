import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../contract/verdicts.ts';
import { displayPath, filePath } from '../../electron/files/file-path.ts';
import { createScanQueue, type ScanTry } from '../../electron/scan/scan-queue.ts';
import { createFakeClock } from '../support/fake-clock.ts';

interface Running {
  readonly job: ScanTry;
  readonly signal: AbortSignal;
  readonly end: (result: 'done' | 'retry' | 'held') => void;
  readonly crash: (error: Error) => void;
}

function setUp(concurrency = 1) {
  const clock = createFakeClock();
  const begun: Running[] = [];
  const errors: unknown[] = [];
  const queue = createScanQueue({
    concurrency,
    clock,
    random: () => 0,
    log: { error: (...said) => errors.push(said), warn: (...said) => errors.push(said) },
    run: (job, signal) =>
      new Promise((resolve, reject) => {
        begun.push({ job, signal, end: resolve, crash: reject });
        signal.addEventListener('abort', () => resolve('retry'));
      }),
  });
  const add = (name: string, trigger: Trigger = 'arrival', jobId: string | null = null): void =>
    queue.enqueue({ path: filePath(`/${name}`), trigger, jobId });
  const names = (): string[] => begun.map(({ job }) => displayPath(job.path).slice(1));
  const last = (): Running => {
    const running = begun.at(-1);
    if (running === undefined) throw new Error('Nothing was begun.');
    return running;
  };
  const endLast = async (result: 'done' | 'retry' | 'held' = 'done'): Promise<void> => {
    last().end(result);
    await clock.settle();
  };
  /** Ends one scan after another as done, until none is left. */
  const drain = async (): Promise<void> => {
    await clock.settle();
    for (let index = 0; index < begun.length; index += 1) {
      begun[index]?.end('done');
      await clock.settle();
    }
  };
  return { clock, queue, add, begun, names, last, endLast, drain, errors };
}

describe('the order of scans', () => {
  it('is arrivals and single files asked for, then named folders, then swept, then retries, then new signatures', async () => {
    const { add, drain, names } = setUp();
    add('first');
    add('signatures', 'signatures');
    add('retry', 'retry');
    add('sweep', 'sweep');
    add('startup', 'startup');
    add('in a named folder', 'on-demand', 'job');
    add('arrival');
    add('again', 'on-demand');
    add('change', 'change');
    await drain();
    expect(names()).toEqual([
      'first',
      'arrival',
      'again',
      'change',
      'in a named folder',
      'sweep',
      'startup',
      'retry',
      'signatures',
    ]);
  });

  it('puts the files of a full scan among the swept ones, whoever asked for it', async () => {
    const { queue, add, drain, names } = setUp();
    add('busy');
    add('sweep', 'sweep');
    queue.enqueue({ path: filePath('/full'), trigger: 'on-demand', jobId: 'full scan', bulk: true });
    add('in a named folder', 'on-demand', 'job');
    await drain();
    expect(names()).toEqual(['busy', 'in a named folder', 'sweep', 'full']);
  });

  it('gives named folders every fifth turn and swept files every seventeenth while arrivals never end', async () => {
    const { clock, add, begun, names } = setUp();
    add('busy');
    await clock.settle();
    for (let index = 0; index < 40; index += 1) {
      add(`named-${index}`, 'on-demand', 'job');
      add(`swept-${index}`, 'sweep');
      add(`new-signatures-${index}`, 'signatures');
      add(`arrival-${index}`);
    }
    for (let turn = 0; turn < 34; turn += 1) {
      begun[turn]?.end('done');
      await clock.settle();
    }
    const count = (kind: string): number => names().filter((name) => name.startsWith(kind)).length;
    expect(count('swept')).toBe(2);
    expect(count('named')).toBeGreaterThanOrEqual(6);
    expect(count('arrival')).toBeGreaterThanOrEqual(25);
    expect(count('new-signatures')).toBe(0);
  });

  it('gives what is scanned again every sixty-fifth turn while arrivals never end', async () => {
    const { clock, add, begun, names } = setUp();
    add('busy');
    await clock.settle();
    for (let index = 0; index < 5; index += 1) add(`again-${index}`, 'signatures');
    for (let index = 0; index < 200; index += 1) add(`arrival-${index}`);
    for (let turn = 0; turn < 130; turn += 1) {
      begun[turn]?.end('done');
      await clock.settle();
    }
    expect(names().filter((name) => name.startsWith('again'))).toEqual(['again-0', 'again-1']);
  });

  it('lets a waiting file pass the others when it changes', async () => {
    const { add, drain, names, begun } = setUp();
    add('busy');
    for (const name of ['a', 'b', 'c']) add(name, 'sweep');
    add('c', 'change');
    await drain();
    expect(names()).toEqual(['busy', 'c', 'a', 'b']);
    expect(begun[1]?.job.trigger).toBe('change');
  });
});

describe('a path asked for twice', () => {
  it('is scanned once when it was still waiting', async () => {
    const { add, drain, names, queue } = setUp();
    add('busy');
    add('a');
    add('a');
    add('a', 'sweep');
    expect(queue.state().queued).toBe(2);
    await drain();
    expect(names()).toEqual(['busy', 'a']);
  });

  it('is scanned again after the running scan when it changed meanwhile, never twice at a time', async () => {
    const { clock, add, drain, names, queue } = setUp(4);
    add('a');
    await clock.settle();
    add('a', 'change');
    add('a', 'change');
    await clock.settle();
    expect(names()).toEqual(['a']);
    expect(queue.state()).toMatchObject({ queued: 0, waiting: 0 });
    await drain();
    expect(names()).toEqual(['a', 'a']);
  });

  it('serves every on-demand scan that waits for it', async () => {
    const { add, drain, begun } = setUp();
    add('busy');
    add('a', 'sweep');
    add('a', 'on-demand', 'one');
    add('a', 'on-demand', 'two');
    await drain();
    expect(begun[1]?.job).toMatchObject({ trigger: 'on-demand', jobIds: ['one', 'two'] });
  });
});

describe('a scan that fails', () => {
  it('is tried again after 1, 2, 5, 15, 60 and then every 300 seconds, without end', async () => {
    const { clock, add, begun, endLast } = setUp();
    add('a');
    await clock.settle();
    const times: number[] = [];
    for (let tries = 1; tries <= 9; tries += 1) {
      expect(begun).toHaveLength(tries);
      const endedMs = clock.monotonicMs();
      await endLast('retry');
      while (begun.length === tries) await clock.advance(500);
      times.push((clock.monotonicMs() - endedMs) / 1000);
    }
    expect(times).toEqual([1, 2, 5, 15, 60, 300, 300, 300, 300]);
    expect(begun.map(({ job }) => [job.attempt, job.trigger]).slice(0, 3)).toEqual([
      [1, 'arrival'],
      [2, 'retry'],
      [3, 'retry'],
    ]);
  });

  it('is tried at once when the engine is back, if there was none to try it with', async () => {
    const { clock, queue, add, begun, endLast } = setUp();
    for (const name of ['a', 'b', 'c']) add(name);
    await clock.settle();
    await endLast('held');
    await endLast('retry');
    await endLast('held');
    expect(queue.state()).toMatchObject({ queued: 0, waiting: 3 });
    queue.releaseHeld();
    await clock.settle();
    expect(begun).toHaveLength(4);
    expect(queue.state()).toMatchObject({ queued: 1, waiting: 1 });
    expect(begun.at(-1)?.job).toMatchObject({ attempt: 1, trigger: 'arrival' });
  });

  it('does not keep a file busy that waits for an engine, and loses none should nobody say that it is back', async () => {
    const { clock, queue, add, begun, endLast } = setUp();
    add('a');
    await clock.settle();
    await endLast('held');
    await clock.advance(59_000);
    expect(begun).toHaveLength(1);
    expect(queue.state()).toMatchObject({ waiting: 1, held: 1 });
    await clock.advance(1_000);
    expect(begun).toHaveLength(2);
  });

  it('is listed with its tries and its next try, soonest first, and those held last', async () => {
    const { clock, queue, add, endLast } = setUp();
    for (const name of ['a', 'b', 'c']) add(name);
    await clock.settle();
    await endLast('held');
    await endLast('retry');
    await endLast('retry');
    await clock.advance(1_000);
    await endLast('retry');
    const started = clock.now().getTime();
    const list = queue
      .firstWaiting(10)
      .map(({ path, tries, nextTryAt }) => [displayPath(path), tries, nextTryAt && nextTryAt.getTime() - started]);
    expect(list).toEqual([
      ['/b', 2, 2_000],
      ['/a', 0, null],
    ]);
    expect(queue.firstWaiting(1)).toHaveLength(1);
  });

  it('is tried at once when asked for, by itself or with all others', async () => {
    const { clock, queue, add, names, endLast } = setUp();
    for (const name of ['a', 'b', 'c']) add(name);
    await clock.settle();
    for (const result of ['retry', 'held', 'retry'] as const) await endLast(result);
    expect(queue.retryNow(filePath('/c'))).toBe(1);
    expect(queue.retryNow(filePath('/nothing'))).toBe(0);
    await clock.settle();
    expect(names().at(-1)).toBe('c');
    await endLast('retry');
    expect(queue.retryNow(null)).toBe(3);
    expect(queue.state().waiting).toBe(0);
  });

  it('costs next to nothing to list, however many wait', async () => {
    const count = 10_000;
    const { clock, queue, add, begun } = setUp(count);
    for (let index = 0; index < count; index += 1) add(String(index));
    await clock.settle();
    for (const { end } of begun) end('retry');
    await clock.settle();
    expect(queue.state().waiting).toBe(count);
    const first = queue.firstWaiting(100);
    expect(first).toHaveLength(100);
    expect(queue.firstWaiting(100)).toBe(first);
    const startedAt = performance.now();
    for (let round = 0; round < 10; round += 1) {
      queue.retryNow(filePath(`/${round}`));
      queue.firstWaiting(100);
    }
    expect((performance.now() - startedAt) / 10).toBeLessThan(50);
  });

  it('is scanned at once when the file changes', async () => {
    const { clock, queue, add, last, endLast } = setUp();
    add('a');
    await clock.settle();
    await endLast('retry');
    add('a', 'change');
    await clock.settle();
    expect(last().job).toMatchObject({ trigger: 'arrival', attempt: 1 });
    expect(queue.state().waiting).toBe(0);
    await endLast('done');
    await clock.advance(600_000);
    expect(queue.state()).toEqual({ queued: 0, waiting: 0, held: 0, scanning: [] });
  });

  it('by a bug of ours is logged and tried again', async () => {
    const { clock, queue, add, last, errors } = setUp();
    add('a');
    await clock.settle();
    last().crash(new Error('oops'));
    await clock.settle();
    expect(errors).toHaveLength(1);
    expect(queue.state().waiting).toBe(1);
  });
});

describe('the queue', () => {
  it('scans as many files at a time as it is told, and follows a change', async () => {
    const { clock, queue, add } = setUp(2);
    for (let index = 0; index < 10; index += 1) add(String(index));
    await clock.settle();
    expect(queue.state().scanning).toHaveLength(2);
    queue.setConcurrency(5);
    await clock.settle();
    expect(queue.state().scanning).toHaveLength(5);
    expect(queue.state().queued).toBe(5);
  });

  it('keeps arrivals while paused and scans them on resume', async () => {
    const { clock, queue, add, begun, drain } = setUp();
    queue.pause();
    add('a');
    add('b');
    await clock.advance(10_000);
    expect(begun).toHaveLength(0);
    expect(queue.state().queued).toBe(2);
    queue.resume();
    await drain();
    expect(begun).toHaveLength(2);
  });

  it('tells what is being scanned, since when and how large', async () => {
    const { clock, queue } = setUp();
    queue.enqueue({ path: filePath('/a'), trigger: 'arrival', size: 68 });
    await clock.settle();
    expect(queue.state().scanning).toEqual([{ path: filePath('/a'), since: clock.now(), size: 68, bytesRead: null }]);
  });

  it('says so once when it runs dry, and resolves those who wait', async () => {
    const { clock, queue, add, drain } = setUp();
    let dry = 0;
    queue.onIdle(() => {
      dry += 1;
    });
    await queue.whenIdle(AbortSignal.timeout(1_000));
    add('a');
    add('b');
    const idle = queue.whenIdle(new AbortController().signal);
    await drain();
    await idle;
    await clock.settle();
    expect(dry).toBe(1);
  });

  it('lets those who wait give up', async () => {
    const { queue, add } = setUp();
    add('a');
    const abort = new AbortController();
    const idle = queue.whenIdle(abort.signal);
    abort.abort(new Error('enough'));
    await expect(idle).rejects.toThrow('enough');
  });

  it('aborts what runs when it is stopped, and begins nothing more', async () => {
    const { clock, queue, add, begun } = setUp();
    add('a');
    add('b');
    await clock.settle();
    await queue.stop();
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true]);
    add('c');
    await clock.advance(600_000);
    expect(begun).toHaveLength(1);
  });

  it('holds 100,000 files and works through them in order', async () => {
    const clock = createFakeClock();
    let count = 0;
    let inOrder = true;
    const queue = createScanQueue({
      concurrency: 4,
      clock,
      log: { error: () => undefined, warn: () => undefined },
      run: (job) => {
        inOrder &&= displayPath(job.path) === `/files/${count}`;
        count += 1;
        return Promise.resolve('done');
      },
    });
    for (let index = 0; index < 100_000; index += 1) {
      queue.enqueue({ path: filePath(`/files/${index}`), trigger: 'sweep' });
    }
    await queue.whenIdle(AbortSignal.timeout(10_000));
    expect([count, inOrder]).toEqual([100_000, true]);
  });
});

describe('cancelling an on-demand scan', () => {
  it('drops what only it asked for and aborts what of it runs', async () => {
    const { clock, queue, add, last, drain, names } = setUp();
    add('a', 'on-demand', 'job');
    await clock.settle();
    add('b', 'on-demand', 'job');
    add('c', 'on-demand', 'other');
    expect(queue.cancel('job')).toBe(2);
    expect(last().signal.aborted).toBe(true);
    await drain();
    expect(names()).toEqual(['a', 'c']);
    expect(queue.state()).toEqual({ queued: 0, waiting: 0, held: 0, scanning: [] });
  });

  it.each(['retry', 'held'] as const)(
    'keeps a file that has failed already (%s): it still waits for its answer',
    async (result) => {
      const { clock, queue, add, endLast, names } = setUp();
      add('a', 'on-demand', 'job');
      await clock.settle();
      await endLast(result);
      expect(queue.cancel('job')).toBe(0);
      expect(queue.state()).toMatchObject({ waiting: 1 });
      queue.retryNow(null);
      await clock.settle();
      expect(names()).toEqual(['a', 'a']);
    },
  );

  it('keeps a file that has arrived as well', async () => {
    const { queue, add, drain, names } = setUp();
    add('a', 'on-demand', 'job');
    add('a', 'arrival');
    expect(queue.cancel('job')).toBe(0);
    await drain();
    expect(names()).toEqual(['a']);
  });
});

describe('how far a scan is', () => {
  const size = 300 * 1024 * 1024;
  const shown = ({ queue }: ReturnType<typeof setUp>) =>
    queue.state().scanning.map((file) => [displayPath(file.path), file.size, file.bytesRead]);

  it('is shown with the size that is read, and told on', async () => {
    const parts = setUp();
    const { clock, queue, add, last } = parts;
    add('large');
    await clock.settle();
    expect(shown(parts)).toEqual([['/large', null, null]]);
    let changes = 0;
    queue.onChanged(() => {
      changes += 1;
    });
    last().job.onProgress({ bytesRead: 5, sizeBytes: size });
    last().job.onProgress({ bytesRead: 9, sizeBytes: size });
    await clock.settle();
    expect(shown(parts)).toEqual([['/large', size, 9]]);
    expect(changes).toBe(1);
  });

  it('begins anew with another try, and what is said late of the first counts for nothing', async () => {
    const parts = setUp();
    const { clock, queue, add, last, endLast } = parts;
    add('large');
    await clock.settle();
    const first = last().job;
    first.onProgress({ bytesRead: size, sizeBytes: size });
    await endLast('retry');
    first.onProgress({ bytesRead: size, sizeBytes: size });
    queue.retryNow(null);
    await clock.settle();
    expect(shown(parts)).toEqual([['/large', null, null]]);
    first.onProgress({ bytesRead: size, sizeBytes: size });
    expect(shown(parts)).toEqual([['/large', null, null]]);
  });
});

describe('the times of a file', () => {
  const at = (clock: { now(): Date }, ms: number): Date => new Date(clock.now().getTime() + ms);

  it('go with its try: first seen, come to rest, queued, begun', async () => {
    const { clock, queue, add, begun, last } = setUp();
    add('busy');
    await clock.settle();
    const sighting = { seenAt: at(clock, -900), settledAt: at(clock, -400) };
    const queuedAt = clock.now();
    queue.enqueue({ path: filePath('/a'), trigger: 'arrival', sighting });
    await clock.advance(2_000);
    queue.enqueue({
      path: filePath('/a'),
      trigger: 'change',
      sighting: { seenAt: clock.now(), settledAt: clock.now() },
    });
    begun[0]?.end('done');
    await clock.settle();
    expect(last().job.times).toEqual({ ...sighting, queuedAt, scanStartedAt: at({ now: () => queuedAt }, 2_000) });
  });

  it('are not known where nothing told of it but a wish', async () => {
    const { clock, add, last } = setUp();
    add('a', 'on-demand');
    await clock.settle();
    const now = clock.now();
    expect(last().job.times).toEqual({ seenAt: null, settledAt: null, queuedAt: now, scanStartedAt: now });
  });

  it('keep its arrival over another try, which waits in the queue anew', async () => {
    const { clock, queue, last, endLast } = setUp();
    const sighting = { seenAt: clock.now(), settledAt: clock.now() };
    queue.enqueue({ path: filePath('/a'), trigger: 'arrival', sighting });
    await clock.settle();
    await endLast('retry');
    await clock.advance(60_000);
    const { times } = last().job;
    expect(times).toMatchObject(sighting);
    expect(times.queuedAt?.getTime()).toBeGreaterThan(sighting.seenAt.getTime());
    expect(times.scanStartedAt).toEqual(times.queuedAt);
  });

  it('begin anew where what waits for another try was written anew', async () => {
    const { clock, queue, last, endLast } = setUp();
    queue.enqueue({
      path: filePath('/a'),
      trigger: 'arrival',
      sighting: { seenAt: clock.now(), settledAt: clock.now() },
    });
    await clock.settle();
    await endLast('held');
    await clock.advance(5_000);
    const later = { seenAt: at(clock, -500), settledAt: clock.now() };
    queue.enqueue({ path: filePath('/a'), trigger: 'change', sighting: later });
    await clock.settle();
    expect(last().job.times).toMatchObject(later);
  });

  it('tell of a few that are queued since when they are', async () => {
    const { clock, queue, add } = setUp();
    for (const name of ['busy', 'b', 'c', 'd']) add(name);
    const since = clock.now();
    await clock.advance(1_000);
    expect(queue.firstQueued(2)).toEqual([
      { path: filePath('/b'), since, size: null },
      { path: filePath('/c'), since, size: null },
    ]);
    expect(queue.firstQueued(9)).toHaveLength(3);
  });
});
