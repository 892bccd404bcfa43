import { fail, ok, type Result } from '../../contract/result.ts';
import type { DownloadSettings } from '../../contract/settings.ts';
import type { SignatureDatabase, SignatureUpdates } from '../../contract/signatures.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorText } from '../files/fs-error.ts';
import { forgetCoolDown, readCoolDown } from './freshclam-cool-down.ts';
import type { FoundFreshclam } from './freshclam-program.ts';
import { explainOutput, type UpdateFailure } from './freshclam-report.ts';
import type { FreshclamEnd, FreshclamJob } from './freshclam-run.ts';
import { isComplete, readDatabases } from './signature-files.ts';

/** Keeps official signatures of our own up to date while they are needed. */
export interface SignatureUpdater {
  state(): SignatureUpdates;
  /** Whether the engine in use depends on them. When it begins to, there is a first check at once. */
  setNeeded(needed: boolean): void;
  configure(settings: DownloadSettings): void;
  /** A check now, which goes on after this returns; the one under way counts. */
  updateNow(): Result<SignatureUpdates>;
  /** Somebody else put databases there. */
  lookAgain(): void;
  stop(): Promise<void>;
}

export interface SignatureUpdaterOptions {
  readonly settings: DownloadSettings;
  readonly databaseDirectory: string;
  /** The private directory for freshclam's configuration. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly findProgram: () => FoundFreshclam;
  readonly run: (job: FreshclamJob, signal: AbortSignal) => Promise<FreshclamEnd>;
  readonly clock: Clock;
  /** From 0 to 1, so that not everybody asks the server at the same minute. */
  readonly random: () => number;
  readonly log: Logger;
  readonly onChanged: () => void;
  /** The databases on disk are others than before. */
  readonly onUpdated: () => void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const checkEveryMs = 4 * hourMs;
const jitterMs = 20 * minuteMs;
const firstBackOffMs = 15 * minuteMs;
const longestBackOffMs = 4 * hourMs;
/** At least this long after a 429 and a 403; longer when freshclam wrote down a later end. */
const rateLimitMs = hourMs;
const blockMs = 24 * hourMs;
/** freshclam 1.4 stays away for 4 h after a 429 that names no time, for 24 h after a 403. */
const blockedCoolDownMs = 23 * hourMs;
/** Timers stand still while the machine sleeps: the wall clock is looked at this often. */
const lookEveryMs = 5 * minuteMs;

export function createSignatureUpdater(options: SignatureUpdaterOptions): SignatureUpdater {
  const { databaseDirectory, clock, log } = options;
  const stopped = new AbortController();
  let { settings } = options;
  let needed = false;
  let running: { readonly done: Promise<void>; readonly abort: AbortController } | null = null;
  let progress: SignatureUpdates['progress'] = null;
  let lastTryAt: Date | null = null;
  let failure: UpdateFailure | null = null;
  let failures = 0;
  let coolDownUntil: Date | null = null;
  let retryAt: Date | null = null;
  let databases = readDatabases(databaseDirectory);
  let cancelLook = (): void => undefined;

  const nowMs = (): number => clock.now().getTime();
  const jitter = (): number => Math.floor(options.random() * jitterMs);
  const coolDown = (): Date | null => {
    const written = readCoolDown(databaseDirectory, clock.now());
    const ends = [written, coolDownUntil].flatMap((end) => (end !== null && end.getTime() > nowMs() ? [end] : []));
    return ends.sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
  };

  /** Waits for the next try in steps; without one to come, for nothing. */
  function look(): void {
    cancelLook();
    if (!needed || !settings.automatic || running !== null || stopped.signal.aborted) return;
    retryAt ??= coolDown() ?? clock.now();
    const remainingMs = retryAt.getTime() - nowMs();
    if (remainingMs <= 0) begin();
    else cancelLook = clock.schedule(look, Math.min(remainingMs, lookEveryMs));
  }

  function begin(): void {
    cancelLook();
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, stopped.signal]);
    lastTryAt = clock.now();
    running = {
      abort,
      done: update(signal)
        .catch((error: unknown): UpdateFailure => ({ code: 'unknown', detail: errorText(error) }))
        .then((ended) => finish(ended, signal)),
    };
    options.onChanged();
  }

  /** One run, judged by what is on disk after it; null when all went well. */
  async function update(signal: AbortSignal): Promise<UpdateFailure | null> {
    const program = options.findProgram();
    if (!program.ok) return program.failure;
    const job: FreshclamJob = {
      program: program.path,
      databaseDirectory,
      home: options.home,
      source: settings,
      platform: options.platform,
      clock,
      onProgress(next) {
        if (next?.name === progress?.name && next?.percent === progress?.percent) return;
        progress = next;
        options.onChanged();
      },
    };
    const beganMs = nowMs();
    const end = await options.run(job, signal);
    if (end.kind === 'timed-out') return { code: 'timed-out', detail: 'freshclam did not end within an hour.' };
    const said = explainOutput(end.lines);
    const asked = readCoolDown(databaseDirectory, clock.now());
    if (asked !== null && said?.code !== 'rate-limited' && said?.code !== 'blocked' && said?.code !== 'cool-down') {
      const isBlock = asked.getTime() - beganMs > blockedCoolDownMs;
      return { code: isBlock ? 'blocked' : 'rate-limited', detail: said?.detail ?? '' };
    }
    if (said !== null) return said;
    if (end.exitCode !== 0) return { code: 'unknown', detail: end.lines.at(-1) ?? `exit code ${end.exitCode}` };
    if (isComplete(readDatabases(databaseDirectory))) return null;
    return { code: 'unknown', detail: 'freshclam reported no error, but there is no complete database.' };
  }

  function finish(ended: UpdateFailure | null, signal: AbortSignal): void {
    running = null;
    progress = null;
    if (!signal.aborted) {
      failure = ended;
      failures = ended === null ? 0 : failures + 1;
      plan();
      if (ended === null) log.info('the signatures are up to date');
      else log.warn('the signatures could not be updated', ended);
    }
    lookAgain();
    look();
  }

  function lookAgain(): void {
    const before = databases;
    databases = readDatabases(databaseDirectory);
    if (!stopped.signal.aborted && fingerprint(before) !== fingerprint(databases)) options.onUpdated();
    options.onChanged();
  }

  /** When to try again, by how the last try ended. */
  function plan(): void {
    if (failure?.code === 'rate-limited') coolDownUntil = after(rateLimitMs);
    if (failure?.code === 'blocked') coolDownUntil = after(blockMs);
    const backOffMs = Math.min(firstBackOffMs * 2 ** Math.max(failures - 1, 0), longestBackOffMs);
    const ownMs = failure === null ? checkEveryMs + jitter() : backOffMs + Math.floor(jitter() / 10);
    const askedFor = coolDown();
    retryAt = askedFor === null ? after(ownMs) : new Date(askedFor.getTime() + jitter());
  }

  const after = (delayMs: number): Date => new Date(nowMs() + delayMs);

  function state(): SignatureUpdates {
    return {
      byLazaret: needed,
      state: running === null ? 'idle' : 'running',
      progress,
      lastTryAt: lastTryAt?.toISOString() ?? null,
      failure,
      retryAt: needed && settings.automatic && running === null ? (retryAt?.toISOString() ?? null) : null,
      coolDownUntil: coolDown()?.toISOString() ?? null,
      databases: [...databases],
    };
  }

  return {
    state,
    setNeeded(next) {
      if (needed === next || stopped.signal.aborted) return;
      needed = next;
      if (!needed) running?.abort.abort();
      look();
    },
    configure(next) {
      const isOtherServer = next.mirror !== settings.mirror;
      const isOtherWay = isOtherServer || next.proxy !== settings.proxy;
      settings = next;
      if (isOtherServer) {
        coolDownUntil = null;
        forgetCoolDown(databaseDirectory);
      }
      if (isOtherWay) {
        running?.abort.abort();
        failures = 0;
        retryAt = null;
      }
      look();
      options.onChanged();
    },
    updateNow() {
      if (stopped.signal.aborted) return fail('stopped', 'Lazaret is stopping.');
      if (!needed) {
        return fail('unsupported', 'The engine in use gets its signatures from its own updater, not from Lazaret.');
      }
      const until = coolDown();
      if (until !== null) {
        const message = `The server asked not to be contacted before ${until.toISOString()}. Nothing was downloaded.`;
        return fail('too-soon', message, { until: until.toISOString() });
      }
      if (running === null) begin();
      return ok(state());
    },
    lookAgain,
    async stop() {
      stopped.abort();
      cancelLook();
      await running?.done;
    },
  };
}

const fingerprint = (databases: readonly SignatureDatabase[]): string => JSON.stringify(databases);
