import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { reload } from './clamd-commands.ts';
import { hasOfficial, ownDatabase } from './clamd-database.ts';
import { findClamd, howToInstall } from './clamd-program.ts';
import type { Endpoint } from './endpoint.ts';
import type { EngineMember } from './engine-member.ts';
import { createSupervisedClamd, type SupervisedClamd } from './supervised-clamd.ts';

/** The stopgap while the system has no clamd that answers: one of our own, and its endpoint while it runs. */
export interface OwnEngine {
  member(): EngineMember | null;
  database(): 'official' | 'starter' | null;
  /** Why it may yet come; null when nothing is under way. */
  starting(): string | null;
  /** Why it does not come, and what to do; null when nothing stands in the way. */
  trouble(): string | null;
  /** Whether it can run, and with official signatures. */
  couldProtect(): boolean;
  /** Starts it unless it runs, and replaces it when it has not answered for too long. */
  need(): void;
  /** Whether it runs, is about to, or was given up after crashes; not when there is no clamd to run. */
  isWanted(): boolean;
  /** Other signatures are in place: it loads them, or is replaced where it cannot. It is checked again before it is trusted. */
  renewSignatures(): Promise<void>;
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
  readonly concurrentScans: () => number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly makeMember: (endpoint: Endpoint) => EngineMember;
  readonly onChanged: () => void;
}

/** Silence after which it is replaced, in milliseconds. A real database takes up to minutes to load on a slow disk. */
const silenceMs = 10_000;
const loadingMs = 300_000;
const reloadDeadlineMs = 10_000;

export function createOwnEngine(options: OwnEngineOptions): OwnEngine {
  const { clock, platform } = options;
  let supervised: SupervisedClamd | null = null;
  let running: { readonly member: EngineMember; readonly sinceMs: number } | null = null;
  let stopping: Promise<void> | null = null;
  let trouble: string | null = null;
  let isReplacing = false;

  /** The process came, went or was replaced: its endpoint goes with it. */
  function follow(): void {
    const state = supervised?.state();
    if (state?.kind !== 'running') {
      running?.member.retire();
      running = null;
    } else if (running?.sinceMs !== state.sinceMs) {
      running?.member.retire();
      running = { member: options.makeMember(state.endpoint), sinceMs: state.sinceMs };
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

  /** Why the running process should be ended; null when it should not. */
  function whySilent(): string | null {
    if (running === null || running.member.health()?.healthy === true) return null;
    const now = clock.monotonicMs();
    if (!running.member.hasBeenHealthy()) {
      return now - running.sinceMs > loadingMs ? `it was not ready after ${loadingMs} ms` : null;
    }
    const sinceMs = running.member.failingSinceMs() ?? now;
    return now - sinceMs > silenceMs ? `it has not answered for ${silenceMs} ms` : null;
  }

  function stop(): Promise<void> {
    const last = supervised;
    supervised = null;
    running?.member.retire();
    running = null;
    trouble = null;
    if (last === null) return stopping ?? Promise.resolve();
    stopping = last.stop().finally(() => {
      stopping = null;
      isReplacing = false;
      options.onChanged();
    });
    return stopping;
  }

  return {
    member: () => running?.member ?? null,
    database() {
      const state = supervised?.state();
      return state?.kind === 'running' ? state.database : null;
    },
    starting() {
      if (isReplacing) return "Lazaret's own clamd is being replaced, to load new signatures.";
      const state = supervised?.state();
      if (state?.kind === 'starting') return state.detail;
      const isLoading = running !== null && !running.member.hasBeenHealthy();
      return isLoading ? "Lazaret's own clamd is loading its signatures." : null;
    },
    trouble: () => trouble,
    couldProtect: () =>
      trouble === null &&
      findClamd(platform, options.path) !== null &&
      hasOfficial(options.systemDatabases, ownDatabase(options.dataDirectory)),
    need() {
      if (stopping !== null) return;
      if (supervised === null) start();
      const why = whySilent();
      if (why !== null) supervised?.restart(why);
    },
    isWanted: () => supervised !== null || stopping !== null,
    async renewSignatures() {
      const state = supervised?.state();
      const asked = running;
      if (asked !== null && state?.kind === 'running' && state.database === 'official') {
        const reloading = await reload(asked.member.endpoint, reloadDeadlineMs, new AbortController().signal);
        if (asked !== running) return;
        if (reloading.ok) {
          asked.member.distrust();
          return await asked.member.check();
        }
        options.log.warn('the clamd of our own is replaced, for it does not reload', reloading.detail);
      }
      // What follows the end of the old one starts the new one, which chooses its database afresh.
      if (supervised === null) return;
      isReplacing = true;
      await stop();
    },
    retry() {
      if (supervised?.state().kind === 'failed') supervised.start();
    },
    stop,
  };
}
