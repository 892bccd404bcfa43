import { expect, test } from 'vitest';
import { createListeners } from '../../../electron/base/listeners.ts';
import { displayPath, filePath, isInside, parentPath } from '../../../electron/files/file-path.ts';
import { avoidSilence } from '../../../electron/watch/avoid-silence.ts';
import type { Looked } from '../../../electron/watch/batch-look.ts';
import { createSilentMounts } from '../../../electron/watch/silent-mounts.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const signal = new AbortController().signal;
const root = filePath('/w');
const share = filePath('/w/share');
const looked: readonly Looked[] = [[filePath('/w/file'), { kind: 'gone' }]];

/** Directories of which those at or around the share are never answered, until it is known to be silent. */
function setUp() {
  const clock = createFakeClock();
  const mounts = createSilentMounts({
    clock,
    mountinfo: async () => '1 1 0:1 / /w/share rw - nfs4 source rw',
    ask: () => new Promise(() => undefined),
  });
  const begun: { readonly path: string; readonly silent: readonly string[] }[] = [];
  const ended = createListeners<[string]>();
  const over: string[] = [];
  ended.add((path) => over.push(path));
  const read = avoidSilence(({ path, silent = [] }) => {
    begun.push({ path: displayPath(path), silent: silent.map((name) => Buffer.from(name).toString()) });
    const hangs = isInside(path, share) || (parentPath(share).bytes.equals(path.bytes) && silent.length === 0);
    return {
      next: () => (hangs ? new Promise(() => undefined) : Promise.resolve({ done: false, value: looked })),
      async return() {
        ended.tell(displayPath(path));
        return { done: true, value: undefined };
      },
    };
  }, mounts);
  const fallSilent = async (): Promise<void> => {
    const looking = mounts.below({ path: root, realPath: root });
    await clock.settle();
    await clock.advance(5_000);
    await looking;
  };
  return { read, begun, over, fallSilent };
}

test.runIf(process.platform === 'linux')(
  'who reads what falls silent is told that it cannot be read, and around it all else is read from the beginning',
  async () => {
    const { read, begun, over, fallSilent } = setUp();
    const inside = read({ path: filePath('/w/share/deep'), dev: 1n }, signal).next();
    const around = read({ path: root, dev: 1n }, signal).next();
    const cannotBeRead = expect(inside).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await fallSilent();
    await cannotBeRead;
    expect(await around).toEqual({ done: false, value: looked });
    expect(begun).toEqual([
      { path: '/w/share/deep', silent: [] },
      { path: '/w', silent: [] },
      { path: '/w', silent: ['share'] },
    ]);
    expect(over.toSorted()).toEqual(['/w', '/w/share/deep']);
  },
);

test.runIf(process.platform === 'linux')('what is known to be silent is not begun', async () => {
  const { read, begun, fallSilent } = setUp();
  await fallSilent();
  await expect(read({ path: share, dev: 1n }, signal).next()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(begun).toEqual([]);
});
