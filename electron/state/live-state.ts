import {
  type AppState,
  arrivingLimit,
  queuedLimit,
  recentLimit,
  type ScanningFile,
  type Snapshot,
  type StatePush,
  type WaitingFile,
  waitingLimit,
} from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import type { Engine } from '../engine/engine-types.ts';
import { pathToFields } from '../files/file-path.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { OwnScans } from '../full-scan/own-scans.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ProtectionLog } from '../ledger/protection-log.ts';
import type { Vault } from '../quarantine/vault-types.ts';
import type { Reputation } from '../reputation/reputation.ts';
import type { HandScans } from '../scan/hand-scans.ts';
import type { Pause } from '../scan/pause.ts';
import type { ScanQueue, ScanQueueState } from '../scan/scan-queue.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import { describeProtection } from './describe-protection.ts';
import type { Notices } from './notices.ts';
import { createStatePublisher } from './state-publisher.ts';
import { createWaitingList } from './waiting-list.ts';

export interface LiveStateParts {
  readonly engine: Pick<Engine, 'state'>;
  readonly folders: Pick<WatchedFolders, 'states' | 'arriving' | 'firstArriving' | 'sweeping'>;
  readonly queue: Pick<ScanQueue, 'state' | 'firstWaiting' | 'firstQueued'>;
  readonly handScans: Pick<HandScans, 'list'>;
  readonly ownScans: Pick<OwnScans, 'state'>;
  readonly ledger: Pick<Ledger, 'lastOf' | 'today' | 'countUnresolved' | 'list'>;
  readonly vault: Pick<Vault, 'list' | 'allowList'>;
  readonly reputation: Pick<Reputation, 'state'>;
  readonly settings: Pick<LiveSettings, 'current'>;
  readonly notices: Pick<Notices, 'list'>;
  readonly pause: Pick<Pause, 'isOn' | 'until'>;
  readonly vaultTrouble: () => string | null;
  readonly ledgerTrouble: () => string | null;
  readonly system: AppState['system'];
  readonly protectionLog: Pick<ProtectionLog, 'page'>;
  readonly clock: Clock;
}

/** `work` is at hand; `findings` in the ledger cost queries, and what is in the vault may be long. */
type Topic = 'work' | 'findings' | 'vault' | 'settings' | 'log';

/** The rooms' facts, gathered into what everyone may see. Rooms say `touch`; the gathering is done at most so often. */
export interface LiveState {
  /** Something may have changed there. */
  touch(topic: Topic): void;
  record(record: ScanRecord): void;
  snapshot(): Snapshot;
  onPush(listener: (push: StatePush) => void): () => void;
  stop(): void;
}

const gatherEveryMs = 50;

export function createLiveState(parts: LiveStateParts): LiveState {
  let findings = gatherFindings(parts);
  const describeWaiting = createWaitingList(parts.ledger);
  const waitingFiles = () => describeWaiting(parts.queue.firstWaiting(waitingLimit));
  const publisher = createStatePublisher(
    {
      ...gatherWork(parts, findings, waitingFiles()),
      ...findings.slices,
      ...gatherVault(parts.vault),
      settings: parts.settings.current(),
      newestLogEntry: newestEntry(parts.protectionLog),
      system: parts.system,
      recent: [...parts.ledger.list({ limit: recentLimit }).records],
    },
    parts.clock.schedule,
  );
  const dirty = new Set<Topic>();
  let cancel: (() => void) | null = null;

  const gather = (): void => {
    cancel?.();
    cancel = null;
    if (dirty.size === 0) return;
    if (dirty.has('findings')) findings = gatherFindings(parts);
    publisher.set({
      ...(dirty.has('findings') ? findings.slices : {}),
      ...(dirty.has('vault') ? gatherVault(parts.vault) : {}),
      ...(dirty.has('log') ? { newestLogEntry: newestEntry(parts.protectionLog) } : {}),
      ...(dirty.has('settings') ? { settings: parts.settings.current() } : {}),
      ...gatherWork(parts, findings, waitingFiles()),
    });
    dirty.clear();
  };
  const touch = (topic: Topic): void => {
    dirty.add(topic);
    cancel ??= parts.clock.schedule(gather, gatherEveryMs);
  };

  return {
    touch,
    record(record) {
      publisher.addRecord(record);
      touch('findings');
    },
    snapshot() {
      gather();
      return publisher.snapshot();
    },
    onPush: publisher.onPush,
    stop() {
      cancel?.();
      publisher.stop();
    },
  };
}

const newestEntry = (protectionLog: LiveStateParts['protectionLog']): number | null =>
  protectionLog.page({ limit: 1 }).entries[0]?.id ?? null;

function gatherVault(vault: LiveStateParts['vault']): Pick<AppState, 'quarantine' | 'trash' | 'allowed'> {
  const items = vault.list();
  return {
    quarantine: items.filter(({ trashedAt }) => trashedAt === null),
    trash: items.filter(({ trashedAt }) => trashedAt !== null),
    allowed: [...vault.allowList.list()],
  };
}

function describeScanning({ path, since, size, bytesRead }: ScanQueueState['scanning'][number]): ScanningFile {
  const phase = bytesRead !== null && bytesRead === size ? 'engine' : 'reading';
  return {
    ...pathToFields(path),
    since: since.toISOString(),
    size,
    progress: bytesRead === null ? null : { bytesRead, phase },
  };
}

interface Findings {
  readonly slices: Pick<AppState, 'today'>;
  readonly notQuarantined: { readonly count: number; readonly path: string };
  readonly unresolved: number;
  /** How many of all these the vault could not take. */
  readonly refused: number;
}

function gatherFindings({ ledger }: LiveStateParts): Findings {
  const { inPlace, newestPath, others, refused } = ledger.countUnresolved();
  return {
    slices: { today: ledger.today() },
    notQuarantined: { count: inPlace, path: newestPath },
    unresolved: others,
    refused,
  };
}

function gatherWork(
  parts: LiveStateParts,
  findings: Findings,
  waitingFiles: readonly WaitingFile[],
): Pick<AppState, 'protection' | 'engine' | 'folders' | 'queue' | 'scans' | 'fullScans' | 'notices' | 'reputation'> {
  const engine = parts.engine.state();
  const folders = [...parts.folders.states()];
  const notices = [...parts.notices.list()];
  const { queued, waiting, held, scanning } = parts.queue.state();
  const arriving = parts.folders.arriving();
  const fullScans = parts.ownScans.state();
  const reputation = parts.reputation.state();
  return {
    engine,
    folders,
    notices,
    scans: [...parts.handScans.list()],
    reputation,
    fullScans,
    queue: {
      arriving,
      arrivingFiles: parts.folders.firstArriving(arrivingLimit).map(({ path, sizeBytes, partial, seenAt }) => ({
        ...pathToFields(path),
        size: sizeBytes,
        partial,
        since: seenAt.toISOString(),
      })),
      queued,
      queuedFiles: parts.queue
        .firstQueued(queuedLimit)
        .map(({ path, size, since }) => ({ ...pathToFields(path), size, since: since.toISOString() })),
      waiting,
      held,
      waitingFiles: [...waitingFiles],
      scanning: scanning.map(describeScanning),
    },
    protection: describeProtection({
      engine,
      folders,
      notices,
      paused: parts.pause.isOn(),
      pausedUntil: parts.pause.until(),
      busy: arriving + queued + scanning.length + parts.folders.sweeping() + (fullScans.full === null ? 0 : 1),
      waiting,
      held,
      notQuarantined: findings.notQuarantined,
      unresolved: findings.unresolved,
      scanFailure: fullScans.full === null ? (fullScans.last?.failure ?? null) : null,
      ledgerTrouble: parts.ledgerTrouble(),
      reputation,
      vaultTrouble: findings.refused > 0 ? parts.vaultTrouble() : null,
      now: parts.clock.now(),
    }),
  };
}
