import type { Clock } from '../base/clock.ts';
import type { Entry } from './scan-queue-entry.ts';

type Ticket = NonNullable<Entry['ticket']>;

/**
 * Files whose scan an engine did not survive: one of those that were under scan when it was lost may have ended it, and
 * would again. They are tried alone, when nothing else is to be scanned, and seldom enough that an engine which is
 * started again after each crash goes on serving all others.
 */
export interface Suspects {
  /** The engine was lost during this file's scan. Whether it is suspect from now on is written into it. */
  lost(entry: Entry): void;
  /** How long it waits for its next try, in milliseconds. */
  delayMs(entry: Entry): number;
  push(ticket: Ticket): void;
  /** The next one that may be tried now; null when there is none. */
  take(): Entry | null;
  stop(): void;
}

/** By the count of losses, from 2 on. */
const delaysMs = [10_000, 600_000, 3_600_000, 6 * 3_600_000] as const;
const windowMs = 600_000;
/** In one window: few enough that a clamd of our own is not given up for a while. */
const lossesAllowed = 4;
/** Files that were lost together were lost to the same end of the engine. */
const togetherMs = 1_000;

/** `onAllowed`: one may be tried again that was not allowed to before. */
export function createSuspects(clock: Pick<Clock, 'monotonicMs' | 'schedule'>, onAllowed: () => void): Suspects {
  let tickets: readonly Ticket[] = [];
  let losses: readonly number[] = [];
  let callOff: (() => void) | null = null;

  const recentLosses = (): readonly number[] => {
    const now = clock.monotonicMs();
    losses = losses.filter((at) => now - at < windowMs);
    return losses;
  };

  return {
    lost(entry) {
      const now = clock.monotonicMs();
      const last = recentLosses().at(-1);
      if (last === undefined || now - last > togetherMs) losses = [...losses, now];
      entry.losses += 1;
      entry.isSuspect ||= entry.losses > 1 || losses.length >= lossesAllowed;
    },
    delayMs: ({ losses: count }) => delaysMs[Math.min(Math.max(count - 2, 0), delaysMs.length - 1)] ?? 0,
    push(ticket) {
      tickets = [...tickets, ticket];
    },
    take() {
      tickets = tickets.filter((ticket) => ticket.entry.ticket === ticket);
      const [first, ...rest] = tickets;
      if (first === undefined) return null;
      const oldest = recentLosses().at(-lossesAllowed);
      if (oldest !== undefined) {
        callOff ??= clock.schedule(
          () => {
            callOff = null;
            onAllowed();
          },
          windowMs - (clock.monotonicMs() - oldest),
        );
        return null;
      }
      tickets = rest;
      return first.entry;
    },
    stop: () => callOff?.(),
  };
}
