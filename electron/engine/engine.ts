import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, type Result } from '../../contract/result.ts';
import { type EngineSettings, settingsSchema } from '../../contract/settings.ts';
import type { SignatureDatabase } from '../../contract/signatures.ts';
import type { EngineState } from '../../contract/state.ts';
import { systemClock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import { nameLenient, nameSignatures } from '../base/signature-name.ts';
import { errorName } from '../files/fs-error.ts';
import { hasOfficial, usualDatabases } from './clamd-database.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { createEngineMember, type EngineMember } from './engine-member.ts';
import { describeEngine, isLenient } from './engine-state.ts';
import type { Engine, EngineOptions } from './engine-types.ts';
import { createOutsideEngines } from './outside-engines.ts';
import { createOwnEngine } from './own-engine.ts';
import { createOwnSignatures } from './own-signature-service.ts';
import { readDatabases } from './signature-files.ts';
import { createSignatureKeeping } from './signature-keeping.ts';
import { removeLeftTrials } from './trial-place.ts';

const defaultSettings = (): EngineSettings => settingsSchema.parse({}).engine;

/** A system's clamd that was healthy is waited for this long before one of our own takes its place. */
const systemAbsenceMs = 15_000;
/** How long a wish for signatures waits for the first look at the machine's engines. */
const decisionDeadlineMs = 20_000;
const decisionEveryMs = 50;

export function createEngine(options: EngineOptions): Engine {
  const { scanner, log, clock = systemClock, platform = process.platform, settings = defaultSettings } = options;
  const changed = createListeners<[]>();
  let isRunning = false;
  /** What the system's databases say of themselves; like `own.look`, read again with each check, not for each file. */
  let onDisk: readonly (readonly SignatureDatabase[])[] = [];
  let cancelLook = (): void => undefined;

  const makeMember = (endpoint: Endpoint, source: EngineMember['source']): EngineMember =>
    createEngineMember({ endpoint, source, scanner, clock, onChecked: reconsider });
  const outside = createOutsideEngines(makeMember, options.systemEndpoints);

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
    onUpdated() {
      renewOwn();
      reconsider();
    },
  });

  const members = (): readonly EngineMember[] => [
    ...outside.members(),
    ...[own.member()].filter((member) => member !== null),
  ];
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
  /** What names the signatures it scans with now; null while that is not known, or they have no name. */
  const signaturesOf = (member: EngineMember): string | null => {
    const health = member.health();
    if (health?.healthy !== true) return null;
    if (member !== own.member()) {
      return isLenient(health) ? nameLenient(health.signatureVersion) : health.signatureVersion;
    }
    const loaded = own.ownLoaded();
    return loaded === null ? null : nameSignatures(health.signatureVersion, loaded);
  };
  /** Configured endpoints share the work. */
  const inUse = (): readonly EngineMember[] =>
    outside.areConfigured() ? outside.members() : [chosen()].filter((member) => member !== null);

  function use(texts: readonly string[]): void {
    outside.use(texts);
    reconsider();
  }

  /** After every change of fact: decides who is watched and how, and whether a clamd of our own is needed. */
  function reconsider(): void {
    if (!isRunning) return;
    cancelLook();
    onDisk = systemDatabases.map(readDatabases);
    own.look();
    if (outside.areConfigured()) {
      for (const member of outside.members()) member.setWatch('closely');
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
    for (const member of outside.members()) {
      if (found !== null) member.setWatch(member === found ? 'closely' : 'no');
      else member.setWatch(best === null ? 'closely' : 'seldom');
    }
    if (found !== null) {
      // The one of our own may be what failed, so that a lenient one has to do: then its trouble is kept in mind.
      if (isStrict(found) && !prefersOwn()) endOwn();
      if (!prefersOwn()) return;
    }
    ownMember?.setWatch('closely');
    if (outside.members().some((member) => member.health() === null)) return;
    const absentMs = Math.min(...outside.members().map(absenceMs));
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
      outside.areConfigured() || own.isWanted() || own.trouble() !== null || chosen() !== null;
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
      unreadable: outside.unreadable(),
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
      remedy: outside.misconfigured() ?? own.trouble(),
      staleAfterDays: settings().signatures.staleAfterDays,
      now: clock.now(),
      nowMs: clock.monotonicMs(),
    });
  }

  /** Before the first start, so nothing is being tried. */
  function tidyUp(): void {
    try {
      removeLeftTrials(join(options.dataDirectory, 'engine'));
    } catch (error) {
      if (errorName(error) !== 'ENOENT') log.warn('what killed trials of signatures left could not be removed', error);
    }
  }

  use(options.endpoints);

  return {
    start() {
      if (!isRunning) tidyUp();
      isRunning = true;
      void ownSignatures.look();
      reconsider();
    },
    state,
    signatures() {
      const best = inUse().find(isHealthy);
      return best === undefined ? null : signaturesOf(best);
    },
    onChanged: changed.add,
    acquire() {
      // The least busy first; a sort is stable, so equals keep the user's order. One that looks away is the last resort.
      const lenience = (member: EngineMember): number => Number(isLenient(member.health()));
      for (const member of inUse().toSorted((a, b) => lenience(a) - lenience(b) || a.busy() - b.busy())) {
        const lease = member.lease();
        if (lease !== null) return { ...lease, signatureVersion: signaturesOf(member) };
      }
      return null;
    },
    reportFailure(endpoint, detail) {
      const name = formatEndpoint(endpoint);
      log.warn(`a scan failed on ${name}`, detail);
      const leasable = [...outside.members(), own.lastMember()].filter((member) => member !== null);
      const member = leasable.find(({ endpoint: at }) => formatEndpoint(at) === name);
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
      outside.retire();
      await ownSignatures.stop();
      await signatures.stop();
      await own.stop();
    },
  };
}
