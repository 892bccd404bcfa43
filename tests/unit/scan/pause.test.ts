import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPause } from '../../../electron/scan/pause.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

const minuteMs = 60_000;
const log = { warn: (message: string): void => expect.fail(message) };

function setUp(file = join(tempDir(), 'pause.json'), clock = createFakeClock()) {
  const pause = createPause({ file, clock, log });
  onTestFinished(() => pause.stop());
  let told = 0;
  pause.onChanged(() => {
    told += 1;
  });
  return { pause, file, clock, told: () => told };
}

test('a pause of 15 minutes ends by itself, and each minute is told', async () => {
  const { pause, clock, told, file } = setUp();
  pause.begin(15);
  expect(pause.until()).toEqual(new Date(clock.now().getTime() + 15 * minuteMs));
  await clock.advance(14 * minuteMs + 59_000);
  expect(pause.isOn()).toBe(true);
  expect(told()).toBe(15);
  await clock.advance(2_000);
  expect(pause.isOn()).toBe(false);
  expect(existsSync(file)).toBe(false);
});

test('a pause until restart lasts for days, and ends with the restart', async () => {
  const first = setUp();
  first.pause.begin(15);
  first.pause.begin(null);
  await first.clock.advance(5 * 24 * 60 * minuteMs);
  expect(first.pause.isOn()).toBe(true);
  expect(first.pause.until()).toBeNull();
  first.pause.stop();
  expect(setUp(first.file).pause.isOn()).toBe(false);
});

test('a pause with an end goes on after a restart, until that end and no longer', async () => {
  const { pause, file, clock } = setUp();
  pause.begin(60);
  pause.stop();
  await clock.advance(20 * minuteMs);
  const second = setUp(file, clock);
  expect(second.pause.isOn()).toBe(true);
  second.pause.stop();
  await clock.advance(41 * minuteMs);
  expect(setUp(file, clock).pause.isOn()).toBe(false);
  expect(existsSync(file)).toBe(false);
});

test('a pause ends at once when the machine slept over its end', () => {
  const { pause, clock } = setUp();
  let now = clock.now();
  const asleep = createPause({ file: join(tempDir(), 'p'), clock: { ...clock, now: () => now }, log });
  onTestFinished(() => asleep.stop());
  asleep.begin(60);
  now = new Date(now.getTime() + 3 * 60 * minuteMs);
  asleep.check();
  expect(asleep.isOn()).toBe(false);
  expect(pause.isOn()).toBe(false);
});

test('a pause does not grow when the clock is set back', () => {
  const { clock } = setUp();
  let now = clock.now();
  const pause = createPause({ file: join(tempDir(), 'p'), clock: { ...clock, now: () => now }, log });
  onTestFinished(() => pause.stop());
  pause.begin(60);
  now = new Date(now.getTime() - 24 * 60 * minuteMs);
  pause.check();
  expect(pause.isOn()).toBe(false);
});

test.each([
  ['garbage', 'not JSON'],
  ['another shape', '{"until":"soon"}'],
  ['an end years away', '{"since":"2030-01-01T00:00:00.000Z","until":"2099-01-01T00:00:00.000Z"}'],
])('a file that holds %s pauses nothing', (_, content) => {
  const file = join(tempDir(), 'pause.json');
  writeFileSync(file, content);
  expect(setUp(file).pause.isOn()).toBe(false);
});

test('resuming ends it at once and forgets it', () => {
  const { pause, file } = setUp();
  pause.begin(60);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('until');
  pause.end();
  expect(pause.isOn()).toBe(false);
  expect(existsSync(file)).toBe(false);
});
