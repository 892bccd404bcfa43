import { IconEye } from '@tabler/icons-react';
import { type CSSProperties, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityColumn } from '../../../contract/history.ts';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { directoryOf, FileName, lastNameOf } from '../../ui/file-name.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { isUnresolved, VerdictBadge } from '../../ui/verdict.tsx';
import { allColumns, type ColumnLayout } from './columns.ts';
import { originHostOf } from './filters.ts';
import classes from './records.module.css';

interface RecordRowProps {
  readonly record: ScanRecord;
  readonly index: number;
  readonly layout: ColumnLayout;
  readonly platform: string;
  /** The one row that Tab reaches; the arrow keys go on from there. */
  readonly tabStop: boolean;
  readonly startPx: number;
  readonly heightPx: number;
  readonly onFocus: (recordId: number) => void;
}

/** One verdict in two lines; whoever shows it listens for clicks anywhere in it. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { record, index, layout, platform } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { beside, below } = layout;
  const open = isUnresolved(record);
  const ids = { verdict: `verdict-${record.id}`, name: `name-${record.id}`, open: `open-${record.id}` };
  const restOfLine = 2 + below.length;
  const both = { gridRow: '1 / 3' } as const;
  const placeOf = (column: ActivityColumn): CSSProperties =>
    below.includes(column)
      ? {
          gridRow: 2,
          gridColumn: 2 + below.indexOf(column),
          ...(column === 'finding' ? { maxWidth: `${layout.findingRem}rem` } : {}),
        }
      : { ...both, gridColumn: restOfLine + 1 + beside.indexOf(column) };
  const chosen = allColumns.filter((column): column is ActivityColumn =>
    [...below, ...beside].some((known) => known === column),
  );
  return (
    <tr
      className={classes.row}
      style={{
        gridTemplateColumns: layout.rowTracks,
        transform: `translateY(${props.startPx}px)`,
        height: props.heightPx,
      }}
      data-index={index}
      data-record={record.id}
      aria-rowindex={index + 2}
    >
      <td className={classes.verdict} style={both}>
        <span id={ids.verdict}>
          <VerdictBadge verdict={record.verdict} />
        </span>
      </td>
      <td
        className={classes.name}
        data-alone={below.length === 0 || undefined}
        style={{ gridColumn: `2 / ${restOfLine + 1}`, gridRow: below.length === 0 ? '1 / 3' : 1 }}
      >
        <button
          type="button"
          className={classes.open}
          tabIndex={props.tabStop ? 0 : -1}
          aria-labelledby={`${ids.verdict} ${ids.name}${open ? ` ${ids.open}` : ''}`}
          onFocus={() => props.onFocus(record.id)}
        >
          <span id={ids.name} className={classes.nameText}>
            <FileName name={lastNameOf(record.path, platform)} />
          </span>
        </button>
      </td>
      {chosen.map((column) => (
        <td
          key={column}
          className={classes.fact}
          data-column={column}
          data-below={below.includes(column) || undefined}
          style={placeOf(column)}
        >
          <Fact column={column} record={record} platform={platform} />
        </td>
      ))}
      <td className={classes.aside} style={{ ...both, gridColumn: restOfLine + 1 + beside.length }}>
        <time className={classes.time} dateTime={record.at}>
          {format.when(record.at)}
        </time>
        {open ? (
          <span id={ids.open} className={classes.unresolved}>
            <IconEye size={14} aria-hidden />
            {t('activity.unresolved')}
          </span>
        ) : null}
      </td>
    </tr>
  );
});

/** What one of the chosen columns says; nothing where it is not known. */
function Fact({
  column,
  record,
  platform,
}: {
  readonly column: ActivityColumn;
  readonly record: ScanRecord;
  readonly platform: string;
}): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const text = (value: string): ReactNode => (
    <span className={classes.text} title={value}>
      {value}
    </span>
  );
  switch (column) {
    case 'finding':
      if (record.signature !== null) return <FileName name={record.signature} />;
      return record.reason === null ? null : text(t(`reason.${record.reason}.name`));
    case 'folder':
      return <FileName name={directoryOf(record.path, platform)} />;
    case 'size':
      return record.size === null ? null : text(format.bytes(record.size));
    case 'origin': {
      const host = originHostOf(record);
      return host === null ? null : <FileName name={host} />;
    }
    case 'trigger':
      return (
        <span className={classes.text} title={t(`trigger.${record.trigger}`)}>
          {t(`activity.why.${record.trigger}`)}
        </span>
      );
    case 'duration':
      return text(format.duration(record.durationMs));
    case 'engine':
      return record.engine === null ? null : <FileName name={record.engine} />;
  }
}
