import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DownloadSettings } from '../../../contract/settings.ts';
import type { FreshclamEnd, FreshclamJob } from '../../../electron/engine/freshclam-run.ts';
import { createSignatureUpdater } from '../../../electron/engine/signature-updater.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { databaseHeader } from '../../support/fake-mirror.ts';
import { tempDir } from '../../support/temp-dir.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const minuteMs = 60_000;
const built = new Date('2029-11-19T04:24:00.000Z');
const hourMs = 60 * minuteMs;
const automatic: DownloadSettings = { automatic: true, mirror: null, proxy: null };
const exited = (...lines: readonly string[]): FreshclamEnd => ({ kind: 'exited', exitCode: 0, lines });

/** An updater whose freshclam does what the test says; 1 January 2030 is when its clock begins. */
function setUp(settings: DownloadSettings = automatic) {
  const clock = createFakeClock();
  const databaseDirectory = join(tempDir(), 'signatures');
  mkdirSync(databaseDirectory);
  let act: (job: FreshclamJob, signal: AbortSignal) => FreshclamEnd | Promise<FreshclamEnd> = () => exited();
  const runs: number[] = [];
  let updates = 0;
  const updater = createSignatureUpdater({
    settings,
    databaseDirectory,
    home: tempDir(),
    platform: 'linux',
    findProgram: () => ({ ok: true, path: '/freshclam' }),
    run: async (job, signal) => {
      runs.push(clock.monotonicMs());
      return await act(job, signal);
    },
    clock,
    random: () => 0,
    log,
    onChanged: () => undefined,
    onUpdated: () => {
      updates += 1;
    },
  });
  const put = (version: number): void => {
    writeFileSync(join(databaseDirectory, 'daily.cvd'), databaseHeader(version, 2_000, built));
    writeFileSync(join(databaseDirectory, 'main.cvd'), databaseHeader(62, 6_000, built));
  };
  return {
    clock,
    updater,
    runs,
    put,
    databaseDirectory,
    updates: () => updates,
    freshclam: (next: typeof act) => {
      act = next;
    },
  };
}

describe('signatures that Lazaret keeps itself', () => {
  it('are looked for when they begin to be needed, and every four hours from then on', async () => {
    const { clock, updater, runs, put, freshclam, updates } = setUp();
    await clock.advance(hourMs);
    expect(runs).toEqual([]);
    freshclam(() => {
      put(27_828);
      return exited();
    });
    updater.setNeeded(true);
    await clock.advance(5 * hourMs);
    expect(runs).toEqual([hourMs, 5 * hourMs]);
    expect(updates()).toBe(1);
    expect(updater.state()).toMatchObject({ byLazaret: true, state: 'idle', failure: null, databases: [{}, {}] });
    updater.setNeeded(false);
    await clock.advance(24 * hourMs);
    expect(runs).toHaveLength(2);
  });

  it('are not up to date because freshclam ended with 0, when no database is there', async () => {
    const { clock, updater } = setUp();
    updater.setNeeded(true);
    await clock.settle();
    expect(updater.state().failure).toMatchObject({ code: 'unknown' });
  });

  it('are looked for again after a quarter of an hour, then ever more seldom, while it fails', async () => {
    const { clock, updater, runs, freshclam } = setUp();
    freshclam(() => exited("ERROR: remote_cvdhead: Download failed (7) Message: Couldn't connect to server"));
    updater.setNeeded(true);
    await clock.advance(12 * hourMs);
    expect(runs.map((atMs) => atMs / minuteMs)).toEqual([0, 15, 45, 105, 225, 465, 705]);
    expect(updater.state().failure?.code).toBe('unreachable');
  });

  it.each([
    ['rate-limited', 429, 1],
    ['blocked', 403, 24],
  ])('leave a server that says %s (%i) alone for %i h, on request too', async (code, status, hours) => {
    const { clock, updater, runs, freshclam } = setUp();
    freshclam(() => exited(`WARNING: FreshClam received error code ${status} from the ClamAV CDN.`));
    updater.setNeeded(true);
    await clock.settle();
    const until = new Date(clock.now().getTime() + hours * hourMs).toISOString();
    expect(updater.state()).toMatchObject({ failure: { code }, coolDownUntil: until, retryAt: until });
    expect(updater.updateNow()).toMatchObject({ ok: false, error: { code: 'too-soon', params: { until } } });
    await clock.advance(hours * hourMs - minuteMs);
    expect(runs).toHaveLength(1);
    await clock.advance(2 * minuteMs);
    expect(runs).toHaveLength(2);
  });

  it("respect a cool-down that freshclam wrote down before Lazaret's start", async () => {
    const { clock, updater, runs, databaseDirectory } = setUp();
    const dat = Buffer.alloc(90);
    dat.write('FreshClamData');
    dat.writeUInt32LE(1, 13);
    dat.writeBigInt64LE(BigInt((clock.now().getTime() + 2 * hourMs) / 1000), 61);
    writeFileSync(join(databaseDirectory, 'freshclam.dat'), dat);
    updater.setNeeded(true);
    expect(updater.updateNow()).toMatchObject({ ok: false, error: { code: 'too-soon' } });
    await clock.advance(hourMs);
    expect(runs).toEqual([]);
    updater.configure({ ...automatic, mirror: 'http://mirror.example' });
    await clock.settle();
    expect(runs).toHaveLength(1);
  });

  it('are downloaded only on request where the user turned the automatic off', async () => {
    const { clock, updater, runs } = setUp({ ...automatic, automatic: false });
    updater.setNeeded(true);
    await clock.advance(24 * hourMs);
    expect(runs).toEqual([]);
    expect(updater.updateNow()).toMatchObject({ ok: true, value: { state: 'running' } });
    await clock.advance(24 * hourMs);
    expect(runs).toHaveLength(1);
    expect(updater.state()).toMatchObject({ state: 'idle', retryAt: null });
  });

  it('are downloaded once at a time, and the download ends with Lazaret', async () => {
    const { clock, updater, runs, freshclam } = setUp();
    freshclam(
      (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ kind: 'stopped', exitCode: null, lines: [] }));
        }),
    );
    updater.setNeeded(true);
    await clock.settle();
    expect(updater.updateNow().ok).toBe(true);
    await clock.settle();
    expect(runs).toHaveLength(1);
    await updater.stop();
    expect(updater.state()).toMatchObject({ state: 'idle', failure: null });
  });

  it('are not downloaded for an engine that gets them from elsewhere', () => {
    expect(setUp().updater.updateNow()).toMatchObject({ ok: false, error: { code: 'unsupported' } });
  });
});
