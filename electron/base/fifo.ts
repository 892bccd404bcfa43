/** First in, first out, in constant time for any length: `Array.shift` moves every element that is left. */
export interface Fifo<T> {
  push(item: T): void;
  shift(): T | undefined;
  /** The first one, left in its place. */
  peek(): T | undefined;
}

const compactAbove = 1024;

export function createFifo<T>(): Fifo<T> {
  let items: (T | undefined)[] = [];
  let head = 0;
  return {
    push(item) {
      items.push(item);
    },
    shift() {
      if (head >= items.length) return undefined;
      const item = items[head];
      items[head] = undefined;
      head += 1;
      if (head > compactAbove && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    peek: () => items[head],
  };
}
