import type { Clock } from '../base/clock.ts';
import { createFifo } from '../base/fifo.ts';
import type { Entry } from './scan-queue-entry.ts';

type Ticket = NonNullable<Entry['ticket']>;

/**
 * Files whose scan an engine did not survive: one of those that were under scan when it was lost may have ended it, and
 * would again. They are tried alone, when nothing else is to be scanned or, where that never comes, one in five minutes, and
 * seldom enough that an engine which is started again after each crash goes on serving all others.
 */
export interface Suspects {
  /** The engine was lost during this file's scan. Whether it is suspect from now on is written into it. */
  lost(entry: Entry): void;
  /** How long it waits for its next try, in milliseconds. */
  delayMs(entry: Entry): number;
  push(ticket: Ticket): void;
  /** Whether one may be tried that has waited for too long: then nothing else is begun until it has had its turn. */
  isOverdue(): boolean;
  /** The next one that may be tried now; null when there is none. */
  take(): Entry | null;
  stop(): void;
}

/** By the count of losses, from 2 on. */
const delaysMs = [10_000, 600_000, 3_600_000, 6 * 3_600_000] as const;
const windowMs = 600_000;
/** In one window: few enough that a clamd of our own is not given up for a while. */
const lossesAllowed = 4;
/** So long is something else always to be scanned before one goes all the same, and then before the next one does. */
const patienceMs = 300_000;
/** Files that were lost together were lost to the same end of the engine. */
const togetherMs = 1_000;

/** `onAllowed`: one may be tried again that was not allowed to before. */
export function createSuspects(clock: Pick<Clock, 'monotonicMs' | 'schedule'>, onAllowed: () => void): Suspects {
  const standingBy = createFifo<{ readonly ticket: Ticket; readonly sinceMs: number }>();
  let lastTurnMs = Number.NEGATIVE_INFINITY;
  let losses: readonly number[] = [];
  let callOff: (() => void) | null = null;

  const recentLosses = (): readonly number[] => {
    const now = clock.monotonicMs();
    losses = losses.filter((at) => now - at < windowMs);
    return losses;
  };

  /** A ticket that its entry no longer holds is void. */
  const first = () => {
    let next = standingBy.peek();
    while (next !== undefined && next.ticket.entry.ticket !== next.ticket) {
      standingBy.shift();
      next = standingBy.peek();
    }
    return next;
  };
  /** Since when there have been too many losses for one more; null when there have not. */
  const forbiddenSinceMs = (): number | null => recentLosses().at(-lossesAllowed) ?? null;

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
      standingBy.push({ ticket, sinceMs: clock.monotonicMs() });
    },
    isOverdue() {
      const next = first();
      if (next === undefined || forbiddenSinceMs() !== null) return false;
      return clock.monotonicMs() - Math.max(lastTurnMs, next.sinceMs) >= patienceMs;
    },
    take() {
      const next = first();
      if (next === undefined) return null;
      const oldest = forbiddenSinceMs();
      if (oldest !== null) {
        callOff ??= clock.schedule(
          () => {
            callOff = null;
            onAllowed();
          },
          windowMs - (clock.monotonicMs() - oldest),
        );
        return null;
      }
      standingBy.shift();
      lastTurnMs = clock.monotonicMs();
      return next.ticket.entry;
    },
    stop: () => callOff?.(),
  };
}
