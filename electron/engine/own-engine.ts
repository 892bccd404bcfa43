import type { EngineState } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { versionOf } from './assembled-database.ts';
import { reload } from './clamd-commands.ts';
import type { ClamdTuning } from './clamd-config.ts';
import { hasOfficial, ownDatabase } from './clamd-database.ts';
import { findClamd, howToInstall } from './clamd-program.ts';
import type { Endpoint } from './endpoint.ts';
import type { EngineMember } from './engine-member.ts';
import { awaitMark } from './own-mark.ts';
import type { OwnSet } from './own-signatures.ts';
import { createSupervisedClamd, type SupervisedClamd } from './supervised-clamd.ts';
import { createTemporarySpace } from './temporary-space.ts';

/** The stopgap while the system has no clamd that answers: one of our own, and its endpoint while it runs. */
export interface OwnEngine {
  member(): EngineMember | null;
  /** The same, also while it is being replaced and only ends what it has begun. */
  lastMember(): EngineMember | null;
  database(): 'official' | 'starter' | null;
  /** The own signatures that it has been proven to have loaded; null until then, empty when there are none. */
  ownLoaded(): string | null;
  /** Why it may yet come; null when nothing is under way. */
  starting(): string | null;
  /** Why it does not come, and what to do; null when nothing stands in the way. */
  trouble(): string | null;
  /** Whether it can run, and with official signatures, as of the last look. */
  couldProtect(): boolean;
  /** Looks on the disk for a program to run and for signatures. */
  look(): void;
  /** Too little room for what it is to scan; null when there is enough. */
  space(): EngineState['space'];
  /** Starts it unless it runs, and replaces it when it has not answered for too long. */
  need(): void;
  /** Whether it runs, is about to, or was given up after crashes; not when there is no clamd to run. */
  isWanted(): boolean;
  /** Other signatures are in place: it loads them, or is replaced where it cannot. It is checked again before it is trusted. */
  renewSignatures(): Promise<void>;
  /** It runs with what is wished now: if that is something else, it is replaced once its scans have ended. */
  retune(): Promise<void>;
  /** Gives it another chance after it was given up. */
  retry(): void;
  stop(): Promise<void>;
}

export interface OwnEngineOptions {
  readonly dataDirectory: string;
  readonly starterSignatures: string;
  readonly systemDatabases: readonly string[];
  readonly temporaryRoot: string;
  readonly platform: NodeJS.Platform;
  readonly path: string;
  readonly tuning: () => ClamdTuning;
  readonly ownSignatures: () => Promise<OwnSet>;
  /** What it may have to hold at a time, in bytes. */
  readonly neededBytes: () => number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly makeMember: (endpoint: Endpoint) => EngineMember;
  readonly onChanged: () => void;
}

/** Silence after which it is replaced, in milliseconds. A real database takes up to minutes to load on a slow disk. */
const silenceMs = 10_000;
const loadingMs = 300_000;
const reloadDeadlineMs = 10_000;
/** How long a replacement waits for the scans under way; those that take longer are lost with the old one and made again. */
const drainDeadlineMs = 60_000;
const drainEveryMs = 100;

export function createOwnEngine(options: OwnEngineOptions): OwnEngine {
  const { clock, platform } = options;
  let supervised: SupervisedClamd | null = null;
  let running: { readonly member: EngineMember; readonly sinceMs: number } | null = null;
  let stopping: Promise<void> | null = null;
  let trouble: string | null = null;
  let hasWhatItNeeds = false;
  let ownLoaded: string | null = null;
  const space = createTemporarySpace(clock, () => options.onChanged());
  let renewing: Promise<void> = Promise.resolve();
  /** Why it is being replaced; null when it is not. */
  let replacing: string | null = null;

  /** The process came, went or was replaced: its endpoint goes with it. */
  function follow(): void {
    const state = supervised?.state();
    if (state?.kind !== 'running') {
      running?.member.retire();
      running = null;
    } else if (running?.sinceMs !== state.sinceMs) {
      running?.member.retire();
      running = { member: options.makeMember(state.endpoint), sinceMs: state.sinceMs };
      // Without signatures of the user's own there is nothing to prove.
      ownLoaded = state.database.own === '' ? '' : null;
      proveOwn();
    }
    trouble = state?.kind === 'failed' ? state.detail : null;
    options.onChanged();
  }

  function start(): void {
    const program = findClamd(platform, options.path);
    if (program === null) {
      trouble = howToInstall(platform);
      return;
    }
    supervised = createSupervisedClamd({ ...options, program, onChanged: follow });
    supervised.start();
  }

  /** Asks until the mark of the set that it was given is found. */
  function proveOwn(): void {
    const asked = running;
    const state = supervised?.state();
    if (asked === null || state?.kind !== 'running') return;
    const { own } = state.database;
    const isOver = (): boolean => {
      const now = supervised?.state();
      return running !== asked || now?.kind !== 'running' || now.database.own !== own;
    };
    awaitMark(asked.member.endpoint, own, clock, isOver)
      .then((isLoaded) => {
        if (!isLoaded || isOver()) return;
        ownLoaded = own;
        options.onChanged();
      })
      .catch((error: unknown) => options.log.error('it could not be asked for the own signatures', error));
  }

  async function renewOnce(): Promise<void> {
    const asked = running;
    if (asked !== null && (await supervised?.refresh()) === true) {
      const reloading = await reload(asked.member.endpoint, reloadDeadlineMs, new AbortController().signal);
      if (asked !== running) return;
      if (reloading.ok) {
        proveOwn();
        asked.member.distrust();
        return await asked.member.check();
      }
      options.log.warn('the clamd of our own is replaced, for it does not reload', reloading.detail);
    }
    await replace('load new signatures');
  }

  function renew(): Promise<void> {
    renewing = renewing.then(renewOnce, renewOnce);
    return renewing;
  }

  /** An assembled database does not follow its source by itself. */
  function isOutdated(): boolean {
    const state = supervised?.state();
    if (state?.kind !== 'running' || state.database.own === '') return false;
    return versionOf(state.database.source) !== state.database.sourceVersion;
  }

  /** Why the running process should be ended; null when it should not. */
  function whySilent(): string | null {
    if (running === null || running.member.health()?.healthy === true) return null;
    const now = clock.monotonicMs();
    if (!running.member.hasBeenHealthy()) {
      return now - running.sinceMs > loadingMs ? `it was not ready after ${loadingMs} ms` : null;
    }
    const sinceMs = running.member.failingSinceMs() ?? now;
    const patienceMs = isLoadingSilently() ? loadingMs : silenceMs;
    return now - sinceMs > patienceMs ? `it has not answered for ${patienceMs} ms` : null;
  }

  /** With little memory, clamd answers nobody while it loads other signatures, which it also does by itself. */
  function isLoadingSilently(): boolean {
    const state = supervised?.state();
    if (running === null || state?.kind !== 'running' || !state.tuning.lowMemory) return false;
    const sinceMs = running.member.failingSinceMs();
    return sinceMs !== null && clock.monotonicMs() - sinceMs <= loadingMs;
  }

  /** Takes it out of service, lets its scans end, and ends it; what follows its end starts the new one. */
  async function replace(why: string): Promise<void> {
    if (supervised === null || replacing !== null) return;
    const old = running?.member;
    replacing = why;
    options.onChanged();
    const end = clock.monotonicMs() + drainDeadlineMs;
    while (old !== undefined && old === running?.member && old.busy() > 0 && clock.monotonicMs() < end) {
      await new Promise<void>((resolve) => clock.schedule(resolve, drainEveryMs));
    }
    await stop();
  }

  function stop(): Promise<void> {
    const last = supervised;
    supervised = null;
    running?.member.retire();
    running = null;
    trouble = null;
    if (last === null) {
      if (stopping === null) replacing = null;
      return stopping ?? Promise.resolve();
    }
    stopping = last.stop().finally(() => {
      stopping = null;
      replacing = null;
      options.onChanged();
    });
    return stopping;
  }

  return {
    member: () => (replacing === null ? (running?.member ?? null) : null),
    lastMember: () => running?.member ?? null,
    database() {
      const state = supervised?.state();
      return state?.kind === 'running' ? state.database.kind : null;
    },
    ownLoaded: () => ownLoaded,
    starting() {
      if (replacing !== null) return `Lazaret's own clamd is being replaced, to ${replacing}.`;
      const state = supervised?.state();
      if (state?.kind === 'starting') return state.detail;
      const isLoading = (running !== null && !running.member.hasBeenHealthy()) || isLoadingSilently();
      return isLoading ? "Lazaret's own clamd is loading its signatures." : null;
    },
    trouble: () => trouble,
    couldProtect: () => trouble === null && hasWhatItNeeds,
    look() {
      hasWhatItNeeds =
        findClamd(platform, options.path) !== null &&
        hasOfficial(options.systemDatabases, ownDatabase(options.dataDirectory));
    },
    space: () => (running === null ? null : space.shortOf(options.neededBytes())),
    need() {
      if (stopping !== null || replacing !== null) return;
      if (supervised === null) start();
      const state = supervised?.state();
      if (state?.kind === 'running') space.measure(state.temporaryDirectory);
      const why = whySilent();
      if (why !== null) supervised?.restart(why);
      else if (isOutdated())
        renew().catch((error: unknown) => options.log.error('the new signatures could not be loaded', error));
    },
    isWanted: () => supervised !== null || stopping !== null,
    renewSignatures: renew,
    async retune() {
      const state = supervised?.state();
      if (state?.kind === 'running' && !isSame(state.tuning, options.tuning())) await replace('use the new settings');
    },
    retry() {
      if (supervised?.state().kind === 'failed') supervised.start();
    },
    stop,
  };
}

/** What takes effect without a restart counts for nothing here. */
const isSame = (a: ClamdTuning, b: ClamdTuning): boolean =>
  a.lowMemory === b.lowMemory &&
  a.limits.archiveDepth === b.limits.archiveDepth &&
  a.limits.archiveFiles === b.limits.archiveFiles &&
  a.limits.scanSeconds === b.limits.scanSeconds;
