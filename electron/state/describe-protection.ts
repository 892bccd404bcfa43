import type { ReputationState } from '../../contract/reputation.ts';
import type {
  EngineState,
  FolderHealth,
  FolderState,
  Notice,
  ProtectionState,
  StateReason,
} from '../../contract/state.ts';

/** Everything that decides what Lazaret may say of itself. */
export interface ProtectionFacts {
  readonly engine: EngineState;
  readonly folders: readonly FolderState[];
  readonly paused: boolean;
  /** When the pause ends by itself. */
  readonly pausedUntil: Date | null;
  /** Files being scanned, queued or arriving, and folders that are being gone through. */
  readonly busy: number;
  /** Files without a trustworthy answer, waiting for the next try. */
  readonly waiting: number;
  /** Those of them that wait for an engine. */
  readonly held: number;
  /** Infected files still in their place: the newest one's path, and how many. */
  readonly notQuarantined: { readonly count: number; readonly path: string };
  /** Other findings that wait for the user. */
  readonly unresolved: number;
  readonly vaultTrouble: string | null;
  /** Why the last full scan came to no end, until it goes on or is called off. */
  readonly scanFailure: string | null;
  /** Why verdicts cannot be written down. */
  readonly ledgerTrouble: string | null;
  readonly reputation: Pick<ReputationState, 'trouble' | 'host'>;
  readonly notices: readonly Notice[];
  readonly now: Date;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * The one way from facts to what Lazaret says of itself. Green (`protected`, `scanning`) is left only when no reason
 * speaks against it; each reason has the button that mends it. Reasons come worst first.
 */
export function describeProtection(facts: ProtectionFacts): ProtectionState {
  const reasons = [
    ...engineReasons(facts),
    ...dangerReasons(facts),
    ...folderReasons(facts),
    ...signatureReasons(facts),
    ...ownSignatureReasons(facts),
    ...endpointReasons(facts),
    ...spaceReasons(facts),
    ...openReasons(facts),
    ...reputationReasons(facts),
    ...noticeReasons(facts),
  ];
  const pause = { paused: facts.paused, pausedUntil: facts.pausedUntil?.toISOString() ?? null };
  if (facts.engine.status === 'down') return { level: 'engine-down', reasons, ...pause };
  if (reasons.length > 0) return { level: 'attention', reasons, ...pause };
  return { level: facts.busy > 0 ? 'scanning' : 'protected', reasons, ...pause };
}

/** When it ends, and the minutes until then: none where it lasts until a restart. */
const pauseParams = (until: Date | null, now: Date): StateReason['params'] =>
  until === null
    ? {}
    : { until: until.toISOString(), minutes: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / minuteMs)) };

function engineReasons({ engine, paused, pausedUntil, now }: ProtectionFacts): readonly StateReason[] {
  const reasons: StateReason[] = [];
  if (engine.status === 'down') {
    reasons.push({ code: 'engine-down', params: { detail: engine.detail }, remedy: 'check-engine' });
  }
  if (engine.status === 'starting') reasons.push({ code: 'engine-starting', params: {}, remedy: 'open-engine' });
  if (paused) reasons.push({ code: 'paused', params: pauseParams(pausedUntil, now), remedy: 'resume' });
  return reasons;
}

function dangerReasons(facts: ProtectionFacts): readonly StateReason[] {
  const reasons: StateReason[] = [];
  if (facts.notQuarantined.count > 0) {
    reasons.push({ code: 'infected-not-quarantined', params: { ...facts.notQuarantined }, remedy: 'open-activity' });
  }
  if (facts.ledgerTrouble !== null) {
    reasons.push({ code: 'ledger-trouble', params: { detail: facts.ledgerTrouble }, remedy: 'open-activity' });
  }
  if (facts.vaultTrouble !== null) {
    reasons.push({ code: 'vault-trouble', params: { detail: facts.vaultTrouble }, remedy: 'open-quarantine' });
  }
  return reasons;
}

/** One that cannot be read is as good as missing; where none can, the engine is down and says so. */
function endpointReasons({ engine }: ProtectionFacts): readonly StateReason[] {
  if (engine.status === 'down') return [];
  const [first, ...others] = engine.endpoints.filter(({ trouble }) => trouble === 'unreadable');
  if (first === undefined) return [];
  const params = { endpoint: first.endpoint, count: others.length + 1 };
  return [{ code: 'endpoint-unreadable', params, remedy: 'open-engine' }];
}

function openReasons(facts: ProtectionFacts): readonly StateReason[] {
  const reasons: StateReason[] = [];
  if (facts.unresolved > 0) {
    reasons.push({ code: 'unresolved-findings', params: { count: facts.unresolved }, remedy: 'open-activity' });
  }
  if (facts.held > 0) reasons.push({ code: 'files-held', params: { count: facts.held }, remedy: 'check-engine' });
  const failed = facts.waiting - facts.held;
  if (failed > 0) reasons.push({ code: 'files-waiting', params: { count: failed }, remedy: 'open-engine' });
  if (facts.scanFailure !== null) {
    reasons.push({ code: 'full-scan-failed', params: { detail: facts.scanFailure }, remedy: 'resume-scan' });
  }
  return reasons;
}

function folderReasons({ folders }: ProtectionFacts): readonly StateReason[] {
  if (folders.length === 0) return [{ code: 'no-folders', params: {}, remedy: 'add-folder' }];
  return (['denied', 'unavailable', 'no-answer', 'not-compared', 'partial', 'starting'] as const).flatMap((health) => {
    const [first, ...others] = folders.filter((folder) => isOf(folder, health));
    if (first === undefined) return [];
    const detail = health === 'not-compared' ? { detail: first.detail } : {};
    const params = { path: first.path, count: others.length + 1, ...detail };
    return [{ code: `folder-${health}` as const, params, remedy: 'open-folders' as const }];
  });
}

/** A failed comparison does not hide that part of the folder is not watched. */
const isOf = (folder: FolderState, health: FolderHealth): boolean =>
  folder.health === health || (health === 'partial' && folder.health === 'not-compared' && folder.blind.length > 0);

function signatureReasons({ engine, now }: ProtectionFacts): readonly StateReason[] {
  if (engine.status === 'down' || engine.status === 'starting') return [];
  const lenient: readonly StateReason[] = engine.lenient
    ? [{ code: 'engine-lenient', params: {}, remedy: 'open-engine' }]
    : [];
  if (engine.signatures.kind !== 'official') {
    const code = engine.signatures.kind === 'starter' ? 'starter-signatures' : 'signatures-unknown';
    return [{ code, params: {}, remedy: 'open-engine' }, ...lenient];
  }
  if (engine.status !== 'stale') return lenient;
  const { builtAt } = engine.signatures;
  const days = builtAt === null ? 0 : Math.floor((now.getTime() - new Date(builtAt).getTime()) / dayMs);
  return [{ code: 'signatures-stale', params: { days }, remedy: 'open-engine' }, ...lenient];
}

/** A clamd that cannot write what it is sent gives no answers: better said before that happens. */
function spaceReasons({ engine: { space } }: ProtectionFacts): readonly StateReason[] {
  return space === null ? [] : [{ code: 'engine-space', params: { ...space }, remedy: 'open-engine' }];
}

/** The user counts on them, so what is not loaded must not go unseen. */
function ownSignatureReasons({ engine }: ProtectionFacts): readonly StateReason[] {
  const { folder, trouble, files, inUse, isChecking } = engine.ownSignatures;
  if (folder === null || engine.status === 'down' || engine.status === 'starting') return [];
  const refused = files.filter(({ status }) => status === 'refused');
  const first = refused[0] ?? (trouble === null ? null : { name: folder, detail: trouble });
  const reasons: StateReason[] = [];
  if (first !== null) {
    const params = { count: Math.max(refused.length, 1), name: first.name, detail: first.detail };
    reasons.push({ code: 'own-signatures-refused', params, remedy: 'open-engine' });
  }
  const isAnyAccepted = files.some(({ status }) => status === 'accepted');
  if ((isAnyAccepted && !inUse) || (isChecking && files.length === 0)) {
    reasons.push({ code: 'own-signatures-unused', params: {}, remedy: 'open-engine' });
  }
  return reasons;
}

/** Files are scanned all the same, but whoever turned it on counts on second opinions. */
function reputationReasons({ reputation: { trouble, host } }: ProtectionFacts): readonly StateReason[] {
  if (trouble === null) return [];
  const { kind, detail } = trouble;
  return [{ code: `reputation-${kind}`, params: { host, detail }, remedy: 'open-reputation' }];
}

function noticeReasons({ notices }: ProtectionFacts): readonly StateReason[] {
  return notices.map((notice) => ({
    code: 'notice' as const,
    params: { ...notice.params, id: notice.id, code: notice.code },
    remedy: 'dismiss-notice' as const,
  }));
}
