import { IconEye } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { directoryOf, FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { isUnresolved, VerdictBadge } from '../../ui/verdict.tsx';
import classes from './activity.module.css';

interface RecordRowProps {
  readonly record: ScanRecord;
  readonly platform: string;
  /** The one row that Tab reaches; the arrow keys go on from there. */
  readonly tabStop: boolean;
  readonly onOpen: (recordId: number) => void;
}

/** One verdict in two lines; drawn again only when it has changed, however often others come. */
export const RecordRow = memo(function RecordRow({ record, platform, tabStop, onOpen }: RecordRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const finding = record.signature ?? (record.reason === null ? null : t(`reason.${record.reason}.name`));
  return (
    <button type="button" className={classes.record} tabIndex={tabStop ? 0 : -1} onClick={() => onOpen(record.id)}>
      <span className={classes.verdict}>
        <VerdictBadge verdict={record.verdict} />
      </span>
      <span className={classes.texts}>
        <span className={classes.name}>
          <FileName name={lastNameOf(record.path, platform)} />
        </span>
        <span className={classes.second}>
          {finding === null ? null : <span className={classes.finding}>{finding}</span>}
          <FileName name={directoryOf(record.path, platform)} />
        </span>
      </span>
      <span className={classes.aside}>
        <time className={classes.time} dateTime={record.at}>
          {format.when(record.at)}
        </time>
        {isUnresolved(record) ? (
          <span className={classes.unresolved}>
            <IconEye size={14} aria-hidden />
            {t('activity.unresolved')}
          </span>
        ) : null}
      </span>
    </button>
  );
});
