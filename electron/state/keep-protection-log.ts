import type { LazaretEvent } from '../../contract/events.ts';
import type { ProtectionEvent, ProtectiveSettings } from '../../contract/protection-log.ts';
import { protectiveSettingsSchema } from '../../contract/protection-log.ts';
import type { Settings } from '../../contract/settings.ts';
import type { FolderState } from '../../contract/state.ts';
import type { Listeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import type { Engine } from '../engine/engine-types.ts';
import { errorText } from '../files/fs-error.ts';
import type { WatchedFolders } from '../folders/folder-types.ts';
import type { ProtectionLog } from '../ledger/protection-log.ts';
import type { Pause } from '../scan/pause.ts';
import type { LiveSettings } from '../settings/load-settings.ts';

export interface ProtectionLogKeeper {
  /** The protection begins. */
  begin(): void;
  /** It ends, orderly. */
  end(): void;
}

/**
 * Writes down what changes about the protection itself: outages, new signatures, pauses, folders, full scans, and settings
 * that weaken or strengthen it. What is as it was before the last stop is not told again. Settings are followed at once,
 * the rest from `begin` on: a command that only opens the data directory protects nothing.
 */
export function keepProtectionLog(parts: {
  readonly protectionLog: ProtectionLog;
  readonly engine: Pick<Engine, 'state' | 'onChanged'>;
  readonly folders: Pick<WatchedFolders, 'onHealth'>;
  readonly pause: Pick<Pause, 'isOn' | 'until' | 'onChanged'>;
  readonly settings: Pick<LiveSettings, 'onChanged'>;
  readonly events: Pick<Listeners<[LazaretEvent, ...unknown[]]>, 'add'>;
  readonly onNoted: () => void;
  readonly version: string;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'error'>;
}): ProtectionLogKeeper {
  const { protectionLog, engine, pause, now } = parts;
  /** A disk too full for the log must not end the protection it is about. */
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      parts.log.error('the protection log could not be written', errorText(error));
    }
  };
  const note = (event: ProtectionEvent): void => {
    protectionLog.note(event);
    parts.onNoted();
  };
  const msSince = (at: string): number => Math.max(0, now().getTime() - new Date(at).getTime());

  let isOn = false;
  /** Since Lazaret has begun; until then an engine that is starting is no outage. */
  let hasAnswered = false;
  const began = (): void => {
    isOn = true;
    const before = protectionLog.last(['started', 'stopped']);
    const after = before === null ? 'first' : before.event.kind === 'stopped' ? 'stop' : 'crash';
    note({ kind: 'started', version: parts.version, after });
    pauseChanged();
  };

  const engineChanged = (): void => {
    const { status: present, name, detail, signatures } = engine.state();
    if (present === 'starting' && !hasAnswered) return;
    hasAnswered = present !== 'starting';
    // An engine that is started anew does not answer meanwhile.
    const status = present === 'starting' ? 'down' : present;
    const last = protectionLog.last(['engine']);
    const was = last?.event.kind === 'engine' ? last.event.status : null;
    if (status !== was) {
      const afterMs = last === null || was === 'healthy' ? null : msSince(last.at);
      note({ kind: 'engine', status, engine: name, detail, afterMs });
    }
    if (status === 'down' || signatures.kind === 'unknown') return;
    const { kind, version } = signatures;
    const known = protectionLog.last(['signatures'])?.event;
    const before = known?.kind === 'signatures' ? known.now : null;
    if (before?.kind === kind && before.version === version) return;
    note({ kind: 'signatures', now: { kind, version }, before });
  };

  const folderChanged = ({ path, pathBase64, health, detail }: FolderState): void => {
    if (health === 'starting') return;
    const last = protectionLog.last(['folder', 'folder-added'], path);
    const was = last?.event.kind === 'folder' ? last.event.health : 'watching';
    if (health === was) return;
    const afterMs = last === null || was === 'watching' ? null : msSince(last.at);
    note({ kind: 'folder', path, ...(pathBase64 === undefined ? {} : { pathBase64 }), health, detail, afterMs });
  };

  const pauseChanged = (): void => {
    const last = protectionLog.last(['paused', 'resumed']);
    const until = pause.until()?.toISOString() ?? null;
    if (!pause.isOn()) {
      if (last?.event.kind === 'paused') note({ kind: 'resumed', afterMs: msSince(last.at) });
    } else if (last?.event.kind !== 'paused' || last.event.until !== until) note({ kind: 'paused', until });
  };

  const settingsChanged = (next: Settings, before: Settings): void => {
    const pathsOf = ({ folders }: Settings) => new Map(folders.map((folder) => [folder.id, folder]));
    const [there, thereBefore] = [pathsOf(next), pathsOf(before)];
    for (const folder of next.folders) if (!thereBefore.has(folder.id)) note(ofFolder('folder-added', folder));
    for (const folder of before.folders) if (!there.has(folder.id)) note(ofFolder('folder-removed', folder));
    const changed = protectiveSettingsSchema.options.filter((group) => differs(next[group], before[group]));
    const isExclusion = next.folders.some((folder) => {
      const old = thereBefore.get(folder.id);
      return old !== undefined && differs(folder.exclusions, old.exclusions);
    });
    const all = new Set<ProtectiveSettings>([...changed, ...(isExclusion ? (['exclusions'] as const) : [])]);
    if (all.size > 0) note({ kind: 'settings', changed: [...all].sort() });
  };

  const heard = (event: LazaretEvent): void => {
    if (event.type !== 'progress' || !('startedAt' in event)) return;
    if (event.phase !== 'done' && event.phase !== 'cancelled' && event.phase !== 'failed') return;
    const { trigger, files, counts, startedAt, phase, failure } = event;
    note({ kind: 'full-scan', trigger, files, counts, startedAt, cancelled: phase === 'cancelled', failure });
  };

  const whileOn = (work: () => void): void => {
    if (isOn) guarded(work);
  };
  const ends = [
    engine.onChanged(() => whileOn(engineChanged)),
    parts.folders.onHealth((folder) => whileOn(() => folderChanged(folder))),
    pause.onChanged(() => whileOn(pauseChanged)),
    parts.settings.onChanged((next, before) => guarded(() => settingsChanged(next, before))),
    parts.events.add((event) => whileOn(() => heard(event))),
  ];
  return {
    begin: () => guarded(began),
    end() {
      for (const end of ends) end();
      whileOn(() => note({ kind: 'stopped' }));
      isOn = false;
    },
  };
}

const differs = (a: unknown, b: unknown): boolean => a !== b && JSON.stringify(a) !== JSON.stringify(b);

const ofFolder = (
  kind: 'folder-added' | 'folder-removed',
  { path, pathBase64 }: Settings['folders'][number],
): ProtectionEvent => ({ kind, path, ...(pathBase64 === undefined ? {} : { pathBase64 }) });
