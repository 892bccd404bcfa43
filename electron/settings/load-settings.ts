import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Settings, type SettingsPatch, settingsSchema, watchedFolderSchema } from '../../contract/settings.ts';
import { createListeners } from '../base/listeners.ts';
import { migrateSettings } from './migrate-settings.ts';
import type { SettingsStore } from './settings-store.ts';

/** The settings of a running Lazaret. Every change is on disk before its listeners hear of it. */
export interface LiveSettings {
  current(): Settings;
  /** Replaces the given parts; throws when the file cannot be written, and then nothing has changed. */
  update(patch: SettingsPatch): Settings;
  setFolders(folders: Settings['folders']): Settings;
  /** Where the user's own signatures are; null for none. */
  setOwnFolder(ownFolder: string | null): Settings;
  onChanged(listener: (settings: Settings, before: Settings) => void): () => void;
}

export interface LoadedSettings {
  readonly settings: LiveSettings;
  /** Whether the user's choice of folders is known: not on a first run, nor when it could not be read. */
  readonly foldersKnown: boolean;
  /** Where an unreadable file was kept, and what was wrong with it; null when all was well. */
  readonly broken: { readonly keptAs: string; readonly why: string } | null;
}

export const settingsFileName = 'settings.json';

/**
 * Loads `settings.json` of `directory`. A file that does not parse is set aside, whole, as
 * `settings.json.broken-<time>`; what can be read of it goes on, and defaults take the place of the rest. The check
 * comes before the store is made, since a store may overwrite.
 */
export function loadSettings(options: {
  readonly directory: string;
  readonly createStore: (directory: string) => SettingsStore;
  readonly now: () => Date;
}): LoadedSettings {
  const file = join(options.directory, settingsFileName);
  const firstRun = !existsSync(file);
  const read = firstRun ? { settings: settingsSchema.parse({}), foldersKnown: false, why: null } : readSettings(file);
  let broken: LoadedSettings['broken'] = null;
  if (read.why !== null) {
    const keptAs = `${file}.broken-${options.now().toISOString().replaceAll(/[:.]/g, '-')}`;
    renameSync(file, keptAs);
    broken = { keptAs, why: read.why };
  }
  const store = options.createStore(options.directory);
  if (firstRun || broken !== null) store.write(read.settings);
  return { settings: liveSettings(read.settings, store), foldersKnown: read.foldersKnown, broken };
}

interface ReadSettings {
  readonly settings: Settings;
  readonly foldersKnown: boolean;
  /** What is wrong with the file; null when nothing is. */
  readonly why: string | null;
}

function readSettings(file: string): ReadSettings {
  let json: unknown;
  try {
    json = migrateSettings(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { settings: settingsSchema.parse({}), foldersKnown: false, why: `not valid JSON: ${error.message}` };
  }
  const version = z.object({ version: z.int() }).safeParse(json).data?.version ?? 1;
  if (version > 1) throw new Error(`${file} was written by a newer Lazaret (version ${version}); this one knows 1`);
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return { settings: parsed.data, foldersKnown: true, why: null };
  return { ...salvage(json), why: z.prettifyError(parsed.error) };
}

/** Each group that is well by itself, and each folder that is. */
function salvage(json: unknown): Pick<ReadSettings, 'settings' | 'foldersKnown'> {
  const groups = z.record(z.string(), z.unknown()).safeParse(json).data ?? {};
  const { folders: _, ...shape } = settingsSchema.shape;
  const sound = Object.entries(shape).flatMap(([name, schema]) => {
    const group = schema.safeParse(groups[name]);
    return group.success ? [[name, group.data] as const] : [];
  });
  const listed = z.array(z.unknown()).safeParse(groups.folders);
  const folders = (listed.data ?? []).flatMap((folder) => watchedFolderSchema.safeParse(folder).data ?? []);
  return {
    settings: settingsSchema.parse({ ...Object.fromEntries(sound), folders }),
    foldersKnown: folders.length > 0,
  };
}

function liveSettings(initial: Settings, store: SettingsStore): LiveSettings {
  const changed = createListeners<[Settings, Settings]>();
  let current = initial;
  const replace = (next: unknown): Settings => {
    const before = current;
    const parsed = settingsSchema.parse(next);
    store.write(parsed);
    current = parsed;
    changed.tell(current, before);
    return current;
  };
  return {
    current: () => current,
    update: (patch) =>
      replace({
        ...current,
        engine: {
          ...current.engine,
          ...patch.engine,
          limits: { ...current.engine.limits, ...patch.engine?.limits },
          signatures: { ...current.engine.signatures, ...patch.engine?.signatures },
        },
        exclusions: patch.exclusions ?? current.exclusions,
        watch: { ...current.watch, ...patch.watch },
        history: { ...current.history, ...patch.history },
        scans: {
          ...current.scans,
          ...patch.scans,
          schedule: { ...current.scans.schedule, ...patch.scans?.schedule },
        },
        policy: {
          ...current.policy,
          ...patch.policy,
          unscannable: { ...current.policy.unscannable, ...patch.policy?.unscannable },
        },
        notifications: { ...current.notifications, ...patch.notifications },
        privacy: { ...current.privacy, ...patch.privacy },
        reputation: { ...current.reputation, ...patch.reputation },
        appearance: { ...current.appearance, ...patch.appearance },
        quarantine: { ...current.quarantine, ...patch.quarantine },
      }),
    setFolders: (folders) => replace({ ...current, folders }),
    setOwnFolder: (ownFolder) =>
      replace({
        ...current,
        engine: { ...current.engine, signatures: { ...current.engine.signatures, ownFolder } },
      }),
    onChanged: changed.add,
  };
}
