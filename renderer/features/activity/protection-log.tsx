import { Button, Drawer, Skeleton, Timeline } from '@mantine/core';
import {
  IconAdjustments,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconFolderMinus,
  IconFolderPlus,
  IconPlayerPause,
  IconPlayerPlay,
  IconPower,
  IconRadar2,
  IconRefresh,
  IconShieldCog,
  type TablerIcon,
} from '@tabler/icons-react';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProtectionEvent } from '../../../contract/protection-log.ts';
import { protectionLogDetail, protectionLogSentence } from '../../../locales/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { useDrawerFocus } from '../../ui/focus.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useTranslate } from '../../ui/use-translate.ts';
import classes from './activity.module.css';
import { useProtectionLog } from './use-protection-log.ts';

/** A button, and the drawer it opens: what happened to the protection itself. */
export const ProtectionLogButton = memo(function ProtectionLogButton() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const focus = useDrawerFocus(opened);
  return (
    <>
      <Button
        variant="default"
        className={classes.log}
        classNames={{ section: classes.logIcon ?? '' }}
        leftSection={<IconShieldCog size={16} aria-hidden />}
        onClick={() => setOpened(true)}
        aria-haspopup="dialog"
      >
        <span className={classes.logName}>{t('protectionLog.title')}</span>
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        {...focus}
        position="right"
        size="29rem"
        title={t('protectionLog.title')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ title: classes.drawerTitle ?? '' }}
      >
        <ProtectionLog />
      </Drawer>
    </>
  );
});

function ProtectionLog() {
  const { t } = useTranslation();
  const { entries, phase, more, reload } = useProtectionLog();
  const format = useFormat();
  const sentence = useSentence();
  if (phase === 'failed') {
    return (
      <EmptyState icon={IconAlertTriangle} title={t('protectionLog.failed')}>
        <Button onClick={reload}>{t('common.retry')}</Button>
      </EmptyState>
    );
  }
  if (phase === 'loading' && entries.length === 0) return <Skeleton height={220} radius="md" />;
  if (entries.length === 0) {
    return <EmptyState icon={IconShieldCog} title={t('protectionLog.empty')} hint={t('protectionLog.emptyHint')} />;
  }
  return (
    <>
      <Timeline bulletSize={24} lineWidth={2} active={entries.length} color="harbour">
        {entries.map(({ id, at, event }) => {
          const { icon: Icon, tone } = lookOf(event);
          const detail = isBad(event) ? protectionLogDetail(event) : '';
          return (
            <Timeline.Item
              key={id}
              bullet={<Icon size={13} stroke={2.2} aria-hidden />}
              {...(tone === null ? {} : { color: `var(--${tone}-fill)` })}
              title={sentence(event)}
              classNames={{ item: classes.logEntry ?? '', itemTitle: classes.logTitle ?? '' }}
            >
              <time className={classes.stepText} dateTime={at}>
                {format.dateTime(at)}
              </time>
              {detail === '' ? null : (
                <p className={classes.logDetail}>
                  <FileName name={detail} wrap />
                </p>
              )}
            </Timeline.Item>
          );
        })}
      </Timeline>
      {more === null ? null : (
        <Button variant="default" mt="md" fullWidth loading={phase === 'loading'} onClick={more}>
          {t('protectionLog.more')}
        </Button>
      )}
    </>
  );
}

/** An entry in the user's language. */
function useSentence(): (event: ProtectionEvent) => string {
  const { i18n } = useTranslation();
  const translate = useTranslate();
  const format = useFormat();
  const list = useMemo(() => new Intl.ListFormat(i18n.language, { type: 'unit' }), [i18n.language]);
  return (event) =>
    protectionLogSentence(translate, event, {
      span: (ms) => format.timeSpan(ms / 1000),
      when: format.when,
      list: (parts) => list.format(parts),
    });
}

/** Something was not protected as it should be. */
function isBad(event: ProtectionEvent): boolean {
  switch (event.kind) {
    case 'engine':
      return event.status !== 'healthy';
    case 'folder':
      return event.health !== 'watching';
    case 'started':
      return event.after === 'crash';
    case 'full-scan':
      return event.failure !== null;
    default:
      return false;
  }
}

const icons: Readonly<Record<ProtectionEvent['kind'], TablerIcon>> = {
  started: IconPower,
  stopped: IconPower,
  engine: IconCircleCheck,
  folder: IconCircleCheck,
  signatures: IconRefresh,
  'folder-added': IconFolderPlus,
  'folder-removed': IconFolderMinus,
  paused: IconPlayerPause,
  resumed: IconPlayerPlay,
  'full-scan': IconRadar2,
  settings: IconAdjustments,
};

function lookOf(event: ProtectionEvent): { readonly icon: TablerIcon; readonly tone: 'bad' | 'odd' | null } {
  if (isBad(event))
    return event.kind === 'engine' && event.status === 'down'
      ? { icon: IconCircleX, tone: 'bad' }
      : { icon: IconAlertTriangle, tone: 'odd' };
  return { icon: icons[event.kind], tone: event.kind === 'paused' || event.kind === 'stopped' ? 'odd' : null };
}
