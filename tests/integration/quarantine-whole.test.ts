import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eicar } from '../support/eicar.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

/** How long a restored file is seen to be left alone. LAZARET_RESTORED_MS sets it; 60000 is the full proof. */
const restoredMs = Number(process.env.LAZARET_RESTORED_MS ?? 3_000);
const noClamd = whyNoRealClamd();

/** A running Lazaret that has just locked one EICAR away. */
async function setUp(configure: (data: string) => void = () => undefined) {
  const { root, data, watched } = await setUpWatched();
  configure(data);
  const drop = (name: string, content: string | Buffer): string => {
    writeFileSync(join(root, 'arriving'), content);
    renameSync(join(root, 'arriving'), join(watched, name));
    return join(watched, name);
  };
  const running = startLazaret(data);
  await running.next('ready');
  const path = drop('invoice.exe', eicar());
  const { id } = await running.next('quarantined', (event) => event.path === path);
  const ask = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await lazaret(data, [...args, '--json']);
    const lines = stdout.trim() === '' ? [] : stdout.trim().split('\n');
    return { code, stderr, value: lines.length === 0 ? null : JSON.parse(lines.at(-1) ?? '') };
  };
  return { root, data, watched, drop, running, path, id, ask };
}

describe.skipIf(noClamd !== null)('the quarantine of a running Lazaret', () => {
  test(
    'leaves a restored file alone, takes its copy and its change, and takes it again once that is revoked',
    async () => {
      const { root, watched, running, path, id, ask } = await setUp();
      const restored = await ask('quarantine', 'restore', id, '--reason', 'a test file');
      expect(restored).toMatchObject({ code: 0, value: { path } });
      await delay(restoredMs);
      expect(readFileSync(path)).toEqual(eicar());

      copyFileSync(path, join(watched, 'copy.exe'));
      await running.next('quarantined', (event) => event.path === join(watched, 'copy.exe'));
      const longer = join(watched, 'longer.exe');
      copyFileSync(path, join(root, 'longer'));
      appendFileSync(join(root, 'longer'), '\n');
      renameSync(join(root, 'longer'), longer);
      await running.next('quarantined', (event) => event.path === longer);
      expect(existsSync(path)).toBe(true);

      const { value: entries } = await ask('allow', 'list');
      expect(entries).toMatchObject([{ path, reason: 'a test file', expiresAt: null }]);
      expect(await ask('allow', 'revoke', entries[0].id)).toMatchObject({ code: 0 });
      await waitFor('the file to be taken again', () => !existsSync(path), { deadlineMs: 20_000 });
      expect((await ask('allow', 'list')).value).toEqual([]);

      // The very file with one byte more, at the very place that is allowed.
      const [newest] = (await ask('quarantine', 'list')).value.filter((item: { path: string }) => item.path === path);
      await ask('quarantine', 'restore', newest.id);
      appendFileSync(path, '\n');
      await waitFor('the changed file to be taken', () => !existsSync(path), { deadlineMs: 20_000 });
    },
    60_000 + restoredMs,
  );

  test('asks today’s signatures about an item, running or not, and hands it out as a zip', async () => {
    const { root, data, running, id, ask } = await setUp();
    const rescan = { verdict: 'infected', detail: expect.stringContaining('still call it') };
    expect(await ask('quarantine', 'rescan', id)).toMatchObject({ code: 1, value: rescan });
    expect(await ask('quarantine', 'restore', id, '--if-clean')).toMatchObject({ code: 1, value: rescan });
    expect(() => execFileSync('grep', ['-r', 'EICAR-STANDARD', data])).toThrow();
    const zip = join(root, 'sample.zip');
    const exported = await ask('quarantine', 'export', id, zip);
    expect(exported).toMatchObject({ code: 0, value: { path: zip } });
    expect(exported.stderr).toContain('dangerous');
    expect(spawnSync('unzip', ['-p', '-P', 'infected', zip]).stdout).toEqual(eicar());
    expect((await ask('quarantine', 'export', id, zip)).code).toBe(2);
    expect((await ask('quarantine', 'report', id)).value).toMatchObject({
      form: expect.stringContaining('clamav.net'),
    });
    await running.stop();
    expect(await ask('quarantine', 'rescan', id)).toMatchObject({ code: 1, value: rescan });
    const { history } = (await ask('quarantine', 'show', id)).value;
    expect(history.map(({ what }: { what: string }) => what)).toEqual([
      ...['stored', 'rescanned', 'rescanned', 'exported', 'rescanned'],
    ]);
  });

  test('deletes with a way back, survives a kill meanwhile, and then deletes for good', async () => {
    const { data, running, id, ask } = await setUp();
    expect(await ask('quarantine', 'delete', id)).toMatchObject({ code: 0, value: { id } });
    await running.stop('SIGKILL');
    expect((await ask('quarantine', 'list')).value).toEqual([]);
    expect((await ask('quarantine', 'list', '--deleted')).value).toMatchObject([{ id }]);
    expect(await ask('quarantine', 'undelete', id)).toMatchObject({ code: 0 });
    expect((await ask('quarantine', 'list')).value).toMatchObject([{ id, trashedAt: null }]);
    expect(await ask('quarantine', 'delete', id, '--now')).toMatchObject({ code: 0 });
    expect((await ask('quarantine', 'show', id)).value.error.message).toContain('deleted for good');
    expect(existsSync(join(data, 'vault', `${id}.blob`))).toBe(false);
  });

  test('holds nothing that an engine would find, not even inside a watched folder', async () => {
    const outer = tempDir();
    const data = join(outer, 'data');
    mkdirSync(data);
    expect((await lazaret(data, ['add', outer])).code).toBe(0);
    const running = startLazaret(data);
    await running.next('ready');
    writeFileSync(join(outer, 'bad.exe'), eicar());
    await running.next('quarantined');
    await lazaret(data, ['scan', outer]);
    const ours = running.events.filter((event) => 'path' in event && event.path.startsWith(`${data}/`));
    expect(ours).toEqual([]);
    await running.stop();
    const engine = await startRealClamd();
    try {
      const config = join(engine.directory, 'clamd.conf');
      const scan = (what: string) =>
        spawnSync('clamdscan', ['--stream', '--infected', `--config-file=${config}`, what], { encoding: 'utf8' });
      expect(scan(join(data, 'vault'))).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('Infected files: 0'),
      });
      writeFileSync(join(outer, 'control'), eicar());
      expect(scan(join(outer, 'control')).status).toBe(1);
    } finally {
      await engine.stop();
    }
  });

  test('leaves a note if wished, which is nobody’s arrival until somebody writes to it', async () => {
    const { running, path, watched, drop } = await setUp((data) => {
      const file = join(data, 'settings.json');
      const settings = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...settings, quarantine: { leaveNote: true } }));
    });
    const note = `${path}.quarantined.txt`;
    await waitFor('the note', () => existsSync(note));
    expect(readFileSync(note, 'utf8')).toContain('invoice.exe was locked away by Lazaret');
    const later = drop('later', 'harmless');
    await running.next('verdict', (event) => event.path === later);
    expect(running.events.filter((event) => 'path' in event && event.path === note)).toEqual([]);
    writeFileSync(note, eicar());
    await running.next('quarantined', (event) => event.path === note);
    expect(existsSync(join(watched, 'invoice.exe.quarantined.txt'))).toBe(false);
  });
});
