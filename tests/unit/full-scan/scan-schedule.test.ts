import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type ScanSchedule, scanScheduleSchema } from '../../../contract/scan-settings.ts';
import { createMemoryFile } from '../../../electron/full-scan/memory-file.ts';
import { isOnBattery } from '../../../electron/full-scan/power.ts';
import { nextRun, scheduleMemorySchema, startScanScheduler } from '../../../electron/full-scan/scan-schedule.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/temp-dir.ts';

const hour = 3_600_000;
const daily = (time: string): ScanSchedule => scanScheduleSchema.parse({ every: 'day', time });
const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('the next scan by schedule', () => {
  test('is today when its time is still to come, else tomorrow, and never when there is no schedule', () => {
    const noon = new Date(2026, 10, 21, 12, 0);
    expect(nextRun(daily('13:30'), noon)).toEqual(new Date(2026, 10, 21, 13, 30));
    expect(nextRun(daily('12:00'), noon)).toEqual(new Date(2026, 10, 22, 12, 0));
    expect(nextRun(scanScheduleSchema.parse({}), noon)).toBeNull();
  });

  test('is on its day of the week, up to a week away', () => {
    const saturday = new Date(2026, 10, 21, 12, 0);
    const weekly = (weekday: number): ScanSchedule => ({ every: 'week', weekday, time: '09:00' });
    expect(nextRun(weekly(0), saturday)).toEqual(new Date(2026, 10, 22, 9, 0));
    expect(nextRun(weekly(6), saturday)).toEqual(new Date(2026, 10, 28, 9, 0));
  });

  test('keeps its time on the clock when summer time comes and goes', () => {
    process.env.TZ = 'Europe/Berlin';
    // Clocks went forward on 29 March 2026 at 02:00, and back on 25 October at 03:00.
    const beforeSpring = new Date('2026-03-28T11:00:00+01:00');
    expect(nextRun(daily('11:00'), beforeSpring)?.toISOString()).toBe('2026-03-29T09:00:00.000Z');
    expect(nextRun(daily('02:30'), beforeSpring)?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
    const autumn = nextRun(daily('02:30'), new Date('2026-10-24T20:00:00+02:00'));
    expect(autumn?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(nextRun(daily('02:30'), autumn ?? new Date())?.toISOString()).toBe('2026-10-26T01:30:00.000Z');
  });
});

/** A scheduler on a fake clock, which stands at midnight UTC. */
function setUp({ file = join(tempDir(), 'schedule.json'), clock = createFakeClock() } = {}) {
  process.env.TZ = 'UTC';
  let schedule = daily('12:00');
  let mayRunNow = true;
  const begun: string[] = [];
  const start = () => {
    const scheduler = startScanScheduler({
      schedule: () => schedule,
      mayRunNow: () => mayRunNow,
      begin: () => begun.push(clock.now().toISOString().slice(5, 16)),
      onChanged: () => undefined,
      memory: createMemoryFile(file, scheduleMemorySchema, { warn: () => undefined }),
      clock,
    });
    onTestFinished(scheduler.stop);
    return scheduler;
  };
  return {
    clock,
    begun,
    start,
    set: (next: ScanSchedule) => {
      schedule = next;
    },
    setPower: (has: boolean) => {
      mayRunNow = has;
    },
  };
}

describe('scans by schedule', () => {
  test('begin at their time, day after day', async () => {
    const { clock, begun, start } = setUp();
    const scheduler = start();
    expect(scheduler.next()).toEqual({ at: '2030-01-01T12:00:00.000Z', waitsForPower: false });
    await clock.advance(60 * hour);
    expect(begun).toEqual(['01-01T12:00', '01-02T12:00', '01-03T12:00']);
    expect(scheduler.next()?.at).toBe('2030-01-04T12:00:00.000Z');
  });

  test('that were missed while Lazaret was off are made up for once, at the next start', async () => {
    const { clock, begun, start } = setUp();
    start().stop();
    await clock.advance(80 * hour);
    expect(begun).toEqual([]);
    start();
    expect(begun).toEqual(['01-04T08:00']);
    await clock.advance(5 * hour);
    expect(begun).toEqual(['01-04T08:00', '01-04T12:00']);
  });

  test('go on although a clock that was wrong had written down a time that is still to come', async () => {
    const file = join(tempDir(), 'schedule.json');
    const wrong = setUp({ file });
    await wrong.clock.advance(20 * 365 * 24 * hour);
    wrong.start().stop();
    const { clock, begun, start } = setUp({ file });
    start();
    await clock.advance(13 * hour);
    expect(begun).toEqual(['01-01T12:00']);
  });

  test('wait for mains power when they should, and begin within a minute of it', async () => {
    const { clock, begun, start, setPower } = setUp();
    const scheduler = start();
    setPower(false);
    await clock.advance(14 * hour);
    expect(begun).toEqual([]);
    expect(scheduler.next()).toEqual({ at: '2030-01-01T12:00:00.000Z', waitsForPower: true });
    setPower(true);
    await clock.advance(60_000);
    expect(begun).toHaveLength(1);
  });

  test('follow a new schedule from when it is set, and make nothing up for it', async () => {
    const { clock, begun, start, set } = setUp();
    const scheduler = start();
    await clock.advance(11 * hour);
    set(daily('06:00'));
    scheduler.poke();
    await clock.advance(10 * hour);
    expect(begun).toEqual([]);
    set(scanScheduleSchema.parse({}));
    scheduler.poke();
    expect(scheduler.next()).toBeNull();
    await clock.advance(48 * hour);
    expect(begun).toEqual([]);
  });
});

describe('the power', () => {
  const supplies = (entries: Record<string, Record<string, string>>): string => {
    const root = tempDir();
    for (const [name, files] of Object.entries(entries)) {
      mkdirSync(join(root, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), `${text}\n`);
    }
    return root;
  };
  const battery = { type: 'Battery', status: 'Discharging' };

  test('is the battery’s when no mains adapter is on line', () => {
    expect(isOnBattery(supplies({ AC: { type: 'Mains', online: '0' }, BAT0: battery }))).toBe(true);
    expect(isOnBattery(supplies({ AC: { type: 'Mains', online: '1' }, BAT0: battery }))).toBe(false);
    expect(isOnBattery(supplies({ BAT0: { ...battery, status: 'Full' } }))).toBe(false);
  });

  test('is not that of a mouse, and unknown counts as mains', () => {
    expect(isOnBattery(supplies({ mouse: { ...battery, scope: 'Device' } }))).toBe(false);
    expect(isOnBattery(supplies({}))).toBe(false);
    expect(isOnBattery('/nowhere/at/all')).toBe(false);
  });
});
