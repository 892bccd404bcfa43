import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Timers stand still while the machine sleeps, so midnight may be over much earlier than they say. */
const lookEveryMs = 60_000;

const msToMidnight = (): number => {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
};

function wait(): void {
  timer = setTimeout(
    () => {
      wait();
      for (const tell of [...listeners]) tell();
    },
    Math.min(msToMidnight() + 1, lookEveryMs),
  );
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) wait();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

const dayNow = (): string => new Date().toDateString();

/** The present day; whoever uses it is drawn again at midnight. */
export const useToday = (): string => useSyncExternalStore(subscribe, dayNow);
