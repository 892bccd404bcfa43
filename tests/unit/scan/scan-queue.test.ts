import { describe, expect, it } from 'vitest';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { createScanQueue } from '../../../electron/scan/scan-queue.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { setUpQueue } from './scan-queue-fixture.ts';

describe('the order of scans', () => {
  it('is arrivals and single files asked for, then named folders, then swept, then retries, then new signatures', async () => {
    const { add, drain, names } = setUpQueue();
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
    const { queue, add, drain, names } = setUpQueue();
    add('busy');
    add('sweep', 'sweep');
    queue.enqueue({ path: filePath('/full'), trigger: 'on-demand', jobId: 'full scan', bulk: true });
    add('in a named folder', 'on-demand', 'job');
    await drain();
    expect(names()).toEqual(['busy', 'in a named folder', 'sweep', 'full']);
  });

  it('gives named folders every fifth turn and swept files every seventeenth while arrivals never end', async () => {
    const { clock, add, begun, names } = setUpQueue();
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
    const { clock, add, begun, names } = setUpQueue();
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
    const { add, drain, names, begun } = setUpQueue();
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
    const { add, drain, names, queue } = setUpQueue();
    add('busy');
    add('a');
    add('a');
    add('a', 'sweep');
    expect(queue.state().queued).toBe(2);
    await drain();
    expect(names()).toEqual(['busy', 'a']);
  });

  it('is scanned again after the running scan when it changed meanwhile, never twice at a time', async () => {
    const { clock, add, drain, names, queue } = setUpQueue(4);
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
    const { add, drain, begun } = setUpQueue();
    add('busy');
    add('a', 'sweep');
    add('a', 'on-demand', 'one');
    add('a', 'on-demand', 'two');
    await drain();
    expect(begun[1]?.job).toMatchObject({ trigger: 'on-demand', jobIds: ['one', 'two'] });
  });
});

describe('the queue', () => {
  it('scans as many files at a time as it is told, and follows a change', async () => {
    const { clock, queue, add } = setUpQueue(2);
    for (let index = 0; index < 10; index += 1) add(String(index));
    await clock.settle();
    expect(queue.state().scanning).toHaveLength(2);
    queue.setConcurrency(5);
    await clock.settle();
    expect(queue.state().scanning).toHaveLength(5);
    expect(queue.state().queued).toBe(5);
  });

  it('keeps arrivals while paused and scans them on resume', async () => {
    const { clock, queue, add, begun, drain } = setUpQueue();
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
    const { clock, queue } = setUpQueue();
    queue.enqueue({ path: filePath('/a'), trigger: 'arrival', size: 68 });
    await clock.settle();
    expect(queue.state().scanning).toEqual([{ path: filePath('/a'), since: clock.now(), size: 68, bytesRead: null }]);
  });

  it('says so once when it runs dry, and resolves those who wait', async () => {
    const { clock, queue, add, drain } = setUpQueue();
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
    const { queue, add } = setUpQueue();
    add('a');
    const abort = new AbortController();
    const idle = queue.whenIdle(abort.signal);
    abort.abort(new Error('enough'));
    await expect(idle).rejects.toThrow('enough');
  });

  it('aborts what runs when it is stopped, and begins nothing more', async () => {
    const { clock, queue, add, begun } = setUpQueue();
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
    const { clock, queue, add, last, drain, names } = setUpQueue();
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
      const { clock, queue, add, endLast, names } = setUpQueue();
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
    const { queue, add, drain, names } = setUpQueue();
    add('a', 'on-demand', 'job');
    add('a', 'arrival');
    expect(queue.cancel('job')).toBe(0);
    await drain();
    expect(names()).toEqual(['a']);
  });
});
