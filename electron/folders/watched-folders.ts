import { randomUUID } from 'node:crypto';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { WatchedFolder } from '../../contract/settings.ts';
import type { FolderState } from '../../contract/state.ts';
import type { Trigger } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import {
  displayPath,
  type FilePath,
  filePath,
  isInside,
  pathFromFields,
  pathKey,
  pathToFields,
} from '../files/file-path.ts';
import { errorCode } from '../files/fs-error.ts';
import type { LiveSettings } from '../settings/load-settings.ts';
import type { FolderWatcher, FolderWatcherListeners } from '../watch/folder-watcher.ts';
import type { ArrivingFile } from '../watch/settle.ts';
import { findDirectory } from './find-directory.ts';

/** Why a folder's files are gone through: `sweep` queues what is new or changed, `startup` leaves that to the full scan. */
export type SweepMode = Extract<Trigger, 'sweep' | 'startup'>;

export interface SweepCounts {
  readonly files: number;
  readonly queued: number;
}

/** The folders the user wants watched, each with its watcher and health. */
export interface WatchedFolders {
  states(): readonly FolderState[];
  /** Files that are still arriving, in all folders. */
  arriving(): number;
  /** The first of them, at most `limit`. */
  firstArriving(limit: number): readonly ArrivingFile[];
  /** How many folders are being gone through, or have not been yet. */
  sweeping(): number;
  /** Adds a folder and, once started, watches and sweeps it. Adding it again is `already-exists`. */
  add(path: string, recursive: boolean): Promise<Result<FolderState>>;
  remove(id: string): Promise<Result<null>>;
  /** The folder a path belongs to: the innermost that holds it. */
  folderOf(path: FilePath): string | null;
  /** Whether the folder `id` is the one to announce the path: of nested folders, the innermost that is watched now. */
  announces(id: string, path: FilePath): boolean;
  /** Watches every folder, then goes through it once in `mode`. Resolves when all are watched or known not to be. */
  start(mode: SweepMode): Promise<void>;
  /** Goes through one folder, or all; resolves with the files queued. */
  sweep(id: string | null, mode: SweepMode): Promise<number>;
  onChanged(listener: () => void): () => void;
  onHealth(listener: (state: FolderState) => void): () => void;
  stop(): Promise<void>;
}

/** A folder to go through. */
export interface SweepTarget {
  readonly folder: WatchedFolder;
  readonly path: FilePath;
  readonly watcher: Pick<FolderWatcher, 'isArriving'>;
}

interface Entry extends SweepTarget {
  readonly watcher: FolderWatcher;
  state: FolderState;
  sweeping: Promise<number> | null;
  sweepAgain: SweepMode | null;
  readonly abort: AbortController;
}

const minuteMs = 60 * 1000;
const sweepRetryMs = 30 * 1000;

export function createWatchedFolders(options: {
  readonly settings: LiveSettings;
  readonly createWatcher: (
    folder: WatchedFolder,
    path: FilePath,
    listeners: Omit<FolderWatcherListeners, 'onFileSettled'>,
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

  const enroll = (folder: WatchedFolder): Entry => {
    const path = pathFromFields(folder);
    const watcher = options.createWatcher(folder, path, {
      onArrivingChanged: () => changed.tell(),
      onHealthChanged: ({ health: state, detail }) => {
        update(entry, { health: state, detail });
        health.tell(entry.state);
      },
      onSweepNeeded: (why) => {
        log.info('sweep needed', { folder: displayPath(path), why });
        sweepInBackground(entry, 'sweep');
      },
    });
    const entry: Entry = {
      folder,
      path,
      watcher,
      state: { ...folder, health: 'starting', detail: '', files: null, sweptAt: null },
      sweeping: null,
      sweepAgain: null,
      abort: new AbortController(),
    };
    entries.set(folder.id, entry);
    return entry;
  };

  /** A sweep nobody waits for. One that fails is shown, and tried again soon. */
  const sweepInBackground = (entry: Entry, mode: SweepMode): void => {
    sweepEntry(entry, mode).catch((error: unknown) => {
      if (entry.abort.signal.aborted) return;
      log.error('a sweep failed', error);
      update(entry, {
        detail: `It could not be gone through (${errorCode(error)}); that is tried again.`,
        sweptAt: null,
      });
      options.clock.schedule(() => {
        if (!entry.abort.signal.aborted) sweepInBackground(entry, mode);
      }, sweepRetryMs);
    });
  };

  /** One sweep of a folder at a time; one asked for meanwhile follows it, so that nothing that came late is missed. */
  const sweepEntry = (entry: Entry, mode: SweepMode): Promise<number> => {
    if (entry.sweeping !== null) {
      if (entry.sweepAgain === null || mode !== 'sweep') entry.sweepAgain = mode;
      return entry.sweeping;
    }
    const run = async (next: SweepMode): Promise<number> => {
      const counts = await options.sweepFolder(entry, next, entry.abort.signal);
      update(entry, { files: counts.files, sweptAt: options.clock.now().toISOString() });
      const again = entry.sweepAgain;
      entry.sweepAgain = null;
      return again === null || entry.abort.signal.aborted ? counts.queued : counts.queued + (await run(again));
    };
    entry.sweeping = run(mode).finally(() => {
      entry.sweeping = null;
    });
    return entry.sweeping;
  };

  const startEntry = async (entry: Entry, mode: SweepMode): Promise<void> => {
    await entry.watcher.start();
    if (entry.watcher.health() === 'watching') sweepInBackground(entry, mode);
  };

  const innermost = (path: FilePath, counts: (entry: Entry) => boolean): Entry | null => {
    let best: Entry | null = null;
    for (const entry of entries.values()) {
      const isDeeper = entry.path.bytes.length > (best?.path.bytes.length ?? -1);
      if (isDeeper && isInside(path, entry.path) && counts(entry)) best = entry;
    }
    return best;
  };

  /** Called again when the setting changes: the wait begins anew then. */
  const sweepLater = (): void => {
    callOffSweep();
    callOffSweep = options.clock.schedule(() => {
      for (const entry of entries.values()) {
        if (entry.watcher.health() === 'watching') sweepInBackground(entry, 'sweep');
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
        ({ sweeping, state }) => sweeping !== null || (state.health === 'watching' && state.sweptAt === null),
      ).length,
    async add(text, recursive) {
      const found = findDirectory(filePath(text), text);
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
      const folder: WatchedFolder = { id: randomUUID(), ...pathToFields(path), recursive };
      settings.setFolders([...settings.current().folders, folder]);
      const entry = enroll(folder);
      changed.tell();
      if (started !== null) await startEntry(entry, 'sweep');
      return ok(entry.state);
    },
    async remove(id) {
      const entry = entries.get(id);
      if (entry === undefined) return fail('not-found', `No watched folder has the id ${id}. Nothing was changed.`);
      settings.setFolders(settings.current().folders.filter((folder) => folder.id !== id));
      entries.delete(id);
      entry.abort.abort();
      await entry.watcher.stop();
      changed.tell();
      return ok(null);
    },
    folderOf: (path) => innermost(path, () => true)?.folder.id ?? null,
    announces: (id, path) =>
      (innermost(path, ({ watcher }) => watcher.health() === 'watching')?.folder.id ?? id) === id,
    async start(mode) {
      started = mode;
      await Promise.all([...entries.values()].map((entry) => startEntry(entry, mode)));
      sweepLater();
      stopListening = settings.onChanged((next, before) => {
        if (next.watch.sweepEveryMinutes !== before.watch.sweepEveryMinutes) sweepLater();
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
