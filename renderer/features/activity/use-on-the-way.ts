import { useEffect, useState } from 'react';
import { useAppState, useStore } from '../../state/context.tsx';
import { isAtRest, look, nothingInSight, type Sight } from './on-the-way.ts';

/** A flood changes the queue ten times a second, which nobody could read. */
const lookEveryMs = 250;

/**
 * The files on their way, looked at now and then while there are any; whoever shows them is drawn only when there is
 * something else to see.
 * @param limit how many files there may be room for
 * @param holding whether what is below is being read
 */
export function useOnTheWay(limit: number, holding: () => boolean): Sight {
  const store = useStore();
  const [sight, setSight] = useState(nothingInSight);
  const isWorking = useAppState(({ queue }) => !isAtRest(queue));
  const isAwake = isWorking || sight.rows > 0 || sight.busySinceMs !== null;
  useEffect(() => {
    if (!isAwake) return;
    const lookNow = (): void => {
      const connection = store.get();
      if (connection.kind !== 'connected') return;
      const { queue } = connection.snapshot.state;
      const now = { nowMs: Date.now(), limit, held: holding() };
      setSight((before) => {
        const next = look(queue, now, before);
        return JSON.stringify(next) === JSON.stringify(before) ? before : next;
      });
    };
    lookNow();
    const timer = setInterval(lookNow, lookEveryMs);
    return () => clearInterval(timer);
  }, [isAwake, store, limit, holding]);
  return sight;
}
