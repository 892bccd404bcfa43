import { tmpdir } from 'node:os';
import { fail, type Result } from '../../contract/result.ts';
import { type DownloadSettings, type EngineSettings, settingsSchema } from '../../contract/settings.ts';
import type { SignatureDatabase, SignatureUpdates } from '../../contract/signatures.ts';
import type { EngineState } from '../../contract/state.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { hasOfficial, usualDatabases } from './clamd-database.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import type { EndpointProbe } from './endpoint-probe.ts';
import { createEngineMember, type EngineLease, type EngineMember } from './engine-member.ts';
import { describeEngine, isLenient } from './engine-state.ts';
import { createOwnEngine } from './own-engine.ts';
import { createOwnSignatures } from './own-signature-service.ts';
import { readDatabases } from './signature-files.ts';
import { createSignatureKeeping } from './signature-keeping.ts';

export type { EngineLease } from './engine-member.ts';

/** All the clamds Lazaret may use: finds them, checks them, hands them out, and runs one of its own if need be. */
export interface Engine {
  /** Begins to look for endpoints and to check them. */
  start(): void;
  state(): EngineState;
  onChanged(listener: () => void): () => void;
  /** A hold on the least busy endpoint that is trusted now; null while there is none. */
  acquire(): EngineLease | null;
  /** Something on this endpoint went wrong: it is not trusted until a check that begins now has passed. */
  reportFailure(endpoint: Endpoint, detail: string): void;
  /** Checks every endpoint now, and gives a clamd of our own that was given up another chance. */
  check(): Promise<EngineState>;
  /** Asks those in use how busy they are; what they tell is in `state` from then on. Ends within a few seconds. */
  askStats(): Promise<EngineState>;
  /** Uses these endpoints (`host:port` or socket paths) from now on; none means: find one. */
  configure(endpoints: readonly string[]): void;
  configureSignatures(settings: DownloadSettings): void;
  /** The settings are others: a clamd of our own gets them, by a restart if need be. */
  retune(): void;
  /** Begins to download signatures, once it is known that Lazaret has to; waits for that for some seconds. */
  updateSignatures(): Promise<Result<SignatureUpdates>>;
  /** Takes over an official database that somebody brought as a file, after a check. */
  importSignatures(path: string): Promise<Result<SignatureDatabase>>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly scanner: EndpointProbe;
  readonly endpoints: readonly string[];
  readonly dataDirectory: string;
  /** Directory of the signatures a clamd of our own gets where there are no official ones. */
  readonly starterSignatures: string;
  readonly concurrentScans: () => number;
  readonly signatures: DownloadSettings;
  /** The settings of the moment; ClamAV's and our own defaults if left out. */
  readonly settings?: () => EngineSettings;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly platform?: NodeJS.Platform;
  /** The environment's PATH, where clamd is looked for. */
  readonly path?: string;
  readonly temporaryRoot?: string;
  /** Where a clamd of the system is expected, best first. */
  readonly systemEndpoints?: readonly Endpoint[];
  /** Directories where the system keeps official databases, best first. */
  readonly systemDatabases?: readonly string[];
}

/** Debian's clamav-daemon listens on the first two (one is a link to the other); Windows guides name the third. */
const usualEndpoints: readonly Endpoint[] = [
  { kind: 'unix', path: '/run/clamav/clamd.ctl' },
  { kind: 'unix', path: '/var/run/clamav/clamd.ctl' },
  { kind: 'tcp', host: '127.0.0.1', port: 3310 },
];

const defaultSettings = (): EngineSettings => settingsSchema.parse({}).engine;

/** A system's clamd that was healthy is waited for this long before one of our own takes its place. */
const systemAbsenceMs = 15_000;
/** How long a wish for signatures waits for the first look at the machine's engines. */
const decisionDeadlineMs = 20_000;
const decisionEveryMs = 50;

export function createEngine(options: EngineOptions): Engine {
  const { scanner, log, clock = systemClock, platform = process.platform, settings = defaultSettings } = options;
  const changed = createListeners<[]>();
  let mode: 'find' | 'configured' = 'find';
  /** Why what is configured cannot be used at all. */
  let misconfigured: string | null = null;
  let unreadable: readonly string[] = [];
  let outside: readonly EngineMember[] = [];
  let isRunning = false;
  /** What the system's databases say of themselves; read again with each check, not each time somebody asks. */
  let onDisk: readonly (readonly SignatureDatabase[])[] = [];
  let cancelLook = (): void => undefined;

  const makeMember = (endpoint: Endpoint, source: EngineMember['source']): EngineMember =>
    createEngineMember({ endpoint, source, scanner, clock, onChecked: reconsider });

  const systemDatabases = options.systemDatabases ?? usualDatabases[platform] ?? [];
  const temporaryRoot = options.temporaryRoot ?? tmpdir();
  const searchPath = options.path ?? process.env.PATH ?? '';
  const own = createOwnEngine({
    dataDirectory: options.dataDirectory,
    starterSignatures: options.starterSignatures,
    systemDatabases,
    tuning: () => ({ ...settings(), concurrentScans: options.concurrentScans() }),
    temporaryRoot,
    platform,
    path: searchPath,
    clock,
    log,
    makeMember: (endpoint) => makeMember(endpoint, 'supervised'),
    ownSignatures: () => ownSignatures.settled(),
    neededBytes: () => settings().maxFileSizeMiB * options.concurrentScans() * 1024 * 1024,
    onChanged: reconsider,
  });

  const renewOwn = (): void => {
    own.renewSignatures().catch((error: unknown) => log.error('the new signatures could not be loaded', error));
  };
  const ownSignatures = createOwnSignatures({
    folder: () => settings().signatures.ownFolder,
    dataDirectory: options.dataDirectory,
    temporaryRoot,
    platform,
    path: searchPath,
    clock,
    log,
    onChanged: () => changed.tell(),
    onAccepted() {
      renewOwn();
      reconsider();
    },
  });

  const signatures = createSignatureKeeping({
    settings: options.signatures,
    dataDirectory: options.dataDirectory,
    temporaryRoot,
    platform,
    path: searchPath,
    clock,
    log,
    whyNotOurs: whyNoSignatures,
    onChanged: () => changed.tell(),
    onUpdated: renewOwn,
  });

  const members = (): readonly EngineMember[] => [...outside, ...[own.member()].filter((member) => member !== null)];
  const isHealthy = (member: EngineMember): boolean => member.health()?.healthy === true;
  const isStrict = (member: EngineMember): boolean => isHealthy(member) && !isLenient(member.health());
  /** Only a clamd of our own loads the user's own signatures; it takes the work over once it is ready. */
  const prefersOwn = (): boolean => ownSignatures.accepted().files.length > 0 && own.couldProtect();
  /**
   * Of those that were found, the one that does all the work: the first that answers and reports what it cannot look
   * into. A system's clamd that does not (as packages set it up) would call encrypted files clean, so it counts only
   * where a clamd of our own could not protect instead.
   */
  const chosen = (): EngineMember | null => {
    const ours = own.member();
    if (prefersOwn() && ours !== null && isStrict(ours)) return ours;
    const strict = members().find(isStrict);
    if (strict !== undefined) return strict;
    return own.couldProtect() ? null : (members().find(isHealthy) ?? null);
  };
  /** Configured endpoints share the work. */
  const inUse = (): readonly EngineMember[] =>
    mode === 'configured' ? outside : [chosen()].filter((member) => member !== null);

  function use(texts: readonly string[]): void {
    for (const member of outside) member.retire();
    const endpoints = texts.flatMap((text) => parseEndpoint(text) ?? []);
    mode = texts.length > 0 ? 'configured' : 'find';
    // Endpoints that cannot be read are an error to be shown, not a wish for another engine.
    unreadable = texts.filter((text) => parseEndpoint(text) === null);
    misconfigured =
      unreadable.length > 0 && endpoints.length === 0
        ? `No endpoint can be read from "${texts.join(', ')}". Write host:port or the path of a socket.`
        : null;
    outside =
      mode === 'configured'
        ? endpoints.map((endpoint) => makeMember(endpoint, 'configured'))
        : (options.systemEndpoints ?? usualEndpoints).map((endpoint) => makeMember(endpoint, 'system'));
    reconsider();
  }

  /** After every change of fact: decides who is watched and how, and whether a clamd of our own is needed. */
  function reconsider(): void {
    if (!isRunning) return;
    cancelLook();
    onDisk = systemDatabases.map(readDatabases);
    if (mode === 'configured') {
      for (const member of outside) member.setWatch('closely');
      endOwn();
    } else {
      findOne();
    }
    changed.tell();
  }

  function findOne(): void {
    const ownMember = own.member();
    const best = chosen();
    const found = best === ownMember ? null : best;
    for (const member of outside) {
      if (found !== null) member.setWatch(member === found ? 'closely' : 'no');
      else member.setWatch(best === null ? 'closely' : 'seldom');
    }
    if (found !== null) {
      // The one of our own may be what failed, so that a lenient one has to do: then its trouble is kept in mind.
      if (isStrict(found) && !prefersOwn()) endOwn();
      if (!prefersOwn()) return;
    }
    ownMember?.setWatch('closely');
    if (outside.some((member) => member.health() === null)) return;
    const absentMs = Math.min(...outside.map(absenceMs));
    if (absentMs >= systemAbsenceMs) needOwn();
    else cancelLook = clock.schedule(reconsider, systemAbsenceMs - absentMs);
  }

  /** How long a system's clamd has been away; one that never answered was never there. */
  const absenceMs = (member: EngineMember): number =>
    member.hasBeenHealthy() && !isHealthy(member)
      ? clock.monotonicMs() - (member.failingSinceMs() ?? 0)
      : Number.POSITIVE_INFINITY;

  /** Only where there is no other source of official signatures does Lazaret keep its own. */
  const needOwn = (): void => {
    own.need();
    signatures.setNeeded(own.isWanted() && !hasOfficial(systemDatabases, null));
  };

  const endOwn = (): void => {
    signatures.setNeeded(false);
    own.stop().catch((error: unknown) => log.error("Lazaret's own clamd could not be stopped", error));
  };

  /** Waits until it is known who keeps the signatures; null when that is Lazaret. */
  async function whyNoSignatures(): Promise<Result<never> | null> {
    const end = clock.monotonicMs() + decisionDeadlineMs;
    const isDecided = (): boolean =>
      mode === 'configured' || own.isWanted() || own.trouble() !== null || chosen() !== null;
    while (isRunning && !isDecided() && clock.monotonicMs() < end) {
      await new Promise<void>((resolve) => clock.schedule(resolve, decisionEveryMs));
    }
    if (!isRunning) return fail('stopped', 'Lazaret is stopping.');
    const trouble = own.isWanted() ? null : own.trouble();
    if (trouble !== null) return fail('engine-down', trouble);
    if (signatures.state().byLazaret) return null;
    return fail('unsupported', 'The engine in use gets its signatures from its own updater, not from Lazaret.');
  }

  function state(): EngineState {
    const unchecked = isRunning && members().some((member) => member.health() === null);
    const shown = inUse();
    return describeEngine({
      members: members(),
      inUse: shown,
      unreadable,
      ownDatabase: own.database(),
      space: shown.some((member) => member === own.member()) ? own.space() : null,
      ownSignatures: {
        ...ownSignatures.state(),
        inUse:
          shown.some((member) => member === own.member()) && own.ownLoaded() === ownSignatures.accepted().fingerprint,
      },
      updates: signatures.state(),
      systemDatabases: onDisk,
      starting: own.starting() ?? (unchecked ? 'Lazaret is looking for clamd.' : null),
      remedy: misconfigured ?? own.trouble(),
      staleAfterDays: settings().signatures.staleAfterDays,
      now: clock.now(),
      nowMs: clock.monotonicMs(),
    });
  }

  use(options.endpoints);

  return {
    start() {
      isRunning = true;
      void ownSignatures.look();
      reconsider();
    },
    state,
    onChanged: changed.add,
    acquire() {
      // The least busy first; a sort is stable, so equals keep the user's order.
      for (const member of inUse().toSorted((a, b) => a.busy() - b.busy())) {
        const lease = member.lease();
        if (lease !== null) return lease;
      }
      return null;
    },
    reportFailure(endpoint, detail) {
      const name = formatEndpoint(endpoint);
      log.warn(`a scan failed on ${name}`, detail);
      const member = members().find((candidate) => formatEndpoint(candidate.endpoint) === name);
      if (member === undefined) return;
      member.distrust();
      void member.check();
    },
    async check() {
      own.retry();
      await ownSignatures.look();
      await Promise.all(members().map((member) => member.check()));
      return state();
    },
    async askStats() {
      await Promise.all(inUse().map((member) => member.askStats()));
      changed.tell();
      return state();
    },
    configure: use,
    configureSignatures: signatures.configure,
    retune() {
      if (isRunning) void ownSignatures.look();
      own.retune().catch((error: unknown) => log.error('the new settings could not be applied', error));
      changed.tell();
    },
    updateSignatures: signatures.update,
    importSignatures: signatures.importFile,
    async stop() {
      isRunning = false;
      cancelLook();
      for (const member of outside) member.retire();
      await ownSignatures.stop();
      await signatures.stop();
      await own.stop();
    },
  };
}
