import { basename } from 'node:path';
import type { Navigation } from '../../contract/bridge.ts';
import type { StateReason } from '../../contract/state.ts';
import { reasonDetail, reasonSentence, type Translate } from '../../locales/index.ts';
import type { Finding } from './finding-digest.ts';
import { shortened } from './shortened.ts';

export interface NotificationModel {
  readonly title: string;
  readonly body: string;
  /** Whether a danger is still in its place: such a notification stays until it is seen. */
  readonly urgent: boolean;
  /** Where a click leads. */
  readonly navigation: Navigation;
  /** Buttons, on desktops whose notifications have any, and where each leads. */
  readonly actions: readonly { readonly label: string; readonly navigation: Navigation }[];
}

/**
 * A file's name for a notification: nothing invisible, and nothing a notification server could take for markup. Some
 * Linux servers render `<a href>` and `&` of a body, others show entities as they are; look-alikes are safe with both.
 */
const safeName = (text: string): string =>
  shortened(text).replaceAll('&', '＆').replaceAll('<', '‹').replaceAll('>', '›');

/**
 * What to say of findings that came together: one by itself, several as one notification. Infected files are told of
 * before all others; among several, one that is still in its place is the one to name, the latest otherwise.
 */
export function findingNotification(findings: readonly [Finding, ...Finding[]], t: Translate): NotificationModel {
  const [first, ...more] = findings.filter(({ verdict }) => verdict === 'infected');
  return first === undefined ? othersNotification(findings, t) : infectedNotification([first, ...more], t);
}

function othersNotification(findings: readonly [Finding, ...Finding[]], t: Translate): NotificationModel {
  const named = findings.at(-1) ?? findings[0];
  const many = findings.length > 1;
  const title = named.verdict === 'suspicious' ? 'notification.suspiciousTitle' : 'notification.unscannableTitle';
  return {
    title: many ? t('notification.othersTitleMany', { count: findings.length }) : t(title),
    body: t(many ? 'notification.othersBodyMany' : 'notification.infectedBody', blanksOf(named, t)),
    urgent: false,
    navigation: many ? viewFor(findings) : itemFor(named),
    actions: many ? [] : actionsFor(named, t),
  };
}

/** What a sentence about a finding says, with the host it was downloaded from where that is known. */
function blanksOf(named: Finding, t: Translate): Record<string, string> {
  return {
    name: safeName(basename(named.path)),
    signature: whyOf(named, t),
    action: t(`action.${named.action}`),
    ...(named.originHost === null ? {} : { context: 'from', host: safeName(named.originHost) }),
  };
}

/** Since when a file that turned bad was taken for clean. */
const wasClean = ({ turnedBad, wasCleanAt }: Finding, t: Translate): string =>
  turnedBad && wasCleanAt !== null ? t('notification.wasClean', { when: Date.parse(wasCleanAt) }) : '';

/** The engine's name for what it found, else why the file could not be examined. */
const whyOf = ({ signature, reason }: Finding, t: Translate): string =>
  reason === null ? safeName(signature ?? '') : t(`reason.${reason}.name`);

function infectedNotification(findings: readonly [Finding, ...Finding[]], t: Translate): NotificationModel {
  const left = findings.filter((finding) => finding.action !== 'quarantined');
  const named = left.at(-1) ?? findings.at(-1) ?? findings[0];
  const many = findings.length > 1;
  const kind = named.turnedBad ? 'turnedBad' : 'infected';
  return {
    title: many ? t(`notification.${kind}TitleMany`, { count: findings.length }) : t(`notification.${kind}Title`),
    body: [
      t(many ? 'notification.infectedBodyMany' : 'notification.infectedBody', blanksOf(named, t)),
      wasClean(named, t),
    ]
      .join(' ')
      .trimEnd(),
    urgent: left.length > 0,
    navigation: many ? viewFor(findings) : itemFor(named),
    actions: many ? [] : actionsFor(named, t),
  };
}

/** What can be done about one finding. Restore and Delete lead to the question, where the answer is given. */
function actionsFor(finding: Finding, t: Translate): NotificationModel['actions'] {
  const navigation = itemFor(finding);
  const view = { label: t('notification.view'), navigation };
  if (finding.quarantineId === null) return [view];
  return [
    view,
    { label: t('quarantine.restore'), navigation: { ...navigation, ask: 'restore' } },
    { label: t('quarantine.delete'), navigation: { ...navigation, ask: 'delete' } },
  ];
}

const itemFor = ({ quarantineId, recordId }: Finding): Navigation =>
  quarantineId === null ? { view: 'activity', recordId } : { view: 'quarantine', quarantineId };

const viewFor = (findings: readonly Finding[]): Navigation => ({
  view: findings.every((finding) => finding.quarantineId !== null) ? 'quarantine' : 'activity',
});

/** The engine has not answered for a while. */
export const engineDownNotification = (t: Translate): NotificationModel => ({
  title: t('state.engine-down'),
  body: t('notification.engineDownBody'),
  urgent: true,
  navigation: { view: 'engine' },
  actions: [],
});

/** The signatures have grown too old. */
export const signaturesStaleNotification = (reason: StateReason, t: Translate): NotificationModel => ({
  title: reasonSentence(t, reason),
  body: reasonDetail(t, reason),
  urgent: false,
  navigation: { view: 'engine' },
  actions: [],
});

const namedTitles = 3;

/** What came in quiet hours, told as one when they are over. */
export function quietDigest(
  held: readonly [NotificationModel, ...NotificationModel[]],
  t: Translate,
): NotificationModel {
  const [first, ...others] = held;
  if (others.length === 0) return first;
  const isOneView = held.every(({ navigation }) => navigation.view === first.navigation.view);
  return {
    title: t('notification.quietTitle', { count: held.length }),
    body: held
      .slice(-namedTitles)
      .map(({ title }) => title)
      .join('\n'),
    urgent: held.some(({ urgent }) => urgent),
    navigation: { view: isOneView ? first.navigation.view : 'overview' },
    actions: [],
  };
}
