import { Anchor, Loader } from '@mantine/core';
import { useThrottledValue } from '@mantine/hooks';
import { IconDots, IconInbox } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { useNavigate } from '../../navigation.tsx';
import { useAppState } from '../../state/context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { Section } from '../../ui/page.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { VerdictBadge } from '../../ui/verdict.tsx';
import classes from './overview.module.css';

const shownRecords = 8;
const shownScans = 3;
const shownArrivals = 5;

/** A flood cannot be read, and each row costs. */
const drawnEveryMs = 250;

/** The newest verdicts, and above them what is on its way to one. */
export function LatestArrivals() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const recent = useThrottledValue(
    useAppState((state) => state.recent),
    drawnEveryMs,
  );
  const idle = useAppState(({ queue }) => queue.arriving + queue.queued + queue.waiting + queue.scanning.length === 0);
  return (
    <Section
      title={t('overview.latest')}
      aside={
        recent.length === 0 ? null : (
          <Anchor component="button" type="button" size="sm" onClick={() => navigate({ view: 'activity' })}>
            {t('overview.all')}
          </Anchor>
        )
      }
    >
      {idle ? null : <QueueNow />}
      {recent.length === 0 ? (
        <EmptyState icon={IconInbox} title={t('overview.latestEmpty')} hint={t('overview.latestEmptyHint')} />
      ) : (
        <ul className={classes.arrivals}>
          {recent.slice(0, shownRecords).map((record) => (
            <Arrival key={record.id} record={record} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const Arrival = memo(function Arrival({ record }: { readonly record: ScanRecord }) {
  const navigate = useNavigate();
  const format = useFormat();
  const platform = useAppState((state) => state.system.platform);
  return (
    <li>
      <button
        type="button"
        className={classes.arrival}
        onClick={() => navigate({ view: 'activity', recordId: record.id })}
      >
        <span className={classes.arrivalName}>
          <FileName name={lastNameOf(record.path, platform)} />
        </span>
        <VerdictBadge verdict={record.verdict} />
        <time className={classes.time} dateTime={record.at}>
          {format.when(record.at)}
        </time>
      </button>
    </li>
  );
});

function QueueNow() {
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  const format = useFormat();
  const queue = useAppState((state) => state.queue);
  const counts = [
    queue.arriving > 0 ? t('overview.arriving', { count: queue.arriving }) : null,
    queue.queued > 0 ? t('overview.queued', { count: queue.queued }) : null,
    queue.scanning.length > 0 ? t('overview.scanningNow', { count: queue.scanning.length }) : null,
    queue.waiting > 0 ? t('overview.waiting', { count: queue.waiting }) : null,
  ].filter((text) => text !== null);
  return (
    <div className={classes.queue}>
      <p className={classes.queueCounts}>{counts.join(' · ')}</p>
      {queue.scanning.slice(0, shownScans).map(({ path, since }) => (
        <div key={`${since} ${path}`} className={classes.scanning}>
          <Loader size={14} aria-label={t('overview.scanningFile')} role="img" />
          <FileName name={lastNameOf(path, platform)} />
        </div>
      ))}
      {queue.arrivingFiles.slice(0, shownArrivals).map(({ path, size, partial }) => (
        <div key={path} className={classes.scanning}>
          <IconDots size={14} aria-hidden />
          <FileName name={lastNameOf(path, platform)} />
          <span className={classes.soFar}>
            {t(partial ? 'overview.downloadingFile' : 'overview.arrivingFile', { size: format.bytes(size) })}
          </span>
        </div>
      ))}
    </div>
  );
}
