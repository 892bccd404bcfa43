import { useEffect, useState } from 'react';
import type { ScanRecord } from '../../../contract/verdicts.ts';
import { useBridge, useStore } from '../../state/context.tsx';
import { supersede } from '../../state/merge.ts';

/** A verdict by its id: undefined while it is looked up, null when there is none. It follows later pushes. */
export function useRecord(recordId: number | null, known: ScanRecord | null): ScanRecord | null | undefined {
  const bridge = useBridge();
  const store = useStore();
  const [found, setFound] = useState<{ readonly id: number; readonly record: ScanRecord | null } | null>(null);
  const isKnown = known !== null;
  useEffect(() => {
    if (recordId === null) return;
    let left = false;
    if (!isKnown) {
      // The history has no request for one row; the newest before the next id is this one, if it exists.
      void bridge.request('history.list', { after: { id: recordId + 1, value: null }, limit: 1 }).then((result) => {
        const record = result.ok ? result.value.records.find(({ id }) => id === recordId) : undefined;
        if (!left) setFound({ id: recordId, record: record ?? null });
      });
    }
    const stop = store.onRecords((records) => {
      const asItStands = supersede(records);
      const update = records.findLast(({ id }) => id === recordId);
      if (update !== undefined) setFound({ id: recordId, record: asItStands(update) });
      else setFound((last) => (last?.record ? { ...last, record: asItStands(last.record) } : last));
    });
    return () => {
      left = true;
      stop();
    };
  }, [recordId, isKnown, bridge, store]);
  if (recordId === null) return null;
  return known ?? (found?.id === recordId ? found.record : undefined);
}
