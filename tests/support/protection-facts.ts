import { watchedFolderSchema } from '../../contract/settings.ts';
import type { EngineState, FolderState } from '../../contract/state.ts';
import type { ProtectionFacts } from '../../electron/state/describe-protection.ts';
import { healthyEngine } from '../renderer/fixtures.ts';

const now = new Date('2026-03-10T00:00:00.000Z');

export const engine: EngineState = {
  ...healthyEngine,
  signatures: { kind: 'official', version: '27000', builtAt: '2026-03-09T00:00:00.000Z', count: null },
  checkedAt: now.toISOString(),
  endpoints: [],
};

/** An address that is none. */
export const unreadable: EngineState['endpoints'][number] = {
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

export const folder: FolderState = {
  ...watchedFolderSchema.parse({ id: 'f', path: '/downloads', recursive: true }),
  health: 'watching',
  detail: '',
  files: 3,
  sweptAt: now.toISOString(),
  excluded: { files: 0, folders: 0 },
  blind: [],
  network: null,
};

/** A user's own signatures, all in use. */
export const own: EngineState['ownSignatures'] = {
  folder: '/own',
  inUse: true,
  isChecking: false,
  trouble: null,
  files: [{ name: 'a.ndb', status: 'accepted', count: 1, detail: '' }],
};

/** Nothing speaks against green. */
export const allIsWell: ProtectionFacts = {
  engine,
  folders: [folder],
  paused: false,
  pausedUntil: null,
  busy: 0,
  waiting: 0,
  held: 0,
  notQuarantined: { count: 0, path: '' },
  unresolved: 0,
  scanFailure: null,
  vaultTrouble: null,
  ledgerTrouble: null,
  reputation: { trouble: null, host: 'www.virustotal.com' },
  notices: [],
  now,
};
