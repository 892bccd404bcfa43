import { describe, expect, test } from 'vitest';
import { watchedFolderSchema } from '../../../contract/settings.ts';
import type { EngineState, FolderState } from '../../../contract/state.ts';
import { describeProtection, type ProtectionFacts } from '../../../electron/state/describe-protection.ts';

const now = new Date('2026-03-10T00:00:00.000Z');

const engine: EngineState = {
  status: 'healthy',
  name: 'ClamAV 1.4.6',
  detail: '',
  endpoint: '/run/clamav/clamd.ctl',
  source: 'system',
  signatures: { kind: 'official', version: '27000', builtAt: '2026-03-09T00:00:00.000Z', count: null },
  lenient: false,
  ownSignatures: { folder: null, inUse: false, isChecking: false, trouble: null, files: [] },
  space: null,
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
  checkedAt: now.toISOString(),
  endpoints: [],
};

const unreadable: EngineState['endpoints'][number] = {
  endpoint: 'nonsense',
  source: 'configured',
  inUse: false,
  healthy: false,
  trouble: 'unreadable',
  detail: '',
  name: null,
  signatureVersion: null,
  busy: 0,
  checkedAt: null,
  stats: null,
};

const folder: FolderState = {
  ...watchedFolderSchema.parse({ id: 'f', path: '/downloads', recursive: true }),
  health: 'watching',
  detail: '',
  files: 3,
  sweptAt: now.toISOString(),
  excluded: { files: 0, folders: 0 },
  blind: [],
  network: null,
};

const own = {
  folder: '/own',
  inUse: true,
  isChecking: false,
  trouble: null,
  files: [{ name: 'a.ndb', status: 'accepted' as const, count: 1, detail: '' }],
};

const allIsWell: ProtectionFacts = {
  engine,
  folders: [folder],
  paused: false,
  pausedUntil: null,
  busy: 0,
  waiting: 0,
  held: 0,
  notQuarantined: { count: 0, path: '' },
  unresolved: 0,
  vaultTrouble: null,
  ledgerTrouble: null,
  notices: [],
  now,
};

describe('what Lazaret says of itself', () => {
  test('is green when nothing speaks against it', () => {
    expect(describeProtection(allIsWell)).toEqual({
      level: 'protected',
      reasons: [],
      paused: false,
      pausedUntil: null,
    });
  });

  test('is green with own signatures that are all in use', () => {
    const files = [...own.files, { name: 'notes.txt', status: 'passed-over' as const, count: null, detail: '' }];
    const state = describeProtection({ ...allIsWell, engine: { ...engine, ownSignatures: { ...own, files } } });
    expect(state.level).toBe('protected');
  });

  test('is green and scanning while files are under way', () => {
    expect(describeProtection({ ...allIsWell, busy: 2 }).level).toBe('scanning');
  });

  test.each([
    ['the engine is down', { engine: { ...engine, status: 'down' } }, 'engine-down', 'engine-down', 'check-engine'],
    [
      'the engine is starting',
      { engine: { ...engine, status: 'starting' } },
      'attention',
      'engine-starting',
      'open-engine',
    ],
    [
      'only starter signatures are loaded',
      { engine: { ...engine, signatures: { ...engine.signatures, kind: 'starter' } } },
      'attention',
      'starter-signatures',
      'open-engine',
    ],
    [
      'nobody knows the signatures',
      { engine: { ...engine, signatures: { ...engine.signatures, kind: 'unknown' } } },
      'attention',
      'signatures-unknown',
      'open-engine',
    ],
    [
      'the signatures are old',
      { engine: { ...engine, status: 'stale' } },
      'attention',
      'signatures-stale',
      'open-engine',
    ],
    [
      'the engine calls encrypted files clean',
      { engine: { ...engine, lenient: true } },
      'attention',
      'engine-lenient',
      'open-engine',
    ],
    [
      'there is too little room for what the engine is sent',
      { engine: { ...engine, space: { path: '/tmp', freeMiB: 100, neededMiB: 2_048 } } },
      'attention',
      'engine-space',
      'open-engine',
    ],
    [
      'a file of own signatures is broken',
      {
        engine: {
          ...engine,
          ownSignatures: {
            ...own,
            files: [...own.files, { name: 'b.ndb', status: 'refused', count: null, detail: 'Malformed' }],
          },
        },
      },
      'attention',
      'own-signatures-refused',
      'open-engine',
    ],
    [
      'the folder of own signatures cannot be read',
      { engine: { ...engine, ownSignatures: { ...own, trouble: 'EACCES' } } },
      'attention',
      'own-signatures-refused',
      'open-engine',
    ],
    [
      'own signatures are not loaded',
      { engine: { ...engine, ownSignatures: { ...own, inUse: false } } },
      'attention',
      'own-signatures-unused',
      'open-engine',
    ],
    [
      'an engine address cannot be read',
      { engine: { ...engine, endpoints: [unreadable] } },
      'attention',
      'endpoint-unreadable',
      'open-engine',
    ],
    ['no folder is watched', { folders: [] }, 'attention', 'no-folders', 'add-folder'],
    [
      'a folder is gone',
      { folders: [{ ...folder, health: 'unavailable' }] },
      'attention',
      'folder-unavailable',
      'open-folders',
    ],
    [
      'a folder may not be read',
      { folders: [{ ...folder, health: 'denied' }] },
      'attention',
      'folder-denied',
      'open-folders',
    ],
    [
      'an infected file is still in its place',
      { notQuarantined: { count: 1, path: '/x' } },
      'attention',
      'infected-not-quarantined',
      'open-activity',
    ],
    [
      'a folder is not watched yet',
      { folders: [{ ...folder, health: 'starting' }] },
      'attention',
      'folder-starting',
      'open-folders',
    ],
    ['verdicts cannot be written down', { ledgerTrouble: 'disk full' }, 'attention', 'ledger-trouble', 'open-activity'],
    ['a finding is open', { unresolved: 1 }, 'attention', 'unresolved-findings', 'open-activity'],
    ['files wait for another try', { waiting: 3 }, 'attention', 'files-waiting', 'open-engine'],
    ['files wait for an engine', { waiting: 3, held: 3 }, 'attention', 'files-held', 'check-engine'],
    ['the vault cannot store', { vaultTrouble: 'disk full' }, 'attention', 'vault-trouble', 'open-quarantine'],
    ['the user paused it', { paused: true, pausedUntil: null }, 'attention', 'paused', 'resume'],
    [
      'there is a notice',
      { notices: [{ id: 'n', at: now.toISOString(), code: 'settings-broken', params: {} }] },
      'attention',
      'notice',
      'dismiss-notice',
    ],
  ] as const)('is not green when %s, says why, and has a button', (_, bad, level, code, remedy) => {
    const state = describeProtection({ ...allIsWell, busy: 1, ...(bad as Partial<ProtectionFacts>) });
    expect(state.level).toBe(level);
    expect(state.reasons.map((reason) => [reason.code, reason.remedy])).toEqual([[code, remedy]]);
  });

  test('tells files that wait for an engine apart from those that are tried again', () => {
    const { reasons } = describeProtection({ ...allIsWell, waiting: 5, held: 2 });
    expect(reasons.map(({ code, params }) => [code, params])).toEqual([
      ['files-held', { count: 2 }],
      ['files-waiting', { count: 3 }],
    ]);
  });

  test('names the worst first', () => {
    const state = describeProtection({
      ...allIsWell,
      engine: { ...engine, status: 'down', detail: 'no answer' },
      unresolved: 2,
      folders: [],
    });
    expect(state.level).toBe('engine-down');
    expect(state.reasons.map(({ code }) => code)).toEqual(['engine-down', 'no-folders', 'unresolved-findings']);
  });

  test('is not green while paused, and says until when and how many minutes that are', () => {
    const pausedUntil = new Date(now.getTime() + 11 * 60_000 + 1);
    expect(describeProtection({ ...allIsWell, paused: true, pausedUntil })).toEqual({
      level: 'attention',
      reasons: [{ code: 'paused', params: { until: pausedUntil.toISOString(), minutes: 12 }, remedy: 'resume' }],
      paused: true,
      pausedUntil: pausedUntil.toISOString(),
    });
  });
});
