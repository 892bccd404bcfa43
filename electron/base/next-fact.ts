import type { Listeners } from './listeners.ts';

/** Resolves when the listeners are told next; rejects with the signal's reason when it aborts first. */
export function nextFact(facts: Listeners<[]>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = facts.add(() => {
      forget();
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = (): void => {
      forget();
      reject(signal.reason);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
