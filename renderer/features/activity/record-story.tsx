import { Timeline } from '@mantine/core';
import {
  IconBell,
  IconDownload,
  IconEyeCheck,
  IconEyeOff,
  IconFile,
  IconHistory,
  IconLock,
  IconLockX,
  IconScan,
  IconShieldOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { FileName } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { verdictLooks } from '../../ui/verdict.tsx';
import classes from './activity.module.css';

const actionIcons: Readonly<Record<ScanRecord['action'], TablerIcon>> = {
  none: IconFile,
  warned: IconBell,
  ignored: IconEyeOff,
  quarantined: IconLock,
  'quarantine-failed': IconLockX,
  allowed: IconShieldOff,
};

const icon = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

const isFinding = ({ verdict }: ScanRecord): boolean => verdict !== 'clean' && verdict !== 'failed';

/** What happened to the file, in the order it happened. */
export function RecordStory({ record }: { readonly record: ScanRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { icon: VerdictIcon, tone } = verdictLooks[record.verdict];
  const ActionIcon = actionIcons[record.action];
  const duration = format.duration(record.durationMs);
  return (
    <Timeline bulletSize={24} lineWidth={2} active={99} color="harbour" classNames={{ itemTitle: classes.step ?? '' }}>
      <Timeline.Item bullet={<IconDownload {...icon} />} title={t(`trigger.${record.trigger}`)} />
      {record.wasCleanAt === null ? null : (
        <Timeline.Item
          bullet={<IconHistory {...icon} />}
          title={t('activity.storyWasClean', { when: format.dateTime(record.wasCleanAt) })}
        />
      )}
      <Timeline.Item
        bullet={<IconScan {...icon} />}
        title={t(record.engine === null ? 'activity.storyNotScanned' : 'activity.storyScanned')}
      >
        {record.engine === null ? null : (
          <span className={classes.stepText}>
            {record.signatureVersion === null
              ? t('activity.storyScannedByEngine', { engine: record.engine, duration })
              : t('activity.storyScannedBy', {
                  engine: record.engine,
                  signatures: record.signatureVersion,
                  duration,
                })}
          </span>
        )}
      </Timeline.Item>
      <Timeline.Item
        bullet={<VerdictIcon {...icon} />}
        color={`var(--${tone}-fill)`}
        title={t(`verdict.${record.verdict}`)}
      >
        <time className={classes.stepText} dateTime={record.at}>
          {format.dateTime(record.at)}
        </time>
      </Timeline.Item>
      {record.action === 'none' && !isFinding(record) ? null : (
        <Timeline.Item bullet={<ActionIcon {...icon} />} title={t(`action.${record.action}`)}>
          {record.actionDetail === null ? null : (
            <span className={classes.stepText}>
              <FileName name={record.actionDetail} wrap />
            </span>
          )}
        </Timeline.Item>
      )}
      {record.acknowledged ? <Timeline.Item bullet={<IconEyeCheck {...icon} />} title={t('activity.seen')} /> : null}
    </Timeline>
  );
}
