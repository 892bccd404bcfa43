/** A list of listeners to one kind of fact. `add` returns the way off the list. */
export interface Listeners<T extends readonly unknown[]> {
  add(listener: (...fact: T) => void): () => void;
  tell(...fact: T): void;
}

export function createListeners<T extends readonly unknown[]>(): Listeners<T> {
  const listeners = new Set<{ readonly hear: (...fact: T) => void }>();
  return {
    add(hear) {
      const entry = { hear };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    tell(...fact) {
      for (const { hear } of [...listeners]) hear(...fact);
    },
  };
}
