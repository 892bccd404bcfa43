import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultLimits } from '../../contract/settings.ts';
import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { spawnWithoutFiles } from '../base/spawn-without-files.ts';
import { untilNoneHangs } from '../files/hanging-descriptors.ts';
import { findsInHarmless } from './canary.ts';
import { ping } from './clamd-commands.ts';
import { clamdConfig } from './clamd-config.ts';
import { makePlace } from './clamd-place.ts';
import { askProgram } from './clamd-program.ts';
import { leash } from './leash.ts';

export interface TrialOptions {
  readonly program: string;
  readonly databaseDirectory: string;
  /** A private directory that is the trial's alone; removed at its end. */
  readonly home: string;
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  readonly log: Pick<Logger, 'warn'>;
}

/** What came of a trial: null when clamd loaded everything, else why it did not, in its own words. */
export type Trial = (options: TrialOptions, signal: AbortSignal) => Promise<string | null>;

export interface TrialEnd {
  /** Null when clamd loaded the directory and answered, else why it did not, in its own words. */
  readonly trouble: string | null;
  /** Signatures it loaded, as it counts them. */
  readonly count: number;
  /** What it finds in a harmless text; null when nothing. */
  readonly harmless: string | null;
  /** All it and libclamav said. */
  readonly output: string;
}

/** A real database takes up to minutes on a slow disk. */
const trialDeadlineMs = 300_000;
const askEveryMs = 50;
const pingDeadlineMs = 1_000;
const outputKept = 4_000;

/**
 * Lets a clamd that serves nobody load a directory of signatures. It checks that a `.cvd` is signed by ClamAV's makers,
 * and ends with an error where anything in there is broken.
 */
export const tryToLoad: Trial = async (options, signal) => (await runTrial(options, signal)).trouble;

/** The same, with all that can be learned from it. */
export async function runTrial(options: TrialOptions, signal: AbortSignal): Promise<TrialEnd> {
  const program = await askProgram(options.program, signal);
  if (!program.ok) return { trouble: program.detail, count: 0, harmless: null, output: '' };
  const place = await makePlace(options);
  try {
    const config = clamdConfig({
      version: program.value.version,
      platform: options.platform,
      endpoint: place.endpoint,
      databaseDirectory: options.databaseDirectory,
      temporaryDirectory: place.temporary,
      tuning: { concurrentScans: 1, limits: defaultLimits, lowMemory: false },
    });
    const logFile = join(place.directory, 'log');
    // How many signatures were loaded, clamd tells its log file only.
    writeFileSync(place.config, `${config}LogFile "${logFile}"\n`, { mode: 0o600 });
    await untilNoneHangs(systemClock, signal);
    const child = spawnWithoutFiles(options.program, [`--config-file=${place.config}`], {
      cwd: place.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const release = child.pid === undefined ? null : leash(child.pid, options.platform, options.log);
    let output = '';
    let hasEnded = false;
    let harmless: string | null = null;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-outputKept);
      });
    }
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        output = error.message;
        resolve();
      });
      child.once('close', () => resolve());
    }).then(() => {
      hasEnded = true;
      release?.();
    });
    const awaitAnswer = async (): Promise<string | null> => {
      const end = performance.now() + trialDeadlineMs;
      while (!hasEnded && !signal.aborted && performance.now() < end) {
        if ((await ping(place.endpoint, pingDeadlineMs, signal)).ok) return null;
        await delay(askEveryMs);
      }
      return hasEnded ? whatIsWrong(output) : 'clamd did not load it in time.';
    };
    let trouble: string | null;
    try {
      trouble = await awaitAnswer();
      if (trouble === null) harmless = await findsInHarmless(place.endpoint, signal);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    return { trouble, count: trouble === null ? countIn(readFileSync(logFile, 'utf8')) : 0, harmless, output };
  } finally {
    rmSync(place.directory, { recursive: true, force: true });
  }
}

const countIn = (log: string): number => Number(/\bLoaded (\d+) signatures\b/.exec(log)?.[1] ?? 0);

/** clamd names the reason on the line of its own that says ERROR, after libclamav's details. */
function whatIsWrong(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const error = lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.findLast((line) => line !== '');
  return (error ?? 'clamd ended without a word.').replace(/^ERROR: /, '');
}
