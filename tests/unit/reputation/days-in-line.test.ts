import { expect, test } from 'vitest';
import { daysInLine, reputationSettingsSchema } from '../../../contract/reputation.ts';

test.each([
  ['an empty line', 0, {}, null],
  ['what a day is enough for', 500, {}, null],
  ['one file more', 501, {}, 2],
  ['a source tree', 50_000, {}, 100],
  ['a quota that the minute bounds', 1_441, { perMinute: 1, perDay: 10_000, perMonth: 300_000 }, 2],
  ['a quota that the month bounds', 301, { perMonth: 3_000 }, 4],
])('%s is told in whole days, unless one is enough', (_, queued, quota, days) => {
  expect(daysInLine({ queued }, reputationSettingsSchema.parse(quota))).toBe(days);
});
