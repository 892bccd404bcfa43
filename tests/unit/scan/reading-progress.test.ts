import { describe, expect, it } from 'vitest';
import { followReading, type ReadingProgress, toldFromBytes } from '../../../electron/scan/reading-progress.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function follow(sizeBytes: number) {
  const clock = createFakeClock();
  const reading = { bytesRead: 0 };
  const told: (ReadingProgress & { readonly atMs: number })[] = [];
  const end = followReading({
    sizeBytes,
    bytesRead: () => reading.bytesRead,
    tell: (progress) => told.push({ ...progress, atMs: clock.monotonicMs() }),
    clock,
  });
  return { clock, reading, told, end };
}

const large = 100 * toldFromBytes;

describe('how far a file is', () => {
  it('is told four times a second at most, however fast it is read, and only ever further', async () => {
    const { clock, reading, told } = follow(large);
    for (let ms = 0; ms < 2_000; ms += 1) {
      reading.bytesRead += 1_000;
      await clock.advance(1);
    }
    expect(told).toHaveLength(8);
    expect(told.map(({ bytesRead }) => bytesRead)).toEqual(
      [...told].map(({ bytesRead }) => bytesRead).sort((a, b) => a - b),
    );
    expect(told.every(({ sizeBytes }) => sizeBytes === large)).toBe(true);
  });

  it('is told of no small file, so that ten thousand of them send nothing', async () => {
    const { clock, reading, told } = follow(toldFromBytes - 1);
    reading.bytesRead = toldFromBytes - 2;
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('is not told again while nothing moves', async () => {
    const { clock, reading, told } = follow(large);
    reading.bytesRead = 5;
    await clock.advance(10_000);
    expect(told).toEqual([{ bytesRead: 5, sizeBytes: large, atMs: 250 }]);
    reading.bytesRead = 6;
    await clock.advance(250);
    expect(told.at(-1)).toMatchObject({ bytesRead: 6 });
  });

  it('ends with the whole file, and with the scan', async () => {
    const whole = follow(large);
    whole.reading.bytesRead = large;
    await whole.clock.advance(10_000);
    expect(whole.told).toEqual([{ bytesRead: large, sizeBytes: large, atMs: 250 }]);

    const cut = follow(large);
    cut.reading.bytesRead = 1;
    cut.end();
    await cut.clock.advance(10_000);
    expect(cut.told).toEqual([]);
  });
});
