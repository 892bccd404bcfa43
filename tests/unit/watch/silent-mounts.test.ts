import { describe, expect, test } from 'vitest';
import { displayPath, filePath } from '../../../electron/files/file-path.ts';
import { createSilentMounts } from '../../../electron/watch/silent-mounts.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const folder = { path: filePath('/home/a/share'), realPath: filePath('/srv/share') };

const line = (id: number, point: string, type: string): string =>
  `${id} 1 0:${id} / ${point} rw,relatime - ${type} source rw`;

/** Mounts whose answers the test gives. */
function setUp(lines: readonly string[]) {
  const clock = createFakeClock();
  const table = { lines };
  const asked: string[] = [];
  const waiting = new Map<string, () => void>();
  const mounts = createSilentMounts({
    clock,
    mountinfo: async () => table.lines.join('\n'),
    ask: (point) => {
      const name = displayPath(point);
      asked.push(name);
      return new Promise((resolve) => waiting.set(name, resolve));
    },
  });
  /** Asks what is below, and has those named answer. */
  const look = async (answering: readonly string[], forMs = 5_000) => {
    const looking = mounts.below(folder);
    for (let turn = 0; turn < 4; turn += 1) {
      await clock.settle();
      for (const name of answering) waiting.get(name)?.();
    }
    await clock.advance(forMs);
    const below = await looking;
    return { ...below, silent: below?.silent.map(displayPath) };
  };
  return { mounts, clock, table, asked, look, answer: (name: string) => waiting.get(name)?.() };
}

describe.runIf(process.platform === 'linux')('what is mounted below a folder', () => {
  test('is silent when it has not answered in five seconds, and that makes another key until it answers again', async () => {
    const { look, answer, clock, asked } = setUp([line(1, '/srv/share/a', 'nfs4'), line(2, '/elsewhere', 'nfs4')]);
    const before = await look(['/srv/share/a'], 0);
    expect(before).toEqual({ key: '1 0:1 /srv/share/a', silent: [], mayHang: true });
    const silent = await look([]);
    expect(silent.silent).toEqual(['/home/a/share/a']);
    expect(silent.key).not.toBe(before.key);
    // It is not asked a second time while it owes the first answer, and nobody waits for it.
    expect(await look([], 0)).toEqual(silent);
    expect(asked).toEqual(['/srv/share/a', '/srv/share/a']);
    answer('/srv/share/a');
    await clock.settle();
    expect(await look(['/srv/share/a'], 0)).toEqual(before);
  });

  test('is asked only where a server or another program has to answer', async () => {
    const types = ['ext4', 'tmpfs', 'overlay', 'cifs', 'fuse.sshfs', 'fuse', 'fuseblk'];
    const { look, asked } = setUp(types.map((type, index) => line(index, `/srv/share/${type}`, type)));
    const points = types.map((type) => `/srv/share/${type}`);
    expect((await look(points, 0)).silent).toEqual([]);
    expect(asked.toSorted()).toEqual(points.slice(3).toSorted());
  });

  test.each([
    ['ext4', 'ext4', false],
    ['nfs4', 'ext4', true],
    ['ext4', 'fuse.sshfs', true],
  ])('on %s, with %s mounted below, is known to perhaps hang or not', async (at, below, mayHang) => {
    const { look } = setUp([line(1, '/', 'ext4'), line(2, '/srv', at), line(3, '/srv/share/a', below)]);
    expect(await look(['/srv/share/a'], 0)).toMatchObject({ mayHang });
  });

  test('is not asked behind what is silent, and several are waited for together', async () => {
    const { look, asked } = setUp(
      ['a', 'a/deep', 'b', 'c'].map((name, index) => line(index, `/srv/share/${name}`, 'nfs')),
    );
    expect((await look(['/srv/share/b'])).silent).toEqual(['/home/a/share/a', '/home/a/share/c']);
    expect(asked).toEqual(['/srv/share/a', '/srv/share/b', '/srv/share/c']);
  });

  test('is asked no more while very many are silent, since each keeps a thread', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `/srv/share/${index}`);
    const { look, asked } = setUp(names.map((name, index) => line(index, name, 'nfs')));
    expect((await look([], 20_000)).silent).toHaveLength(30);
    expect(asked).toHaveLength(16);
  });

  test('has whoever waits there go on as soon as it falls silent', async () => {
    const { mounts, look, clock } = setUp([line(1, '/srv/share/a', 'nfs')]);
    const waitAt = (path: string): Promise<unknown> =>
      mounts.unlessSilent(
        () => mounts.isSilent(filePath(path)),
        () => new Promise((resolve) => clock.schedule(() => resolve('answered'), 60_000)),
      );
    const below = waitAt('/home/a/share/a/deep/file');
    const beside = waitAt('/home/a/share/file');
    await look([]);
    expect(await below).toBe('silent');
    expect(await waitAt('/home/a/share/a')).toBe('silent');
    await clock.advance(60_000);
    expect(await beside).toBe('answered');
  });

  test('a folder that owes an answer itself is silent, but not where a local disk is slow', async () => {
    const { mounts, look } = setUp([line(1, '/', 'ext4'), line(2, '/srv', 'nfs4')]);
    const file = filePath('/home/a/share/file');
    await mounts.rootIsLate({ path: folder.path, realPath: folder.path });
    expect(mounts.isSilent(file)).toBe(false);
    await mounts.rootIsLate(folder);
    expect(mounts.isSilent(file)).toBe(true);
    await look([]);
    expect(mounts.isSilent(file)).toBe(false);
  });

  test('is told by the folder’s own name, and no longer when it is unmounted or nobody watches', async () => {
    const { mounts, look, table } = setUp([line(1, '/srv/share/deep/a\\040b', 'fuse')]);
    await look([]);
    expect(mounts.isSilent(filePath('/home/a/share/deep/a b/file'))).toBe(true);
    expect(mounts.isSilent(filePath('/home/a/share/deep/a'))).toBe(false);
    const names = mounts.silentIn(filePath('/home/a/share/deep')).map((name) => Buffer.from(name).toString());
    expect(names).toEqual(['a b']);
    expect(mounts.silentIn(filePath('/home/a/share'))).toEqual([]);
    table.lines = [];
    expect(await look([], 0)).toEqual({ key: '', silent: [], mayHang: false });
    expect(mounts.isSilent(filePath('/home/a/share/deep/a b/file'))).toBe(false);
    table.lines = [line(1, '/srv/share/deep/a', 'fuse')];
    await look([]);
    mounts.forget(folder);
    expect(mounts.isSilent(filePath('/home/a/share/deep/a'))).toBe(false);
  });
});
