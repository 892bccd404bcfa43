import type { Clock } from '../base/clock.ts';
import { createDueHeap } from '../base/due-heap.ts';

/** Waits between the tries, in milliseconds; the last one is kept for ever after. */
const delaysMs = [1_000, 2_000, 5_000, 15_000, 60_000, 300_000] as const;

/** How much of a delay chance may take off, so that many files that failed together do not all come back together. */
const jitter = 0.2;

/**
 * How long a file waits after its `attempt`th try (from 1) came to nothing, in milliseconds.
 * `random` gives numbers from 0 up to 1.
 */
function retryDelayMs(attempt: number, random: () => number): number {
  const delay = delaysMs[Math.min(Math.max(attempt, 1), delaysMs.length) - 1] ?? 0;
  return Math.round(delay * (1 - jitter * random()));
}

/** Where failed things wait for their next try: one timer, however many there are. */
export interface RetryShelf<T> {
  /**
   * Puts something away until its `attempt`th failure has been waited out, and at least so many milliseconds. Returns when
   * that is, in monotonic milliseconds.
   */
  park(item: T, attempt: number, atLeastMs: number): number;
  stop(): void;
}

export function createRetryShelf<T>(options: {
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  readonly random: () => number;
  readonly onDue: (item: T) => void;
}): RetryShelf<T> {
  const { clock, random, onDue } = options;
  const parked = createDueHeap<T>();
  let armedForMs: number | null = null;
  let callOffTimer = (): void => undefined;

  const releaseDue = (nowMs: number): void => {
    for (const item of parked.takeDue(nowMs)) onDue(item);
    armTimer();
  };

  const armTimer = (): void => {
    const dueMs = parked.nextDueMs();
    if (dueMs === armedForMs) return;
    callOffTimer();
    armedForMs = dueMs;
    if (dueMs === null) return;
    const onTimer = (): void => {
      armedForMs = null;
      releaseDue(clock.monotonicMs());
    };
    callOffTimer = clock.schedule(onTimer, Math.max(0, dueMs - clock.monotonicMs()));
  };

  return {
    park(item, attempt, atLeastMs) {
      const dueMs = clock.monotonicMs() + Math.max(retryDelayMs(attempt, random), atLeastMs);
      parked.add(item, dueMs);
      armTimer();
      return dueMs;
    },
    stop: () => callOffTimer(),
  };
}
