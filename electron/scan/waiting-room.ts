import type { Clock } from '../base/clock.ts';
import type { FilePath } from '../files/file-path.ts';
import { createRetryShelf } from './retry.ts';
import type { Entry } from './scan-queue-entry.ts';

/** A file that has no answer yet. */
export interface WaitingFile {
  readonly path: FilePath;
  /** Tries that came to nothing since Lazaret has known of the file, or since the user last asked for it. */
  readonly tries: number;
  /** When it is tried by itself; null while it waits for something that is missing. */
  readonly nextTryAt: Date | null;
}

/**
 * Where files wait that could not be scanned: each until its own pause is over, or, `held`, until what is missing is
 * there again. Ten thousand of them cost one timer, and nothing while nothing happens.
 */
export interface WaitingRoom {
  /** Puts the entry away until its pause, which grows with its attempts, is over; at least so many milliseconds. */
  waitForTry(entry: Entry, atLeastMs: number): void;
  /** Its pause is over, but something else decides when its turn comes. */
  standBy(entry: Entry): void;
  /** Puts the entry away until somebody takes it out; nobody having done so, it is taken up after a minute all the same. */
  hold(entry: Entry): void;
  leave(entry: Entry): void;
  held(): readonly Entry[];
  all(): readonly Entry[];
  counts(): { readonly waiting: number; readonly held: number };
  /** The next to be tried, soonest first, then those that are held; the same array until something has changed. */
  first(limit: number): readonly WaitingFile[];
  stop(): void;
}

/** What is held is let go by an event; should that ever be missed, no file is lost for longer than this. */
const longestHoldMs = 60_000;

export function createWaitingRoom(options: {
  readonly clock: Clock;
  readonly random: () => number;
  /** Its time has come. It is still here until it `leave`s. */
  readonly onDue: (entry: Entry) => void;
}): WaitingRoom {
  const { clock, random, onDue } = options;
  const retries = new Map<Entry, number>();
  const held = new Set<Entry>();
  let shown: { readonly limit: number; readonly files: readonly WaitingFile[] } | null = null;
  let callOffRelease: (() => void) | null = null;
  const shelf = createRetryShelf<{ readonly entry: Entry; readonly ticket: Entry['ticket'] }>({
    clock,
    random,
    onDue: ({ entry, ticket }) => {
      if (entry.ticket === ticket && retries.has(entry)) onDue(entry);
    },
  });

  const armRelease = (): void => {
    callOffRelease ??= clock.schedule(() => {
      callOffRelease = null;
      for (const entry of [...held]) onDue(entry);
    }, longestHoldMs);
  };

  const inWallTime = (dueMs: number): Date => new Date(clock.now().getTime() + dueMs - clock.monotonicMs());

  return {
    waitForTry(entry, atLeastMs) {
      retries.set(entry, shelf.park({ entry, ticket: entry.ticket }, entry.attempt, atLeastMs));
      shown = null;
    },
    standBy(entry) {
      retries.set(entry, clock.monotonicMs());
      shown = null;
    },
    hold(entry) {
      held.add(entry);
      armRelease();
      shown = null;
    },
    leave(entry) {
      if (!retries.delete(entry) && !held.delete(entry)) return;
      shown = null;
      if (held.size === 0) {
        callOffRelease?.();
        callOffRelease = null;
      }
    },
    held: () => [...held],
    all: () => [...retries.keys(), ...held],
    counts: () => ({ waiting: retries.size + held.size, held: held.size }),
    first(limit) {
      if (shown?.limit === limit) return shown.files;
      const soonest = takeSoonest(retries, limit);
      const files: WaitingFile[] = soonest.map(([{ path, attempt }, dueMs]) => ({
        path,
        tries: attempt - 1,
        nextTryAt: inWallTime(dueMs),
      }));
      for (const { path, attempt } of held) {
        if (files.length >= limit) break;
        files.push({ path, tries: attempt - 1, nextTryAt: null });
      }
      shown = { limit, files };
      return files;
    },
    stop() {
      shelf.stop();
      callOffRelease?.();
    },
  };
}

/** The `limit` entries due first, in order: one pass, whatever their number. */
function takeSoonest(retries: ReadonlyMap<Entry, number>, limit: number): (readonly [Entry, number])[] {
  const soonest: (readonly [Entry, number])[] = [];
  for (const pair of retries) {
    const last = soonest.at(-1);
    if (soonest.length >= limit && last !== undefined && pair[1] >= last[1]) continue;
    let at = soonest.length;
    while (at > 0 && (soonest[at - 1]?.[1] ?? 0) > pair[1]) at -= 1;
    soonest.splice(at, 0, pair);
    if (soonest.length > limit) soonest.pop();
  }
  return soonest;
}
