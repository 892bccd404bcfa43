import { useEffect } from 'react';
import { useBridge } from '../../state/context.tsx';

const askEveryMs = 5_000;

/** While a view that shows it is open and seen, has the engines asked how busy they are; they answer by a push. */
export function useEngineStats(): void {
  const bridge = useBridge();
  useEffect(() => {
    let isAsking = false;
    const ask = (): void => {
      if (isAsking || document.hidden) return;
      isAsking = true;
      // What goes wrong with an engine is in the state; nothing needs to be said of this request.
      void bridge.request('engine.stats', {}).finally(() => {
        isAsking = false;
      });
    };
    ask();
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, [bridge]);
}
