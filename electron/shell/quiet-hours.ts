import type { QuietHours } from '../../contract/settings.ts';
import type { Translate } from '../../locales/index.ts';
import type { Clock } from '../base/clock.ts';
import { type NotificationModel, quietDigest } from './notification-text.ts';
import type { Notify } from './notifications.ts';

/** How often it is looked whether quiet hours are over: they may be changed, and the machine may sleep through them. */
const lookEveryMs = 30_000;

/** Minutes since midnight of `HH:MM`. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether a moment on the user's own clock lies in the quiet hours. They may span midnight; equal ends mean never. */
export function isQuiet(hours: QuietHours | null, at: Date): boolean {
  if (hours === null) return false;
  const minute = at.getHours() * 60 + at.getMinutes();
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Holds notifications back in quiet hours, and tells what was held as one when they are over. */
export interface QuietGate {
  readonly notify: Notify;
  /** Forgets what is held. */
  stop(): void;
}

export function createQuietGate(options: {
  readonly quietHours: () => QuietHours | null;
  readonly translate: Translate;
  readonly notify: Notify;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
}): QuietGate {
  const { clock } = options;
  const held = new Set<{ readonly model: NotificationModel }>();
  let callOff: (() => void) | null = null;

  const look = (): void => {
    callOff = null;
    if (isQuiet(options.quietHours(), clock.now())) {
      callOff = clock.schedule(look, lookEveryMs);
      return;
    }
    const [first, ...others] = [...held].map(({ model }) => model);
    held.clear();
    if (first !== undefined) options.notify(quietDigest([first, ...others], options.translate));
  };

  return {
    notify(model) {
      if (!isQuiet(options.quietHours(), clock.now())) return options.notify(model);
      const entry = { model };
      held.add(entry);
      callOff ??= clock.schedule(look, lookEveryMs);
      return () => held.delete(entry);
    },
    stop() {
      callOff?.();
      held.clear();
    },
  };
}
