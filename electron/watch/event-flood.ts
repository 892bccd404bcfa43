import type { Clock } from '../base/clock.ts';

/**
 * Notices when the kernel may have thrown events away. Its queue holds 16,384 (inotify(7), max_queued_events), one for all
 * that a program watches; what finds it full is lost, and Node tells nobody that it was (measured on Node 24, libuv 1.52).
 * Two files written to in turn fill it in some ten milliseconds.
 */
export interface EventFlood {
  /** An event has come. */
  note(): void;
  /** When so many came at once that others may have been lost, in monotonic milliseconds; null while that never was. */
  lastMs(): number | null;
}

/** All that is in the queue comes in one turn of the event loop. Not each event is passed on to us, so less has to do. */
const eventsAtOnce = 4_096;

export function createEventFlood(clock: Pick<Clock, 'monotonicMs'>): EventFlood {
  let events = 0;
  let lastMs: number | null = null;
  return {
    note() {
      events += 1;
      if (events > 1) return;
      setImmediate(() => {
        if (events >= eventsAtOnce) lastMs = clock.monotonicMs();
        events = 0;
      });
    },
    lastMs: () => lastMs,
  };
}
