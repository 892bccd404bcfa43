import { Timeline } from '@mantine/core';
import {
  IconBell,
  IconDownload,
  IconEye,
  IconEyeCheck,
  IconEyeOff,
  IconFile,
  IconFileCheck,
  IconHistory,
  IconLock,
  IconLockX,
  IconRefresh,
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

/** These say themselves how the file was come upon; any other only asked for the scan of what may have been there long before. */
const tellsOfArrival: readonly ScanRecord['trigger'][] = ['arrival', 'change', 'sweep'];

/** What lies between two times; null where one is unknown, or the clock was set back in between. */
function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 0 ? null : ms;
}

/** What happened to the file, in the order it happened; times that are not known are left out. */
export function RecordStory({ record }: { readonly record: ScanRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { icon: VerdictIcon, tone } = verdictLooks[record.verdict];
  const ActionIcon = actionIcons[record.action];
  const duration = format.duration(record.durationMs);
  const isArrival = tellsOfArrival.includes(record.trigger);
  const AskedIcon = isArrival ? IconDownload : IconRefresh;
  const askedAt = isArrival ? record.seenAt : record.queuedAt;
  const settledMs = between(record.seenAt, record.settledAt);
  const queuedMs = between(record.queuedAt, record.scanStartedAt);
  const asked = (
    <Timeline.Item bullet={<AskedIcon {...icon} />} title={t(`trigger.${record.trigger}`)}>
      {askedAt === null ? null : <When at={askedAt} />}
    </Timeline.Item>
  );
  const settled =
    record.settledAt === null ? null : (
      <Timeline.Item bullet={<IconFileCheck {...icon} />} title={t('activity.storySettled')}>
        <When
          at={record.settledAt}
          {...(settledMs === null ? {} : { text: ['activity.storySettledAfter', format.wait(settledMs)] })}
        />
      </Timeline.Item>
    );
  const wasClean =
    record.wasCleanAt === null ? null : (
      <Timeline.Item
        bullet={<IconHistory {...icon} />}
        title={t('activity.storyWasClean', { when: format.dateTime(record.wasCleanAt) })}
      />
    );
  return (
    <Timeline bulletSize={24} lineWidth={2} active={99} color="harbour" classNames={{ itemTitle: classes.step ?? '' }}>
      {isArrival || record.seenAt === null ? null : (
        <Timeline.Item bullet={<IconEye {...icon} />} title={t('activity.storySeen')}>
          <When at={record.seenAt} />
        </Timeline.Item>
      )}
      {isArrival ? asked : settled}
      {isArrival ? settled : wasClean}
      {isArrival ? wasClean : asked}
      <Timeline.Item
        bullet={<IconScan {...icon} />}
        title={t(record.engine === null ? 'activity.storyNotScanned' : 'activity.storyScanned')}
      >
        {record.scanStartedAt === null ? null : (
          <When
            at={record.scanStartedAt}
            text={queuedMs === null ? ['activity.storyBegan', ''] : ['activity.storyBeganAfter', format.wait(queuedMs)]}
          />
        )}
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
        <When at={record.at} />
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

interface WhenProps {
  readonly at: string;
  /** A sentence about the time, and how long was waited until then. */
  readonly text?: readonly [
    key: 'activity.storySettledAfter' | 'activity.storyBegan' | 'activity.storyBeganAfter',
    waited: string,
  ];
}

function When({ at, text }: WhenProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const when = format.dateTime(at);
  return (
    <time className={classes.when} dateTime={at}>
      {text === undefined ? when : t(text[0], { when, waited: text[1] })}
    </time>
  );
}
