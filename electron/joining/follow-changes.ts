import type { LazaretEvent } from '../../contract/events.ts';
import type { Policy } from '../../contract/settings.ts';
import type { EngineStatus, SignaturesState } from '../../contract/state.ts';
import type { Listeners } from '../base/listeners.ts';
import type { Engine } from '../engine/engine-types.ts';
import { folderEvent } from '../folders/folder-event.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { OwnScans } from '../full-scan/own-scans.ts';
import type { HistoryKeeper } from '../ledger/keep-history.ts';
import type { EventContext } from '../protection.ts';
import type { Vault } from '../quarantine/vault-types.ts';
import type { Reputation } from '../reputation/reputation.ts';
import type { HandScans } from '../scan/hand-scans.ts';
import type { Pause } from '../scan/pause.ts';
import type { ScanQueue } from '../scan/scan-queue.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import type { LiveState } from '../state/live-state.ts';
import type { Notices } from '../state/notices.ts';
import type { QuarantineCare } from '../triage/quarantine-care.ts';

/** What each room does when a fact of another changes. Returns what ends all of it. */
export function followChanges(parts: {
  readonly engine: Engine;
  readonly scanner: Pick<Scanner, 'onRestarted'>;
  readonly queue: ScanQueue;
  readonly handScans: HandScans;
  readonly ownScans: OwnScans;
  readonly folders: WatchedFolders;
  readonly vault: Pick<Vault, 'onChanged'>;
  readonly care: Pick<QuarantineCare, 'tidy'>;
  readonly history: HistoryKeeper;
  readonly reputation: Pick<Reputation, 'onChanged' | 'settingsChanged'>;
  readonly pause: Pause;
  readonly settings: LiveSettings;
  readonly notices: Notices;
  readonly live: LiveState;
  readonly events: Listeners<[LazaretEvent, EventContext]>;
  readonly tell: (event: LazaretEvent) => void;
  readonly applyPolicy: (policy: Policy, before: Policy) => void;
  readonly onEngineTrusted: () => void;
  readonly sweepAll: () => void;
  /** `LAZARET_CLAMD` names the endpoints, whatever the settings say. */
  readonly endpointsAreGiven: boolean;
  readonly now: () => Date;
}): () => void {
  const { engine, queue, ownScans, folders, pause, settings, live, tell, now } = parts;
  const workChanged = (): void => live.touch('work');

  /** Scanning waits while the user wants it to, and while no engine has answered yet: then `failed` would be no news. */
  const holdOrGo = (): void => {
    if (pause.isOn() || engine.state().status === 'starting') queue.pause();
    else queue.resume();
    ownScans.poke();
  };

  let engineSaid = '';
  let signaturesWere: SignaturesState['kind'] = 'unknown';
  const engineChanged = (): void => {
    const { status, detail, signatures } = engine.state();
    workChanged();
    holdOrGo();
    if (engineSaid !== `${status} ${detail}`) {
      engineSaid = `${status} ${detail}`;
      tell({ type: 'engine', at: now().toISOString(), state: status, detail });
    }
    if (!isTrusted(status)) return;
    // What was clean to a handful of signatures, or to nobody knows which, is looked at again with real ones.
    if (signatures.kind === 'official' && signaturesWere !== 'official') parts.sweepAll();
    signaturesWere = signatures.kind;
    parts.onEngineTrusted();
    queue.releaseHeld();
  };

  const ends = [
    queue.onChanged(workChanged),
    ownScans.onChanged(workChanged),
    folders.onChanged(workChanged),
    parts.events.add(parts.handScans.hear),
    parts.handScans.onChanged(workChanged),
    parts.notices.onChanged(workChanged),
    parts.reputation.onChanged(workChanged),
    parts.vault.onChanged(() => live.touch('vault')),
    folders.onHealth((folder) => {
      const event = folderEvent(folder, now());
      if (event !== null) tell(event);
    }),
    engine.onChanged(engineChanged),
    parts.scanner.onRestarted((detail) => parts.notices.add('worker-restarted', { detail })),
    settings.onChanged((next, before) => {
      if (next.quarantine !== before.quarantine) parts.care.tidy();
      live.touch('settings');
      ownScans.poke();
      queue.setConcurrency(next.engine.concurrentScans);
      if (next.engine !== before.engine) engine.retune();
      parts.applyPolicy(next.policy, before.policy);
      if (next.engine.signatures !== before.engine.signatures) engine.configureSignatures(next.engine.signatures);
      if (!parts.endpointsAreGiven && next.engine.endpoints.join() !== before.engine.endpoints.join()) {
        engine.configure(next.engine.endpoints);
      }
      parts.history.check();
      parts.reputation.settingsChanged(next.reputation, before.reputation);
    }),
    pause.onChanged(() => {
      holdOrGo();
      workChanged();
    }),
  ];
  holdOrGo();
  return () => {
    for (const end of ends) end();
  };
}

const isTrusted = (status: EngineStatus): boolean => status === 'healthy' || status === 'stale';
