import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HistoryOrder } from '../../../contract/history.ts';
import { allColumns, type Column, type ColumnLayout, nextOrder, sortKeys } from './columns.ts';
import classes from './records.module.css';

interface RecordHeadProps {
  readonly layout: ColumnLayout;
  readonly order: HistoryOrder;
  readonly onOrder: (order: HistoryOrder) => void;
}

/** The columns' names; a press on one sorts by it, a second one turns the order round. */
export function RecordHead({ layout, order, onOrder }: RecordHeadProps) {
  const { beside, below, headed } = layout;
  // The track after those below the name is what is left of that line.
  const tracks: readonly (Column | null)[] = ['verdict', 'name', ...headed, null, ...beside, 'time'];
  const shown: readonly (Column | null)[] = [...tracks, ...below];
  return (
    <thead className={classes.head}>
      <tr className={classes.heads} style={{ gridTemplateColumns: layout.headTracks }} aria-rowindex={1}>
        {allColumns
          .filter((column) => shown.includes(column))
          .map((column) => (
            <Heading
              key={column}
              column={column}
              track={tracks.includes(column) ? tracks.indexOf(column) + 1 : null}
              order={order}
              onOrder={onOrder}
            />
          ))}
      </tr>
    </thead>
  );
}

interface HeadingProps {
  readonly column: Column;
  /** Where it stands; null where the column has no room of its own, and its heading is for screen readers alone. */
  readonly track: number | null;
  readonly order: HistoryOrder;
  readonly onOrder: (order: HistoryOrder) => void;
}

function Heading({ column, track, order, onOrder }: HeadingProps) {
  const { t } = useTranslation();
  const key = sortKeys[column];
  const isSorted = key !== undefined && key === order.key;
  const name = <span className={classes.label}>{t(`activity.column.${column}`)}</span>;
  const Arrow = isSorted && order.direction === 'ascending' ? IconArrowUp : IconArrowDown;
  return (
    <th
      scope="col"
      className={track === null ? classes.unseen : classes.heading}
      data-column={column}
      style={track === null ? {} : { gridColumn: track }}
      {...(key === undefined ? {} : { 'aria-sort': isSorted ? order.direction : 'none' })}
    >
      {key === undefined || track === null ? (
        name
      ) : (
        <button
          type="button"
          className={classes.sort}
          data-sorted={isSorted || undefined}
          onClick={() => onOrder(nextOrder(order, key))}
        >
          {name}
          <Arrow className={classes.arrow} size={13} stroke={2.4} aria-hidden />
        </button>
      )}
    </th>
  );
}
