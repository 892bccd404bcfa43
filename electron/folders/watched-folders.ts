import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Result } from '../../contract/result.ts';
import { settingsSchema, type WatchedFolder } from '../../contract/settings.ts';
import { type BlindSpot, type FolderState, isOutOfReach } from '../../contract/state.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import {
  displayPath,
  type FilePath,
  filePath,
  isInside,
  parentPath,
  pathFromFields,
  pathKey,
  pathToFields,
} from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import { compileExclusions, type ExclusionRules } from '../watch/exclusion-rules.ts';
import type { FolderCondition, FolderWatcher, FolderWatcherListeners } from '../watch/folder-watcher.ts';
import { findDirectory } from './find-directory.ts';
import type { SweepCounts, SweepMode, SweepTarget, WatchedFolders } from './folder-types.ts';

interface Entry extends SweepTarget {
  readonly watcher: FolderWatcher;
  state: FolderState;
  /** What its watch says, and what its last sweep could not look into; together they are the state's health. */
  condition: FolderCondition;
  unreadable: readonly BlindSpot[];
  /** Why its last sweep came to no end; empty when it did. */
  sweepFailure: string;
  callOffRetry: () => void;
  sweeping: Promise<number> | null;
  sweepAgain: SweepMode | null;
  readonly abort: AbortController;
}

const unwatched: FolderCondition & { readonly blind: BlindSpot[] } = {
  health: 'starting',
  detail: '',
  blind: [],
  network: null,
};

const minuteMs = 60 * 1000;
/** Whether its watch works, though perhaps not for all of it. */
const isWatched = ({ watcher }: Entry): boolean => ['watching', 'partial'].includes(watcher.health());

/** Whether the path is among those a folder is watched for. */
const isHeld = (path: FilePath, { folder, path: root }: Entry): boolean =>
  folder.recursive ? isInside(path, root) : [path, parentPath(path)].some(({ bytes }) => bytes.equals(root.bytes));

const sweepRetryMs = 30 * 1000;

export function createWatchedFolders(options: {
  readonly settings: LiveSettings;
  readonly createWatcher: (
    folder: WatchedFolder,
    path: FilePath,
    rules: ExclusionRules,
    listeners: Omit<FolderWatcherListeners, 'onFileSettled' | 'onGone'>,
  ) => FolderWatcher;
  readonly sweepFolder: (target: SweepTarget, mode: SweepMode, signal: AbortSignal) => Promise<SweepCounts>;
  /** Whether a folder may be watched at all; the failure says why not. */
  readonly isAddable: (path: FilePath) => Result<null>;
  readonly clock: Clock;
  readonly log: Logger;
}): WatchedFolders {
  const { settings, log } = options;
  const changed = createListeners<[]>();
  const health = createListeners<[FolderState]>();
  const entries = new Map<string, Entry>();
  let started: SweepMode | null = null;
  let callOffSweep = (): void => undefined;
  let stopListening = (): void => undefined;

  const update = (entry: Entry, part: Partial<FolderState>): void => {
    entry.state = { ...entry.state, ...part };
    changed.tell();
  };

  const updateHealth = (entry: Entry): void => {
    const before = entry.state.health;
    const { health: watched, detail, blind: unwatched, network } = entry.condition;
    const known = unwatched.map(({ cause }) => cause);
    const blind = [...unwatched, ...entry.unreadable.filter(({ cause }) => !known.includes(cause))];
    const failure = isOutOfReach(watched) ? '' : entry.sweepFailure;
    const whole = watched === 'watching' && blind.length > 0 ? 'partial' : watched;
    update(entry, {
      health: failure === '' ? whole : 'not-compared',
      detail: [detail, failure].filter((text) => text !== '').join(' '),
      blind,
      network,
    });
    if (entry.state.health !== before) health.tell(entry.state);
  };

  const enroll = (folder: WatchedFolder): Entry => {
    const path = pathFromFields(folder);
    const rules = compileExclusions(path, [settings.current().exclusions, folder.exclusions]);
    const watcher = options.createWatcher(folder, path, rules, {
      onArrivingChanged: () => changed.tell(),
      onHealthChanged: (condition) => {
        entry.condition = condition;
        updateHealth(entry);
      },
      onSweepNeeded: (why) => {
        log.info('sweep needed', { folder: displayPath(path), why });
        sweepInBackground(entry, 'sweep');
      },
    });
    const entry: Entry = {
      folder,
      path,
      rules,
      followUnsettled,
      watcher,
      state: {
        ...folder,
        ...unwatched,
        files: null,
        sweptAt: null,
        excluded: { files: 0, folders: 0 },
      },
      condition: unwatched,
      unreadable: [],
      sweepFailure: '',
      callOffRetry: () => undefined,
      sweeping: null,
      sweepAgain: null,
      abort: new AbortController(),
    };
    entries.set(folder.id, entry);
    return entry;
  };

  const sweepInBackground = (entry: Entry, mode: SweepMode): void => {
    // One that fails has told so itself.
    sweepEntry(entry, mode).catch(() => undefined);
  };

  /** Shows it, and has it tried again soon. */
  const noteFailure = (entry: Entry, mode: SweepMode, error: unknown): void => {
    if (entry.abort.signal.aborted) return;
    log.error('a sweep failed', error);
    update(entry, { sweptAt: null });
    entry.sweepFailure = `It could not be gone through (${errorCode(error)}); that is tried again.`;
    updateHealth(entry);
    sweepSoon(entry, mode);
  };

  const sweepSoon = (entry: Entry, mode: SweepMode): void => {
    entry.callOffRetry();
    entry.callOffRetry = options.clock.schedule(() => {
      if (!entry.abort.signal.aborted) sweepInBackground(entry, mode);
    }, sweepRetryMs);
  };

  /** One sweep of a folder at a time; one asked for meanwhile follows it, so that nothing that came late is missed. */
  const sweepEntry = (entry: Entry, mode: SweepMode): Promise<number> => {
    if (entry.sweeping !== null) {
      if (entry.sweepAgain === null || mode !== 'sweep') entry.sweepAgain = mode;
      return entry.sweeping;
    }
    const run = async (next: SweepMode): Promise<number> => {
      const counts = await options.sweepFolder(entry, next, entry.abort.signal);
      const { files, excluded, blind } = counts;
      update(entry, { files, excluded, sweptAt: options.clock.now().toISOString() });
      entry.unreadable = blind;
      entry.sweepFailure = '';
      updateHealth(entry);
      // A want of ours that passes, and not for the next sweep by the clock to find out.
      if (blind.some(({ cause }) => cause === 'open-files')) sweepSoon(entry, 'sweep');
      const again = entry.sweepAgain;
      entry.sweepAgain = null;
      return again === null || entry.abort.signal.aborted ? counts.queued : counts.queued + (await run(again));
    };
    entry.sweeping = run(mode)
      .catch((error: unknown) => {
        noteFailure(entry, mode, error);
        throw error;
      })
      .finally(() => {
        entry.sweeping = null;
      });
    return entry.sweeping;
  };

  const startEntry = async (entry: Entry, mode: SweepMode): Promise<void> => {
    await entry.watcher.start();
    if (isWatched(entry)) sweepInBackground(entry, mode);
  };

  /** Its place among the folders stays; what was arriving is found by the sweep. */
  const watchAnew = async (old: Entry, folder: WatchedFolder): Promise<Entry> => {
    const { files, sweptAt, excluded } = old.state;
    const entry = enroll(folder);
    update(entry, { files, sweptAt: old.folder.recursive === folder.recursive ? sweptAt : null, excluded });
    old.abort.abort();
    await old.watcher.stop();
    if (started !== null) await startEntry(entry, 'sweep');
    return entry;
  };

  /** What was its own is that of the folders it lies in now: files that were arriving, or that only it left out. */
  const sweepAround = ({ path }: Entry): void => {
    if (started === null) return;
    for (const other of entries.values()) {
      if (!other.path.bytes.equals(path.bytes) && isHeld(path, other) && isWatched(other))
        sweepInBackground(other, 'sweep');
    }
  };

  const innermost = (path: FilePath, counts: (entry: Entry) => boolean): Entry | null => {
    let best: Entry | null = null;
    for (const entry of entries.values()) {
      const isDeeper = entry.path.bytes.length > (best?.path.bytes.length ?? -1);
      if (isDeeper && isHeld(path, entry) && counts(entry)) best = entry;
    }
    return best;
  };

  const followUnsettled: WatchedFolders['followUnsettled'] = (path, identity) =>
    innermost(path, isWatched)?.watcher.followUnsettled(path, identity) ?? false;

  /** Called again when the setting changes: the wait begins anew then. */
  const sweepLater = (): void => {
    callOffSweep();
    callOffSweep = options.clock.schedule(() => {
      for (const entry of entries.values()) {
        if (isWatched(entry)) sweepInBackground(entry, 'sweep');
      }
      sweepLater();
    }, settings.current().watch.sweepEveryMinutes * minuteMs);
  };

  for (const folder of settings.current().folders) enroll(folder);

  return {
    states: () => [...entries.values()].map(({ state }) => state),
    arriving: () => [...entries.values()].reduce((sum, { watcher }) => sum + watcher.arriving(), 0),
    firstArriving: (limit) =>
      [...entries.values()].flatMap(({ watcher }) => watcher.firstArriving(limit)).slice(0, limit),
    sweeping: () =>
      [...entries.values()].filter(
        (entry) => entry.sweeping !== null || (isWatched(entry) && entry.state.sweptAt === null),
      ).length,
    async add(text, { recursive, polling }) {
      const found = await findDirectory(filePath(text), text, options.clock);
      if (!found.ok) return found;
      const path = found.value;
      const addable = options.isAddable(path);
      if (!addable.ok) return addable;
      const known = [...entries.values()].find((entry) => pathKey(entry.path) === pathKey(path));
      if (known !== undefined) {
        return fail('already-exists', `${displayPath(path)} is watched already. Nothing was changed.`, {
          id: known.folder.id,
        });
      }
      const exclusions = settingsSchema.shape.exclusions.parse(undefined);
      const folder: WatchedFolder = { id: randomUUID(), ...pathToFields(path), recursive, polling, exclusions };
      settings.setFolders([...settings.current().folders, folder]);
      const entry = enroll(folder);
      changed.tell();
      if (started !== null) await startEntry(entry, 'sweep');
      return ok(entry.state);
    },
    async configure(id, changes) {
      const entry = entries.get(id);
      if (entry === undefined) return fail('not-found', `No watched folder has the id ${id}. Nothing was changed.`);
      const { recursive, polling, exclusions } = entry.folder;
      const folder: WatchedFolder = {
        ...entry.folder,
        recursive: changes.recursive ?? recursive,
        polling: changes.polling ?? polling,
        exclusions: changes.exclusions ?? exclusions,
      };
      settings.setFolders(settings.current().folders.map((known) => (known.id === id ? folder : known)));
      const anew = await watchAnew(entry, folder);
      if (recursive && !folder.recursive) sweepAround(anew);
      return ok(anew.state);
    },
    async remove(id) {
      const entry = entries.get(id);
      if (entry === undefined) return fail('not-found', `No watched folder has the id ${id}. Nothing was changed.`);
      settings.setFolders(settings.current().folders.filter((folder) => folder.id !== id));
      entries.delete(id);
      entry.abort.abort();
      await entry.watcher.stop();
      sweepAround(entry);
      changed.tell();
      return ok(null);
    },
    folderOf: (path) => innermost(path, () => true)?.folder.id ?? null,
    rulesOf: (id) => entries.get(id)?.rules ?? compileExclusions(filePath('/'), []),
    followUnsettled,
    announces: (id, path) => (innermost(path, isWatched)?.folder.id ?? id) === id,
    async start(mode) {
      started = mode;
      await Promise.all([...entries.values()].map((entry) => startEntry(entry, mode)));
      sweepLater();
      stopListening = settings.onChanged((next, before) => {
        if (next.watch.sweepEveryMinutes !== before.watch.sweepEveryMinutes) sweepLater();
        if (isDeepStrictEqual(next.exclusions, before.exclusions)) return;
        for (const entry of [...entries.values()]) {
          watchAnew(entry, entry.folder).catch((error: unknown) =>
            log.error('a folder could not be watched anew', error),
          );
        }
      });
    },
    async sweep(id, mode) {
      const chosen = [...entries.values()].filter((entry) => id === null || entry.folder.id === id);
      const counts = await Promise.all(chosen.map((entry) => sweepEntry(entry, mode)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    onChanged: changed.add,
    onHealth: health.add,
    async stop() {
      stopListening();
      callOffSweep();
      for (const entry of entries.values()) entry.abort.abort();
      await Promise.all([...entries.values()].map(({ watcher }) => watcher.stop()));
      await Promise.allSettled([...entries.values()].map(({ sweeping }) => sweeping));
    },
  };
}
