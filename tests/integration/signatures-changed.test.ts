import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectControl } from '../../electron/control/control-client.ts';
import { readOwner } from '../../electron/control/instance-lock.ts';
import { encryptedZip } from '../../electron/engine/canary-files.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { lazaret, type RunningLazaret, setUpWatched, startLazaret } from '../support/lazaret-cli.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { storedZip } from '../support/stored-zip.ts';
import { startVersionedClamd } from '../support/versioned-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

async function checkNow(data: string): Promise<void> {
  const client = await connectControl(readOwner(data)?.socket ?? '');
  if (client === null) throw new Error('Nobody listens.');
  expect(await client.request('engine.check', {})).toMatchObject({ ok: true });
  await client.close();
}

/** Has the engine checked until Lazaret has seen this version of its signatures. */
async function untilVersion(data: string, version: string): Promise<void> {
  const socket = readOwner(data)?.socket ?? '';
  const client = await connectControl(socket);
  if (client === null) throw new Error('Nobody listens.');
  try {
    await waitFor(`version ${version}`, async () => {
      const checked = await client.request('engine.check', {});
      return checked.ok && checked.value.signatures.version === version;
    });
  } finally {
    await client.close();
  }
}

const pathsOf = ({ events }: RunningLazaret, trigger: string): string[] =>
  events.flatMap((event) => (event.type === 'verdict' && event.trigger === trigger ? [event.path] : []));

describe.skipIf(whyNoRealClamd() !== null)('new signatures', () => {
  test('find what was clean before, say since when, and lock it away; the newest files come first', async () => {
    const clamd = await startVersionedClamd();
    process.env.LAZARET_CLAMD = formatEndpoint(clamd.endpoint);
    try {
      const { data, watched } = await setUpWatched();
      const running = startLazaret(data);
      await running.next('ready');
      const paths = ['old', 'middle', 'new'].map((name) => join(watched, name));
      for (const [index, path] of paths.entries()) {
        writeFileSync(path, index === 1 ? 'the text of tomorrow’s malware' : `harmless ${index}`);
        await running.next('verdict', (event) => event.path === path && event.verdict === 'clean');
      }
      const [old, middle = '', newest] = paths;
      await clamd.learn('Tomorrow.Malware', 'tomorrow’s malware');
      await untilVersion(data, '27001');

      const bad = await running.next('verdict', (event) => event.path === middle && event.verdict === 'infected');
      expect(bad).toMatchObject({ trigger: 'signatures', signature: expect.stringContaining('Tomorrow.Malware') });
      const before = running.events.find((event) => event.type === 'verdict' && event.path === middle);
      expect(bad.wasCleanAt).toBe(before?.type === 'verdict' ? before.at : null);
      await running.next('quarantined', ({ path }) => path === middle);
      expect(existsSync(middle)).toBe(false);
      await running.next('verdict', (event) => event.path === old && event.trigger === 'signatures');
      expect(pathsOf(running, 'signatures')).toEqual([newest, middle, old]);

      await running.stop();
      const again = startLazaret(data);
      await again.next('ready');
      await again.next('sweep');
      const { stdout } = await lazaret(data, ['history', '--json']);
      const { records } = JSON.parse(stdout);
      expect(records.find((record: { verdict: string }) => record.verdict === 'infected').wasCleanAt).toBe(
        bad.wasCleanAt,
      );
      expect(pathsOf(again, 'signatures')).toEqual([]);
      await again.stop();
    } finally {
      delete process.env.LAZARET_CLAMD;
      await clamd.stop();
    }
  });

  test("of the user's own find what was clean before, and scan nothing twice", async () => {
    const { root, data, watched } = await setUpWatched();
    const folder = join(root, 'own');
    mkdirSync(folder);
    expect(await lazaret(data, ['signatures', 'use', folder])).toMatchObject({ code: 0 });
    const running = startLazaret(data);
    await running.next('ready');
    const path = join(watched, 'minutes.txt');
    writeFileSync(path, 'the name of the secret project');
    await running.next('verdict', (event) => event.path === path && event.verdict === 'clean');

    const text = Buffer.from('secret project').toString('hex');
    writeFileSync(join(folder, 'own.ndb'), `Own.Secret:0:*:${text}\n`);
    await checkNow(data);
    const bad = await running.next('verdict', (event) => event.path === path && event.verdict === 'infected');
    expect(bad).toMatchObject({ trigger: 'signatures', signature: 'Own.Secret.UNOFFICIAL' });
    await running.next('quarantined', (event) => event.path === path);

    // What has its verdict by the present ones is not asked for again.
    const other = join(watched, 'other.txt');
    writeFileSync(other, 'harmless');
    const clean = await running.next('verdict', (event) => event.path === other && event.verdict === 'clean');
    expect(await lazaret(data, ['full-scan'])).toMatchObject({ code: 0 });
    expect(running.events.filter((event) => event.type === 'verdict' && event.path === other)).toEqual([clean]);
    await running.stop();
  });

  test('are not needed for what a lenient engine let pass to be scanned again, once that is set right', async () => {
    const clamd = await startVersionedClamd({ hardened: false });
    onTestFinished(() => clamd.stop());
    process.env.LAZARET_CLAMD = formatEndpoint(clamd.endpoint);
    onTestFinished(() => void delete process.env.LAZARET_CLAMD);
    const { data, watched } = await setUpWatched();
    const running = startLazaret(data);
    await running.next('ready');
    const [text, plain, locked] = ['a.txt', 'plain.zip', 'locked.zip'].map((name) => join(watched, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(text, 'harmless');
    writeFileSync(plain, storedZip([{ name: 'a.txt', content: Buffer.from('harmless') }]));
    writeFileSync(locked, encryptedZip());
    const lastOf = (path: string) =>
      running.events.findLast((event) => event.type === 'verdict' && event.path === path);
    await waitFor('three verdicts', () => [text, plain, locked].every((path) => lastOf(path) !== undefined));
    expect(lastOf(text)).toMatchObject({ verdict: 'clean' });
    for (const path of [plain, locked]) {
      expect(lastOf(path)).toMatchObject({ verdict: 'unscannable', reason: 'engine-lenient' });
    }
    await clamd.harden();
    await checkNow(data);
    await waitFor('all three again', () =>
      [text, plain, locked].every((path) => {
        const last = lastOf(path);
        return last?.type === 'verdict' && last.trigger === 'signatures';
      }),
    );
    expect(lastOf(text)).toMatchObject({ verdict: 'clean' });
    expect(lastOf(plain)).toMatchObject({ verdict: 'clean' });
    expect(lastOf(locked)).toMatchObject({ verdict: 'unscannable', reason: 'encrypted' });
  });
});
