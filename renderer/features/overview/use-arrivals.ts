import { useEffect, useState } from 'react';
import type { Arrivals } from '../../../contract/arrivals.ts';
import { useBridge, useStore } from '../../state/context.tsx';

/** Asked for again so long after the first news, however many follow. */
const pauseMs = 5000;

/** When and from where files arrived lately; null until it is known. */
export function useArrivals(): Arrivals | null {
  const bridge = useBridge();
  const store = useStore();
  const [arrivals, setArrivals] = useState<Arrivals | null>(null);
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const load = async (): Promise<void> => {
      const result = await bridge.request('history.arrivals', {});
      if (!left && result.ok) setArrivals(result.value);
    };
    void load();
    const stop = store.onRecords(() => {
      timer ??= setTimeout(() => {
        timer = null;
        void load();
      }, pauseMs);
    });
    return () => {
      left = true;
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [bridge, store]);
  return arrivals;
}
