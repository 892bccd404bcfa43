import type { ReputationTrouble } from '../../contract/reputation.ts';
import type { WindowRequests } from '../../contract/requests.ts';
import type { FolderHealth, ProtectionLevel, ReasonCode, Remedy } from '../../contract/state.ts';
import type { ProtectionFacts } from '../../electron/state/describe-protection.ts';
import { allIsWell, engine, folder, own, unreadable } from './protection-facts.ts';

/** What a button of the window comes to: a request to main, or the way to a view. */
type Press =
  | { readonly request: keyof WindowRequests; readonly input: unknown }
  | { readonly view: string; readonly pressed?: string; readonly section?: string };

/** What a remedy is called and does, wherever a reason is shown. */
export const remedies: Readonly<Record<Remedy, { readonly button: string; readonly press: Press }>> = {
  'check-engine': { button: 'Check now', press: { request: 'engine.check', input: {} } },
  'open-engine': { button: 'Open engine', press: { view: 'Engine' } },
  'add-folder': { button: 'Add folder…', press: { request: 'folders.pick', input: {} } },
  'open-folders': { button: 'Open folders', press: { view: 'Folders' } },
  'open-activity': { button: 'Look at findings', press: { view: 'Activity', pressed: 'Needs a look' } },
  'open-quarantine': { button: 'Open quarantine', press: { view: 'Quarantine' } },
  'open-reputation': { button: 'Open settings', press: { view: 'Settings', section: 'Reputation' } },
  resume: { button: 'Resume scanning', press: { request: 'protection.resume', input: {} } },
  'resume-scan': { button: 'Resume full scan', press: { request: 'fullScan.resume', input: {} } },
  'dismiss-notice': { button: 'Dismiss', press: { request: 'notices.dismiss', input: { id: 'n' } } },
};

/** A level in words, which the window colours by `tone`. */
export const levels: Readonly<Record<ProtectionLevel, { readonly word: string; readonly tone: string }>> = {
  protected: { word: 'Protected', tone: 'good' },
  scanning: { word: 'Protected, scanning', tone: 'busy' },
  attention: { word: 'Needs attention', tone: 'odd' },
  'engine-down': { word: 'Not protected', tone: 'bad' },
};

/** One bad fact, and what window, tray and CLI are to say of it alike. */
export interface BadFact {
  readonly fact: string;
  /** What differs from `allIsWell`. */
  readonly facts: Partial<ProtectionFacts>;
  readonly level: ProtectionLevel;
  readonly sentence: RegExp;
  /** Part of what window and CLI say beneath it. */
  readonly detail: string;
  readonly remedy: Remedy;
  /** What the CLI says to type. */
  readonly command: string;
}

const bad = (
  fact: string,
  facts: Partial<ProtectionFacts>,
  says: readonly [sentence: RegExp, detail: string],
  [remedy, command]: readonly [Remedy, string],
  level: ProtectionLevel = 'attention',
): BadFact => ({ fact, facts, level, sentence: says[0], detail: says[1], remedy, command });

const ofEngine = (changes: Partial<ProtectionFacts['engine']>): Partial<ProtectionFacts> => ({
  engine: { ...engine, ...changes },
});
const signatures = (kind: 'starter' | 'unknown') => ofEngine({ signatures: { ...engine.signatures, kind } });
const oneFolder = (health: FolderHealth, detail = '') => ({ folders: [{ ...folder, health, detail }] });
const notCompared = 'It could not be gone through (EIO); that is tried again.';
const threeFolders = {
  folders: ['/a', '/b', '/c'].map((path) => ({ ...folder, id: path, path, health: 'denied' as const })),
};
const tenDaysOld = { ...engine.signatures, builtAt: '2026-02-28T00:00:00.000Z' };
const refusedFile = { name: 'b.ndb', status: 'refused' as const, count: null, detail: 'Malformed' };
const noOpinion = (kind: ReputationTrouble['kind'], detail: string) => ({
  reputation: { trouble: { kind, detail }, host: 'relay.example.org' },
});
const pausedUntil = new Date(allIsWell.now.getTime() + 11 * 60_000 + 1);
const notice = (code: ProtectionFacts['notices'][number]['code'], params: Record<string, string> = {}) => ({
  notices: [{ id: 'n', at: allIsWell.now.toISOString(), code, params }],
});

/** Every reason there is not to be green. A code without a line is a type error. */
export const stateTable: Readonly<Record<ReasonCode, readonly [BadFact, ...BadFact[]]>> = {
  'engine-down': [
    bad(
      'the engine is down',
      ofEngine({ status: 'down', name: null, detail: 'PING: ECONNREFUSED' }),
      [/^The scan engine does not answer\.$/, 'scanned as soon as it is back'],
      ['check-engine', 'lazaret doctor'],
      'engine-down',
    ),
  ],
  'engine-starting': [
    bad(
      'the engine is starting',
      ofEngine({ status: 'starting' }),
      [/^The scan engine is starting\.$/, 'can take a minute'],
      ['open-engine', 'lazaret doctor'],
    ),
  ],
  'starter-signatures': [
    bad(
      'only starter signatures are loaded',
      signatures('starter'),
      [/^Not protected yet: only starter signatures are loaded\.$/, 'recognise harmless test files only'],
      ['open-engine', 'lazaret update'],
    ),
  ],
  'signatures-unknown': [
    bad(
      'nobody knows the signatures',
      signatures('unknown'),
      [/^The scan engine does not say which signatures it has\.$/, 'nobody can tell what it would find'],
      ['open-engine', 'lazaret doctor'],
    ),
  ],
  'signatures-stale': [
    bad(
      'the signatures are old',
      ofEngine({ status: 'stale', signatures: tenDaysOld }),
      [/^The virus signatures are 10 days old\.$/, 'Newer malware may go unnoticed'],
      ['open-engine', 'lazaret update'],
    ),
  ],
  'engine-lenient': [
    bad(
      'the engine calls encrypted files clean',
      ofEngine({ lenient: true }),
      [/^The scan engine passes files as clean that it has not looked through\.$/, 'AlertExceedsMax yes'],
      ['open-engine', 'lazaret doctor'],
    ),
  ],
  'engine-space': [
    bad(
      'there is too little room for what the engine is sent',
      ofEngine({ space: { path: '/tmp', freeMiB: 100, neededMiB: 2_048 } }),
      [/^There is too little free space for the files that are being scanned\.$/, '/tmp has 100 MiB free'],
      ['open-engine', 'lazaret doctor'],
    ),
  ],
  'own-signatures-refused': [
    bad(
      'a file of own signatures is broken',
      ofEngine({ ownSignatures: { ...own, files: [...own.files, refusedFile] } }),
      [/^A file of your own signatures is not loaded: b\.ndb\.$/, 'b.ndb: Malformed'],
      ['open-engine', 'lazaret signatures'],
    ),
    bad(
      'the folder of own signatures cannot be read',
      ofEngine({ ownSignatures: { ...own, trouble: 'EACCES' } }),
      [/^A file of your own signatures is not loaded: \/own\.$/, '/own: EACCES'],
      ['open-engine', 'lazaret signatures'],
    ),
  ],
  'own-signatures-unused': [
    bad(
      'own signatures are not loaded',
      ofEngine({ ownSignatures: { ...own, inUse: false } }),
      [/^Your own signatures are not in use yet\.$/, 'Only an engine that Lazaret runs itself'],
      ['open-engine', 'lazaret signatures'],
    ),
    bad(
      'own signatures are still being checked',
      ofEngine({ ownSignatures: { ...own, files: [], isChecking: true } }),
      [/^Your own signatures are not in use yet\.$/, 'Only an engine that Lazaret runs itself'],
      ['open-engine', 'lazaret signatures'],
    ),
  ],
  'endpoint-unreadable': [
    bad(
      'an engine address cannot be read',
      ofEngine({ endpoints: [unreadable] }),
      [/^An engine address cannot be read: nonsense$/, 'host:port, or the path of a socket'],
      ['open-engine', 'lazaret doctor'],
    ),
  ],
  'no-folders': [
    bad(
      'no folder is watched',
      { folders: [] },
      [/^No folder is watched yet\.$/, 'Choose the folders where files arrive'],
      ['add-folder', 'lazaret add DIR'],
    ),
  ],
  'folder-unavailable': [
    bad(
      'a folder is gone',
      oneFolder('unavailable'),
      [/^A watched folder cannot be found: \/downloads$/, 'moved, deleted or unmounted'],
      ['open-folders', 'lazaret list'],
    ),
  ],
  'folder-no-answer': [
    bad(
      'a folder lies on a share that is away',
      oneFolder('no-answer'),
      [/^A watched folder does not answer: \/downloads$/, 'Nothing in it is being scanned'],
      ['open-folders', 'lazaret list'],
    ),
  ],
  'folder-denied': [
    bad(
      'a folder may not be read',
      oneFolder('denied'),
      [/^Lazaret may not read a watched folder: \/downloads$/, 'until Lazaret is allowed to read it'],
      ['open-folders', 'lazaret list'],
    ),
    bad(
      'three folders may not be read',
      threeFolders,
      [/^Lazaret may not read 3 watched folders, among them \/a$/, 'until Lazaret is allowed to read it'],
      ['open-folders', 'lazaret list'],
    ),
  ],
  'folder-not-compared': [
    bad(
      'a folder could not be compared with the ledger',
      oneFolder('not-compared', notCompared),
      [/^A watched folder could not be compared with what is known: \/downloads$/, 'may not have been scanned yet'],
      ['open-folders', 'lazaret list'],
    ),
    bad(
      'two folders could not be compared with the ledger',
      { folders: ['/a', '/b'].map((path) => ({ ...folder, id: path, path, health: 'not-compared' as const })) },
      [/^2 watched folders could not be compared with what is known, among them \/a$/, 'every half minute'],
      ['open-folders', 'lazaret list'],
    ),
  ],
  'folder-partial': [
    bad(
      'part of a folder cannot be watched',
      oneFolder('partial'),
      [/^Part of a watched folder cannot be watched: \/downloads$/, 'looking through it now and then'],
      ['open-folders', 'lazaret list'],
    ),
  ],
  'folder-starting': [
    bad(
      'a folder is not watched yet',
      oneFolder('starting'),
      [/^A folder is not watched yet: \/downloads$/, 'found by a sweep right after'],
      ['open-folders', 'lazaret list'],
    ),
  ],
  'infected-not-quarantined': [
    bad(
      'an infected file is still in its place',
      { notQuarantined: { count: 1, path: '/downloads/x.exe' } },
      [/^An infected file is still in its place: \/downloads\/x\.exe$/, 'Do not open it.'],
      ['open-activity', 'lazaret history --unresolved'],
    ),
  ],
  'unresolved-findings': [
    bad(
      'a finding is open',
      { unresolved: 1 },
      [/^1 finding waits for your decision\.$/, 'mark it as seen'],
      ['open-activity', 'lazaret history --unresolved'],
    ),
  ],
  'files-held': [
    bad(
      'files wait for an engine',
      { waiting: 3, held: 3 },
      [/^3 files wait for a scan engine\.$/, 'could not even be tried'],
      ['check-engine', 'lazaret doctor'],
    ),
  ],
  'files-waiting': [
    bad(
      'files wait for another try',
      { waiting: 3 },
      [/^3 files could not be scanned yet and wait for another try\.$/, 'tried again by themselves'],
      ['open-engine', 'lazaret retry'],
    ),
  ],
  'vault-trouble': [
    bad(
      'the vault cannot store',
      { vaultTrouble: 'disk full' },
      [/^The quarantine has a problem\.$/, 'The latest: disk full'],
      ['open-quarantine', 'lazaret quarantine list'],
    ),
  ],
  'ledger-trouble': [
    bad(
      'verdicts cannot be written down',
      { ledgerTrouble: 'disk full' },
      [/^Results cannot be written down\.$/, 'disk full. Look whether the disk is full'],
      ['open-activity', 'lazaret history --unresolved'],
    ),
  ],
  'reputation-no-key': [
    bad(
      'reputation is on without a key',
      noOpinion('no-key', ''),
      [/^No key is set for VirusTotal, so no second opinion is asked for\.$/, 'Files are still scanned here'],
      ['open-reputation', 'lazaret reputation key set'],
    ),
  ],
  'reputation-key-refused': [
    bad(
      'the reputation server refuses the key',
      noOpinion('key-refused', 'HTTP 401, WrongCredentialsError'),
      [/^relay\.example\.org refuses the key, so no second opinion is asked for\.$/, 'HTTP 401, WrongCredentialsError'],
      ['open-reputation', 'lazaret reputation key set'],
    ),
  ],
  'reputation-no-server': [
    bad(
      'the address is not that of a reputation server',
      noOpinion('no-server', 'HTTP 404'),
      [/^relay\.example\.org does not answer as a reputation server does\.$/, 'Check the address'],
      ['open-reputation', 'lazaret reputation set --server URL'],
    ),
  ],
  'reputation-no-answer': [
    bad(
      'the reputation server has been silent for a day',
      noOpinion('no-answer', 'connect ECONNREFUSED'),
      [/^relay\.example\.org has given no usable answer for more than a day\.$/, 'connect ECONNREFUSED'],
      ['open-reputation', 'lazaret reputation status'],
    ),
  ],
  'full-scan-failed': [
    bad(
      'an error ended a full scan',
      { scanFailure: 'EIO: i/o error, scandir' },
      [/^A full scan ended before it had looked at everything\.$/, 'What stopped it: EIO: i/o error, scandir'],
      ['resume-scan', 'lazaret full-scan resume'],
    ),
  ],
  paused: [
    bad(
      'the user paused it',
      { paused: true },
      [/^Scanning is paused\.$/, 'scanned when you resume'],
      ['resume', 'lazaret resume'],
    ),
    bad(
      'the user paused it for a while',
      { paused: true, pausedUntil },
      [/^Scanning is paused until \d+:\d\d\s[AP]M\.$/, 'scanned when you resume'],
      ['resume', 'lazaret resume'],
    ),
  ],
  notice: [
    bad(
      'the settings were set aside',
      notice('settings-broken', { path: '/d/settings.json.broken-1', why: 'no JSON' }),
      [/^The settings file could not be read, so the defaults are in use\.$/, '/d/settings.json.broken-1'],
      ['dismiss-notice', 'lazaret dismiss'],
    ),
    bad(
      'the history was begun anew',
      notice('ledger-broken', { path: '/d/ledger.broken-1' }),
      [/^The history could not be read, so a new one was begun\.$/, '/d/ledger.broken-1'],
      ['dismiss-notice', 'lazaret dismiss'],
    ),
    bad(
      'the quarantine holds unknown files',
      notice('vault-orphans', { count: '2' }),
      [/^The quarantine holds files without an entry\.$/, 'Nothing was removed'],
      ['dismiss-notice', 'lazaret dismiss'],
    ),
    bad(
      'the journal was begun anew',
      notice('vault-broken', { path: '/d/journal.broken-1' }),
      [/^The quarantine’s journal could not be read and was begun anew\.$/, '/d/journal.broken-1'],
      ['dismiss-notice', 'lazaret dismiss'],
    ),
    bad(
      'the quarantine is large',
      notice('vault-large', { sizeMiB: '1200', limitMiB: '1024' }),
      [/^The quarantine holds 1200 MiB\.$/, 'more than the 1024 MiB in the settings'],
      ['dismiss-notice', 'lazaret dismiss'],
    ),
    bad(
      'the scanner was started again',
      notice('worker-restarted', { detail: 'exit 1' }),
      [/^The scanner stopped and was started again\.$/, 'are scanned again'],
      ['dismiss-notice', 'lazaret dismiss'],
    ),
  ],
};

/** All lines of the table. */
export const badFacts: readonly (BadFact & { readonly code: ReasonCode })[] = Object.entries(stateTable).flatMap(
  ([code, lines]) => lines.map((line) => ({ ...line, code: code as ReasonCode })),
);
