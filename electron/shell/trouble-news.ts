import type { Translate } from '../../locales/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Protection } from '../protection.ts';
import { engineDownNotification, signaturesStaleNotification } from './notification-text.ts';
import type { Notify } from './notifications.ts';

/** An engine that loads new signatures is away for a minute; only a longer silence is news. */
const engineDownMs = 5 * 60_000;

/**
 * Tells, while the settings want it, that the engine has not answered for five minutes and that the signatures have grown
 * too old: each once, until it has been well again. Returns the stop.
 */
export function notifyOfTroubles(options: {
  readonly protection: Pick<Protection, 'onPush' | 'snapshot'>;
  readonly translate: Translate;
  readonly notify: Notify;
  readonly clock: Pick<Clock, 'schedule'>;
}): () => void {
  const { protection, translate, notify, clock } = options;
  let callOffDown: (() => void) | null = null;
  let toldStale = false;

  const tellDown = (): void => {
    if (protection.snapshot().state.settings.notifications.engineDown) notify(engineDownNotification(translate));
  };
  const look = (): void => {
    const { engine, protection: said, settings } = protection.snapshot().state;
    if (engine.status === 'down') callOffDown ??= clock.schedule(tellDown, engineDownMs);
    if (engine.status === 'healthy' || engine.status === 'stale') {
      callOffDown?.();
      callOffDown = null;
    }
    const stale = said.reasons.find(({ code }) => code === 'signatures-stale');
    if (stale !== undefined && !toldStale && settings.notifications.signaturesStale) {
      notify(signaturesStaleNotification(stale, translate));
    }
    // An engine that is away for a while has not become fresh by that.
    if (stale !== undefined) toldStale = true;
    else if (engine.status === 'healthy') toldStale = false;
  };

  const unsubscribe = protection.onPush(look);
  look();
  return () => {
    unsubscribe();
    callOffDown?.();
  };
}
