import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { expect, test } from 'vitest';
import { onChange } from '../../../electron/shell/on-change.ts';
import { listenForWindowWish } from '../../../electron/shell/second-start.ts';

const setUp = () => {
  const app = new EventEmitter();
  let shown = 0;
  // Of the app only its events are used.
  const wish = listenForWindowWish(app as unknown as App);
  const startAgain = (hidden: boolean) => app.emit('second-instance', {}, [], '/', { hidden });
  return { wish, startAgain, show: () => (shown += 1), shown: () => shown };
};

test('a second start while the first still starts shows the window as soon as there is one', () => {
  const { wish, startAgain, show, shown } = setUp();
  startAgain(false);
  expect(shown()).toBe(0);
  wish.grant(show);
  expect(shown()).toBe(1);
});

test('a second start later shows the window each time', () => {
  const { wish, startAgain, show, shown } = setUp();
  wish.grant(show);
  expect(shown()).toBe(0);
  startAgain(false);
  startAgain(false);
  expect(shown()).toBe(2);
});

test('a second start at login shows no window', () => {
  const { wish, startAgain, show, shown } = setUp();
  startAgain(true);
  wish.grant(show);
  startAgain(true);
  expect(shown()).toBe(0);
});

test('a setting that did not change is not applied again', () => {
  const applied: string[] = [];
  const apply = onChange<string>('auto', (value) => applied.push(value));
  for (const value of ['auto', 'dark', 'dark', 'light', 'dark']) apply(value);
  expect(applied).toEqual(['dark', 'light', 'dark']);
});
