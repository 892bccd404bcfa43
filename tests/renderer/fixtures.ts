import type { Arrivals } from '../../contract/arrivals.ts';
import type { QuarantineItem } from '../../contract/quarantine.ts';
import type { FileReputation, ReputationState } from '../../contract/reputation.ts';
import { settingsSchema, watchedFolderSchema } from '../../contract/settings.ts';
import type { AppState, EngineState, FolderState, WaitingFile } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';

const hash = (seed: number): string =>
  Array.from({ length: 64 }, (_, index) => ((seed * 31 + index * 7) % 16).toString(16)).join('');

const home = '/home/mara';
export const downloads = `${home}/Downloads`;
export const share = '/srv/share/incoming';

/** A time `seconds` before now, as the contract writes it. */
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** A clean file's verdict, with `changes` on top. */
export function record(id: number, changes: Partial<ScanRecord> = {}): ScanRecord {
  return {
    id,
    at: ago(60),
    path: `${downloads}/file-${id}.pdf`,
    folderId: 'downloads',
    verdict: 'clean',
    reason: null,
    signature: null,
    detail: null,
    sha256: hash(id),
    size: 48_213,
    trigger: 'arrival',
    durationMs: 14,
    origin: null,
    referrer: null,
    engine: 'ClamAV 1.4.6',
    signatureVersion: '27811',
    action: 'none',
    actionDetail: null,
    quarantineId: null,
    acknowledged: false,
    isLatest: true,
    wasCleanAt: null,
    seenAt: null,
    settledAt: null,
    queuedAt: null,
    scanStartedAt: null,
    ...changes,
  };
}

export function item(id: string, changes: Partial<QuarantineItem> = {}): QuarantineItem {
  return {
    id,
    at: ago(3600),
    path: `${downloads}/${id}.exe`,
    signature: 'Win.Test.EICAR_HDB-1',
    engine: 'ClamAV 1.4.6',
    signatureVersion: '27811',
    sha256: hash(id.length),
    size: 68,
    mode: 0o644,
    mtime: ago(86_400),
    state: 'stored',
    originalLeft: false,
    trashedAt: null,
    otherNames: 0,
    attributes: 'none',
    origin: null,
    ...changes,
  };
}

export const healthyEngine: EngineState = {
  status: 'healthy',
  name: 'ClamAV 1.4.6',
  detail: '',
  endpoint: '/run/clamav/clamd.ctl',
  source: 'system',
  signatures: { kind: 'official', version: '27811', builtAt: ago(9 * 3600), count: 8_724_466 },
  updates: {
    byLazaret: false,
    state: 'idle',
    progress: null,
    lastTryAt: null,
    failure: null,
    retryAt: null,
    coolDownUntil: null,
    databases: [],
  },
  ownSignatures: { folder: null, inUse: false, isChecking: false, trouble: null, files: [] },
  space: null,
  checkedAt: ago(20),
  lenient: false,
  endpoints: [
    {
      endpoint: '/run/clamav/clamd.ctl',
      source: 'system',
      inUse: true,
      healthy: true,
      trouble: null,
      detail: '',
      name: 'ClamAV 1.4.6',
      signatureVersion: '27811',
      busy: 2,
      checkedAt: ago(20),
      stats: { threads: { live: 5, idle: 2, max: 12 }, queued: 1, signatureBytes: 1_246_000_000 },
    },
    {
      endpoint: '127.0.0.1:3310',
      source: 'system',
      inUse: false,
      healthy: false,
      trouble: 'refused',
      detail: 'PING: ECONNREFUSED',
      name: null,
      signatureVersion: null,
      busy: 0,
      checkedAt: ago(20),
      stats: null,
    },
  ],
};

/** Nobody is asked, as after the first start. */
export const reputationOff: ReputationState = {
  status: 'off',
  why: null,
  detail: '',
  until: null,
  trouble: null,
  queued: 0,
  usedToday: 0,
  usedThisMonth: 0,
  requests: 0,
  host: 'www.virustotal.com',
  key: { state: 'none', ends: '', kept: null, wouldBeKept: 'keyring' },
};

/** A file that nobody was asked about. */
export const neverAsked: FileReputation = {
  answer: null,
  page: null,
  place: null,
  stage: null,
  tries: 0,
  notBefore: null,
};

/** Two files that are tried again and one that waits for an engine. */
export const waitingFiles: readonly WaitingFile[] = [
  {
    path: `${share}/scan from copier.tif`,
    recordId: 36,
    reason: 'no-reply',
    detail: 'clamd closed without an answer',
    notQuarantined: false,
    tries: 3,
    nextTryAt: ago(-12),
  },
  {
    path: `${downloads}/keygen.exe`,
    recordId: 35,
    reason: null,
    detail: 'There is not enough space on the disk.',
    notQuarantined: true,
    tries: 1,
    nextTryAt: ago(-40),
  },
  {
    path: `${downloads}/train-ticket.pdf`,
    recordId: null,
    reason: 'not-recorded',
    detail: null,
    notQuarantined: false,
    tries: 0,
    nextTryAt: null,
  },
];

const names = [
  'minutes-of-the-harbour-board-meeting-november.pdf',
  'holiday.jpg',
  'setup-1.4.2-x86_64.AppImage',
  'train-ticket.pdf',
  'Übersicht Q3.xlsx',
  'song.flac',
  'notes.txt',
  'brochure-final-final-2.docx',
];

/** A plausible afternoon: mostly clean files and one of each other kind. Newest first. */
export function afternoon(): ScanRecord[] {
  const found: ScanRecord[] = [
    record(40, {
      at: ago(25),
      path: `${downloads}/invoice_2026-11.pdf.exe`,
      verdict: 'infected',
      signature: 'Win.Test.EICAR_HDB-1',
      size: 68,
      action: 'quarantined',
      quarantineId: 'q1',
      origin: 'https://files.example.org',
    }),
    record(39, { at: ago(70), path: `${downloads}/${names[0]}` }),
    record(38, {
      at: ago(130),
      path: `${downloads}/contracts-2026.zip`,
      verdict: 'unscannable',
      reason: 'encrypted',
      detail: 'Heuristics.Encrypted.Zip',
    }),
    record(37, {
      at: ago(400),
      path: `${downloads}/evil\u202egpj.exe`,
      verdict: 'suspicious',
      signature: 'Heuristics.Phishing.Email',
    }),
    record(36, {
      at: ago(640),
      path: `${share}/scan from copier.tif`,
      folderId: 'share',
      verdict: 'failed',
      reason: 'no-reply',
      engine: null,
      sha256: null,
    }),
  ];
  const clean = Array.from({ length: 35 }, (_, index) =>
    record(35 - index, {
      at: ago(900 + index * 700),
      path: `${index % 3 === 0 ? share : downloads}/${names[index % names.length]}`,
      folderId: index % 3 === 0 ? 'share' : 'downloads',
      size: 12_000 + index * 91_377,
    }),
  );
  return [...found, ...clean];
}

/** A folder that is watched, with `changes` on top. */
export const folder = (id: string, path: string, changes: Partial<FolderState> = {}): FolderState => ({
  ...watchedFolderSchema.parse({ id, path, recursive: true }),
  health: 'watching',
  detail: '',
  files: 0,
  sweptAt: null,
  excluded: { files: 0, folders: 0 },
  blind: [],
  network: null,
  ...changes,
});

/** A fortnight with busy mornings and evenings. */
export const arrivals: Arrivals = {
  hours: [2, 0, 0, 0, 0, 1, 4, 12, 38, 51, 44, 30, 22, 41, 47, 36, 28, 19, 24, 33, 29, 18, 9, 5],
  origins: [
    { host: 'files.example.org', count: 212 },
    { host: 'mail.example.com', count: 97 },
    { host: 'a-very-long-name.downloads.cdn.example.net', count: 31 },
    { host: 'intranet', count: 4 },
  ],
};

/** A protected app with a history, two folders and three files in quarantine; `changes` on top. */
export function appState(changes: Partial<AppState> = {}): AppState {
  return {
    protection: { level: 'protected', reasons: [], paused: false, pausedUntil: null },
    engine: healthyEngine,
    folders: [
      folder('downloads', downloads, { files: 1284, sweptAt: ago(240) }),
      folder('share', share, { files: 50_312, sweptAt: ago(95) }),
    ],
    queue: {
      arriving: 0,
      arrivingFiles: [],
      queued: 0,
      queuedFiles: [],
      waiting: 0,
      held: 0,
      waitingFiles: [],
      scanning: [],
    },
    fullScans: { full: null, last: null, next: null, again: null },
    reputation: reputationOff,
    scans: [],
    newestLogEntry: null,
    today: { clean: 36, infected: 1, suspicious: 1, unscannable: 1, failed: 0 },
    quarantine: [
      item('q1', { at: ago(25), path: `${downloads}/invoice_2026-11.pdf.exe`, mode: 0o755 }),
      item('q2', {
        at: ago(86_400),
        path: `${share}/patch/keygen.exe`,
        signature: 'Win.Trojan.Agent-1388727',
        size: 1_204_224,
        originalLeft: true,
      }),
      item('q3', {
        at: ago(400_000),
        path: `${downloads}/old macro.docm`,
        signature: 'Doc.Dropper.Agent-6999',
        size: 48_128,
        state: 'damaged',
      }),
    ],
    trash: [
      item('q9', {
        at: ago(90_000),
        path: `${share}/crack.exe`,
        signature: 'Win.Trojan.Small-9',
        trashedAt: ago(7_200),
      }),
    ],
    allowed: [
      {
        id: 'a1',
        at: ago(200_000),
        path: `${downloads}/my-own-tool.exe`,
        sha256: hash(3),
        signature: 'Win.Tool.Packed-77',
        reason: 'I built it myself',
        expiresAt: null,
      },
    ],
    settings: settingsSchema.parse({
      folders: [
        { id: 'downloads', path: downloads, recursive: true },
        { id: 'share', path: share, recursive: true },
      ],
      appearance: { firstSteps: false },
    }),
    notices: [],
    system: { version: '0.1.0', platform: 'linux', dataDirectory: `${home}/.config/Lazaret` },
    recent: afternoon(),
    ...changes,
  };
}

type Settings = AppState['settings'];

/** Settings with another appearance, for the state. */
export const withAppearance = (
  appearance: Partial<Settings['appearance']>,
  settings: Settings = appState().settings,
): Pick<AppState, 'settings'> => ({ settings: { ...settings, appearance: { ...settings.appearance, ...appearance } } });
