import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../electron/base/clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass: what falls due is called in order, and what follows from it gets its turn. */
  advance(ms: number): Promise<void>;
  /** Lets everything that waits for no time have its turn. */
  settle(): Promise<void>;
}

const start = Date.UTC(2030, 0, 1);

export function createFakeClock(): FakeClock {
  let nowMs = 0;
  const timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 3; turns += 1) await turn();
  };
  const nextBy = (endMs: number) =>
    [...timers].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];

  return {
    now: () => new Date(start + nowMs),
    monotonicMs: () => nowMs,
    schedule(callback, delayMs) {
      const timer = { dueMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    settle,
    async advance(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (let timer = nextBy(endMs); timer !== undefined; timer = nextBy(endMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.callback();
        await settle();
      }
      nowMs = endMs;
    },
  };
}
