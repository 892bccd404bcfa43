import type { ClamdStats } from '../../contract/endpoints.ts';
import type { EngineState } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import type { EndpointHealth } from './canary.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointProbe } from './endpoint-probe.ts';

/** A scan's hold on one endpoint. */
export interface EngineLease {
  readonly endpoint: Endpoint;
  /** e.g. `ClamAV 1.4.6`. */
  readonly name: string;
  /** Of the signatures it scans with. */
  readonly signatureVersion: string | null;
  /** It calls clean what it did not look into, so its word is not enough for a file that may hold others. */
  readonly isLenient: boolean;
  /** Aborts when the endpoint stops answering: waiting for it any longer would be in vain. */
  readonly signal: AbortSignal;
  /** Whether nothing has spoken against this endpoint since the lease was taken. A `clean` counts only then. */
  trusted(): boolean;
  release(): void;
}

/** `closely`: a failing endpoint is checked again within 5 s. `seldom`: once a minute. */
export type Watch = 'no' | 'seldom' | 'closely';

/** One endpoint, its health, and who is scanning on it. */
export interface EngineMember {
  readonly endpoint: Endpoint;
  readonly source: NonNullable<EngineState['source']>;
  /** The last check's result; null before the first. */
  health(): EndpointHealth | null;
  checkedAt(): Date | null;
  hasBeenHealthy(): boolean;
  /** Since when every check failed, in milliseconds of the monotonic clock; null while healthy or unknown. */
  failingSinceMs(): number | null;
  busy(): number;
  /** What it last told of itself, and when by the monotonic clock; null when it did not, or did not answer since. */
  stats(): { readonly told: ClamdStats; readonly atMs: number } | null;
  /** Asks it how busy it is, if it is healthy; resolves when it has told or time is up. */
  askStats(): Promise<void>;
  /** Null unless the last check passed and nothing has spoken against it since. */
  lease(): EngineLease | null;
  /** Withdraws trust at once, from running scans too, until a check that begins now has passed. */
  distrust(): void;
  /** A check that begins now. */
  check(): Promise<void>;
  /** How it is checked by itself. A healthy endpoint is checked every minute unless it is not watched at all. */
  setWatch(watch: Watch): void;
  /** Ends checks and scans on it. */
  retire(): void;
}

const checkEveryMs = 60_000;
/** Between the checks of an endpoint that fails: short at first, and never so long that its return goes unnoticed. */
const firstRecheckMs = 250;
const longestRecheckMs = 5_000;
/** A scan in flight for this long makes us ask whether clamd is still there; a busy clamd answers PING all the same. */
const askAfterMs = 3_000;
const askEveryMs = 5_000;

export function createEngineMember(options: {
  readonly endpoint: Endpoint;
  readonly source: EngineMember['source'];
  readonly scanner: EndpointProbe;
  readonly clock: Clock;
  /** Health changed, or was confirmed by a check. */
  readonly onChecked: () => void;
}): EngineMember {
  const { endpoint, source, scanner, clock, onChecked } = options;
  const retired = new AbortController();
  const leases = new Set<{ readonly takenMs: number; readonly abort: AbortController }>();
  let health: EndpointHealth | null = null;
  let checkedAt: Date | null = null;
  let hasBeenHealthy = false;
  let failingSinceMs: number | null = null;
  let trusted = false;
  /** Counts losses of trust: a lease taken under an older count is not trusted any more. */
  let epoch = 0;
  let running: Promise<void> | null = null;
  let isStale = false;
  let failures = 0;
  let watch: Watch = 'no';
  let cancelCheck = (): void => undefined;
  let cancelAsk = (): void => undefined;
  let stats: ReturnType<EngineMember['stats']> = null;
  let isAsking = false;

  const distrust = (): void => {
    trusted = false;
    epoch += 1;
    isStale = true;
  };

  function learn(next: EndpointHealth): void {
    const now = clock.monotonicMs();
    // It may have been so since the last check: an OK under way is taken for what it was worth then.
    if (health?.healthy === true && health.caveat === null && next.healthy && next.caveat !== null) epoch += 1;
    health = next;
    checkedAt = clock.now();
    if (next.healthy) {
      trusted = true;
      failures = 0;
      hasBeenHealthy = true;
      failingSinceMs = null;
    } else {
      stats = null;
      trusted = false;
      epoch += 1;
      failures += 1;
      failingSinceMs ??= now;
    }
    onChecked();
  }

  /** Checks until one was made with nothing said against the endpoint while it ran. */
  async function checkUntilFresh(): Promise<void> {
    let next: EndpointHealth;
    do {
      isStale = false;
      next = await scanner.check(endpoint, retired.signal);
    } while (isStale && next.healthy && !retired.signal.aborted);
    if (!retired.signal.aborted) learn(next);
  }

  function check(): Promise<void> {
    cancelCheck();
    isStale = true;
    running ??= checkUntilFresh().finally(() => {
      running = null;
      schedule();
    });
    return running;
  }

  function schedule(): void {
    cancelCheck();
    if (watch === 'no' || retired.signal.aborted || running !== null) return;
    const soonMs = Math.min(firstRecheckMs * 2 ** Math.max(failures - 1, 0), longestRecheckMs);
    cancelCheck = clock.schedule(() => void check(), failures > 0 && watch === 'closely' ? soonMs : checkEveryMs);
  }

  function scheduleAsk(delayMs: number): void {
    cancelAsk();
    isAsking = true;
    cancelAsk = clock.schedule(() => void askIfAlive(), delayMs);
  }

  function stopAsking(): void {
    cancelAsk();
    isAsking = false;
  }

  /** The watchdog: notices a clamd that hangs long before any deadline of a scan would. */
  async function askIfAlive(): Promise<void> {
    if (leases.size === 0) return stopAsking();
    const oldestMs = Math.min(...[...leases].map((lease) => lease.takenMs));
    const remainingMs = askAfterMs - (clock.monotonicMs() - oldestMs);
    if (remainingMs > 0) return scheduleAsk(remainingMs);
    const pong = await scanner.ping(endpoint, retired.signal);
    if (retired.signal.aborted || leases.size === 0) return stopAsking();
    if (pong.ok) return scheduleAsk(askEveryMs);
    stopAsking();
    distrust();
    learn({ healthy: false, detail: `stopped answering while it scanned: ${pong.detail}` });
    for (const lease of leases) lease.abort.abort();
    schedule();
  }

  return {
    endpoint,
    source,
    health: () => health,
    checkedAt: () => checkedAt,
    hasBeenHealthy: () => hasBeenHealthy,
    failingSinceMs: () => failingSinceMs,
    busy: () => leases.size,
    stats: () => stats,
    async askStats() {
      if (health?.healthy !== true) return;
      const told = await scanner.stats(endpoint, retired.signal);
      stats = told === null || !health?.healthy ? null : { told, atMs: clock.monotonicMs() };
    },
    lease() {
      if (!trusted || health?.healthy !== true || retired.signal.aborted) return null;
      const taken = { takenMs: clock.monotonicMs(), abort: new AbortController() };
      const epochTaken = epoch;
      leases.add(taken);
      if (!isAsking) scheduleAsk(askAfterMs);
      return {
        endpoint,
        name: health.name,
        signatureVersion: health.signatureVersion,
        isLenient: health.caveat !== null,
        signal: taken.abort.signal,
        trusted: () => trusted && epoch === epochTaken && !retired.signal.aborted,
        release() {
          leases.delete(taken);
          if (leases.size === 0) stopAsking();
        },
      };
    },
    distrust,
    check,
    setWatch(next) {
      if (watch === next) return;
      watch = next;
      if (watch !== 'no' && health === null) void check();
      else schedule();
    },
    retire() {
      retired.abort();
      trusted = false;
      cancelCheck();
      stopAsking();
      for (const lease of leases) lease.abort.abort();
    },
  };
}
