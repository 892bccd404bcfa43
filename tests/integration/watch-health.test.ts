import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchFolder } from '../support/watched-folder.ts';

const soon = { deadlineMs: 10_000 };

/** Watches as a user whom permissions bind, and gives what was said. */
function watchAsNobody(root: string, skip: (why: string) => void): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  // Root may look into every folder, so nobody does the watching.
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  if (isRoot && spawnSync('setpriv', [...nobody.slice(1), 'ls', import.meta.dirname]).status !== 0) {
    skip('no other user may read these sources');
  }
  if (isRoot) chownSync(root, 65_534, 65_534);
  const script = join(import.meta.dirname, '../support/watch-a-while.ts');
  const [program = '', ...args] = [...(isRoot ? nobody : []), process.execPath, script, root];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.stdin.end();
    await closed;
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  return said;
}

describe('a watched folder', () => {
  it('that is deleted and made anew is said to be unavailable, then watched and swept again', async () => {
    const root = join(tempDir(), 'watched');
    mkdirSync(root);
    const { watcher, healths, sweeps, names } = await watchFolder(root);
    expect(healths.map(({ health }) => health)).toEqual(['watching']);
    rmSync(root, { recursive: true });
    await waitFor('unavailable', () => watcher.health() === 'unavailable', soon);
    expect(healths.at(-1)?.detail).toContain(root);
    mkdirSync(root);
    await waitFor('watching', () => watcher.health() === 'watching', soon);
    expect(sweeps).toHaveLength(1);
    writeFileSync(join(root, 'new'), 'x');
    await waitFor('the new file', () => names().includes('new'), soon);
  });

  it('that is deleted and made anew in one moment goes on being watched, and is swept', async () => {
    const root = join(tempDir(), 'watched');
    mkdirSync(root);
    const { watcher, sweeps, names } = await watchFolder(root);
    rmSync(root, { recursive: true });
    mkdirSync(root);
    await waitFor('a sweep', () => sweeps.length > 0 && watcher.health() === 'watching', soon);
    writeFileSync(join(root, 'new'), 'x');
    await waitFor('the new file', () => names().includes('new'), soon);
  });

  it('that is renamed away is unavailable, and the one put in its place is watched', async () => {
    const base = tempDir();
    const root = join(base, 'watched');
    mkdirSync(root);
    mkdirSync(join(base, 'other'));
    const { watcher, names, sweeps } = await watchFolder(root);
    renameSync(root, join(base, 'away'));
    await waitFor('unavailable', () => watcher.health() === 'unavailable', soon);
    renameSync(join(base, 'other'), root);
    await waitFor('watching', () => watcher.health() === 'watching', soon);
    expect(sweeps).toHaveLength(1);
    writeFileSync(join(base, 'away/no'), 'x');
    writeFileSync(join(root, 'yes'), 'x');
    await waitFor('the file', () => names().length > 0, soon);
    expect(names()).toEqual(['yes']);
  });

  it('that is not there at the start is watched and swept as soon as it is', async () => {
    const root = join(tempDir(), 'watched');
    const { watcher, sweeps } = await watchFolder(root);
    expect(watcher.health()).toBe('unavailable');
    mkdirSync(root);
    await waitFor('watching', () => watcher.health() === 'watching', soon);
    expect(sweeps).toHaveLength(1);
  });

  it('that has become a file is unavailable', async () => {
    const root = join(tempDir(), 'watched');
    writeFileSync(root, 'x');
    const { watcher } = await watchFolder(root);
    expect(watcher.health()).toBe('unavailable');
  });

  it('that is a symbolic link is watched where it points to, under the name it has', async () => {
    const base = tempDir();
    for (const name of ['one', 'two']) mkdirSync(join(base, name));
    const root = join(base, 'link');
    symlinkSync(join(base, 'one'), root);
    const { names, sweeps } = await watchFolder(root);
    writeFileSync(join(base, 'one/a'), 'x');
    await waitFor('the file', () => names().includes('a'), soon);
    rmSync(root);
    symlinkSync(join(base, 'two'), root);
    await waitFor('a sweep', () => sweeps.length > 0, soon);
    writeFileSync(join(base, 'two/b'), 'x');
    await waitFor('the other file', () => names().includes('b'), soon);
  });

  it('sees what is mounted in it, and what comes there', { timeout: 60_000 }, async ({ skip }) => {
    const root = tempDir();
    const place = join(root, 'place');
    mkdirSync(place);
    const { names, sweeps } = await watchFolder(root);
    if (spawnSync('mount', ['-t', 'tmpfs', 'none', place]).status !== 0) skip('this user may not mount');
    onTestFinished(() => void spawnSync('umount', ['-l', place]));
    await waitFor('a sweep for what was there before', () => sweeps.length > 0, { deadlineMs: 30_000 });
    writeFileSync(join(place, 'mounted'), 'content');
    await waitFor('what came after', () => names().includes('place/mounted'));
    execFileSync('umount', [place]);
    await waitFor('a sweep for what is beneath', () => sweeps.length > 1, { deadlineMs: 30_000 });
    writeFileSync(join(place, 'beneath'), 'content');
    await waitFor('what is beneath', () => names().includes('place/beneath'));
  });

  it('on a drive that is unmounted is unavailable, and swept when it is back', async ({ skip }) => {
    const root = join(tempDir(), 'drive');
    mkdirSync(root);
    const mount = (): boolean => spawnSync('mount', ['-t', 'tmpfs', 'none', root]).status === 0;
    if (!mount()) skip('this user may not mount');
    onTestFinished(() => void spawnSync('umount', ['-l', root]));
    const { watcher, sweeps, names } = await watchFolder(root);
    expect(watcher.health()).toBe('watching');
    execFileSync('umount', [root]);
    await waitFor('unavailable', () => watcher.health() === 'unavailable', soon);
    writeFileSync(join(root, 'beneath'), 'x');
    await waitFor('a file beneath', () => names().includes('beneath'), soon);
    const sweepsBefore = sweeps.length;
    mount();
    await waitFor('watching', () => watcher.health() === 'watching', soon);
    expect(sweeps.length).toBe(sweepsBefore + 1);
    writeFileSync(join(root, 'back'), 'x');
    await waitFor('the file', () => names().includes('back'), soon);
  });

  it('whose permission is taken is denied, and swept when it is given back', async ({ skip }) => {
    const root = tempDir();
    const isRoot = process.getuid?.() === 0;
    const said = watchAsNobody(root, skip);
    await waitFor('watching', () => said.length === 1, soon);
    chmodSync(root, 0);
    await waitFor('denied', () => said.includes('{"health":"denied"}'), soon);
    if (isRoot) writeFileSync(join(root, 'meanwhile'), 'x');
    chmodSync(root, 0o700);
    await waitFor('a sweep', () => said.some((line) => line.includes('sweep')), soon);
    expect(said.slice(0, 3)).toEqual(['{"health":"watching"}', '{"health":"denied"}', '{"health":"watching"}']);
    writeFileSync(join(root, 'after'), 'x');
    await waitFor('the file', () => said.includes(JSON.stringify({ settled: join(root, 'after') })), soon);
  });

  it('is watched in a subfolder, too, that could not be looked into at first', async ({ skip }) => {
    const root = tempDir();
    const late = join(root, 'late');
    mkdirSync(late, { mode: 0 });
    if (process.getuid?.() === 0) chownSync(late, 65_534, 65_534);
    const said = watchAsNobody(root, skip);
    await waitFor('watching', () => said.length > 0, soon);
    chmodSync(late, 0o700);
    // What is there when the folder is looked into proves nothing; only a watch tells of the second.
    for (const name of ['first', 'second']) {
      writeFileSync(join(late, name), 'x');
      await waitFor('the file', () => said.includes(JSON.stringify({ settled: join(late, name) })), soon);
    }
  });

  it('for which Linux has no watches left is only partly watched, and how much of it and what mends it is told', ({
    skip,
  }) => {
    const root = tempDir();
    for (let index = 0; index < 40; index += 1) mkdirSync(join(root, String(index)));
    const script = join(import.meta.dirname, '../support/watch-with-few-watches.ts');
    const limit = 'echo 20 > /proc/sys/user/max_inotify_watches && exec "$0" "$@"';
    const run = spawnSync('unshare', ['-U', '-r', 'sh', '-c', limit, process.execPath, script, root], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    if (run.status !== 0 && /unshare|Permission|not permitted/i.test(run.stderr)) skip('no user namespaces here');
    expect(run.stderr).toBe('');
    const { health, blind, warnings, sweeps } = JSON.parse(run.stdout);
    expect(health).toBe('partial');
    expect(blind).toMatchObject([{ cause: 'watch-limit', command: expect.stringContaining('max_user_watches') }]);
    expect(blind[0].count).toBeGreaterThan(10);
    expect(blind[0].example).toContain(root);
    expect(warnings).toHaveLength(1);
    expect(sweeps).not.toEqual([]);
  });
});
