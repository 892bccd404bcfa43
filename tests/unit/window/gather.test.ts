import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gather } from '../../../renderer/state/gather.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const pauseMs = 250;

test('what comes alone is handed on at once', () => {
  const handed: (readonly number[])[] = [];
  const gathering = gather<number>(pauseMs, (items) => handed.push(items));
  gathering.add([1]);
  expect(handed).toEqual([[1]]);
  vi.advanceTimersByTime(pauseMs);
  gathering.add([2]);
  expect(handed).toEqual([[1], [2]]);
});

test('what comes in a flood is handed on together, once a pause, in order and whole', () => {
  const handed: (readonly number[])[] = [];
  const gathering = gather<number>(pauseMs, (items) => handed.push(items));
  for (let item = 0; item < 1_000; item += 1) {
    gathering.add([item]);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(pauseMs);
  expect(handed.length).toBeLessThanOrEqual(5);
  expect(handed.flat()).toEqual(Array.from({ length: 1_000 }, (_, item) => item));
});

test('after its stop nothing is handed on any more', () => {
  const handed: (readonly number[])[] = [];
  const gathering = gather<number>(pauseMs, (items) => handed.push(items));
  gathering.add([1]);
  gathering.add([2]);
  gathering.stop();
  vi.advanceTimersByTime(pauseMs);
  expect(handed).toEqual([[1]]);
});
