import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { filePath } from '../../electron/files/file-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { blobsIn, findingOf, openAt, sha256 } from '../unit/quarantine/vault-fixture.ts';

/**
 * Every system call by which the vault changes a disk, made to fail or to be the process's last. Run with
 * LAZARET_FAULT_POINTS=all for every single point; otherwise a spread-out sample is taken.
 */
const calls = ['write', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'link', 'unlink', 'openat'] as const;
const sampleSize = process.env.LAZARET_FAULT_POINTS === 'all' ? Number.POSITIVE_INFINITY : 8;
const timeoutMs = sampleSize === Number.POSITIVE_INFINITY ? 1_200_000 : 120_000;
const child = join(import.meta.dirname, 'quarantine-child.ts');
const canTrace = spawnSync('strace', ['-o', '/dev/null', '-e', 'trace=none', 'true']).status === 0;
if (!canTrace) console.warn('SKIPPED: the fault injection tests of the vault need strace and the permission to trace.');

type Operation = 'store' | 'restore' | 'trash' | 'untrash' | 'remove' | 'open';
interface Point {
  readonly call: string;
  readonly nth: number;
  /** Counts only calls on this very path: two threads flush files, and the first to get to `nth` would hide the other. */
  readonly only?: 'folder' | 'vaultDirectory';
}
interface Scene {
  readonly root: string;
  readonly folder: string;
  readonly path: string;
  readonly vaultDirectory: string;
}

const content = Buffer.alloc(300_000, 'infected bytes ');
const tried = new Map<string, number>();
afterAll(() => {
  for (const [what, count] of tried) console.info(`vault: ${count} points tried, ${what}`);
});

/** A file in a folder, or the same file in the vault already. */
async function setScene(operation: Operation): Promise<Scene> {
  const root = tempDir('lazaret-faults-');
  const scene = {
    root,
    folder: join(root, 'in'),
    path: join(root, 'in', 'a.exe'),
    vaultDirectory: join(root, 'vault'),
  };
  mkdirSync(scene.folder);
  writeFileSync(scene.path, content, { mode: 0o755 });
  const { vault } = await openAt(scene.vaultDirectory);
  if (operation !== 'store') {
    const stored = await vault.store(findingOf(filePath(scene.path)));
    if (stored.kind !== 'stored') throw new Error(`The scene could not be set: ${stored.kind}`);
    // An item is deleted for good, or put back, after it was deleted.
    if (operation === 'untrash' || operation === 'remove') await vault.trash(stored.item.id);
  }
  vault.close();
  return scene;
}

const endedSchema = z.object({ ended: z.string(), detail: z.string() });

/** Runs the operation under strace; null when the process did not live to tell. */
function perform(operation: Operation, { vaultDirectory, path }: Scene, strace: readonly string[]) {
  const command = [process.execPath, '--no-warnings', child, operation, vaultDirectory, path];
  // One pool thread: strace counts calls by thread, so that their order is the same each time. Not with --seccomp-bpf:
  // strace 6.1 then never gets to the second call.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
  const { stdout } = spawnSync('strace', ['-f', '-qq', ...strace, ...command], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return stdout === '' ? null : endedSchema.parse(JSON.parse(stdout));
}

/** The calls of an undisturbed run that touch the scene, each by its number among its thread's calls of that name. */
async function pointsOf(operation: Operation, scene: Scene): Promise<Point[]> {
  const trace = join(scene.root, 'trace');
  const ended = perform(operation, scene, ['-y', '-o', trace, '-e', `trace=${calls.join(',')}`]);
  expect(ended).not.toBeNull();
  const counts = new Map<string, number>();
  const points = new Map<string, Point>();
  for (const line of readFileSync(trace, 'latin1').split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const nth = (counts.get(`${thread} ${call}`) ?? 0) + 1;
    counts.set(`${thread} ${call}`, nth);
    const changes = call !== 'openat' || line.includes('O_CREAT');
    if (changes && (line.includes(scene.root) || line.includes('/proc/self/fd/'))) {
      points.set(`${call} ${nth}`, { call, nth });
    }
    for (const only of ['folder', 'vaultDirectory'] as const) {
      if (call !== 'fsync' || !line.includes(`<${scene[only]}>`)) continue;
      const nthThere = (counts.get(`${thread} ${call} ${only}`) ?? 0) + 1;
      counts.set(`${thread} ${call} ${only}`, nthThere);
      points.set(`${call} ${only} ${nthThere}`, { call, nth: nthThere, only });
    }
  }
  return [...points.values()];
}

const spread = <T>(all: readonly T[], size: number, offset: number): T[] => {
  if (all.length <= size) return [...all];
  const step = all.length / size;
  return Array.from({ length: size }, (_, index) => all[Math.floor(index * step + offset) % all.length] as T);
};

/** Restarts the vault and demands: whole in its place or whole in the vault, never both, never neither, no litter. */
async function expectExactlyOne(scene: Scene, mayBeDeleted: boolean): Promise<void> {
  for (const _restart of [1, 2]) {
    const { vault, recovery } = await openAt(scene.vaultDirectory);
    const items = vault.list();
    const inPlace = existsSync(scene.path);
    if (inPlace) expect(sha256(readFileSync(scene.path))).toBe(sha256(content));
    const holders = items.length + (inPlace ? 1 : 0);
    expect(mayBeDeleted ? [0, 1] : [1]).toContain(holders);
    expect(readdirSync(scene.folder)).toEqual(inPlace ? ['a.exe'] : []);
    expect(recovery).toMatchObject({ orphanBlobs: [], damaged: [], journalSetAside: null });
    expect(blobsIn(scene.vaultDirectory)).toEqual(items.map(({ id }) => `${id}.blob`));
    if (_restart === 2 && items[0] !== undefined) {
      const to = filePath(join(scene.root, 'proof'));
      expect(await vault.restore(items[0].id, { to, keepExec: false })).toMatchObject({ ok: true });
      expect(sha256(readFileSync(to.bytes))).toBe(sha256(content));
    }
    vault.close();
  }
}

/** What makes strace do something at one point: kill the process, or fail the call. */
const injection = ({ call, nth, only }: Point, scene: Scene, what: string): string[] => [
  ...['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:${what}:when=${nth}`],
  ...(only === undefined ? [] : ['-P', scene[only]]),
];
const named = ({ call, nth, only }: Point): string => `${call} ${nth}${only === undefined ? '' : ` of ${only}`}`;

const operations = ['store', 'restore', 'trash', 'untrash', 'remove'] as const;

describe.skipIf(!canTrace)('a file under the vault’s care', () => {
  test.each(operations)(
    'is neither lost nor doubled when Lazaret is killed at any point of a %s',
    async (operation) => {
      const points = spread(await pointsOf(operation, await setScene(operation)), sampleSize, 0);
      let killed = 0;
      for (const point of points) {
        const scene = await setScene(operation);
        if (perform(operation, scene, injection(point, scene, 'signal=KILL')) === null) killed += 1;
        await expectExactlyOne(scene, operation === 'remove').catch((error: unknown) => {
          throw new Error(`after KILL at ${named(point)}`, { cause: error });
        });
      }
      tried.set(`killed ${killed} times during ${operation}`, points.length);
      expect(killed).toBeGreaterThan(points.length / 2);
    },
    timeoutMs,
  );

  test.each(
    operations.flatMap((operation) => (['ENOSPC', 'EIO'] as const).map((error) => [operation, error] as const)),
  )(
    'is neither lost nor doubled when any step of a %s fails with %s, and the user is told',
    async (operation, errno) => {
      const points = spread(
        await pointsOf(operation, await setScene(operation)),
        sampleSize / 2,
        errno === 'EIO' ? 1 : 0,
      );
      const ends = new Map<string, number>();
      for (const point of points) {
        const scene = await setScene(operation);
        const ended = perform(operation, scene, injection(point, scene, `error=${errno}`));
        const what = ended?.ended ?? 'did not open';
        ends.set(what, (ends.get(what) ?? 0) + 1);
        try {
          if (what === 'failed') expect(sha256(readFileSync(scene.path))).toBe(sha256(content));
          if (ended !== null && !['stored', 'done'].includes(what)) expect(ended.detail).not.toBe('');
          await expectExactlyOne(scene, operation === 'remove');
        } catch (error) {
          throw new Error(`after ${errno} at ${named(point)}, which ended as ${what}: ${ended?.detail}`, {
            cause: error,
          });
        }
      }
      tried.set(`${errno} during ${operation}: ${JSON.stringify(Object.fromEntries(ends))}`, points.length);
    },
    timeoutMs,
  );

  test.each([
    ['store', { call: 'fsync', nth: 1, only: 'folder' }],
    ['store', { call: 'unlink', nth: 1 }],
    ['restore', { call: 'link', nth: 1 }],
    ['restore', { call: 'unlink', nth: 1 }],
  ] as const)(
    'is neither lost nor doubled when Lazaret, killed in a %s at %o, is killed again while it recovers',
    async (operation, first) => {
      const interrupted = async (): Promise<Scene> => {
        const scene = await setScene(operation);
        expect(perform(operation, scene, injection(first, scene, 'signal=KILL'))).toBeNull();
        return scene;
      };
      const points = spread(await pointsOf('open', await interrupted()), sampleSize / 2, 0);
      let killed = 0;
      for (const point of points) {
        const scene = await interrupted();
        if (perform('open', scene, injection(point, scene, 'signal=KILL')) === null) killed += 1;
        await expectExactlyOne(scene, false).catch((error: unknown) => {
          throw new Error(`after a second KILL at ${named(point)}`, { cause: error });
        });
      }
      tried.set(
        `killed ${killed} times while recovering from a KILL in ${operation} at ${named(first)}`,
        points.length,
      );
    },
    timeoutMs,
  );

  test.each([
    ['EACCES', 'permission was denied'],
    ['EBUSY', 'another program holds the file'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
    ['ETXTBSY', 'the file is being run'],
  ])('stays in its place, and the user is told why, when the system does not let it go (%s)', async (errno, reason) => {
    const scene = await setScene('store');
    // The first rename finishes the copy, the second takes the original out of its folder.
    const ended = perform('store', scene, injection({ call: 'rename', nth: 2 }, scene, `error=${errno}`));
    expect(ended).toMatchObject({ ended: 'failed', detail: expect.stringContaining(`NOT quarantined: ${reason}`) });
    expect(sha256(readFileSync(scene.path))).toBe(sha256(content));
    await expectExactlyOne(scene, false);
    expect(perform('store', scene, ['-o', '/dev/null', '-e', 'trace=none'])).toMatchObject({ ended: 'stored' });
  });

  test('comes back where the file system has no hard links', async () => {
    const scene = await setScene('restore');
    const inject = ['-o', '/dev/null', '-e', 'trace=link,linkat', '-e', 'inject=link,linkat:error=EPERM'];
    expect(perform('restore', scene, inject)).toEqual({ ended: 'done', detail: '' });
    expect(readdirSync(scene.folder)).toEqual(['a.exe']);
    expect(sha256(readFileSync(scene.path))).toBe(sha256(content));
  });
});
