import type { StateReason } from '../../contract/state.ts';

/** What to type about a reason: the command line's counterpart of the window's button. */
export function nextStep({ code, remedy }: Pick<StateReason, 'code' | 'remedy'>): string {
  switch (code) {
    case 'starter-signatures':
    case 'signatures-stale':
      return 'lazaret update';
    case 'own-signatures-refused':
    case 'own-signatures-unused':
      return 'lazaret signatures';
    case 'files-waiting':
      return 'lazaret retry';
    case 'reputation-no-key':
    case 'reputation-key-refused':
      return 'lazaret reputation key set';
    case 'reputation-no-server':
      return 'lazaret reputation set --server URL';
    default:
      return byRemedy[remedy];
  }
}

/** `doctor` asks the engine anew, and says how it is in its own words. */
const byRemedy: Readonly<Record<StateReason['remedy'], string>> = {
  'check-engine': 'lazaret doctor',
  'open-engine': 'lazaret doctor',
  'add-folder': 'lazaret add DIR',
  'open-folders': 'lazaret list',
  'open-activity': 'lazaret history --unresolved',
  'open-quarantine': 'lazaret quarantine list',
  'open-reputation': 'lazaret reputation status',
  resume: 'lazaret resume',
  'resume-scan': 'lazaret full-scan resume',
  'dismiss-notice': 'lazaret dismiss',
};
