/** Takes items as they come and hands them on: the first at once, what follows within a pause together at its end. */
export interface Gathering<T> {
  add(items: readonly T[]): void;
  /** Hands on nothing more. */
  stop(): void;
}

export function gather<T>(pauseMs: number, hand: (items: readonly T[]) => void): Gathering<T> {
  let waiting: T[] = [];
  let pause: ReturnType<typeof setTimeout> | null = null;
  const handOn = (): void => {
    pause = null;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    pause = setTimeout(handOn, pauseMs);
    hand(items);
  };
  return {
    add(items) {
      waiting.push(...items);
      if (pause === null) handOn();
    },
    stop() {
      if (pause !== null) clearTimeout(pause);
      waiting = [];
    },
  };
}
