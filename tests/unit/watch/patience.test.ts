import { expect, test } from 'vitest';
import { createPatience } from '../../../electron/watch/patience.ts';

/** How many patient times follow until the disk is tried again. */
function patientTimes({ isNeeded }: ReturnType<typeof createPatience>): number {
  let times = 0;
  while (isNeeded()) times += 1;
  return times;
}

test('a disk that hangs each time it is tried is tried ever more seldom, and as often as ever once it answers', () => {
  const patience = createPatience(16);
  expect(patientTimes(patience)).toBe(0);
  const waits: number[] = [];
  for (let hung = 0; hung < 10; hung += 1) {
    patience.wasSlow(5_000);
    waits.push(patientTimes(patience));
  }
  expect(waits.slice(0, 4)).toEqual([16, 32, 64, 128]);
  expect(waits.at(-1)).toBe(16 * 256);
  expect(patientTimes(patience)).toBe(0);
  patience.wasSlow(5_000);
  expect(patientTimes(patience)).toBe(16);
});

test('a disk that is only busy is tried again as soon as before', () => {
  const patience = createPatience(16);
  for (let slow = 0; slow < 5; slow += 1) {
    patience.wasSlow(3);
    expect(patientTimes(patience)).toBe(16);
  }
});
