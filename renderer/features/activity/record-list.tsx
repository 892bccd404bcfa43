import { Button, Skeleton } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import classes from './activity.module.css';
import { RecordRow } from './record-row.tsx';
import type { History } from './use-history.ts';

const rowHeightPx = 54;
const rowsAhead = 40;
const pageRows = 8;

interface RecordListProps {
  readonly history: History;
  readonly onOpen: (recordId: number) => void;
  /** Told whether the user has scrolled away from the top, where new rows would move what is being read. */
  readonly onReading: (reading: boolean) => void;
}

/** The rows that are in sight, out of however many there are. */
export function RecordList({ history, onOpen, onReading }: RecordListProps) {
  const { t } = useTranslation();
  const { list, loadMore, reveal } = history;
  const platform = useAppState((state) => state.system.platform);
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const focusWanted = useRef<number | null>(null);
  const count = list.records.length;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => list.records[index]?.id ?? index,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (lastShown >= count - rowsAhead) loadMore();
  }, [lastShown, count, loadMore]);

  useEffect(() => {
    if (focusWanted.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${focusWanted.current}"] button`);
    if (row === null || row === undefined) return;
    focusWanted.current = null;
    row.focus({ preventScroll: true });
  });

  const toTop = (): void => {
    reveal();
    setCurrent(0);
    virtualizer.scrollToOffset(0);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + pageRows,
      PageUp: current - pageRows,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(count - 1, target));
    focusWanted.current = index;
    setCurrent(index);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };

  const onFocus = ({ target }: FocusEvent): void => {
    const index = target.closest<HTMLElement>('[data-index]')?.dataset.index;
    if (index !== undefined) setCurrent(Number(index));
  };

  if (list.phase === 'loading') {
    return (
      <div className={classes.loading} aria-busy="true">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} height={38} radius="md" />
        ))}
      </div>
    );
  }
  const tabStop = items.some(({ index }) => index === current) ? current : items[0]?.index;
  return (
    <>
      {list.held.length === 0 ? null : (
        <Button
          className={classes.newRows}
          size="compact-md"
          radius="xl"
          leftSection={<IconArrowUp size={15} aria-hidden />}
          onClick={toTop}
        >
          {t('activity.newRows', { count: list.held.length })}
        </Button>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        data-testid="records"
        onScroll={({ currentTarget }) => {
          const reading = currentTarget.scrollTop > rowHeightPx / 2;
          onReading(reading);
          if (!reading && list.held.length > 0) reveal();
        }}
      >
        <ul
          className={classes.rows}
          style={{ height: virtualizer.getTotalSize() }}
          aria-label={t('activity.results')}
          onKeyDown={onKeyDown}
          onFocus={onFocus}
        >
          {items.map((item) => {
            const record = list.records[item.index];
            if (record === undefined) return null;
            return (
              <li
                key={item.key}
                data-index={item.index}
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)`, height: rowHeightPx }}
                aria-setsize={Math.max(list.total, count)}
                aria-posinset={item.index + 1}
              >
                <RecordRow record={record} platform={platform} tabStop={item.index === tabStop} onOpen={onOpen} />
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}
