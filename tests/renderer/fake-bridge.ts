import type { Page } from '@playwright/test';
import { type DroppedScan, type Navigation, navigationSchema } from '../../contract/bridge.ts';
import type { ProtectionLogEntry } from '../../contract/protection-log.ts';
import { type Handlers, type WindowRequests, windowRequests } from '../../contract/requests.ts';
import { fail, ok, type Result, resultSchema } from '../../contract/result.ts';
import { type AppState, type StatePush, snapshotSchema, statePushSchema } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { listFakeHistory } from './fake-history.ts';
import { arrivals, downloads, neverAsked } from './fixtures.ts';
import { fullScan, fullScanResult } from './full-scan-fixtures.ts';
import { figures, noFigures } from './verdict-figures.ts';

/**
 * A fake of the preload's bridge with a fake of main behind it. Which requests there are, and what may go in and come
 * out, is taken from the contract: a missing answer is a type error, and whatever crosses is parsed.
 */
export interface FakeBridge {
  /** Every request that reached the fake, in order, with its parsed input. */
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
  /** The names of the files of each drop that reached the bridge. */
  readonly dropped: readonly (readonly string[])[];
  answerDrops(answer: Result<DroppedScan>): void;
  /** The inputs of the requests with this name. */
  inputsOf(name: keyof WindowRequests): readonly unknown[];
  /** Answers differently from now on. */
  answer(handlers: Partial<Handlers<WindowRequests>>): void;
  /** Changes the state and pushes the change to the page. */
  push(slices: StatePush['slices'], records?: readonly ScanRecord[]): Promise<void>;
  /** Sends a push as it is, for those that are late or broken. */
  pushRaw(push: unknown): Promise<void>;
  navigate(navigation: Navigation): Promise<void>;
}

interface FakeOptions {
  readonly state: AppState;
  /** Newest first; the state's `recent` if left out. */
  readonly history?: readonly ScanRecord[];
  /** Newest first. */
  readonly log?: readonly ProtectionLogEntry[];
}

/** Installs the fake before the page's own scripts run; call it before `goto`. */
export async function installFakeBridge(
  page: Page,
  { state: initial, history: past, log = [] }: FakeOptions,
): Promise<FakeBridge> {
  const calls: { name: string; input: unknown }[] = [];
  const dropped: string[][] = [];
  let dropAnswer: Result<DroppedScan> = ok({ jobId: 'dropped' });
  let state = initial;
  let history = past ?? initial.recent;
  let revision = 1;

  const pushRaw = (push: unknown): Promise<void> =>
    page
      .evaluate((sent) => window.dispatchEvent(new CustomEvent('fake-push', { detail: sent })), push)
      .then(() => undefined);

  const push: FakeBridge['push'] = async (slices, records = []) => {
    revision += 1;
    const known = new Map(records.map((record) => [record.id, record]));
    history = [
      ...[...records].reverse().filter(({ id }) => !history.some((old) => old.id === id)),
      ...history.map((old) => known.get(old.id) ?? old),
    ];
    state = { ...state, ...(slices as Partial<AppState>), recent: history.slice(0, 200) };
    await pushRaw(statePushSchema.parse({ revision, slices, records }));
  };

  const withoutTrash = (id: string) => state.trash.filter((item) => item.id !== id);
  const withoutItem = (id: string) => state.quarantine.filter((item) => item.id !== id);

  let handlers: Handlers<WindowRequests> = {
    'state.get': async () => ok(snapshotSchema.parse({ revision, state })),
    'folders.remove': async ({ id }) => {
      await push({ folders: state.folders.filter((folder) => folder.id !== id) });
      return ok(null);
    },
    'folders.configure': async ({ id, ...changes }) => {
      const changed = state.folders.find((known) => known.id === id);
      if (changed === undefined) return fail('not-found', `No folder ${id}`);
      const folder = { ...changed, ...changes } as AppState['folders'][number];
      await push({ folders: state.folders.map((known) => (known.id === id ? folder : known)) });
      return ok(folder);
    },
    'folders.test': async () => ok({ outcome: 'passed', detail: '', durationMs: 812 }),
    'exclusions.try': async () => ok({ files: 0, excluded: 0, complete: true, examples: [], programs: [] }),
    'settings.update': async (patch) => {
      const settings = {
        ...state.settings,
        engine: {
          ...state.settings.engine,
          ...patch.engine,
          limits: { ...state.settings.engine.limits, ...patch.engine?.limits },
          signatures: { ...state.settings.engine.signatures, ...patch.engine?.signatures },
        },
        exclusions: patch.exclusions ?? state.settings.exclusions,
        watch: { ...state.settings.watch, ...patch.watch },
        history: { ...state.settings.history, ...patch.history },
        scans: {
          ...state.settings.scans,
          ...patch.scans,
          schedule: { ...state.settings.scans.schedule, ...patch.scans?.schedule },
        },
        policy: {
          ...state.settings.policy,
          ...patch.policy,
          unscannable: { ...state.settings.policy.unscannable, ...patch.policy?.unscannable },
        },
        notifications: { ...state.settings.notifications, ...patch.notifications },
        privacy: { ...state.settings.privacy, ...patch.privacy },
        reputation: { ...state.settings.reputation, ...patch.reputation },
        appearance: { ...state.settings.appearance, ...patch.appearance },
        quarantine: { ...state.settings.quarantine, ...patch.quarantine },
      } as AppState['settings'];
      await push({ settings });
      return ok(settings);
    },
    'scan.now': async ({ folderId }) => {
      const joined = state.fullScans.full !== null;
      const folderIds = folderId === undefined ? null : [folderId];
      await push({ fullScans: { ...state.fullScans, full: state.fullScans.full ?? fullScan({ folderIds }) } });
      return ok({ joined });
    },
    'fullScan.pause': async () => {
      await push({ fullScans: { ...state.fullScans, full: fullScan({ phase: 'paused' }) } });
      return ok(null);
    },
    'fullScan.resume': async () => {
      await push({ fullScans: { ...state.fullScans, full: fullScan({}) } });
      return ok(null);
    },
    'fullScan.cancel': async () => {
      await push({ fullScans: { ...state.fullScans, full: null, last: fullScanResult({ cancelled: true }) } });
      return ok(null);
    },
    'protection.log': async ({ before, limit }) => {
      const rest = log.filter(({ id }) => before === undefined || id < before);
      return ok({ entries: rest.slice(0, limit), next: rest.length > limit ? (rest[limit - 1]?.id ?? null) : null });
    },
    'scan.cancel': async () => ok(null),
    'scan.dismiss': async ({ jobId }) => {
      await push({ scans: state.scans.filter(({ id }) => id !== jobId) });
      return ok(null);
    },
    'scan.repeat': async ({ jobId }) => {
      const scans = state.scans.map((scan) =>
        scan.id === jobId ? { ...scan, id: 'again', state: 'running' as const, failure: null } : scan,
      );
      await push({ scans });
      return ok({ jobId: 'again' });
    },
    'scan.pick': async () => ok(null),
    'scan.again': async () => ok(null),
    'queue.retry': async ({ recordId }) => ok({ queued: recordId === undefined ? state.queue.waiting : 1 }),
    'protection.pause': async ({ minutes }) => {
      const until = minutes === null ? null : new Date(Date.now() + minutes * 60_000).toISOString();
      const params = until === null ? {} : { until, minutes: minutes ?? 0 };
      const reasons = [{ code: 'paused', params, remedy: 'resume' }] as const;
      await push({
        protection: { level: 'attention', reasons: [...reasons], paused: true, pausedUntil: until },
      });
      return ok(null);
    },
    'protection.resume': async () => {
      await push({ protection: { level: 'protected', reasons: [], paused: false, pausedUntil: null } });
      return ok(null);
    },
    'engine.check': async () => ok(state.engine),
    'engine.stats': async () => ok(state.engine),
    'signatures.import': async () => ok(null),
    'signatures.pickOwnFolder': async () => ok(null),
    'signatures.useNoOwnFolder': async () => ok(null),
    'signatures.update': async () => ok(state.engine.updates),
    'history.list': (query) => listFakeHistory(history, query),
    'history.arrivals': async () => ok(arrivals),
    'history.verdicts': async (query) => ok(history.length === 0 ? noFigures(query) : figures(query)),
    'history.export': async () => ok({ path: '/home/ada/history.csv', rows: history.length }),
    'history.acknowledge': async ({ recordIds }) => {
      const seen = history.filter(({ id }) => recordIds.includes(id));
      await push(
        {},
        seen.map((record) => ({ ...record, acknowledged: true })),
      );
      return ok(null);
    },
    'notices.dismiss': async ({ id }) => {
      await push({ notices: state.notices.filter((notice) => notice.id !== id) });
      return ok(null);
    },
    'quarantine.show': async ({ id }) => {
      const item = state.quarantine.find((candidate) => candidate.id === id);
      return item === undefined
        ? fail('not-found', `No item ${id}`)
        : ok({ ...item, history: [{ at: item.at, what: 'stored', detail: '' }], otherPlaces: [] });
    },
    'quarantine.restore': async ({ id }) => {
      const path = state.quarantine.find((item) => item.id === id)?.path;
      if (path === undefined) return fail('not-found', `No item ${id}`);
      await push({ quarantine: withoutItem(id) });
      return ok({ path, attributesLost: false });
    },
    'quarantine.delete': async ({ id }) => {
      const found = state.quarantine.find((item) => item.id === id);
      if (found === undefined) return fail('not-found', `No item ${id}`);
      const deleted = { ...found, trashedAt: new Date().toISOString() };
      await push({ quarantine: withoutItem(id), trash: [deleted, ...state.trash] });
      return ok(deleted);
    },
    'quarantine.undelete': async ({ id }) => {
      const found = state.trash.find((item) => item.id === id);
      if (found === undefined) return fail('not-found', `No item ${id}`);
      const back = { ...found, trashedAt: null };
      await push({ quarantine: [back, ...state.quarantine], trash: withoutTrash(id) });
      return ok(back);
    },
    'quarantine.purge': async ({ id }) => {
      await push({ quarantine: withoutItem(id), trash: withoutTrash(id) });
      return ok(null);
    },
    'quarantine.rescan': async ({ id }) => {
      const signature = [...state.quarantine, ...state.trash].find((item) => item.id === id)?.signature ?? '';
      const today = { at: new Date().toISOString(), reason: null, signatureVersion: '27812' };
      return ok({ ...today, verdict: 'infected', signature, detail: `Today's signatures still call it ${signature}.` });
    },
    'quarantine.export': async () => ok(null),
    'allow.add': async ({ of, reason, expiresAt }) => {
      const path = `${downloads}/allowed`;
      const entry = {
        id: `allow-${of.id}`,
        at: new Date().toISOString(),
        path,
        sha256: 'ab',
        signature: 'X',
        reason,
        expiresAt,
      };
      await push({ allowed: [entry, ...state.allowed] });
      return ok(entry);
    },
    'allow.revoke': async ({ id }) => {
      await push({ allowed: state.allowed.filter((entry) => entry.id !== id) });
      return ok(null);
    },
    'reputation.setKey': async ({ key }) => {
      const made = { state: 'set', ends: key.slice(-4), kept: state.reputation.key.wouldBeKept } as const;
      const status = state.reputation.status === 'no-key' ? 'idle' : state.reputation.status;
      await push({ reputation: { ...state.reputation, status, key: { ...state.reputation.key, ...made } } });
      return ok(null);
    },
    'reputation.clearKey': async () => {
      const none = { ...state.reputation.key, state: 'none', ends: '', kept: null } as const;
      await push({ reputation: { ...state.reputation, key: none } });
      return ok(null);
    },
    'reputation.test': async () => ok({ outcome: 'unknown', askedAt: new Date().toISOString() }),
    'reputation.of': async () => ok(neverAsked),
    'reputation.list': async () => ok({ requests: [], total: 0, next: null }),
    'reputation.clearList': async () => ok({ removed: 0 }),
    'reputation.export': async () => ok(null),
    'folders.pick': async () => ok(null),
    'quarantine.restoreElsewhere': async () => ok(null),
    'desktop.showInFolder': async () => ok(null),
    'desktop.openHashPage': async () => ok(null),
    'desktop.copyText': async () => ok(null),
    'autostart.get': async () => ok({ supported: true, enabled: false, detail: '' }),
    'autostart.set': async ({ enabled }) => ok({ supported: true, enabled, detail: '' }),
    'desktop.tray': async () => ok({ available: true }),
  };

  const isRequest = (name: string): name is keyof WindowRequests => name in windowRequests;

  await page.exposeFunction('fakeMain', async (name: string, rawInput: unknown): Promise<unknown> => {
    if (!isRequest(name)) throw new Error(`The contract has no request ${name}`);
    const input: unknown = windowRequests[name].input.parse(rawInput);
    calls.push({ name, input });
    const handler = handlers[name] as (parsed: unknown) => Promise<unknown>;
    const result = resultSchema.parse(await handler(input));
    return result.ok ? ok(windowRequests[name].output.parse(result.value)) : result;
  });

  // What crosses in the real bridge are File objects; here their names are enough.
  await page.exposeFunction('fakeDrop', async (names: string[]): Promise<unknown> => {
    dropped.push(names);
    return dropAnswer;
  });

  await page.addInitScript(() => {
    const listen = (type: string) => (listener: (detail: unknown) => void) => {
      const heard = (event: Event): void => listener((event as CustomEvent).detail);
      window.addEventListener(type, heard);
      return () => window.removeEventListener(type, heard);
    };
    const fakeMain = (name: string, input: unknown): unknown =>
      (window as unknown as { fakeMain(name: string, input: unknown): unknown }).fakeMain(name, input);
    Object.defineProperty(window, 'lazaret', {
      value: {
        request: fakeMain,
        scanDropped: (files: readonly File[]) =>
          (window as unknown as { fakeDrop(names: string[]): unknown }).fakeDrop(files.map(({ name }) => name)),
        subscribe: listen('fake-push'),
        onNavigate: listen('fake-navigate'),
      },
    });
  });

  return {
    calls,
    dropped,
    answerDrops: (answer) => {
      dropAnswer = answer;
    },
    inputsOf: (name) => calls.filter((call) => call.name === name).map(({ input }) => input),
    answer: (changed) => {
      handlers = { ...handlers, ...changed };
    },
    push,
    pushRaw,
    navigate: (navigation) =>
      page
        .evaluate(
          (sent) => window.dispatchEvent(new CustomEvent('fake-navigate', { detail: sent })),
          navigationSchema.parse(navigation),
        )
        .then(() => undefined),
  };
}
