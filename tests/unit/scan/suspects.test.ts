import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../contract/verdicts.ts';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { createScanQueue, type ScanTryResult } from '../../../electron/scan/scan-queue.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const minuteMs = 60_000;

/** Every file named `poison…` costs an engine, and what is under scan with it; `begun` tells who was under scan when. */
function setUp(concurrency = 4) {
  const clock = createFakeClock();
  const begun: { readonly name: string; readonly atMs: number; readonly beside: readonly string[] }[] = [];
  const ends = new Map<string, (result: ScanTryResult) => void>();
  const log = { error: () => undefined, warn: () => undefined };
  const queue = createScanQueue({
    concurrency,
    clock,
    random: () => 0,
    log,
    run: ({ path }) =>
      new Promise((resolve) => {
        const name = displayPath(path).slice(1);
        begun.push({ name, atMs: clock.monotonicMs(), beside: [...ends.keys()] });
        ends.set(name, resolve);
        clock.schedule(() => {
          if (ends.get(name) !== resolve) return;
          const isLost = name.startsWith('poison');
          if (isLost) {
            // Nothing is scanned until there is an engine again.
            queue.pause();
            clock.schedule(() => queue.resume(), 1_500);
          }
          for (const other of isLost ? [...ends.keys()] : [name]) {
            ends.get(other)?.(isLost ? 'lost' : 'done');
            ends.delete(other);
          }
        }, 100);
      }),
  });
  const add = (name: string, trigger: Trigger = 'arrival'): void =>
    queue.enqueue({ path: filePath(`/${name}`), trigger });
  const triesOf = (name: string) => begun.filter((scan) => scan.name === name);
  return { clock, queue, add, begun, triesOf };
}

describe('a file whose scan the engine does not survive', () => {
  it('is tried once more soon, and from then on alone, after ever longer pauses', async () => {
    const { clock, queue, add, triesOf } = setUp();
    add('poison');
    await clock.advance(24 * 60 * minuteMs);
    const pauses = triesOf('poison').map(({ atMs }, index, all) => atMs - (all[index - 1]?.atMs ?? 0));
    expect(pauses.slice(0, 6).map((pause) => Math.round(pause / 1_000))).toEqual([0, 2, 10, 600, 3_600, 21_600]);
    expect(queue.state()).toMatchObject({ queued: 0, waiting: 1, scanning: [] });
  });

  it('goes after everything else, and nothing is scanned beside it', async () => {
    const { clock, add, begun, triesOf } = setUp();
    add('poison');
    await clock.advance(10_000);
    for (let index = 0; index < 30; index += 1) add(`swept-${index}`, 'sweep');
    await clock.advance(minuteMs);
    const third = triesOf('poison')[2];
    expect(third?.beside).toEqual([]);
    expect(begun.indexOf(third ?? { name: '', atMs: 0, beside: [] })).toBe(begun.length - 1);
    expect(begun.filter(({ beside }) => beside.includes('poison'))).toEqual([]);
  });

  it('has its turn where there is always something else to be scanned, still alone and one in five minutes', async () => {
    const { clock, add, begun, triesOf } = setUp();
    for (const name of ['poison', 'poison-too']) {
      add(name);
      await clock.advance(5_000);
    }
    // Twice as many files as can be scanned.
    for (let step = 0; step < 15 * 600; step += 1) {
      for (let index = 0; index < 8; index += 1) add(`arrival-${step}-${index}`);
      await clock.advance(100);
    }
    const turns = begun.filter(({ name, atMs }) => name.startsWith('poison') && atMs > minuteMs);
    expect(turns.length).toBeGreaterThanOrEqual(2);
    for (const name of ['poison', 'poison-too']) expect(triesOf(name).length).toBeGreaterThanOrEqual(3);
    for (const [index, { beside, atMs }] of turns.entries()) {
      expect(beside).toEqual([]);
      expect(atMs - (turns[index - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(5 * minuteMs);
    }
    expect(begun.filter(({ beside }) => beside.some((name) => name.startsWith('poison')))).toEqual([]);
    expect(begun.length).toBeGreaterThan(15 * 600 * 3);
  });

  it('does not make those that were scanned beside it wait for long', async () => {
    const { clock, queue, add, triesOf } = setUp();
    add('poison');
    add('bystander');
    await clock.advance(5_000);
    expect(triesOf('bystander').length).toBeGreaterThan(0);
    await clock.advance(2 * minuteMs);
    expect(queue.state().waiting).toBe(1);
  });

  it('is not tried earlier because a sweep finds it again, but at once when it has changed', async () => {
    const { clock, add, triesOf } = setUp();
    add('poison');
    await clock.advance(5_000);
    expect(triesOf('poison')).toHaveLength(2);
    add('poison', 'sweep');
    await clock.advance(5_000);
    expect(triesOf('poison')).toHaveLength(2);
    add('poison', 'change');
    await clock.advance(1_000);
    expect(triesOf('poison')).toHaveLength(3);
  });

  it('leaves the engine, together with others of its kind, enough crashes to go on after each', async () => {
    const { clock, add, begun } = setUp();
    for (let index = 0; index < 20; index += 1) add(`poison-${index}`);
    await clock.advance(20 * minuteMs);
    add('late');
    await clock.advance(1_000);
    expect(begun.filter(({ name }) => name === 'late')).toHaveLength(1);
    const crashesMs = begun
      .filter(({ name }) => name !== 'late')
      .map(({ atMs }) => atMs)
      .filter((atMs) => atMs > minuteMs);
    for (const atMs of crashesMs) {
      const together = crashesMs.filter((other) => other >= atMs && other < atMs + 10 * minuteMs);
      expect(together.length).toBeLessThanOrEqual(4);
    }
  });
});
