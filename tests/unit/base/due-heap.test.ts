import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDueHeap } from '../../../electron/base/due-heap.ts';

it('things come out when they are due, earliest first, and in the order they came where due together', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }),
      fc.integer({ min: 0, max: 20 }),
      (due, now) => {
        const heap = createDueHeap<readonly [number, number]>();
        due.forEach((dueMs, order) => {
          heap.add([dueMs, order], dueMs);
        });
        const sorted = due.map((dueMs, order) => [dueMs, order] as const).sort(([a, x], [b, y]) => a - b || x - y);
        expect(heap.takeDue(now)).toEqual(sorted.filter(([dueMs]) => dueMs <= now));
        expect(heap.nextDueMs()).toBe(sorted.find(([dueMs]) => dueMs > now)?.[0] ?? null);
        expect(heap.takeDue(Number.POSITIVE_INFINITY)).toEqual(sorted.filter(([dueMs]) => dueMs > now));
        expect(heap.nextDueMs()).toBeNull();
      },
    ),
  );
});
