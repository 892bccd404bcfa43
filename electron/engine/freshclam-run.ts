import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { DownloadSettings } from '../../contract/settings.ts';
import type { SignatureUpdates } from '../../contract/signatures.ts';
import type { Clock } from '../base/clock.ts';
import { spawnWithoutFiles } from '../base/spawn-without-files.ts';
import { untilNoneHangs } from '../files/hanging-descriptors.ts';
import { freshclamConfig } from './freshclam-config.ts';
import { createOutputReader } from './freshclam-report.ts';
import { endRecorded, removeProcessRecord, signalProcess, startOf, writeProcessRecord } from './process-record.ts';

export interface FreshclamJob {
  readonly program: string;
  /** Where the databases are kept; made when it is not there. */
  readonly databaseDirectory: string;
  /** A private directory for the configuration and the record of the process. */
  readonly home: string;
  readonly source: Pick<DownloadSettings, 'mirror' | 'proxy'>;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly onProgress: (progress: SignatureUpdates['progress']) => void;
}

/** How it ended. The exit code proves nothing: freshclam ends with 0 on a cool-down without any database. */
export interface FreshclamEnd {
  readonly kind: 'exited' | 'timed-out' | 'stopped';
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly lines: readonly string[];
}

const deadlineMs = 60 * 60 * 1000;
const termDeadlineMs = 5_000;

/**
 * Runs freshclam once, in its own process group, for an hour at most. One that an earlier Lazaret left behind is ended
 * first. Rejects when it cannot be started.
 */
export async function runFreshclam(job: FreshclamJob, signal: AbortSignal): Promise<FreshclamEnd> {
  const { databaseDirectory, home, platform, clock } = job;
  const recordPath = join(home, 'freshclam.json');
  const configPath = join(home, 'freshclam.conf');
  for (const directory of [home, databaseDirectory]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  await endRecorded(recordPath, platform);
  removeUnfinished(databaseDirectory);
  const owner = process.getuid?.() === 0 ? userInfo().username : null;
  rmSync(configPath, { force: true });
  writeFileSync(configPath, freshclamConfig({ databaseDirectory, source: job.source, owner }), { mode: 0o600 });
  await untilNoneHangs(clock, signal);
  if (signal.aborted) return { kind: 'stopped', exitCode: null, lines: [] };

  const reader = createOutputReader(job.onProgress);
  const child = spawnWithoutFiles(job.program, [`--config-file=${configPath}`, '--stdout', '--show-progress'], {
    cwd: home,
    detached: platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => reader.feed(text));
  }
  const started = child.pid === undefined ? null : startOf(child.pid, platform);
  if (child.pid !== undefined && started !== null) {
    writeProcessRecord(recordPath, { pid: child.pid, started, directory: null });
  }
  let kind: FreshclamEnd['kind'] = 'exited';
  let cancelKill = (): void => undefined;
  const end = (why: FreshclamEnd['kind']): void => {
    if (kind !== 'exited') return;
    kind = why;
    signalGroup(child, 'SIGTERM', platform);
    cancelKill = clock.schedule(() => signalGroup(child, 'SIGKILL', platform), termDeadlineMs);
  };
  const stop = (): void => end('stopped');
  const cancelDeadline = clock.schedule(() => end('timed-out'), deadlineMs);
  signal.addEventListener('abort', stop);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { kind, exitCode, lines: reader.lines() };
  } finally {
    signal.removeEventListener('abort', stop);
    cancelDeadline();
    cancelKill();
    removeProcessRecord(recordPath);
  }
}

/** It tests new databases in a child of its own, which must not outlive it. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals, platform: NodeJS.Platform): void {
  if (child.pid === undefined) return;
  signalProcess(platform === 'win32' ? child.pid : -child.pid, signal);
}

/** freshclam downloads into `tmp.<random>` beside the databases; a killed one leaves that behind. */
function removeUnfinished(databaseDirectory: string): void {
  for (const name of readdirSync(databaseDirectory)) {
    if (/^tmp\.\w+$/.test(name)) rmSync(join(databaseDirectory, name), { recursive: true, force: true });
  }
}
