/** Things that are due at a time: the earliest comes out first, however many wait. One timer serves them all. */
export interface DueHeap<T> {
  add(item: T, dueMs: number): void;
  /** When the earliest is due; null when nothing waits. */
  nextDueMs(): number | null;
  /** Takes out all that is due at `nowMs`, earliest first. */
  takeDue(nowMs: number): T[];
}

interface Waiting<T> {
  readonly item: T;
  readonly dueMs: number;
  /** Keeps those due at the same time in the order they came. */
  readonly order: number;
}

const isEarlier = <T>(a: Waiting<T>, b: Waiting<T>): boolean =>
  a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

export function createDueHeap<T>(): DueHeap<T> {
  const heap: Waiting<T>[] = [];
  let added = 0;

  const rise = (start: number): void => {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!swapIfEarlier(index, parent)) return;
      index = parent;
    }
  };

  const sink = (): void => {
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) return;
      const child = right !== undefined && isEarlier(right, left) ? 2 * index + 2 : 2 * index + 1;
      if (!swapIfEarlier(child, index)) return;
      index = child;
    }
  };

  const swapIfEarlier = (lower: number, upper: number): boolean => {
    const a = heap[lower];
    const b = heap[upper];
    if (a === undefined || b === undefined || !isEarlier(a, b)) return false;
    heap[lower] = b;
    heap[upper] = a;
    return true;
  };

  const takeFirst = (): Waiting<T> | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      sink();
    }
    return first;
  };

  return {
    add(item, dueMs) {
      added += 1;
      heap.push({ item, dueMs, order: added });
      rise(heap.length - 1);
    },
    nextDueMs: () => heap[0]?.dueMs ?? null,
    takeDue(nowMs) {
      const due: T[] = [];
      for (let first = heap[0]; first !== undefined && first.dueMs <= nowMs; first = heap[0]) {
        takeFirst();
        due.push(first.item);
      }
      return due;
    },
  };
}
