/** Time as a part: the product uses `systemClock`, tests one they move by hand. */
export interface Clock {
  /** The wall clock, for what people read. */
  now(): Date;
  /** Milliseconds since some start; never set back, so durations are measured with it. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`. Returns the way to call it off. */
  schedule(callback: () => void, delayMs: number): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
