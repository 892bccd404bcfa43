import { describe, expect, it } from 'vitest';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { setUpQueue } from './scan-queue-fixture.ts';

describe('a scan that fails', () => {
  it('is tried again after 1, 2, 5, 15, 60 and then every 300 seconds, without end', async () => {
    const { clock, add, begun, endLast } = setUpQueue();
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
    const { clock, queue, add, begun, endLast } = setUpQueue();
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
    const { clock, queue, add, begun, endLast } = setUpQueue();
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
    const { clock, queue, add, endLast } = setUpQueue();
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
    const { clock, queue, add, names, endLast } = setUpQueue();
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
    const { clock, queue, add, begun } = setUpQueue(count);
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
    const { clock, queue, add, last, endLast } = setUpQueue();
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
    const { clock, queue, add, last, errors } = setUpQueue();
    add('a');
    await clock.settle();
    last().crash(new Error('oops'));
    await clock.settle();
    expect(errors).toHaveLength(1);
    expect(queue.state().waiting).toBe(1);
  });
});
