import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** Shares the main thread with everyone else: work in a loop asks after each step whether it has had its time. */
export interface TimeSlice {
  isOver(): boolean;
  /** Lets everyone else have a turn; a new slice begins with the next. */
  rest(): Promise<void>;
}

/** Long enough to be worth the turn it costs, short enough to stay unnoticed. Milliseconds. */
const sliceMs = 4;

export function createTimeSlice(): TimeSlice {
  let endMs = performance.now() + sliceMs;
  return {
    isOver: () => performance.now() > endMs,
    async rest() {
      await turn();
      endMs = performance.now() + sliceMs;
    },
  };
}
