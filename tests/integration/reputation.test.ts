import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeKey, startFakeVirusTotal } from '../support/fake-virustotal.ts';
import { lazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const noClamd = whyNoRealClamd();
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

/** A watched folder, the fake VirusTotal set as the server, and its key; reputation itself is still off. */
async function setUp() {
  const fake = await startFakeVirusTotal();
  onTestFinished(() => fake.stop());
  const { root, data, watched } = await setUpWatched();
  const ask = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await lazaret(data, ['reputation', ...args, '--json']);
    if (code !== 0) throw new Error(`${stdout}${stderr}`);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  };
  await ask('set', '--server', fake.base, '--where', 'all', '--what', 'all', '--per-minute', '1000');
  const keySet = await lazaret(data, ['reputation', 'key', 'set', '--json'], `${fakeKey}\n`);
  expect(keySet).toMatchObject({ code: 0 });
  const drop = (name: string, content: string): string => {
    writeFileSync(join(root, 'arriving'), content);
    renameSync(join(root, 'arriving'), join(watched, name));
    return join(watched, name);
  };
  /** Whatever of the data directory holds the text. */
  const filesWith = (text: string, directory = data): readonly string[] =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const path = join(directory, name);
      return statSync(path).isFile() && readFileSync(path).includes(text);
    });
  return { fake, data, watched, drop, ask, filesWith, keySet };
}

describe.skipIf(noClamd !== null)(`reputation (${noClamd ?? 'clamd found'})`, () => {
  test('is off by itself: not one connection is made, though server and key are set', async () => {
    const { fake, data, drop, ask } = await setUp();
    const running = startLazaret(data);
    await running.next('ready');
    const path = drop('setup.exe', 'MZ harmless');
    await running.next('verdict', (event) => event.path === path);
    expect(await lazaret(data, ['reputation', 'ask', path])).toMatchObject({ code: 2 });
    expect(await ask('status')).toMatchObject({ status: 'off', queued: 0, usedToday: 0 });
    expect(await running.stop()).toBe(0);
    expect(fake.connections()).toBe(0);
  });

  test('makes what the engine calls clean suspicious, by the ordinary way, and clean what never was', async () => {
    const { fake, data, drop, ask, filesWith, keySet } = await setUp();
    await ask('mode', 'hash-only');
    fake.know(sha256('bad'), { malicious: 41, undetected: 31, names: { Alpha: 'Trojan.Fake' } });
    fake.know(sha256('few'), { malicious: 2, undetected: 70 });
    const running = startLazaret(data);
    await running.next('ready');
    const bad = drop('bad.exe', 'bad');
    const few = drop('few.exe', 'few');
    const none = drop('none.exe', 'none');
    const verdict = await running.next('verdict', (event) => event.path === bad && event.verdict === 'suspicious');
    expect(verdict).toMatchObject({ reason: 'reputation', signature: 'Reputation.VirusTotal', trigger: 'reputation' });
    await waitFor('all to be asked', () => fake.hashes().length === 3);
    expect(await ask('ask', few)).toMatchObject({ answer: { outcome: 'known', malicious: 2, engines: 72 } });
    expect(await ask('ask', none)).toMatchObject({ answer: { outcome: 'unknown' } });
    expect(running.events.filter((event) => event.type === 'verdict' && event.path !== bad)).toMatchObject([
      { verdict: 'clean' },
      { verdict: 'clean' },
    ]);
    const history = JSON.parse((await lazaret(data, ['history', '--unresolved', '--json'])).stdout);
    expect(history.records).toMatchObject([{ path: bad, verdict: 'suspicious', action: 'none' }]);
    expect(history.records[0].detail).toContain('41 of 72');
    expect(history.records[0].detail).toContain(`https://www.virustotal.com/gui/file/${sha256('bad')}`);
    // Looked at again, it stays what it was: the answer is kept.
    await lazaret(data, ['scan', bad]);
    expect(JSON.parse((await lazaret(data, ['history', '--unresolved', '--json'])).stdout).total).toBe(1);
    const again = drop('again.exe', 'bad');
    await running.next('verdict', (event) => event.path === again && event.verdict === 'suspicious');
    expect(fake.hashes()).toHaveLength(3);
    const listed = await ask('list');
    // They were judged side by side, and so in any order.
    const came = listed.requests.map(({ what, outcome }: { what: string; outcome: string }) => `${what} ${outcome}`);
    expect(came.toSorted()).toEqual(['lookup known', 'lookup known', 'lookup unknown']);
    const shown = await lazaret(data, ['status', '--json']);
    await running.stop();
    // The key is in its own file, and nowhere else.
    expect(filesWith(fakeKey)).toEqual(['reputation-key.json']);
    expect(statSync(join(data, 'reputation-key.json')).mode & 0o777).toBe(0o600);
    expect(JSON.stringify([running.events, shown, keySet, listed])).not.toContain(fakeKey);
    expect(JSON.parse(shown.stdout).reputation.key).toMatchObject({
      state: 'set',
      ends: fakeKey.slice(-4),
      kept: 'file',
    });
  });

  test('goes into the vault where suspicious files are to', async () => {
    const { fake, data, drop, ask } = await setUp();
    await ask('mode', 'hash-only');
    const file = join(data, 'settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...settings, policy: { ...settings.policy, suspicious: 'quarantine' } }));
    fake.know(sha256('bad'), { malicious: 41, undetected: 31 });
    const running = startLazaret(data);
    await running.next('ready');
    const bad = drop('bad.exe', 'bad');
    const taken = await running.next('quarantined', (event) => event.path === bad);
    expect(taken.signature).toBe('Reputation.VirusTotal');
    expect(existsSync(bad)).toBe(false);
    // Today's signatures find nothing in it, which does not make it clean.
    const restored = await lazaret(data, ['quarantine', 'restore', taken.id, '--if-clean']);
    expect(restored).toMatchObject({ code: 3, stdout: expect.stringContaining('41 of 72 engines') });
    // Restored, that very file is left alone.
    expect(await lazaret(data, ['quarantine', 'restore', taken.id])).toMatchObject({ code: 0 });
    await lazaret(data, ['scan', bad]);
    expect(existsSync(bad)).toBe(true);
  });

  test('loses none of fifty files in the queue when Lazaret is killed, and keeps their order', async () => {
    const { fake, data, watched, drop, ask } = await setUp();
    await ask('mode', 'hash-only');
    const contents = Array.from({ length: 50 }, (_, index) => `file ${index}`);
    for (const content of contents) fake.know(sha256(content), { malicious: 0, undetected: 70 });
    // Twenty are answered; the next is asked about and never answered, so that all others wait behind it.
    const answered = 20;
    fake.setMood(() => fake.hashes().length > answered);
    const first = startLazaret(data);
    await first.next('ready');
    for (const [index, content] of contents.entries()) drop(`${index}.exe`, content);
    const judged = () => first.events.flatMap((event) => (event.type === 'verdict' ? (event.sha256 ?? '') : []));
    await waitFor('all to be judged', () => judged().length === contents.length, { deadlineMs: 60_000 });
    await waitFor('thirty to wait', async () => (await ask('status')).queued === contents.length - answered, {
      deadlineMs: 60_000,
      everyMs: 200,
    });
    expect(fake.hashes()).toEqual(judged().slice(0, answered + 1));
    expect(await first.stop('SIGKILL')).toBeNull();

    fake.setMood(null);
    const second = startLazaret(data);
    await second.next('ready');
    await waitFor('every file to have its answer', async () => (await ask('status')).queued === 0, {
      deadlineMs: 30_000,
      everyMs: 200,
    });
    // The one whose answer never came is asked about again, and none of the twenty that have theirs.
    expect(fake.hashes().slice(answered + 1)).toEqual(judged().slice(answered));
    for (const name of ['0.exe', '49.exe']) {
      expect(await ask('ask', join(watched, name))).toMatchObject({ answer: { outcome: 'known', engines: 70 } });
    }
    expect(fake.hashes()).toHaveLength(contents.length + 1);
  });

  test('stops asking with a wrong key, says so, and goes on with the right one', async () => {
    const { fake, data, drop, ask } = await setUp();
    expect(await lazaret(data, ['reputation', 'key', 'set'], 'not-the-right-key-at-all')).toMatchObject({ code: 0 });
    await ask('mode', 'hash-only');
    const running = startLazaret(data);
    await running.next('ready');
    drop('a.exe', 'a');
    drop('b.exe', 'b');
    await waitFor('the refusal', async () => {
      const { status, why, queued } = await ask('status');
      return status === 'refused' && why === 'wrong-key' && queued === 2;
    });
    expect(fake.seen).toHaveLength(1);
    const said = await lazaret(data, ['reputation', 'status']);
    expect(said.stdout).toContain('does not take the key');
    expect(said.stdout).not.toContain('not-the-right-key');
    const refusal =
      /\n {2}127\.0\.0\.1:\d+ refuses the key.*\n {4}Files are still scanned here.*\n {4}→ lazaret reputation key set\n/;
    expect((await lazaret(data, ['status'])).stdout).toMatch(refusal);
    expect(await lazaret(data, ['reputation', 'key', 'set'], fakeKey)).toMatchObject({ code: 0 });
    await waitFor('both answers', async () => (await ask('status')).queued === 0);
    expect((await lazaret(data, ['status'])).stdout).not.toContain('refuses the key');
    expect(await lazaret(data, ['reputation', 'key', 'clear'])).toMatchObject({ code: 0 });
    expect(existsSync(join(data, 'reputation-key.json'))).toBe(false);
  });

  test('uploads an unknown file only after it was agreed to', async () => {
    const { fake, data, drop, ask } = await setUp();
    expect(await lazaret(data, ['reputation', 'mode', 'upload-unknown'])).toMatchObject({ code: 2 });
    expect((await ask('status')).settings).toMatchObject({ mode: 'off' });
    await ask('mode', 'upload-unknown', '--agree-to-uploads');
    const running = startLazaret(data);
    await running.next('ready');
    drop('plans.pdf', 'secret content');
    await waitFor('the upload', () => fake.seen.some(({ file }) => file?.sha256 === sha256('secret content')));
    expect(JSON.stringify(fake.seen)).not.toContain('plans');
    expect(
      (await ask('list')).requests.some(
        ({ what, name }: { what: string; name: string }) => what === 'upload' && name === 'plans.pdf',
      ),
    ).toBe(true);
  });

  test('says which key it still has, once one is taken back', async () => {
    const { data, filesWith } = await setUp();
    const clear = async (environment: NodeJS.ProcessEnv = {}): Promise<string> =>
      (await lazaret(data, ['reputation', 'key', 'clear'], '', environment)).stdout.trim();
    expect(await clear({ LAZARET_VIRUSTOTAL_KEY: fakeKey })).toContain('That of LAZARET_VIRUSTOTAL_KEY is used');
    expect(filesWith(fakeKey)).toEqual([]);
    expect(await clear()).toBe('The key is forgotten.');
  });
});
