import {
  type FileReputation,
  keyTextSchema,
  type ReputationAnswer,
  type ReputationSettings,
  type ReputationState,
  reputationPage,
} from '../../contract/reputation.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { displayPath, type FilePath } from '../files/file-path.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { LedgerDatabase } from '../ledger/ledger-database.ts';
import { createRowsAfter } from '../ledger/rows-after.ts';
import { createFileOpener } from '../scan/open-file.ts';
import { tellingBytes } from '../scan/unseen-content.ts';
import { type Asker, createAsker, isFresh } from './asker.ts';
import { createIntake } from './intake.ts';
import { type KeyCipher, type KeyFile, openKeyFile } from './key-file.ts';
import { createQuota } from './quota.ts';
import { createReputationStore, type QueuedFile, type ReputationStore } from './reputation-store.ts';
import { createKnownBadRescan } from './rescan-known-bad.ts';
import { isRisky } from './risky-content.ts';
import { createTakesPart } from './takes-part.ts';
import { hashFile, readHead } from './upload-file.ts';
import { createVirusTotalClient, hostOf, type Server, virusTotal } from './virustotal-client.ts';

/** What is known of some bytes that many call malicious: what a verdict says of it. */
export interface BadReputation {
  readonly signature: string;
  readonly detail: string;
}

/** The room that asks others what they know of a file: VirusTotal, or a relay of the user's. Off unless turned on. */
export interface Reputation {
  /** What makes a file of these bytes suspicious, out of what was answered before; null when nothing does. */
  verdictOn(sha256: string): BadReputation | null;
  /** A verdict was written down. */
  recorded(): void;
  state(): ReputationState;
  settingsChanged(next: ReputationSettings, before: ReputationSettings): void;
  setKey(key: string, acceptFile: boolean): Result<null>;
  clearKey(): Result<null>;
  test: Asker['test'];
  of(sha256: string | null): FileReputation;
  /** Puts a file into the queue by its hash, unless there is a fresh answer. */
  ask(path: FilePath): Promise<Result<{ readonly sha256: string; readonly reputation: FileReputation }>>;
  list: ReputationStore['requests'];
  clearList(): number;
  onChanged(listener: () => void): () => void;
  /** Begins to ask, until `stop`. Nothing is sent before. */
  start(): void;
  /** The machine was asleep, or online again. */
  resumed(): void;
  stop(): Promise<void>;
}

export interface ReputationParts {
  readonly database: LedgerDatabase;
  readonly settings: () => Settings;
  readonly folders: () => Pick<WatchedFolders, 'folderOf' | 'rulesOf' | 'states'>;
  readonly downloads: string | null;
  /** Where the key is kept. */
  readonly keyFile: string;
  readonly cipher: KeyCipher | null;
  readonly environment: NodeJS.ProcessEnv;
  readonly isOurs: (path: FilePath) => boolean;
  /** The file is to be scanned again, since its reputation is bad. */
  readonly scanAgain: (path: FilePath) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** No answer counts for longer, but the drawer of an old verdict still shows it. */
const answersKeptMs = 366 * 24 * 60 * 60 * 1000;

const gatherMs = 50;

/** What was put into the queue up to this entry was so while all kinds of files took part. */
const narrowedFact = 'narrowed';

/** What such a finding goes by. It never changes with the count, so that what the user allowed stays allowed. */
const signature = 'Reputation.VirusTotal';

export function createReputation(parts: ReputationParts): Reputation {
  const { database, clock, log } = parts;
  const settings = (): ReputationSettings => parts.settings().reputation;
  const base = (): string => settings().server ?? virusTotal;
  const store = createReputationStore(database);
  const quota = createQuota(store, settings);
  const keys = openKeyFile({
    file: parts.keyFile,
    cipher: parts.cipher,
    environment: takeEnvironmentKey(parts.environment, base(), log),
    log,
  });
  const changed = createListeners<[]>();
  const opener = createFileOpener();
  const stopping = new AbortController();
  let isStarted = false;
  let soon: (() => void) | null = null;

  const { downloads, isOurs } = parts;
  const takesPart = createTakesPart({ settings, folders: parts.folders, downloads, isOurs });

  const isOfKind = async ({ id, recordId, path }: QueuedFile): Promise<boolean> => {
    if (settings().what === 'all' || id > Number(store.fact(narrowedFact) ?? 0)) return true;
    if (store.isFinding(recordId)) return true;
    return isRisky(await readHead(opener, path, tellingBytes), displayPath(path));
  };

  const { scanAgain } = parts;
  const knownBad = createKnownBadRescan({ database, threshold: () => settings().threshold, scanAgain, clock, log });

  const asker = createAsker({
    store,
    quota,
    client: createVirusTotalClient({ clock }),
    opener,
    settings,
    server: () => serverOf(keys, base()),
    takesPart,
    isOfKind,
    onAnswered(sha256, answer) {
      if (isBad(answer, settings())) knownBad.look(sha256);
    },
    onChanged: changed.tell,
    clock,
    log,
  });
  const intake = createIntake({
    store,
    rows: createRowsAfter(database),
    settings,
    takesPart,
    opener,
    onTaken() {
      changed.tell();
      asker.poke();
    },
    clock,
    log,
  });
  const poke = (): void => {
    if (!isStarted) return;
    intake.poke();
    asker.poke();
    changed.tell();
  };

  const of = (sha256: string | null): FileReputation => {
    const waiting = sha256 === null ? null : store.placeOf(sha256);
    return {
      answer: sha256 === null ? null : store.answerOf(sha256),
      page: sha256 === null ? null : reputationPage(sha256),
      place: waiting?.place ?? null,
      stage: waiting?.file.stage ?? null,
      tries: waiting?.file.tries ?? 0,
      notBefore: waiting?.file.notBefore?.toISOString() ?? null,
    };
  };

  return {
    verdictOn(sha256) {
      const answer = store.answerOf(sha256);
      return answer !== null && isBad(answer, settings()) ? { signature, detail: detailOf(sha256, answer) } : null;
    },
    recorded() {
      if (!isStarted || settings().mode === 'off') return;
      // Nobody waits for it, and files that come in crowds are taken together.
      soon ??= clock.schedule(() => {
        soon = null;
        intake.poke();
      }, gatherMs);
    },
    state() {
      const now = clock.now();
      const { today, thisMonth } = quota.used(now);
      return {
        ...asker.status(),
        trouble: asker.trouble(),
        queued: store.queued(),
        usedToday: today,
        usedThisMonth: thisMonth,
        requests: store.requestCount(),
        host: hostOf(base()),
        key: keys.describe(base()),
      };
    },
    settingsChanged(next, before) {
      if (next === before) return;
      if (before.what === 'all' && next.what === 'risky') store.setFact(narrowedFact, String(store.lastQueued()));
      // What one server could not answer says nothing of another.
      if (next.server !== before.server) store.forgetTries();
      if (isStarted && next.threshold < before.threshold) knownBad.look(null);
      // Turned off, whatever waits is forgotten at once, whether or not anybody is asked yet.
      if (next.mode === 'off') intake.poke();
      poke();
    },
    setKey(key, acceptFile) {
      const set = keys.set(base(), key, acceptFile);
      poke();
      changed.tell();
      return set;
    },
    clearKey() {
      const cleared = keys.clear();
      poke();
      changed.tell();
      return cleared;
    },
    test: asker.test,
    of,
    async ask(path) {
      if (settings().mode === 'off') {
        return fail(
          'invalid-input',
          'Reputation is off, so nobody was asked. Turn it on: lazaret reputation mode hash-only',
        );
      }
      const file = await hashFile(opener, path, stopping.signal);
      const shown = displayPath(path);
      if (file === null) {
        return fail('not-readable', `${shown} is no file that can be read, so nobody was asked. Check the spelling.`, {
          path: shown,
        });
      }
      const { sha256, size } = file;
      const answer = store.answerOf(sha256);
      const isKnown = answer !== null && isFresh(answer, settings(), clock.now());
      if (!isKnown && store.placeOf(sha256) === null) {
        store.take([{ recordId: null, path, sha256, size, byHand: true }], null);
      }
      isStarted = true;
      poke();
      return ok({ sha256, reputation: of(sha256) });
    },
    list: store.requests,
    clearList() {
      const removed = store.clearRequests();
      changed.tell();
      return removed;
    },
    onChanged: changed.add,
    start() {
      isStarted = true;
      store.forgetAnswersBefore(new Date(clock.now().getTime() - answersKeptMs));
      // What was answered just before Lazaret was ended has not been acted upon.
      knownBad.look(null);
      poke();
    },
    resumed: poke,
    async stop() {
      stopping.abort(new Error('Lazaret is stopping.'));
      soon?.();
      await intake.stop();
      await asker.stop();
      knownBad.stop();
    },
  };
}

const isBad = (answer: ReputationAnswer, { threshold }: Pick<ReputationSettings, 'threshold'>): boolean =>
  answer.outcome === 'known' && answer.malicious >= threshold;

/** VirusTotal itself answers nobody without a key; a relay holds one of its own. */
function serverOf(keys: KeyFile, base: string): Server | null {
  const key = keys.keyFor(base);
  return key === null && base === virusTotal ? null : { base, key };
}

/**
 * A key of the environment is for the server that is set when Lazaret starts. It is taken out, for every program that is
 * started from here, clamd among them, would inherit it.
 */
function takeEnvironmentKey(environment: NodeJS.ProcessEnv, server: string, log: Pick<Logger, 'warn'>) {
  const text = environment.LAZARET_VIRUSTOTAL_KEY?.trim() ?? '';
  delete environment.LAZARET_VIRUSTOTAL_KEY;
  if (text === '') return null;
  const key = keyTextSchema.safeParse(text).data;
  if (key !== undefined) return { key, server };
  log.warn(
    'the key for the reputation server in LAZARET_VIRUSTOTAL_KEY is not used: no key has 7 characters or fewer, more than 256, or blanks and the like',
  );
  return null;
}

function detailOf(sha256: string, answer: ReputationAnswer): string {
  if (answer.outcome !== 'known') return '';
  const { malicious, engines, names, analysedAt } = answer;
  const called = names.slice(0, 3).map(({ engine, name }) => `${name} (${engine})`);
  return [
    `${malicious} of ${engines} engines at VirusTotal call it malicious${called.length === 0 ? '' : `, such as ${called.join(', ')}`}.`,
    analysedAt === null ? '' : `Analysed ${analysedAt.slice(0, 10)}.`,
    reputationPage(sha256),
  ]
    .filter((text) => text !== '')
    .join(' ');
}
