import { Button, Drawer, Skeleton } from '@mantine/core';
import { IconFileUnknown } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { useAppState } from '../../state/context.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useDrawerFocus } from '../../ui/focus.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useTranslate } from '../../ui/use-translate.ts';
import { VerdictBadge } from '../../ui/verdict.tsx';
import { FileReputation } from '../reputation/file-reputation.tsx';
import classes from './activity.module.css';
import { originHostOf } from './filters.ts';
import { HashPageButton } from './hash-page-button.tsx';
import { LimitAdvice } from './limit-advice.tsx';
import { RecordActions } from './record-actions.tsx';
import { RecordStory } from './record-story.tsx';
import { useRecord } from './use-record.ts';

interface RecordDrawerProps {
  /** Null keeps it closed. */
  readonly recordId: number | null;
  readonly known: ScanRecord | null;
  readonly onClose: () => void;
  /** Show all that came from this host. */
  readonly onOrigin: (host: string) => void;
}

/** All there is to know about one verdict, and what can be done. */
export const RecordDrawer = memo(function RecordDrawer({ recordId, known, onClose, onOrigin }: RecordDrawerProps) {
  const { t } = useTranslation();
  const platform = useAppState((state) => state.system.platform);
  const record = useRecord(recordId, known);
  const focus = useDrawerFocus(recordId !== null);
  return (
    <Drawer
      opened={recordId !== null}
      onClose={onClose}
      {...focus}
      position="right"
      size="29rem"
      title={record ? <FileName name={lastNameOf(record.path, platform)} /> : t('activity.details')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.drawerTitle ?? '' }}
    >
      {record === undefined ? <Skeleton height={220} radius="md" /> : null}
      {record === null && recordId !== null ? (
        <EmptyState icon={IconFileUnknown} title={t('activity.notFound')} />
      ) : null}
      {record ? <RecordDetails record={record} onOrigin={onOrigin} /> : null}
    </Drawer>
  );
});

const archiveName = /\.(?:zip|rar|7z|tar|gz|tgz|bz2|xz|zst|cab|iso|jar|apk|arj|lzh|docx|xlsx|pptx|eml|msg)$/i;

/** clamd names the signature it found, never the file inside an archive that it found it in. */
const mayBeInside = ({ verdict, path }: ScanRecord): boolean =>
  (verdict === 'infected' || verdict === 'suspicious') && archiveName.test(path);

function RecordDetails({
  record,
  onOrigin,
}: {
  readonly record: ScanRecord;
  readonly onOrigin: (host: string) => void;
}) {
  const { t } = useTranslation();
  const translate = useTranslate();
  const format = useFormat();
  const host = originHostOf(record);
  const meaning =
    record.reason === null ? t(`verdict.meaning.${record.verdict}`) : t(`reason.${record.reason}.meaning`);
  // What was done about a suspicious file says more than why it is one.
  const isDealtWith = record.reason === 'reputation' && !['none', 'warned', 'ignored'].includes(record.action);
  const isOver = !record.isLatest && record.action !== 'quarantined';
  const advice = isOver
    ? t('verdict.advice.over')
    : record.reason === null || isDealtWith
      ? translate(`verdict.advice.${record.verdict}`, { context: record.action })
      : t(`reason.${record.reason}.advice`);
  return (
    <div className={classes.details}>
      <div className={classes.explained}>
        <div className={classes.judged}>
          <VerdictBadge verdict={record.verdict} />
          {record.signature === null ? null : <code className={classes.signature}>{record.signature}</code>}
        </div>
        <p className={classes.meaning}>{meaning}</p>
        <p className={classes.advice}>{advice}</p>
        {mayBeInside(record) ? <p className={classes.note}>{t('verdict.insideArchive')}</p> : null}
        <LimitAdvice record={record} />
      </div>
      <RecordActions record={record} />
      <section aria-label={t('activity.story')}>
        <h3 className={classes.heading}>{t('activity.story')}</h3>
        <RecordStory record={record} />
      </section>
      {record.sha256 === null ? null : (
        <FileReputation key={record.id} recordId={record.id} headingClass={classes.heading ?? ''} />
      )}
      <section aria-label={t('activity.details')}>
        <h3 className={classes.heading}>{t('activity.details')}</h3>
        <Facts
          entries={[
            [t('activity.path'), <FileName key="path" name={record.path} wrap />],
            [
              t('activity.size'),
              record.size === null ? t('common.unknown') : <bdi key="size">{format.bytes(record.size)}</bdi>,
            ],
            [
              t('activity.origin'),
              record.origin === null ? t('common.unknown') : <FileName key="origin" name={record.origin} wrap />,
            ],
            [
              t('activity.referrer'),
              record.referrer === null ? null : <FileName key="referrer" name={record.referrer} wrap />,
            ],
            [t('activity.detail'), record.detail === null ? null : <FileName key="detail" name={record.detail} wrap />],
            [
              t('activity.sha256'),
              record.sha256 === null ? (
                t('activity.noSha256')
              ) : (
                <Copyable key="hash" text={record.sha256} label={t('activity.copyHash')} />
              ),
            ],
          ]}
        />
        {record.sha256 === null ? null : <HashPageButton recordId={record.id} />}
        {host === null ? null : (
          <Button size="compact-sm" variant="default" onClick={() => onOrigin(host)}>
            {t('activity.showOrigin', { host })}
          </Button>
        )}
        {record.pathBase64 === undefined ? null : <p className={classes.note}>{t('activity.notUtf8')}</p>}
      </section>
    </div>
  );
}
