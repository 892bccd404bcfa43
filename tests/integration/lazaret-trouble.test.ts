import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eicar } from '../support/eicar.ts';
import { cliProgram, lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { clamdOf, commandLinesWith, isAlive } from '../support/processes.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const noClamd = whyNoRealClamd();

function settingsOf(data: string): { policy: { infected: string } } {
  return JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8'));
}

/** Runs the test on a disk of a few megabytes; null where this user may not mount one. */
function tinyDisk(): string | null {
  const directory = tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return directory;
}

/** A data directory whose Lazaret answers every scan with a summary of nothing, in one go with the answer itself. */
async function withSummary(changes: { readonly failure?: string }): Promise<string> {
  const directory = tempDir();
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text) => {
      const replies = String(text)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .flatMap(({ seq, name, input }) => {
          const counts = { files: 0, clean: 0, infected: 0, suspicious: 0, unscannable: 0, failed: 0 };
          const summary = { type: 'summary', ...counts, ...changes };
          const value = {
            kind: 'reply',
            seq,
            result: { ok: name === 'scan.paths', value: null, error: { code: 'internal', message: '' } },
          };
          return name === 'scan.paths' ? [value, { kind: 'event', event: summary, jobIds: [input.jobId] }] : [value];
        });
      socket.write(replies.map((reply) => `${JSON.stringify(reply)}\n`).join(''));
    });
  });
  onTestFinished(() => void server.close());
  const socket = join(directory, 'control.sock');
  await new Promise<void>((listening) => server.listen(socket, listening));
  const owner = { pid: process.pid, since: new Date().toISOString(), program: 'fake', socket };
  writeFileSync(join(directory, 'instance.json'), JSON.stringify(owner));
  return directory;
}

test('a scan hears its summary also when that comes together with the answer', async () => {
  const { code, stdout } = await lazaret(await withSummary({}), ['scan', '/etc/hostname', '--json']);
  expect(stdout).toContain('"type":"summary"');
  expect(code).toBe(0);
});

test('a scan that an error ended is no scan of everything, and says why', async () => {
  const directory = await withSummary({ failure: 'disk I/O error' });
  const { code, stdout, stderr } = await lazaret(directory, ['scan', '/etc/hostname', '--json']);
  expect(stdout).toContain('"failure":"disk I/O error"');
  expect(stderr).toContain('An error ended the scan before it had looked at everything: disk I/O error. Run it again.');
  expect(code).toBe(2);
});

describe.skipIf(noClamd !== null)('Lazaret in trouble', () => {
  test('says that a disk is full, and locks the file away once there is room', async ({ skip }) => {
    const disk = tinyDisk();
    if (disk === null) return skip('this user may not mount a small disk');
    const data = join(disk, 'data');
    const watched = tempDir();
    expect(await lazaret(data, ['add', watched])).toMatchObject({ code: 0 });
    const running = startLazaret(data);
    await running.next('ready');
    const filler = join(disk, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(8 * 1024 * 1024))).toThrow('ENOSPC');
    const path = join(watched, 'bad.exe');
    writeFileSync(path, eicar());
    await running.next('verdict', (event) => event.path === path);
    expect(existsSync(path)).toBe(true);
    const status = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
    expect(['attention', 'engine-down']).toContain(status.protection.level);
    rmSync(filler);
    await running.next('quarantined', (event) => event.path === path, 60_000);
    expect(existsSync(path)).toBe(false);
  });

  test('takes what it had only reported, once it is told to', async () => {
    const { data, watched } = await setUpWatched();
    const settings = settingsOf(data);
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ ...settings, policy: { infected: 'report' } }));
    const path = join(watched, 'bad.exe');
    writeFileSync(path, eicar());
    const first = startLazaret(data);
    expect(await first.next('verdict')).toMatchObject({ path, verdict: 'infected' });
    await first.stop();
    expect(existsSync(path)).toBe(true);
    writeFileSync(join(data, 'settings.json'), JSON.stringify(settings));
    await startLazaret(data).next('quarantined', (event) => event.path === path);
    expect(existsSync(path)).toBe(false);
  });

  test('announces a file in nested watched folders once', async () => {
    const { data, watched } = await setUpWatched();
    const inner = join(watched, 'inner');
    mkdirSync(inner);
    expect(await lazaret(data, ['add', inner])).toMatchObject({ code: 0 });
    const running = startLazaret(data);
    await running.next('ready');
    for (const name of ['a', 'b', 'c']) writeFileSync(join(inner, name), Buffer.alloc(5_000_000, name));
    for (const name of ['a', 'b', 'c']) await running.next('verdict', ({ path }) => path === join(inner, name));
    await waitFor('nothing to be left to do', async () => {
      const { queue } = JSON.parse((await lazaret(data, ['status', '--json'])).stdout);
      return queue.arriving + queue.queued + queue.scanning.length === 0;
    });
    expect(running.events.filter(({ type }) => type === 'verdict')).toHaveLength(3);
  });

  test('tells two scans of the same file its verdict, each in its own output', async () => {
    const { root, data } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    const path = join(root, 'large');
    writeFileSync(path, Buffer.alloc(60_000_000, 'x'));
    const scans = await Promise.all([lazaret(data, ['scan', path, '--json']), lazaret(data, ['scan', path, '--json'])]);
    for (const { code, stdout } of scans) {
      expect(code).toBe(0);
      expect(stdout).toContain('"verdict":"clean"');
    }
  });

  test('leaves nothing running when a scan is called off, and says so with its exit code', async () => {
    const root = tempDir();
    const data = join(root, 'data');
    stayOffline(data, []);
    const big = join(root, 'big');
    writeFileSync(big, Buffer.alloc(400_000_000, 'x'));
    const scan = spawn(process.execPath, [cliProgram, '--data-dir', data, 'scan', big], { stdio: 'ignore' });
    const closed = new Promise<number | null>((resolve) => scan.once('close', resolve));
    await waitFor('clamd to run', () => commandLinesWith(join(data, 'engine')).length > 0);
    scan.kill('SIGTERM');
    expect(await closed).toBe(2);
    await waitFor('clamd to be gone', () => commandLinesWith(join(data, 'engine')).length === 0);
  });

  test.skipIf(process.platform === 'win32')('takes its clamd with it when it is killed by force', async () => {
    const { data, watched } = await setUpWatched();
    writeFileSync(join(watched, 'big'), Buffer.alloc(400_000_000, 'x'));
    const running = startLazaret(data);
    await running.next('ready');
    const [clamd = 0] = await waitFor('its clamd', () => clamdOf(running.process.pid));
    await running.stop('SIGKILL');
    await waitFor('clamd to be gone', () => !isAlive(clamd));
    await waitFor('the leash to be gone', () => commandLinesWith(`lazaret-leash ${clamd}`).length === 0);
    const again = startLazaret(data);
    await again.next('ready');
    const [second = 0] = await waitFor('another clamd', () => clamdOf(again.process.pid));
    expect(commandLinesWith(`lazaret-leash ${second}`)).toHaveLength(1);
    await again.stop();
    await waitFor('the second leash to be gone', () => commandLinesWith(`lazaret-leash ${second}`).length === 0);
  });

  test('marks findings as seen from the command line', async () => {
    const { data, watched } = await setUpWatched();
    writeFileSync(join(watched, 'huge'), '');
    truncateSync(join(watched, 'huge'), 3 * 1024 ** 3);
    const running = startLazaret(data);
    await running.next('verdict', ({ verdict }) => verdict === 'unscannable');
    const reasons = async (): Promise<string[]> =>
      JSON.parse((await lazaret(data, ['status', '--json'])).stdout).protection.reasons.map(
        ({ code }: { code: string }) => code,
      );
    expect(await reasons()).toContain('unresolved-findings');
    expect(await lazaret(data, ['acknowledge'])).toMatchObject({ code: 0 });
    expect(await reasons()).not.toContain('unresolved-findings');
  });
});

const noLimits =
  process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0 ? null : 'no prlimit here';

describe.skipIf((noClamd ?? noLimits) !== null)(
  `a program that may open no more files (${noClamd ?? noLimits ?? 'clamd found'})`,
  () => {
    test('says so and how to mend it, calls nothing clean, and scans everything once it may again', {
      timeout: 90_000,
    }, async () => {
      const { data, watched } = await setUpWatched();
      const running = startLazaret(data);
      await running.next('ready');
      const limit = (files: string): void => {
        execFileSync('prlimit', ['--pid', String(running.process.pid), `--nofile=${files}:`]);
      };
      limit('3');
      const begun = running.events.length;
      const files = Array.from({ length: 60 }, (_, index) => join(watched, `folder-${index % 20}`, `file-${index}`));
      for (const [index, file] of files.entries()) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, index === 0 ? eicar() : `content ${index}`);
      }
      const mends = `prlimit --pid ${running.process.pid} --nofile`;
      await running.next('folder', ({ state, detail }) => state === 'unavailable' && detail.includes(mends));
      expect(verdictsSince(running, begun, 'clean')).toEqual([]);
      limit('4096');
      await running.next('quarantined', () => true, 60_000);
      await waitFor('every file to be scanned', () => verdictsSince(running, begun, 'clean').length >= 59, {
        deadlineMs: 60_000,
      });
      expect(verdictsSince(running, begun, 'clean').toSorted()).toEqual(files.slice(1).toSorted());
      expect(verdictsSince(running, begun, 'unscannable')).toEqual([]);
      const isWatched = () => {
        const last = running.events.findLast((event) => event.type === 'folder');
        return last?.state === 'watching';
      };
      await waitFor('the folder to be watched again', isWatched, { deadlineMs: 60_000 });
    });
  },
);

/** The files that were called so from the `begun`th event on. */
const verdictsSince = ({ events }: ReturnType<typeof startLazaret>, begun: number, verdict: string): string[] =>
  events.slice(begun).flatMap((event) => (event.type === 'verdict' && event.verdict === verdict ? [event.path] : []));
