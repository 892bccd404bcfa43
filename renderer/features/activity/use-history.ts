import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useBridge, useStore } from '../../state/context.tsx';
import { type Filters, matches, settledBy, toQuery } from './filters.ts';
import { changeHistory, emptyHistory, type HistoryList, keptRows } from './history-list.ts';

const pageSize = 200;

export interface History {
  readonly list: HistoryList;
  /** Loads the next older page unless one is on its way or nothing is left. */
  loadMore(): void;
  /** Shows what arrived meanwhile. */
  reveal(): void;
  reload(): void;
}

/** The history under `filters`, paged from main, with pushed verdicts on top. While `holding`, those are kept aside. */
export function useHistory(filters: Filters, holding: () => boolean): History {
  const bridge = useBridge();
  const store = useStore();
  const [list, change] = useReducer(changeHistory, emptyHistory);
  const loading = useRef(false);
  /** Counts the lists begun: a page that belongs to an earlier one is dropped. */
  const begun = useRef(0);

  const load = useCallback(
    async (before: number | undefined) => {
      const mine = begun.current;
      loading.current = true;
      const result = await bridge.request('history.list', {
        ...toQuery(filters, new Date()),
        ...(before === undefined ? {} : { before }),
        limit: pageSize,
      });
      if (mine !== begun.current) return;
      loading.current = false;
      change(result.ok ? { type: 'pageLoaded', ...result.value } : { type: 'loadFailed' });
    },
    [bridge, filters],
  );

  const reload = useCallback(() => {
    begun.current += 1;
    change({ type: 'reset' });
    void load(undefined);
  }, [load]);

  useEffect(() => {
    reload();
    return () => {
      begun.current += 1;
    };
  }, [reload]);

  useEffect(
    () =>
      store.onRecords((records) => {
        const now = new Date();
        change({
          type: 'arrived',
          records,
          fits: (record) => matches(record, filters, now),
          leaves: settledBy(records, filters),
          hold: holding(),
        });
      }),
    [store, filters, holding],
  );

  // More may have come than is held; then what lies between is missing and the list begins anew.
  const overflowed = list.held.length >= keptRows;
  const reveal = useCallback(() => (overflowed ? reload() : change({ type: 'revealed' })), [overflowed, reload]);

  const last = list.records.at(-1)?.id;
  const loadMore = useCallback(() => {
    if (!loading.current && list.phase === 'ready' && !list.complete) void load(last);
  }, [list.phase, list.complete, last, load]);

  return { list, loadMore, reveal, reload };
}
