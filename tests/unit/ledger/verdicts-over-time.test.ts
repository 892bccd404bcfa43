import { afterEach, expect, test } from 'vitest';
import type { Verdict } from '../../../contract/verdicts.ts';
import { chartBars } from '../../../electron/ledger/chart-bars.ts';
import { openTimedLedger } from './timed-ledger.ts';

const [monday, sunday, saturday] = [1, 0, 6];

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

function openLedger() {
  const { arrive, ...rest } = openTimedLedger();
  return { ...rest, give: (at: Date, verdict: Verdict = 'clean'): void => arrive(at, { verdict }) };
}

test('the last fourteen days are days of the calendar, over a change of the year', () => {
  const bars = chartBars('days', new Date(2026, 0, 3, 12), monday);
  expect(bars).toHaveLength(14);
  expect(bars[0]).toEqual({ from: '2025-12-21', to: '2025-12-21' });
  expect(bars.slice(-4).map(({ to }) => to)).toEqual(['2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03']);
});

test.each([
  ['Monday', monday, ['2025-10-06', '2025-10-12'], ['2025-12-29', '2026-01-04']],
  ['Sunday', sunday, ['2025-10-05', '2025-10-11'], ['2025-12-28', '2026-01-03']],
  ['Saturday', saturday, ['2025-10-11', '2025-10-17'], ['2026-01-03', '2026-01-09']],
])('three months are thirteen whole weeks from %s on, the present one last', (_, firstWeekday, first, last) => {
  const bars = chartBars('weeks', new Date(2026, 0, 3, 12), firstWeekday);
  expect(bars).toHaveLength(13);
  expect([bars[0], bars.at(-1)]).toEqual([first, last].map(([from, to]) => ({ from, to })));
});

test('a year is twelve whole months, short and long, also from the last day of a long one', () => {
  const bars = chartBars('months', new Date(2024, 2, 31, 23, 59), monday);
  expect(bars).toHaveLength(12);
  expect(bars[0]).toEqual({ from: '2023-04-01', to: '2023-04-30' });
  expect(bars.slice(-3)).toEqual([
    { from: '2024-01-01', to: '2024-01-31' },
    { from: '2024-02-01', to: '2024-02-29' },
    { from: '2024-03-01', to: '2024-03-31' },
  ]);
});

// In Berlin a day of 2026-03-29 has 23 hours and one of 2025-10-26 has 25; in Cairo the clocks go forward at midnight, so
// that 2026-04-24 begins at one; in Apia there was no 2011-12-30 at all.
test.each([
  ['Europe/Berlin', new Date('2026-03-29T21:59:00Z'), '2026-03-29'],
  ['Europe/Berlin', new Date('2026-03-28T23:00:00Z'), '2026-03-29'],
  ['Europe/Berlin', new Date('2025-10-26T22:59:00Z'), '2025-10-26'],
  ['Africa/Cairo', new Date('2026-04-23T22:00:00Z'), '2026-04-24'],
  ['Pacific/Apia', new Date('2011-12-30T10:00:00Z'), '2011-12-31'],
])('no day is twice there or missing where the clocks change (%s, %s)', (place, now, today) => {
  process.env.TZ = place;
  const noon = Date.parse(`${today}T12:00:00Z`);
  const wanted = Array.from({ length: 14 }, (_, index) =>
    new Date(noon - (13 - index) * 86_400_000).toISOString().slice(0, 10),
  );
  expect(chartBars('days', now, monday).map(({ from }) => from)).toEqual(wanted);
  const weeks = chartBars('weeks', now, monday);
  const follow = weeks.slice(1).map(({ from }, index) => Date.parse(from) - Date.parse(weeks[index]?.to ?? ''));
  expect(new Set(follow)).toEqual(new Set([86_400_000]));
});

test('verdicts are counted on the day they were given on the user’s clock, however long that day was', () => {
  process.env.TZ = 'Europe/Berlin';
  const { ledger, give } = openLedger();
  give(new Date('2026-03-28T22:59:59Z'));
  give(new Date('2026-03-28T23:00:00Z'));
  give(new Date('2026-03-29T21:59:59Z'));
  give(new Date('2026-03-29T22:00:00Z'));
  const { bars } = ledger.verdictsOverTime('days', monday);
  expect(bars.slice(-3).map(({ from, counts }) => [from, counts.clean])).toEqual([
    ['2026-03-28', 1],
    ['2026-03-29', 2],
    ['2026-03-30', 1],
  ]);
});

test('days, weeks and months each hold what was given in them, and no bar what was given before the span', () => {
  const { ledger, give } = openLedger();
  give(new Date(2025, 0, 31, 12), 'infected');
  give(new Date(2025, 1, 1, 0, 0), 'infected');
  give(new Date(2025, 11, 31, 23, 59));
  give(new Date(2026, 0, 1, 0, 0), 'suspicious');
  give(new Date(2026, 0, 4, 12));
  give(new Date(2026, 0, 5, 12));
  const told = (span: 'days' | 'weeks' | 'months') =>
    ledger.verdictsOverTime(span, monday).bars.flatMap(({ from, counts }) => {
      const given = Object.entries(counts).filter(([, count]) => count > 0);
      return given.length === 0 ? [] : [[from, Object.fromEntries(given)]];
    });
  expect(told('days')).toEqual([
    ['2025-12-31', { clean: 1 }],
    ['2026-01-01', { suspicious: 1 }],
    ['2026-01-04', { clean: 1 }],
    ['2026-01-05', { clean: 1 }],
  ]);
  expect(told('weeks')).toEqual([
    ['2025-12-29', { clean: 2, suspicious: 1 }],
    ['2026-01-05', { clean: 1 }],
  ]);
  expect(told('months')).toEqual([
    ['2025-02-01', { infected: 1 }],
    ['2025-12-01', { clean: 1 }],
    ['2026-01-01', { clean: 2, suspicious: 1 }],
  ]);
});

test('it is told since when there are figures, and not before there are any', () => {
  const { ledger, give } = openLedger();
  expect(ledger.verdictsOverTime('weeks', monday).since).toBeNull();
  give(new Date(2026, 2, 3, 12));
  give(new Date(2026, 2, 20, 12));
  expect(ledger.verdictsOverTime('days', monday).since).toBe('2026-03-03');
});

test('what was counted stays when the history’s rows go', () => {
  const { ledger, give, pruner, goTo } = openLedger();
  give(new Date(2025, 8, 1, 12), 'infected');
  goTo(new Date(2026, 2, 20, 12));
  pruner.remove(pruner.window(0));
  expect(ledger.list({ limit: 10 }).total).toBe(0);
  const { bars, since } = ledger.verdictsOverTime('months', monday);
  expect(bars.find(({ from }) => from === '2025-09-01')?.counts.infected).toBe(1);
  expect(since).toBe('2025-09-01');
});
