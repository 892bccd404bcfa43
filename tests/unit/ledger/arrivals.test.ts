import { expect, test } from 'vitest';
import { openTimedLedger } from './timed-ledger.ts';

test('arrivals are counted by the hour of the day on the user’s clock, over fourteen days', () => {
  const { ledger, arrive } = openTimedLedger();
  arrive(new Date(2026, 2, 6, 23, 59));
  arrive(new Date(2026, 2, 7, 0, 0));
  arrive(new Date(2026, 2, 19, 9, 59));
  arrive(new Date(2026, 2, 20, 9, 0));
  arrive(new Date(2026, 2, 20, 9, 30), { trigger: 'sweep' });
  const { hours } = ledger.arrivals();
  expect(hours).toHaveLength(24);
  expect(hours.flatMap((count, hour) => (count === 0 ? [] : [[hour, count]]))).toEqual([
    [0, 1],
    [9, 2],
  ]);
});

test('the hosts most arrivals came from are named, the first first, and no more than six', () => {
  const { ledger, arrive } = openTimedLedger();
  const hosts = [
    'b.example',
    'a.example',
    'c.example',
    'c.example',
    'd.example',
    'e.example',
    'f.example',
    'g.example',
  ];
  for (const host of hosts) arrive(new Date(2026, 2, 20, 9), { origin: `https://${host}/file` });
  arrive(new Date(2026, 2, 20, 10));
  const { origins } = ledger.arrivals();
  expect(origins.map(({ host }) => host)).toEqual([
    'c.example',
    'a.example',
    'b.example',
    'd.example',
    'e.example',
    'f.example',
  ]);
  expect(origins[0]?.count).toBe(2);
});
