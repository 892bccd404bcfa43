import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zip } from '../../build/demo/zip.mjs';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { clamdOf, isAlive } from '../support/processes.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const testFiles = '/usr/share/clamav-testfiles';
const noClamd = whyNoRealClamd();

/** A watched folder, and a way to let files arrive in it by rename. */
async function setUp() {
  const { root, data, watched } = await setUpWatched();
  const drop = (name: string, content: string | Buffer): string => {
    writeFileSync(join(root, 'arriving'), content);
    renameSync(join(root, 'arriving'), join(watched, name));
    return join(watched, name);
  };
  return { root, data, watched, drop };
}

describe.skipIf(noClamd !== null)('Lazaret as a whole', () => {
  test('locks an infected arrival away, keeps no trace of it in the clear, and gives it back unharmed', async () => {
    const { data, watched, drop } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    const path = drop('invoice.pdf.exe', eicar());
    const verdict = await running.next('verdict', (event) => event.path === path);
    expect(verdict).toMatchObject({ verdict: 'infected', trigger: 'arrival', size: 68 });
    const { id } = await running.next('quarantined');
    expect(existsSync(path)).toBe(false);
    expect(() => execFileSync('grep', ['-r', 'EICAR-STANDARD', data])).toThrow();

    const listed = JSON.parse((await lazaret(data, ['quarantine', 'list', '--json'])).stdout);
    expect(listed).toMatchObject([{ id, path, state: 'stored' }]);
    expect(await lazaret(data, ['quarantine', 'restore', id])).toMatchObject({ code: 0 });
    expect(readFileSync(path)).toEqual(eicar());
    const copy = join(watched, 'copy.exe');
    copyFileSync(path, copy);
    await running.next('quarantined', (event) => event.path === copy);
    expect(existsSync(copy)).toBe(false);
    expect(existsSync(path)).toBe(true);

    const [item] = JSON.parse((await lazaret(data, ['quarantine', 'list', '--json'])).stdout);
    expect(await lazaret(data, ['quarantine', 'delete', item.id])).toMatchObject({ code: 0 });
    expect(JSON.parse((await lazaret(data, ['quarantine', 'list', '--json'])).stdout)).toEqual([]);
    expect(await running.stop()).toBe(0);
    expect(running.events.at(-1)?.type).toBe('stopped');
  });

  test.skipIf(!existsSync(testFiles))("finds and takes every one of ClamAV's own test files", async () => {
    const { data, watched } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    const names = readdirSync(testFiles);
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) copyFileSync(join(testFiles, name), join(watched, name));
    await waitFor(
      'all to be taken',
      () => running.events.filter(({ type }) => type === 'quarantined').length === names.length,
      {
        deadlineMs: 60_000,
      },
    );
    const judged = running.events.filter((event) => event.type === 'verdict');
    expect(judged.every(({ verdict }) => verdict === 'infected')).toBe(true);
    expect(readdirSync(watched)).toEqual([]);
  });

  test('calls nothing clean while clamd stands still, and scans it all once it goes on', async () => {
    const { data, drop } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    const [clamd] = clamdOf(running.process.pid);
    if (clamd === undefined) throw new Error('Lazaret runs no clamd');
    process.kill(clamd, 'SIGSTOP');
    try {
      const paths = ['a', 'b', 'c'].map((name) => drop(name, `harmless ${name}`));
      for (const path of paths) {
        const failed = await running.next('verdict', (event) => event.path === path);
        expect(failed).toMatchObject({ verdict: 'failed' });
      }
      const status = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
      expect(status).toMatchObject({ protection: { level: 'engine-down' }, queue: { waiting: 3 } });
      process.kill(clamd, 'SIGCONT');
      for (const path of paths) {
        await running.next('verdict', (event) => event.path === path && event.verdict === 'clean');
      }
    } finally {
      process.kill(clamd, 'SIGCONT');
    }
  });

  test('after being killed leaves no clamd behind at the next start, and finds what landed meanwhile', async () => {
    const { data, drop } = await setUp();
    const first = startLazaret(data);
    await first.next('ready');
    const before = drop('before', 'harmless');
    await first.next('verdict', (event) => event.path === before);
    const orphans = clamdOf(first.process.pid);
    await first.stop('SIGKILL');
    const meanwhile = drop('meanwhile', eicar());

    const second = startLazaret(data);
    await second.next('quarantined', (event) => event.path === meanwhile);
    expect(second.events.filter((event) => event.type === 'verdict' && event.path === before)).toEqual([]);
    expect(orphans).toHaveLength(1);
    for (const pid of orphans) await waitFor(`clamd ${pid} to be gone`, () => !isAlive(pid));
  });

  test('says that a watched folder is gone, and watches it again when it is back', async () => {
    const { data, watched, drop } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    rmSync(watched, { recursive: true });
    await running.next('folder', ({ state }) => state === 'unavailable');
    const status = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    expect(status.protection.reasons).toContainEqual(expect.objectContaining({ code: 'folder-unavailable' }));
    mkdirSync(watched);
    const path = drop('again', 'harmless');
    await running.next('verdict', (event) => event.path === path && event.verdict === 'clean');
  });

  test('sets a broken settings file aside, starts with defaults, and says so', async () => {
    const { data } = await setUp();
    const broken = '{"folders": [';
    writeFileSync(join(data, 'settings.json'), broken);
    const status = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    expect(status.folders).toEqual([]);
    expect(status.notices).toMatchObject([{ code: 'settings-broken' }]);
    expect(readFileSync(status.notices[0].params.path, 'utf8')).toBe(broken);
  });

  test('refuses a second instance, naming the first', async () => {
    const { data } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    const second = await lazaret(data, ['start']);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`process ${running.process.pid}`);
  });

  test('refuses to watch what is not there, what is no folder, and its own data', async () => {
    const { root, data } = await setUp();
    writeFileSync(join(root, 'file'), '');
    for (const [path, words] of [
      [join(root, 'nowhere'), 'There is no folder'],
      [join(root, 'file'), 'is not a folder'],
      [join(data, 'vault'), 'its own data'],
    ] as const) {
      const { code, stderr } = await lazaret(data, ['add', path]);
      expect(code).toBe(2);
      expect(stderr).toContain(words);
    }
    expect(JSON.parse((await lazaret(data, ['list', '--json'])).stdout)).toHaveLength(1);
  });

  test('scan ends with a code that says what was found, running or not', async () => {
    const { root, data } = await setUp();
    const at = (name: string, content: string | Buffer): string => {
      writeFileSync(join(root, name), content);
      return join(root, name);
    };
    const clean = at('clean.txt', 'harmless');
    const bad = at('bad.zip', zip('inner.com', eicar()));
    const locked = at(
      'locked.zip',
      zip('secret.txt', Buffer.from('x'.repeat(99)), { password: 'open', salt: randomBytes(11) }),
    );
    const check = async (): Promise<void> => {
      expect((await lazaret(data, ['scan', clean])).code).toBe(0);
      const encrypted = await lazaret(data, ['scan', locked, '--json']);
      expect(encrypted.code).toBe(3);
      expect(encrypted.stdout).toContain('"reason":"encrypted"');
      expect((await lazaret(data, ['scan', join(root, 'nowhere')])).code).toBe(2);
    };
    await check();
    const running = startLazaret(data);
    await running.next('ready');
    await check();
    const infected = await lazaret(data, ['scan', bad, '--json']);
    expect(infected.code).toBe(1);
    const lines = infected.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['verdict', 'quarantined', 'summary']);
    expect(lines.at(-1)).toMatchObject({ files: 1, infected: 1 });
  });

  test.skipIf(process.getuid?.() === 0)('calls a file it may not read unscannable', async () => {
    const { data, drop } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    const path = drop('private', 'harmless');
    chmodSync(path, 0);
    expect(
      await running.next('verdict', (event) => event.path === path && event.verdict === 'unscannable'),
    ).toMatchObject({
      reason: 'unreadable',
    });
  });
});
