import { useEffect, useState } from 'react';
import type { Result } from '../../../contract/result.ts';
import { useStore } from '../../state/context.tsx';
import { useToday } from '../../ui/today.ts';

/** Asked for again so long after the first news, however many follow. */
const pauseMs = 5000;

/** What main has counted of the history, as new as its last news and as today; null until it is known. */
export function useCounted<T>(ask: () => Promise<Result<T>>): Result<T> | null {
  const store = useStore();
  const today = useToday();
  const [counted, setCounted] = useState<Result<T> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: at midnight there is another day to count
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const load = async (): Promise<void> => {
      const result = await ask();
      if (!left) setCounted(result);
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
  }, [ask, store, today]);
  return counted;
}
