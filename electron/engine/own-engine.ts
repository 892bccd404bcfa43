import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
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

export function createOwnEngine(options: OwnEngineOptions): OwnEngine {
  const { clock, platform } = options;
  let supervised: SupervisedClamd | null = null;
  let running: { readonly member: EngineMember; readonly sinceMs: number } | null = null;
  let stopping: Promise<void> | null = null;
  let trouble: string | null = null;

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

  return {
    member: () => running?.member ?? null,
    database() {
      const state = supervised?.state();
      return state?.kind === 'running' ? state.database : null;
    },
    starting() {
      const state = supervised?.state();
      if (state?.kind === 'starting') return state.detail;
      const isLoading = running !== null && !running.member.hasBeenHealthy();
      return isLoading ? "Lazaret's own clamd is loading its signatures." : null;
    },
    trouble: () => trouble,
    couldProtect: () =>
      trouble === null &&
      findClamd(platform, options.path) !== null &&
      hasOfficial([...options.systemDatabases, ownDatabase(options.dataDirectory)]),
    need() {
      if (stopping !== null) return;
      if (supervised === null) start();
      const why = whySilent();
      if (why !== null) supervised?.restart(why);
    },
    retry() {
      if (supervised?.state().kind === 'failed') supervised.start();
    },
    stop() {
      const last = supervised;
      supervised = null;
      running?.member.retire();
      running = null;
      trouble = null;
      if (last === null) return stopping ?? Promise.resolve();
      stopping = last.stop().finally(() => {
        stopping = null;
        options.onChanged();
      });
      return stopping;
    },
  };
}
