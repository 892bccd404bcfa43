import { Button, Skeleton } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryOrder } from '../../../contract/history.ts';
import { useAppState } from '../../state/context.tsx';
import type { ColumnLayout } from './columns.ts';
import { RecordHead } from './record-head.tsx';
import { RecordRow } from './record-row.tsx';
import classes from './records.module.css';
import type { History } from './use-history.ts';

const rowHeightPx = 54;
const rowsAhead = 40;
const pageRows = 8;
/** A pointer that has not moved for so long aims at nothing. */
const pointerRestMs = 2000;

interface RecordListProps {
  readonly history: History;
  readonly layout: ColumnLayout;
  readonly order: HistoryOrder;
  readonly onOrder: (order: HistoryOrder) => void;
  readonly onOpen: (recordId: number) => void;
  /** Told whether new rows would move what the user reads: further down, or under the pointer. */
  readonly onReading: (reading: boolean) => void;
}

/** The rows that are in sight, out of however many there are, under the names of their columns. */
export function RecordList({ history, layout, order, onOrder, onOpen, onReading }: RecordListProps) {
  const { t } = useTranslation();
  const { list, isNewestFirst, loadMore, reveal } = history;
  const platform = useAppState((state) => state.system.platform);
  const scroller = useRef<HTMLTableSectionElement>(null);
  const [isDown, setDown] = useState(false);
  const [isPointedAt, setPointedAt] = useState(false);
  const isReading = isDown || isPointedAt;
  const rest = useTimeout(() => setPointedAt(false), pointerRestMs);
  /** The row that has or had the focus, wherever new ones above have moved it. */
  const [current, setCurrent] = useState<number | null>(null);
  const focusWanted = useRef<number | null>(null);
  const isLoading = list.phase === 'loading';
  const records = isLoading ? list.outgoing : list.records;
  const count = records.length;
  const currentIndex = useMemo(() => records.findIndex(({ id }) => id === current), [records, current]);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => records[index]?.id ?? index,
    overscan: 5,
    // A row that went out of sight with the focus in it would take the focus with it.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(currentIndex < 0 ? [] : [currentIndex])])].sort(
        (a, b) => a - b,
      ),
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = virtualizer.range?.endIndex ?? 0;

  useEffect(() => {
    if (!isLoading && lastShown >= count - rowsAhead) loadMore();
  }, [isLoading, lastShown, count, loadMore]);

  // A list that begins anew is read from its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each generation once
  useLayoutEffect(() => {
    if (isLoading) return;
    setCurrent(null);
    scroller.current?.scrollTo(0, 0);
  }, [isLoading, list.generation]);

  useEffect(() => {
    onReading(isReading);
    return () => onReading(false);
  }, [isReading, onReading]);

  // Where new rows may come on top they do, at the latest when the user is done reading.
  const mayReveal = !isReading && isNewestFirst && list.heldCount > 0;
  useEffect(() => {
    if (mayReveal) reveal();
  }, [mayReveal, reveal]);

  useEffect(() => {
    if (focusWanted.current === null || isLoading) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${focusWanted.current}"] button`);
    if (row === null || row === undefined) return;
    focusWanted.current = null;
    row.focus({ preventScroll: true });
  });

  const showHeld = (): void => {
    reveal();
    // The button that was pressed goes away.
    focusWanted.current = 0;
    virtualizer.scrollToOffset(0);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = {
      ArrowDown: currentIndex + 1,
      ArrowUp: currentIndex - 1,
      PageDown: currentIndex + pageRows,
      PageUp: currentIndex - pageRows,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(count - 1, target));
    focusWanted.current = index;
    setCurrent(records[index]?.id ?? null);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };

  const onClick = ({ target }: MouseEvent): void => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-record]') : null;
    if (row === null) return;
    // Where the focus comes back to when the drawer closes.
    row.querySelector('button')?.focus({ preventScroll: true });
    onOpen(Number(row.dataset.record));
  };

  if (isLoading && count === 0) {
    return (
      <div className={classes.loading} aria-busy="true">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} height={38} radius="md" />
        ))}
      </div>
    );
  }
  const tabStop = currentIndex < 0 ? items[0]?.index : currentIndex;
  return (
    <div
      className={classes.list}
      onPointerMove={() => {
        setPointedAt(true);
        rest.clear();
        rest.start();
      }}
      onPointerLeave={() => setPointedAt(false)}
    >
      {/* Said once, when it appears, and not at each new one. */}
      <span role="status" className={classes.said}>
        {list.heldCount === 0 ? '' : t('activity.newRowsWait')}
      </span>
      {list.heldCount === 0 ? null : (
        <Button
          className={classes.newRows}
          size="compact-md"
          radius="xl"
          leftSection={<IconArrowUp size={15} aria-hidden />}
          onClick={showHeld}
        >
          {t('activity.newRows', { count: list.heldCount })}
        </Button>
      )}
      <table
        className={classes.table}
        aria-label={t('activity.results')}
        aria-rowcount={Math.max(list.total, count) + 1}
        aria-busy={isLoading}
      >
        <RecordHead layout={layout} order={order} onOrder={onOrder} />
        <tbody
          ref={scroller}
          className={classes.scroller}
          style={{ '--rows-height': `${virtualizer.getTotalSize()}px` } as CSSProperties}
          data-testid="records"
          onKeyDown={onKeyDown}
          onClick={onClick}
          onScroll={({ currentTarget }) => setDown(currentTarget.scrollTop > rowHeightPx / 2)}
        >
          {items.map((item) => {
            const record = records[item.index];
            if (record === undefined) return null;
            return (
              <RecordRow
                key={item.key}
                record={record}
                index={item.index}
                layout={layout}
                platform={platform}
                tabStop={item.index === tabStop}
                startPx={item.start}
                heightPx={rowHeightPx}
                onFocus={setCurrent}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
