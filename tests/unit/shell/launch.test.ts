import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isHiddenStart, readLaunchOptions } from '../../../electron/shell/launch-options.ts';
import {
  defaultBounds,
  fitBounds,
  minimumSize,
  readBounds,
  writeBounds,
} from '../../../electron/shell/window-bounds.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('how the app is started', () => {
  const read = (argv: readonly string[], environment = {}) =>
    readLaunchOptions(['electron', ...argv], environment, '/usual');

  test('without arguments it uses the usual data directory and shows its window', () => {
    expect(read(['/app'])).toEqual({ dataDirectory: '/usual', dataDirectoryGiven: false, hidden: false });
  });

  test('--data-dir wins over LAZARET_DATA_DIR, and switches of Chromium do not disturb', () => {
    const options = read(['--no-sandbox', '--inspect=0', '/app', '--data-dir', '/mine', '--hidden'], {
      LAZARET_DATA_DIR: '/theirs',
    });
    expect(options).toEqual({ dataDirectory: '/mine', dataDirectoryGiven: true, hidden: true });
    expect(read([], { LAZARET_DATA_DIR: '/theirs' }).dataDirectory).toBe('/theirs');
    expect(read(['--data-dir=/mine']).dataDirectory).toBe('/mine');
  });

  test('a second start shows the window of the first, unless it was a start at login', () => {
    expect(isHiddenStart({ hidden: true })).toBe(true);
    expect(isHiddenStart({ hidden: false })).toBe(false);
    expect(isHiddenStart('garbled')).toBe(false);
  });
});

describe('the remembered window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  const saved = { place: { x: 100, y: 50 }, width: 1000, height: 700, maximized: false };

  test('comes back as it was', () => {
    const file = join(tempDir(), 'window.json');
    writeBounds(file, saved);
    expect(fitBounds(readBounds(file), [screen])).toEqual(saved);
  });

  test('comes back in reach when its display is gone, and never too small', () => {
    expect(fitBounds({ ...saved, place: { x: 2500, y: 50 } }, [screen]).place).toBeNull();
    expect(fitBounds({ ...saved, place: { x: 100, y: -400 } }, [screen]).place).toBeNull();
    expect(fitBounds({ ...saved, width: 10, height: 10 }, [screen])).toMatchObject(minimumSize);
  });

  test('is the default when nothing sensible was remembered', () => {
    const file = join(tempDir(), 'window.json');
    expect(readBounds(file)).toEqual(defaultBounds);
    writeFileSync(file, '{"width":"wide"');
    expect(readBounds(file)).toEqual(defaultBounds);
  });
});
