import type { Navigation } from '../../contract/bridge.ts';
import { type Translate, visibleText } from '../../locales/index.ts';
import type { Finding } from './finding-digest.ts';

export interface NotificationModel {
  readonly title: string;
  readonly body: string;
  /** Whether a danger is still in its place: such a notification stays until it is seen. */
  readonly urgent: boolean;
  /** Where a click leads. */
  readonly navigation: Navigation;
}

/**
 * A file's name for a notification: nothing invisible, and nothing a notification server could take for markup. Some
 * Linux servers render `<a href>` and `&` of a body, others show entities as they are; look-alikes are safe with both.
 */
const safeName = (text: string): string =>
  visibleText(text).replaceAll('&', '＆').replaceAll('<', '‹').replaceAll('>', '›');

/** What to say of findings that came together: one by itself, several as one notification about the latest. */
export function findingNotification(findings: readonly [Finding, ...Finding[]], t: Translate): NotificationModel {
  const latest = findings.at(-1) ?? findings[0];
  const many = findings.length > 1;
  const blanks = {
    name: safeName(latest.path),
    signature: safeName(latest.signature),
    action: t(`action.${latest.action}`),
  };
  return {
    title: many ? t('notification.infectedTitleMany', { count: findings.length }) : t('notification.infectedTitle'),
    body: t(many ? 'notification.infectedBodyMany' : 'notification.infectedBody', blanks),
    urgent: findings.some((finding) => finding.action !== 'quarantined'),
    navigation: many ? viewFor(findings) : itemFor(latest),
  };
}

const itemFor = ({ quarantineId, recordId }: Finding): Navigation =>
  quarantineId === null ? { view: 'activity', recordId } : { view: 'quarantine', quarantineId };

const viewFor = (findings: readonly Finding[]): Navigation => ({
  view: findings.every((finding) => finding.quarantineId !== null) ? 'quarantine' : 'activity',
});
