import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { HistoryCursor, HistoryOrder } from '../../../contract/history.ts';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { useBridge, useStore } from '../../state/context.tsx';
import { gather } from '../../state/gather.ts';
import { type Filters, leavesWhenSettled, matches, toQuery } from './filters.ts';
import { changeHistory, emptyHistory, type HistoryList } from './history-list.ts';

const pageSize = 200;

/** Drawing a flood more often would make all rows in sight anew each time, for nobody to read. */
const drawnEveryMs = 250;

export interface History {
  readonly list: HistoryList;
  /** Whether what arrives belongs on top of the list; in any other order it is held back until the user asks for it. */
  readonly isNewestFirst: boolean;
  /** Loads the next page unless one is on its way or nothing is left. */
  loadMore(): void;
  /** Shows what arrived meanwhile: on top, or in its places by beginning the list anew. */
  reveal(): void;
  reload(): void;
}

/**
 * The history under `filters` in an order, paged from main. Pushed verdicts come on top where the newest are there,
 * unless `holding`; in any other order they are counted and kept aside.
 */
export function useHistory(filters: Filters, order: HistoryOrder, holding: () => boolean): History {
  const bridge = useBridge();
  const store = useStore();
  const [list, change] = useReducer(changeHistory, emptyHistory);
  const loading = useRef(false);
  /** Counts the lists begun: a page that belongs to an earlier one is dropped. */
  const begun = useRef(0);
  const isNewestFirst = order.key === 'time' && order.direction === 'descending';

  const load = useCallback(
    async (after: HistoryCursor | null) => {
      const mine = begun.current;
      loading.current = true;
      const result = await bridge.request('history.list', {
        ...toQuery(filters, new Date()),
        ...(isNewestFirst ? {} : { order }),
        ...(after === null ? {} : { after }),
        limit: pageSize,
      });
      if (mine !== begun.current) return;
      loading.current = false;
      change(result.ok ? { type: 'pageLoaded', after, ...result.value } : { type: 'loadFailed' });
    },
    [bridge, filters, order, isNewestFirst],
  );

  const reload = useCallback(() => {
    begun.current += 1;
    const connection = store.get();
    const newest = connection.kind === 'connected' ? connection.snapshot.state.recent[0] : undefined;
    change({ type: 'reset', isNewestFirst, newestId: newest?.id ?? 0 });
    void load(null);
  }, [store, isNewestFirst, load]);

  useEffect(() => {
    reload();
    return () => {
      begun.current += 1;
    };
  }, [reload]);

  useEffect(() => {
    const arrivals = gather<ScanRecord>(drawnEveryMs, (records) => {
      const now = new Date();
      change({
        type: 'arrived',
        records,
        fits: (record) => matches(record, filters, now),
        leaves: leavesWhenSettled(filters),
        hold: !isNewestFirst || holding(),
      });
    });
    const stop = store.onRecords(arrivals.add);
    return () => {
      stop();
      arrivals.stop();
    };
  }, [store, filters, isNewestFirst, holding]);

  // More may have come than is held; then what lies between is missing and the list begins anew.
  const canBePutOnTop = isNewestFirst && list.heldCount === list.held.length;
  const reveal = useCallback(() => (canBePutOnTop ? change({ type: 'revealed' }) : reload()), [canBePutOnTop, reload]);

  // Where there is no row, none is moved, and none has the button above it.
  const isHeldAlone = list.phase === 'ready' && list.records.length === 0 && list.heldCount > 0;
  useEffect(() => {
    if (isHeldAlone) reveal();
  }, [isHeldAlone, reveal]);

  const { phase, next } = list;
  const loadMore = useCallback(() => {
    if (!loading.current && phase === 'ready' && next !== null) void load(next);
  }, [phase, next, load]);

  return { list, isNewestFirst, loadMore, reveal, reload };
}
