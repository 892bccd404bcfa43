import { Notification } from 'electron';
import type { Navigation } from '../../contract/bridge.ts';
import type { Translate } from '../../locales/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Protection } from '../protection.ts';
import { createFindingDigest, type DigestPace, type Finding, type FindingDigest, findingOf } from './finding-digest.ts';
import { findingNotification, type NotificationModel } from './notification-text.ts';
import type { TrayHost } from './tray-host.ts';

/** One archive is one notification, and an outbreak of hours no more than one a minute. */
const pace: DigestPace = { gatherMs: 2000, silencesMs: [10_000, 60_000], calmMs: 60_000 };
/** Notifications kept for a click at most; a desktop that never says "closed" must not make this grow. */
const keptLimit = 20;

/** Shows one notification. Returns the way to take it off the screen again. */
export type Notify = (model: NotificationModel) => () => void;

/**
 * Tells of infected files and other findings among the arrivals, and of files that turned out to be infected later, by
 * the desktop's own notifications, while the settings want them. A notification that says more of the same outbreak takes
 * the place of the one before. Returns the stop.
 */
export function notifyOfFindings(options: {
  readonly protection: Pick<Protection, 'onEvent' | 'snapshot'>;
  readonly translate: Translate;
  readonly notify: Notify;
  readonly clock: Pick<Clock, 'schedule'>;
}): () => void {
  const isWanted = ({ verdict, turnedBad }: Finding): boolean => {
    const wanted = options.protection.snapshot().state.settings.notifications;
    if (turnedBad) return wanted.turnedBad;
    return verdict === 'infected' ? wanted.infected : wanted.others;
  };
  const startDigest = (): FindingDigest => {
    let closePrevious = (): void => undefined;
    return createFindingDigest({
      pace,
      clock: options.clock,
      tell: (findings, continued) => {
        const [first, ...more] = findings.filter(isWanted);
        if (first === undefined) return;
        const close = options.notify(findingNotification([first, ...more], options.translate));
        if (continued) closePrevious();
        closePrevious = close;
      },
    });
  };
  const arrivals = startDigest();
  const turnedBad = startDigest();
  const unsubscribe = options.protection.onEvent((event, context) => {
    const finding = findingOf(event, context);
    if (finding !== null && isWanted(finding)) (finding.turnedBad ? turnedBad : arrivals).add(finding);
  });
  return () => {
    unsubscribe();
    arrivals.stop();
    turnedBad.stop();
  };
}

/**
 * For the moment the window is closed: says once that protection goes on, where no tray icon says so already. Without a
 * tray, starting the app again brings the window back.
 */
export function createRunningHint(options: {
  readonly askTrayHost: () => Promise<TrayHost>;
  readonly translate: Translate;
  readonly notify: Notify;
}): () => Promise<void> {
  let told = false;
  return async () => {
    if (told || (await options.askTrayHost()) === 'present') return;
    told = true;
    options.notify({
      title: options.translate('notification.runningTitle'),
      body: options.translate('notification.runningBody'),
      urgent: false,
      navigation: { view: 'overview' },
      actions: [],
    });
  };
}

/** Shows notifications and keeps each until it is clicked or closed: a collected one would lose its click. */
export function createNotifier(options: {
  readonly icon: string;
  readonly open: (navigation: Navigation) => void;
  readonly log: Logger;
}): Notify {
  const kept = new Set<Notification>();
  return (model) => {
    if (!Notification.isSupported()) {
      options.log.warn('This desktop shows no notifications', { title: model.title });
      return () => undefined;
    }
    const notification = new Notification({
      title: model.title,
      body: model.body,
      icon: options.icon,
      urgency: model.urgent ? 'critical' : 'normal',
      actions: model.actions.map(({ label }) => ({ type: 'button', text: label })),
    });
    const forget = (): boolean => kept.delete(notification);
    notification.on('click', () => {
      forget();
      options.open(model.navigation);
    });
    notification.on('action', ({ actionIndex }) => {
      forget();
      options.open(model.actions[actionIndex]?.navigation ?? model.navigation);
    });
    notification.on('close', forget);
    notification.on('failed', (_event, why) => {
      forget();
      options.log.warn('A notification could not be shown', why);
    });
    kept.add(notification);
    const [oldest] = kept;
    if (kept.size > keptLimit && oldest !== undefined) kept.delete(oldest);
    notification.show();
    return () => notification.close();
  };
}
