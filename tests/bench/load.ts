import { loadavg } from 'node:os';

/** How busy the machine was in the last minute: figures of smoothness mean little without it. */
export const machineLoad = (): string => `load of the machine ${loadavg()[0]?.toFixed(1)}`;

/**
 * Calls `each` with 0 to `count - 1`, evenly over `seconds`, as near to that as timers let it. Resolves after the last.
 */
export function evenly(count: number, seconds: number, each: (index: number) => void): Promise<void> {
  const began = performance.now();
  let next = 0;
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      try {
        const due = Math.min(count, Math.ceil((count * (performance.now() - began)) / (seconds * 1000)));
        for (; next < due; next += 1) each(next);
      } catch (error) {
        clearInterval(timer);
        reject(error);
        return;
      }
      if (next < count) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}
