import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorText } from '../files/fs-error.ts';
import { untilNoneHangs } from '../files/hanging-descriptors.ts';
import { assembleDatabase, removeAssembled, versionOf } from './assembled-database.ts';
import { type ClamdTuning, clamdConfig } from './clamd-config.ts';
import { type ClamdDatabase, chooseDatabase, ownDatabase } from './clamd-database.ts';
import { type ClamdPlace, emptyPlace, makePlace, removeTemporaryPlace } from './clamd-place.ts';
import { askProgram } from './clamd-program.ts';
import type { Endpoint } from './endpoint.ts';
import { leash, spawnHeld } from './leash.ts';
import type { OwnSet } from './own-signatures.ts';
import { endRecorded, removeProcessRecord, startOf, writeProcessRecord } from './process-record.ts';

/** `running` is the process, not its health: with a real database it listens only after half a minute. */
export type SupervisedState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly detail: string }
  | {
      readonly kind: 'running';
      readonly endpoint: Endpoint;
      readonly database: PreparedDatabase;
      readonly sinceMs: number;
      /** Where it writes what it is sent. */
      readonly temporaryDirectory: string;
      /** What it was started with. */
      readonly tuning: ClamdTuning;
    }
  | { readonly kind: 'failed'; readonly detail: string };

/** What it loads: a database as it is, or one assembled with the user's own signatures. */
export interface PreparedDatabase extends ClamdDatabase {
  /** Where the database comes from, and what was there then. */
  readonly source: string;
  readonly sourceVersion: string;
  /** The fingerprint of the own signatures in it; empty when there are none. */
  readonly own: string;
}

/** A clamd of our own. */
export interface SupervisedClamd {
  state(): SupervisedState;
  /** Starts it unless it runs or is about to; forgives earlier crashes. */
  start(): void;
  /** Brings what it loads up to date in place. False when that is another directory now: then only a restart helps. */
  refresh(): Promise<boolean>;
  /** Ends it without mercy and starts it again: it does not answer. */
  restart(why: string): void;
  stop(): Promise<void>;
}

export interface SupervisedOptions {
  readonly program: string;
  /** Holds the private directory `engine` and, where there are any, own databases in `signatures`. */
  readonly dataDirectory: string;
  readonly starterSignatures: string;
  /** Where the machine's own databases may be, best first. */
  readonly systemDatabases: readonly string[];
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  readonly tuning: () => ClamdTuning;
  /** The user's own signatures, once they have been checked. */
  readonly ownSignatures: () => Promise<OwnSet>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onChanged: () => void;
}

const termDeadlineMs = 5_000;
const crashWindowMs = 600_000;
const crashesAllowed = 8;
/** It ended by itself, with an exit code: its signatures or its configuration are at fault, and still will be in a minute. */
const refusalsAllowed = 4;
const longestBackOffMs = 30_000;
/** After that many crashes it is left alone for a while: whatever ends it may be gone by then. */
const firstRestMs = 300_000;
const longestRestMs = 1_800_000;
const outputKept = 2_000;

/**
 * Runs one clamd in its own process group: written for the version found, started again after a crash (1 s, 2 s, 4 s … at
 * most 30 s; after eight crashes within ten minutes, or four times that it gave up by itself in a row, 5 min, 10 min … at
 * most 30 min, or when asked), ended by TERM and then KILL, and on a leash for when we are killed. A clamd that an earlier
 * Lazaret left behind all the same is ended first, if it is proven to be the very process that was recorded.
 */
export function createSupervisedClamd(options: SupervisedOptions): SupervisedClamd {
  const { dataDirectory, temporaryRoot, platform, clock, log } = options;
  const home = join(dataDirectory, 'engine');
  const recordPath = join(home, 'clamd.json');
  const stopping = new AbortController();
  let state: SupervisedState = { kind: 'stopped' };
  let crashes: readonly number[] = [];
  /** How often in a row it ended by itself. */
  let refusals = 0;
  /** How often in a row it was given up for a while. */
  let rests = 0;
  let launching: Promise<void> | null = null;
  let current: { readonly child: ChildProcess; readonly exited: Promise<void> } | null = null;
  let starterCopy = '';
  let cancelRestart = (): void => undefined;

  const change = (next: SupervisedState): void => {
    state = next;
    options.onChanged();
  };

  function launch(): void {
    cancelRestart();
    if (launching !== null || current !== null || stopping.signal.aborted) return;
    change({ kind: 'starting', detail: 'Lazaret is starting its own clamd.' });
    launching = prepareAndSpawn()
      .catch((error: unknown) => crashed(errorText(error), true))
      .finally(() => {
        launching = null;
      });
  }

  async function prepareAndSpawn(): Promise<void> {
    const leftover = await endRecorded(recordPath, platform);
    if (leftover !== null && leftover.directory !== null) removeTemporaryPlace(leftover.directory, temporaryRoot);
    const program = await askProgram(options.program, stopping.signal);
    if (!program.ok) throw new Error(program.detail);
    const place = await makePlace({ home, temporaryRoot, platform, program: options.program });
    const database = await prepareDatabase(place.starterCopy);
    removeAssembled(home, database.directory);
    const tuning = options.tuning();
    const config = clamdConfig({
      version: program.value.version,
      platform,
      endpoint: place.endpoint,
      databaseDirectory: database.directory,
      temporaryDirectory: place.temporary,
      tuning,
    });
    writeFileSync(place.config, config, { mode: 0o600 });
    await untilNoneHangs(clock, stopping.signal);
    if (stopping.signal.aborted) {
      clear(place);
    } else {
      spawnIn(place);
      const { endpoint, temporary: temporaryDirectory } = place;
      starterCopy = place.starterCopy;
      change({ kind: 'running', endpoint, database, temporaryDirectory, sinceMs: clock.monotonicMs(), tuning });
    }
  }

  async function prepareDatabase(copyStarterTo: string): Promise<PreparedDatabase> {
    const own = await options.ownSignatures();
    const chosen = chooseDatabase({
      system: options.systemDatabases,
      own: ownDatabase(dataDirectory),
      starter: options.starterSignatures,
      starterCopy: copyStarterTo,
    });
    const { directory: source } = chosen;
    const directory = own.files.length === 0 ? source : assembleDatabase(source, own, home);
    return { kind: chosen.kind, directory, source, sourceVersion: versionOf(source), own: own.fingerprint };
  }

  function spawnIn(place: ClamdPlace): void {
    let output = '';
    const { child, letGo } = spawnHeld(options.program, [`--config-file=${place.config}`], {
      cwd: place.directory,
      platform,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-outputKept);
      });
    }
    const release = child.pid === undefined ? null : leash(child.pid, platform, log);
    const exited = new Promise<void>((resolve) => {
      const ended = (how: string, byItself: boolean): void => {
        if (current?.child !== child) return;
        current = null;
        release?.();
        removeProcessRecord(recordPath);
        clear(place);
        resolve();
        if (!stopping.signal.aborted) crashed(`${how} ${lastWords(output)}`.trim(), byItself);
      };
      child.once('error', (error) => ended(`It cannot be started: ${error.message}`, true));
      child.once('exit', (code, signal) => ended(`It ended (${signal ?? `exit code ${code}`}).`, signal === null));
    });
    current = { child, exited };
    try {
      const started = child.pid === undefined ? null : startOf(child.pid, platform);
      if (child.pid !== undefined && started !== null) {
        const directory = place.isTemporary ? place.directory : null;
        writeProcessRecord(recordPath, { pid: child.pid, started, directory });
      }
    } finally {
      // Also without a record, where the disk is full: it is on its leash.
      letGo();
    }
  }

  const clear = (place: ClamdPlace): void => {
    if (place.isTemporary) removeTemporaryPlace(place.directory, temporaryRoot);
    else emptyPlace(place);
  };

  function crashed(detail: string, byItself: boolean): void {
    if (stopping.signal.aborted) return;
    const now = clock.monotonicMs();
    refusals = byItself ? refusals + 1 : 0;
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now];
    if (state.kind === 'running' && now - state.sinceMs > crashWindowMs) rests = 0;
    log.warn('the clamd of our own ended', detail);
    if (crashes.length >= crashesAllowed || refusals >= refusalsAllowed) {
      const restMs = Math.min(firstRestMs * 2 ** rests, longestRestMs);
      rests += 1;
      const times = crashes.length;
      crashes = [];
      refusals = 0;
      cancelRestart = clock.schedule(launch, restMs);
      const told = `Lazaret's own clamd ended ${times} times. It is started again in ${restMs / 60_000} minutes, or when you press "Check now".`;
      change({ kind: 'failed', detail: `${told} ${detail}` });
      return;
    }
    change({ kind: 'starting', detail: `Lazaret's own clamd is started again. ${detail}` });
    cancelRestart = clock.schedule(launch, Math.min(1_000 * 2 ** (crashes.length - 1), longestBackOffMs));
  }

  return {
    state: () => state,
    start() {
      if (current !== null || state.kind === 'starting') return;
      crashes = [];
      refusals = 0;
      rests = 0;
      launch();
    },
    async refresh() {
      if (state.kind !== 'running') return false;
      const next = await prepareDatabase(starterCopy);
      if (state.kind !== 'running' || next.directory !== state.database.directory) return false;
      change({ ...state, database: next });
      return true;
    },
    restart(why) {
      log.warn('the clamd of our own is ended', why);
      current?.child.kill('SIGKILL');
    },
    async stop() {
      stopping.abort();
      cancelRestart();
      await launching;
      const last = current;
      if (last !== null) {
        last.child.kill('SIGTERM');
        // A stopped process (SIGSTOP) takes TERM only once it continues; KILL ends it as it is.
        await Promise.race([last.exited, delay(termDeadlineMs, undefined, { ref: false })]);
        last.child.kill('SIGKILL');
        await last.exited;
      }
      change({ kind: 'stopped' });
    },
  };
}

/** clamd says why it gives up in its last line or two. */
const lastWords = (output: string): string => output.trim().split('\n').slice(-2).join(' ');
