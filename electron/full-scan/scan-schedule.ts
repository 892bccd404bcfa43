import { z } from 'zod';
import type { ScanSchedule } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import type { MemoryFile } from './memory-file.ts';

/**
 * When the schedule asks for a scan next after a time; null for never. A time that the change to summer time leaves out
 * is as much later as the clock is put forward; one that comes twice counts once.
 */
export function nextRun({ every, weekday, time }: ScanSchedule, after: Date): Date | null {
  if (every === 'never') return null;
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const daysAhead = Array.from({ length: 9 }, (_, days) => days);
  const runs = daysAhead.map(
    (days) => new Date(after.getFullYear(), after.getMonth(), after.getDate() + days, hour, minute),
  );
  return runs.find((run) => run > after && (every === 'day' || run.getDay() === weekday)) ?? null;
}

export const scheduleMemorySchema = z.object({
  /** The schedule as it was then; a new one starts from when it was set. */
  schedule: z.string(),
  /** From when on runs count: what came before was done, or was not wanted yet. */
  since: z.iso.datetime(),
});

/** Begins full scans by schedule. A run that was missed is made up for once, as soon as that is possible. */
export interface ScanScheduler {
  /** When the next one begins, and whether it is only waiting for mains power. */
  next(): { readonly at: string; readonly waitsForPower: boolean } | null;
  /** The schedule may be another. */
  poke(): void;
  stop(): void;
}

/** The wall clock may be set, and the machine asleep: it is looked at again so often. */
const longestLookMs = 60_000;

export function startScanScheduler(parts: {
  readonly schedule: () => ScanSchedule;
  readonly mayRunNow: () => boolean;
  readonly begin: () => void;
  readonly onChanged: () => void;
  readonly memory: MemoryFile<z.infer<typeof scheduleMemorySchema>>;
  readonly clock: Clock;
}): ScanScheduler {
  const { clock, memory } = parts;
  let kept = memory.read();
  let callOff = (): void => undefined;

  const startFromNow = (): Date => {
    const now = clock.now();
    kept = { schedule: JSON.stringify(parts.schedule()), since: now.toISOString() };
    memory.write(kept);
    return now;
  };
  const due = (): Date | null => {
    // A time that is still to come was written by a clock that was wrong: nothing would run until then.
    const counts = kept?.schedule === JSON.stringify(parts.schedule()) && new Date(kept.since) <= clock.now();
    return nextRun(parts.schedule(), counts && kept !== null ? new Date(kept.since) : startFromNow());
  };
  const look = (): void => {
    callOff();
    const at = due();
    if (at === null) return;
    if (at <= clock.now() && parts.mayRunNow()) {
      startFromNow();
      parts.begin();
      parts.onChanged();
    }
    const waitMs = Math.max(1_000, (due()?.getTime() ?? 0) - clock.now().getTime());
    callOff = clock.schedule(look, Math.min(longestLookMs, waitMs));
  };
  look();

  return {
    next() {
      const at = due();
      return at === null ? null : { at: at.toISOString(), waitsForPower: at <= clock.now() && !parts.mayRunNow() };
    },
    poke: look,
    stop: () => callOff(),
  };
}
