import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { errorName } from '../files/fs-error.ts';

/** Whether the user wants no scan to begin now. Arrivals are kept meanwhile. */
export interface Pause {
  isOn(): boolean;
  /** When it ends by itself; null when it lasts until a restart, or is not on. */
  until(): Date | null;
  /** @param minutes how long; null until Lazaret is started again */
  begin(minutes: number | null): void;
  end(): void;
  /** Looks at the clock at once, which may have gone on without us while the machine was asleep. */
  check(): void;
  /** It began or ended, or another minute of it is over. */
  onChanged(listener: () => void): () => void;
  /** Forgets nothing: a pause with an end goes on in the next start. */
  stop(): void;
}

const keptSchema = z.object({ since: z.iso.datetime(), until: z.iso.datetime() });

const minuteMs = 60_000;
/** A timer stands still while the machine sleeps, and clocks are set: the time is looked at this often at least. */
const lookEveryMs = 15_000;
export const longestPauseMinutes = 24 * 60;

/**
 * Makes the pause, which goes on where an earlier start left one that has an end. It ends at its time by the wall clock,
 * and at once when that clock was set back behind its beginning: a pause never lasts longer than it was asked for.
 * @param parts.file where a pause with an end is kept; what cannot be read there is no pause
 */
export function createPause(parts: {
  readonly file: string;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}): Pause {
  const { file, clock, log } = parts;
  const changed = createListeners<[]>();
  let on: { readonly since: Date; readonly until: Date | null } | null = readKept(file);
  let callOff = (): void => undefined;

  const isOver = (now: Date): boolean =>
    on !== null && on.until !== null && (now >= on.until || now < on.since || isTooLong(on.since, on.until));

  const keep = (): void => {
    try {
      if (on === null || on.until === null) {
        rmSync(file, { force: true });
        return;
      }
      const kept = { since: on.since.toISOString(), until: on.until.toISOString() };
      writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      log.warn('the pause could not be written down, so it will not outlast a restart', error);
    }
  };
  const set = (next: typeof on): void => {
    on = next;
    keep();
    changed.tell();
    watch();
  };
  /** Wakes at each full minute that is left, and now and then in between. */
  const watch = (): void => {
    callOff();
    if (on === null || on.until === null) return;
    const { until } = on;
    const leftMs = until.getTime() - clock.now().getTime();
    const minutesLeft = Math.ceil(leftMs / minuteMs);
    const toNextMinuteMs = leftMs - (minutesLeft - 1) * minuteMs;
    callOff = clock.schedule(
      () => {
        if (isOver(clock.now())) return set(null);
        if (Math.ceil((until.getTime() - clock.now().getTime()) / minuteMs) !== minutesLeft) changed.tell();
        watch();
      },
      Math.min(Math.max(toNextMinuteMs, 1), lookEveryMs),
    );
  };

  if (isOver(clock.now())) on = null;
  keep();
  watch();
  return {
    isOn: () => on !== null,
    until: () => on?.until ?? null,
    begin(minutes) {
      const since = clock.now();
      set({ since, until: minutes === null ? null : new Date(since.getTime() + minutes * minuteMs) });
    },
    end() {
      if (on !== null) set(null);
    },
    check() {
      if (isOver(clock.now())) set(null);
      else watch();
    },
    onChanged: changed.add,
    stop: () => callOff(),
  };
}

const isTooLong = (since: Date, until: Date): boolean =>
  until.getTime() - since.getTime() > longestPauseMinutes * minuteMs;

/** What an earlier start left. A file that says nothing sensible is no pause: protection is what goes on. */
function readKept(file: string): { readonly since: Date; readonly until: Date } | null {
  try {
    const kept = keptSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return kept.success ? { since: new Date(kept.data.since), until: new Date(kept.data.until) } : null;
  } catch (error) {
    if (error instanceof SyntaxError || errorName(error) !== null) return null;
    throw error;
  }
}
