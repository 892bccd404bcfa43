import { describe, expect, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { createSwiftCheck } from '../../../electron/files/swift-file-systems.ts';

const tmpfs = 0x0102_1994;
const nfs = 0x6969;
const path = filePath('/mnt/share/file');

/** A place whose file system the test mounts, under the same device number each time. */
function setUp() {
  let nowMs = 0;
  let mounted: number | null = tmpfs;
  let asked = 0;
  const isSwift = createSwiftCheck({
    monotonicMs: () => nowMs,
    fileSystemType: () => {
      asked += 1;
      return mounted === null ? Promise.reject(new Error('ENOENT')) : Promise.resolve(mounted);
    },
  });
  return {
    ask: () => isSwift(path, 45n),
    asked: () => asked,
    mount(type: number | null) {
      mounted = type;
    },
    wait(ms: number) {
      nowMs += ms;
    },
  };
}

describe.runIf(process.platform === 'linux')('whether a file system answers at once', () => {
  test('is asked once for many files, and known without waiting from then on', async () => {
    const { ask, asked } = setUp();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([true, true, true]);
    expect(ask()).toBe(true);
    expect(asked()).toBe(1);
  });

  test('is asked again after a second, for a network share may have been mounted under the same number', async () => {
    const { ask, mount, wait } = setUp();
    expect(await ask()).toBe(true);
    mount(nfs);
    wait(1_001);
    expect(await ask()).toBe(false);
    mount(null);
    wait(1_001);
    expect(await ask()).toBe(false);
    mount(tmpfs);
    wait(1_001);
    expect(await ask()).toBe(true);
  });
});
