import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../electron/engine/endpoint.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine-types.ts';
import { startOf } from '../../electron/engine/process-record.ts';
import { filePath } from '../../electron/files/file-path.ts';
import type { ScanVerdict } from '../../electron/scan/scan-outcome.ts';
import { createScanner, type Scanner } from '../../electron/scan/scanner.ts';
import { builtWorker } from '../support/built-worker.ts';
import { eicar } from '../support/eicar.ts';
import { type RealClamd, starterSignatures, startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface Setting {
  readonly engine: Engine;
  readonly scanner: Scanner;
  readonly dataDirectory: string;
}

function startEngine(options: {
  readonly endpoints?: readonly string[];
  readonly system?: readonly Endpoint[];
  readonly dataDirectory?: string;
  readonly path?: string;
  readonly platform?: NodeJS.Platform;
  readonly databases?: readonly string[];
}): Setting {
  const dataDirectory = options.dataDirectory ?? tempDir();
  const scanner = createScanner({ workerUrl: builtWorker(), log });
  const engine = createEngine({
    scanner,
    endpoints: options.endpoints ?? [],
    systemEndpoints: options.system ?? [],
    systemDatabases: options.databases ?? [],
    dataDirectory,
    starterSignatures,
    concurrentScans: () => 4,
    signatures: { automatic: false, mirror: null, proxy: null },
    log,
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
  });
  onTestFinished(async () => {
    await engine.stop();
    await scanner.stop();
  });
  engine.start();
  return { engine, scanner, dataDirectory };
}

async function startClamd(config: readonly string[] = [], hardened = true): Promise<RealClamd> {
  const clamd = await startRealClamd({ config, hardened });
  onTestFinished(() => clamd.stop());
  return clamd;
}

const healthy = (engine: Engine, deadlineMs = 15_000) =>
  waitFor('a healthy engine', () => engine.state().status === 'healthy' && engine.state(), { deadlineMs });

/** One scan the way the product does it: under a lease, whose loss of trust voids a clean. */
async function scan({ engine, scanner }: Setting, path: string): Promise<ScanVerdict['verdict']> {
  const lease = engine.acquire();
  if (lease === null) return 'failed';
  try {
    const { endpoint, isLenient, signal } = lease;
    const outcome = await scanner.scan({ path: filePath(path), endpoint, maxBytes: 2 ** 31 - 1, isLenient, signal });
    if (outcome.kind === 'gone') throw new Error('The file is gone.');
    return outcome.verdict === 'clean' && !lease.trusted() ? 'failed' : outcome.verdict;
  } finally {
    lease.release();
  }
}

function twoFiles(): { readonly bad: string; readonly good: string } {
  const directory = tempDir();
  const bad = join(directory, 'bad');
  const good = join(directory, 'good');
  writeFileSync(bad, eicar());
  writeFileSync(good, 'harmless');
  return { bad, good };
}

const ownRecord = (dataDirectory: string): { pid: number } =>
  JSON.parse(readFileSync(join(dataDirectory, 'engine/clamd.json'), 'utf8'));

const isAlive = (pid: number): boolean => startOf(pid, process.platform) !== null;

describe.skipIf(whyNoRealClamd() !== null)(`the engine (${whyNoRealClamd() ?? 'clamd found'})`, () => {
  it.each(['unix', 'tcp'] as const)("uses the system's clamd where it listens on %s only", async (kind) => {
    const clamd = await startClamd();
    const dead: Endpoint = { kind: 'unix', path: join(tempDir(), 'clamd.ctl') };
    const setting = startEngine({ system: [dead, clamd[kind]] });
    expect(await healthy(setting.engine)).toMatchObject({
      source: 'system',
      endpoint: formatEndpoint(clamd[kind]),
      name: expect.stringMatching(/^ClamAV \d/),
      signatures: { kind: 'unknown', version: null },
    });
    const { bad, good } = twoFiles();
    expect([await scan(setting, bad), await scan(setting, good)]).toEqual(['infected', 'clean']);
  });

  it("says that the system's clamd passes encrypted files, and uses it where nothing better can be had", async () => {
    const clamd = await startClamd([], false);
    const { engine } = startEngine({ system: [clamd.unix] });
    expect(await healthy(engine)).toMatchObject({ source: 'system', lenient: true });
  });

  it('looks for signatures to use instead of such a clamd with each check, not for each file', async () => {
    const clamd = await startClamd([], false);
    const databases = tempDir();
    const { engine } = startEngine({ system: [clamd.unix], databases: [databases] });
    expect(await healthy(engine)).toMatchObject({ lenient: true });
    writeFileSync(join(databases, 'daily.cld'), 'not a database');
    const lease = engine.acquire();
    expect(lease).not.toBeNull();
    lease?.release();
    await engine.check();
    expect(engine.acquire()).toBeNull();
  });

  it('passes such a clamd over for one of its own where official signatures are there, until that proves unusable', async () => {
    const clamd = await startClamd([], false);
    const databases = tempDir();
    writeFileSync(join(databases, 'daily.cld'), 'not a database');
    const { engine, dataDirectory } = startEngine({ system: [clamd.unix], databases: [databases] });
    await waitFor('a clamd of its own to be tried', () => existsSync(join(dataDirectory, 'engine/clamd.json')));
    expect(engine.acquire()).toBeNull();
    expect(await healthy(engine, 90_000)).toMatchObject({ source: 'system', lenient: true });
  });

  it('runs a private clamd of its own where the system has none, and leaves nothing of it behind', async () => {
    const setting = startEngine({});
    expect(setting.engine.state().status).toBe('starting');
    const state = await healthy(setting.engine);
    expect(state).toMatchObject({ source: 'supervised', signatures: { kind: 'starter' } });
    const home = join(setting.dataDirectory, 'engine');
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(String(state.endpoint)).mode & 0o777).toBe(0o600);
    const { bad, good } = twoFiles();
    expect([await scan(setting, bad), await scan(setting, good)]).toEqual(['infected', 'clean']);

    const { pid } = ownRecord(setting.dataDirectory);
    expect(isAlive(pid)).toBe(true);
    await setting.engine.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(home, 'clamd.json'))).toBe(false);
    expect(existsSync(join(home, 'tmp'))).toBe(false);
  });

  it('finds a place for the socket when the data directory lies too deep, or has blanks in its name', async () => {
    for (const name of ['with blanks "and" quotes', 'x'.repeat(120)]) {
      const dataDirectory = join(tempDir(), name);
      mkdirSync(dataDirectory);
      const { engine } = startEngine({ dataDirectory });
      const { endpoint } = await healthy(engine);
      const isOutside = String(endpoint).startsWith(join(tmpdir(), 'lazaret-clamd-'));
      expect(isOutside).toBe(name.length > 100);
      await engine.stop();
      if (isOutside) expect(existsSync(join(String(endpoint), '..'))).toBe(false);
    }
  });

  it('starts its clamd again when that was killed', async () => {
    const setting = startEngine({});
    await healthy(setting.engine);
    const { pid } = ownRecord(setting.dataDirectory);
    process.kill(pid, 'SIGKILL');
    await waitFor('the loss to be noticed', () => setting.engine.state().status === 'starting');
    expect(setting.engine.acquire()).toBeNull();
    await healthy(setting.engine);
    expect(ownRecord(setting.dataDirectory).pid).not.toBe(pid);
    expect(await scan(setting, twoFiles().bad)).toBe('infected');
  });

  it('ends the clamd that a crashed Lazaret left behind, and touches no other process', async () => {
    const start = (): ChildProcess => {
      const child = spawn('sleep', ['600'], { stdio: 'ignore' });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    };
    const [leftover, stranger] = [start(), start()];
    const record = (child: ChildProcess, started: string | null): string => {
      const dataDirectory = tempDir();
      mkdirSync(join(dataDirectory, 'engine'));
      const content = JSON.stringify({ pid: child.pid, started, directory: null });
      writeFileSync(join(dataDirectory, 'engine/clamd.json'), content);
      return dataDirectory;
    };
    await healthy(startEngine({ dataDirectory: record(stranger, 'another boot:1234') }).engine);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    await healthy(startEngine({ dataDirectory: record(leftover, startOf(Number(leftover.pid), 'linux')) }).engine);
    await waitFor('the leftover to end', () => leftover.signalCode !== null);
  });

  it("puts one of its own in the place of a system's clamd that stays away", async () => {
    const clamd = await startClamd();
    const setting = startEngine({ system: [clamd.unix] });
    expect(await healthy(setting.engine)).toMatchObject({ source: 'system' });
    clamd.signal('SIGKILL');
    expect(await scan(setting, twoFiles().good)).toBe('failed');
    setting.engine.reportFailure(clamd.unix, 'a scan failed');
    const isOwn = () => setting.engine.state().source === 'supervised';
    await waitFor('a clamd of our own', isOwn, { deadlineMs: 30_000 });
    expect(await scan(setting, twoFiles().bad)).toBe('infected');
  });

  it('replaces its own clamd when that has been frozen for long', async () => {
    const setting = startEngine({});
    await healthy(setting.engine);
    const { pid } = ownRecord(setting.dataDirectory);
    process.kill(pid, 'SIGSTOP');
    expect(await scan(setting, twoFiles().good)).toBe('failed');
    await waitFor('the frozen one to end', () => !isAlive(pid), { deadlineMs: 45_000 });
    await healthy(setting.engine);
    expect(await scan(setting, twoFiles().good)).toBe('clean');
  });

  it('waits for nobody when there is no clamd at all, and says what to install', async () => {
    const { engine } = startEngine({ path: '', platform: 'win32' });
    await waitFor('the engine to be down', () => engine.state().status === 'down');
    expect(engine.state().detail).toContain('winget install');
    expect(engine.acquire()).toBeNull();
  });

  it('says so when the endpoint of the settings is nonsense', async () => {
    const { engine } = startEngine({ endpoints: ['nonsense'] });
    expect(engine.state()).toMatchObject({ status: 'down', detail: expect.stringContaining('nonsense') });
  });

  it('notices a frozen clamd during a scan, calls nothing clean, and is back soon after it goes on', async () => {
    const clamd = await startClamd();
    const setting = startEngine({ endpoints: [formatEndpoint(clamd.unix)] });
    await healthy(setting.engine);
    const { bad, good } = twoFiles();
    clamd.signal('SIGSTOP');
    onTestFinished(() => clamd.signal('SIGCONT'));
    const stoppedAt = performance.now();
    expect(await scan(setting, good)).toBe('failed');
    expect(performance.now() - stoppedAt).toBeLessThan(12_000);
    expect(setting.engine.state()).toMatchObject({ status: 'down' });
    expect(setting.engine.acquire()).toBeNull();
    clamd.signal('SIGCONT');
    await healthy(setting.engine, 12_000);
    expect([await scan(setting, bad), await scan(setting, good)]).toEqual(['infected', 'clean']);
  });

  it('leaves a file that merely takes long to scan alone', async () => {
    const clamd = await startClamd();
    const setting = startEngine({ endpoints: [formatEndpoint(clamd.tcp)] });
    await healthy(setting.engine);
    const path = join(tempDir(), 'long');
    // Text that is normalised as script and as mail takes clamd many times longer than other bytes.
    writeFileSync(
      path,
      Buffer.alloc(25 * 1024 * 1024, 'From: a\nContent-Type: text/html\n\n<script>x("y")</script>\n'),
    );
    expect(await scan(setting, path)).not.toBe('failed');
    expect(setting.engine.state().status).toBe('healthy');
  });

  it('shares the work among the configured endpoints and goes on with the one that is left', async () => {
    const [first, second] = [await startClamd(), await startClamd()];
    const setting = startEngine({ endpoints: [formatEndpoint(first.unix), formatEndpoint(second.tcp)] });
    await waitFor('both endpoints', () => setting.engine.state().endpoints.every((endpoint) => endpoint.healthy));
    const leases = [setting.engine.acquire(), setting.engine.acquire()];
    expect(leases.map((lease) => lease?.endpoint.kind)).toEqual(['unix', 'tcp']);
    first.signal('SIGKILL');
    for (const lease of leases) lease?.release();
    const { bad, good } = twoFiles();
    for (let turn = 0; turn < 20; turn += 1) {
      const path = turn % 2 === 0 ? bad : good;
      // Lost with the first endpoint, it is scanned again: on the second.
      const verdict = await waitFor('a verdict', async () => {
        const said = await scan(setting, path);
        if (said === 'failed') setting.engine.reportFailure(first.unix, 'a scan failed');
        return said !== 'failed' && said;
      });
      expect(verdict).toBe(path === bad ? 'infected' : 'clean');
    }
    await waitFor('the loss to be shown', () => !setting.engine.state().endpoints[0]?.healthy);
    expect(setting.engine.state()).toMatchObject({ status: 'healthy', endpoint: formatEndpoint(second.tcp) });
  });

  it('is down while its clamd cannot write what it is sent', async () => {
    const clamd = await startClamd();
    const setting = startEngine({ endpoints: [formatEndpoint(clamd.unix)] });
    await healthy(setting.engine);
    rmSync(join(clamd.directory, 'tmp'), { recursive: true });
    const { bad, good } = twoFiles();
    for (const path of [bad, good]) expect(await scan(setting, path)).toBe('failed');
    expect((await setting.engine.check()).status).toBe('down');
    expect(setting.engine.acquire()).toBeNull();
    mkdirSync(join(clamd.directory, 'tmp'));
    await healthy(setting.engine);
    expect(await scan(setting, good)).toBe('clean');
  });

  it('passes from one set of endpoints to another while it runs', async () => {
    const clamd = await startClamd();
    const setting = startEngine({});
    await healthy(setting.engine);
    const { pid } = ownRecord(setting.dataDirectory);
    setting.engine.configure([formatEndpoint(clamd.tcp)]);
    expect(setting.engine.acquire()).toBeNull();
    expect(await healthy(setting.engine)).toMatchObject({ source: 'configured' });
    await waitFor('our own clamd to end', () => !isAlive(pid));
    setting.engine.configure([]);
    expect(
      await waitFor(
        'a new clamd of our own',
        () => setting.engine.state().source === 'supervised' && setting.engine.state(),
      ),
    ).toMatchObject({ status: 'healthy' });
  });

  it('gives every pending lease up when it is stopped', async () => {
    const clamd = await startClamd();
    const { engine } = startEngine({ endpoints: [formatEndpoint(clamd.unix)] });
    await healthy(engine);
    const lease = engine.acquire();
    await engine.stop();
    expect(lease?.signal.aborted).toBe(true);
    expect(lease?.trusted()).toBe(false);
  });
});
