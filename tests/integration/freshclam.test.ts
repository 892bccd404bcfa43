import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SignatureUpdates } from '../../contract/signatures.ts';
import { systemClock } from '../../electron/base/clock.ts';
import { createTranslate } from '../../electron/base/translate.ts';
import { describeUpdates } from '../../electron/cli/status.ts';
import { reload } from '../../electron/engine/clamd-commands.ts';
import { findProgram } from '../../electron/engine/clamd-program.ts';
import { tryToLoad } from '../../electron/engine/clamd-trial.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { findFreshclam } from '../../electron/engine/freshclam-program.ts';
import { runFreshclam } from '../../electron/engine/freshclam-run.ts';
import { startOf } from '../../electron/engine/process-record.ts';
import { createSignatureUpdater } from '../../electron/engine/signature-updater.ts';
import { createScanner } from '../../electron/scan/scanner.ts';
import { builtWorker } from '../support/built-worker.ts';
import { databaseHeader, type MirrorMood, startFakeMirror } from '../support/fake-mirror.ts';
import { lazaret } from '../support/lazaret-cli.ts';
import { starterSignatures, startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const freshclam = findFreshclam(process.platform, process.env.PATH ?? '');
const why = freshclam.ok ? 'freshclam found' : freshclam.failure.detail;

function startUpdater(mirror: string) {
  const dataDirectory = tempDir();
  const home = join(dataDirectory, 'engine');
  const updater = createSignatureUpdater({
    settings: { automatic: true, mirror, proxy: null },
    databaseDirectory: join(dataDirectory, 'signatures'),
    home,
    platform: process.platform,
    findProgram: () => freshclam,
    run: runFreshclam,
    clock: systemClock,
    random: () => 0,
    log,
    onChanged: () => undefined,
    onUpdated: () => undefined,
  });
  onTestFinished(() => updater.stop());
  updater.setNeeded(true);
  const tried = () => waitFor('the try to end', () => updater.state().state === 'idle' && updater.state());
  return { updater, home, dataDirectory, tried };
}

const hoursUntil = (time: string | null): number => (Date.parse(String(time)) - Date.now()) / 3_600_000;

/** What the Engine page and `lazaret status` say of it; both take it from the same texts. */
const saidOf = (state: SignatureUpdates): string => describeUpdates(state, createTranslate()).join(' ');

describe.skipIf(!freshclam.ok)(`signatures from a fake mirror (${why})`, () => {
  it.each<[MirrorMood, string, RegExp, string]>([
    [404, 'not-found', /file not found: http:/, 'The server does not have the signatures'],
    [500, 'server-error', /Unexpected response \(500\)/, 'The server has a problem of its own'],
    [
      'garbage',
      'bad-data',
      /Malformed CVD header/,
      'What the server sent are not ClamAV’s signed signatures, so they were thrown away',
    ],
    [
      'unsigned',
      'bad-data',
      /Verification|Malformed/,
      'What the server sent are not ClamAV’s signed signatures, so they were thrown away',
    ],
    ['hangs-up', 'unreachable', /Server returned nothing/, 'The server could not be reached'],
  ])('a mirror that answers %s is said to be %s', async (mood, code, words, sentence) => {
    const mirror = await startFakeMirror(mood);
    const state = await startUpdater(mirror.url).tried();
    expect(state).toMatchObject({ failure: { code, detail: expect.stringMatching(words) }, databases: [] });
    expect(saidOf(state)).toContain(sentence);
    expect(hoursUntil(state.retryAt)).toBeCloseTo(0.25, 1);
    expect(state.coolDownUntil).toBeNull();
    expect(mirror.requests).toContain('/daily.cld');
  });

  it.each<[MirrorMood, string, number, string]>([
    [429, 'rate-limited', 4, 'The server says that it was asked too often from this network'],
    [403, 'blocked', 24, 'The server refuses this network or this version of ClamAV'],
  ])('a mirror that answers %s is said to be %s and left alone for %i hours', async (mood, code, hours, sentence) => {
    const mirror = await startFakeMirror(mood);
    const { updater, tried } = startUpdater(mirror.url);
    const state = await tried();
    expect(state.failure?.code).toBe(code);
    expect(hoursUntil(state.coolDownUntil)).toBeCloseTo(hours, 1);
    expect(saidOf(state)).toContain(sentence);
    expect(saidOf(state)).toContain(String(state.coolDownUntil));
    const asked = mirror.requests.length;
    expect(updater.updateNow()).toMatchObject({ ok: false, error: { code: 'too-soon' } });
    expect(mirror.requests).toHaveLength(asked);
  });

  it('a mirror where nobody listens is said to be unreachable', async () => {
    const state = await startUpdater('http://127.0.0.1:1').tried();
    expect(state.failure).toMatchObject({ code: 'unreachable', detail: expect.stringContaining("Couldn't connect") });
    expect(saidOf(state)).toContain('The server could not be reached');
  });

  it('a mirror that says nothing does not outlive Lazaret, nor do the private files stay open to others', async () => {
    const mirror = await startFakeMirror('silent');
    const { updater, home } = startUpdater(mirror.url);
    await waitFor('freshclam to ask', () => mirror.requests.length > 0);
    const record: { pid: number } = JSON.parse(readFileSync(join(home, 'freshclam.json'), 'utf8'));
    expect(startOf(record.pid, process.platform)).not.toBeNull();
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'freshclam.conf')).mode & 0o777).toBe(0o600);
    await updater.stop();
    expect(startOf(record.pid, process.platform)).toBeNull();
    expect(readdirSync(home)).toEqual(['freshclam.conf']);
  });
});

const noEngine = whyNoRealClamd() !== null || !freshclam.ok;

describe.skipIf(noEngine)('an engine of our own and its signatures', () => {
  const startEngine = (mirror: string, databases: readonly string[]) => {
    const scanner = createScanner({ workerUrl: builtWorker(), log });
    const engine = createEngine({
      scanner,
      endpoints: [],
      systemEndpoints: [],
      systemDatabases: databases,
      dataDirectory: tempDir(),
      starterSignatures,
      concurrentScans: () => 1,
      signatures: { automatic: true, mirror, proxy: null },
      log,
    });
    onTestFinished(async () => {
      await engine.stop();
      await scanner.stop();
    });
    engine.start();
    return engine;
  };

  it('protects with the starter signatures and tells why there are no others', async () => {
    const mirror = await startFakeMirror(404);
    const engine = startEngine(mirror.url, []);
    const state = await waitFor('the try to end', () => engine.state().updates.failure !== null && engine.state());
    expect(state.updates).toMatchObject({ byLazaret: true, failure: { code: 'not-found' } });
    const healthy = await waitFor('a healthy engine', () => engine.state().status === 'healthy' && engine.state());
    expect(healthy.signatures).toMatchObject({ kind: 'starter', count: null });
  });

  it('downloads nothing where the system has official signatures', async () => {
    const mirror = await startFakeMirror(404);
    const databases = tempDir();
    writeFileSync(join(databases, 'daily.cld'), 'whatever it holds, it is for the system to keep');
    const engine = startEngine(mirror.url, [databases]);
    expect(await engine.updateSignatures()).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    expect(mirror.requests).toEqual([]);
  });

  it('is told by RELOAD to load its signatures anew', async () => {
    const clamd = await startRealClamd();
    onTestFinished(() => clamd.stop());
    expect(await reload(clamd.unix, 5_000, new AbortController().signal)).toEqual({ ok: true, value: null });
  });

  it('shows a clamd that serves nobody what somebody brought, and believes what that says', async () => {
    const root = tempDir();
    const load = (databaseDirectory: string) =>
      tryToLoad(
        {
          program: findProgram('clamd', process.platform, process.env.PATH ?? '') ?? '',
          databaseDirectory,
          home: join(root, 'trial'),
          temporaryRoot: root,
          platform: process.platform,
          log,
        },
        new AbortController().signal,
      );
    const bad = join(root, 'bad');
    mkdirSync(bad);
    writeFileSync(join(bad, 'daily.cvd'), Buffer.concat([databaseHeader(27_828, 1, new Date()), Buffer.alloc(4_096)]));
    expect(await load(bad)).toMatch(/integrity|Malformed/);
    expect(await load(starterSignatures)).toBeNull();
    expect(readdirSync(root)).toEqual(['bad']);
  });

  it('refuses on the command line a database that nobody signed', async () => {
    const root = tempDir();
    const file = join(root, 'daily.cvd');
    writeFileSync(file, Buffer.concat([databaseHeader(27_828, 1, new Date()), Buffer.alloc(4_096)]));
    const { code, stderr } = await lazaret(join(root, 'data'), ['import', file]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/daily.cvd was not imported: /) });
  });

  it('is told on the command line to download them, which says why it could not', async () => {
    const mirror = await startFakeMirror(403);
    const data = join(tempDir(), 'data');
    mkdirSync(data);
    const signatures = { automatic: false, mirror: mirror.url };
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ engine: { signatures } }));
    const { code, stderr } = await lazaret(data, ['update']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/refuses.*asked not to be contacted before/s),
    });
    const again = await lazaret(data, ['update', '--json']);
    expect(again.code).toBe(2);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'too-soon' } });
  });
});

it('freshclam is looked for beside what the PATH names, and its absence is no surprise', () => {
  const directory = tempDir();
  expect(findProgram('freshclam', 'aix', directory)).toBeNull();
  expect(findFreshclam('aix', directory)).toMatchObject({ ok: false, failure: { code: 'no-program' } });
  writeFileSync(join(directory, 'freshclam'), '', { mode: 0o755 });
  expect(findFreshclam('aix', ['/nowhere', directory].join(delimiter))).toEqual({
    ok: true,
    path: join(directory, 'freshclam'),
  });
});
