import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Settings, type SettingsPatch, settingsSchema } from '../../contract/settings.ts';
import { createListeners } from '../base/listeners.ts';
import type { SettingsStore } from './settings-store.ts';

/** The settings of a running Lazaret. Every change is on disk before its listeners hear of it. */
export interface LiveSettings {
  current(): Settings;
  /** Replaces the given parts; throws when the file cannot be written, and then nothing has changed. */
  update(patch: SettingsPatch): Settings;
  setFolders(folders: Settings['folders']): Settings;
  onChanged(listener: (settings: Settings, before: Settings) => void): () => void;
}

export interface LoadedSettings {
  readonly settings: LiveSettings;
  /** No settings file was there. */
  readonly firstRun: boolean;
  /** Where an unreadable file was kept, and what was wrong with it; null when all was well. */
  readonly broken: { readonly keptAs: string; readonly why: string } | null;
}

export const settingsFileName = 'settings.json';

/**
 * Loads `settings.json` of `directory`. A file that does not parse is set aside as `settings.json.broken-<time>` and
 * defaults are used; nothing of it is lost. The check comes before the store is made, since a store may overwrite.
 */
export function loadSettings(options: {
  readonly directory: string;
  readonly createStore: (directory: string) => SettingsStore;
  readonly now: () => Date;
}): LoadedSettings {
  const file = join(options.directory, settingsFileName);
  const firstRun = !existsSync(file);
  const parsed = firstRun ? settingsSchema.parse({}) : parseFile(file);
  let broken: LoadedSettings['broken'] = null;
  let initial: Settings;
  if ('why' in parsed) {
    const keptAs = `${file}.broken-${options.now().toISOString().replaceAll(/[:.]/g, '-')}`;
    renameSync(file, keptAs);
    broken = { keptAs, why: parsed.why };
    initial = settingsSchema.parse({});
  } else {
    initial = parsed;
  }
  const store = options.createStore(options.directory);
  if (firstRun || broken !== null) store.write(initial);
  return { settings: liveSettings(initial, store), firstRun, broken };
}

function parseFile(file: string): Settings | { readonly why: string } {
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return { why: `not valid JSON: ${error.message}` };
    if (error instanceof z.ZodError) return { why: z.prettifyError(error) };
    throw error;
  }
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
          signatures: { ...current.engine.signatures, ...patch.engine?.signatures },
        },
        policy: { ...current.policy, ...patch.policy },
        notifications: { ...current.notifications, ...patch.notifications },
        appearance: { ...current.appearance, ...patch.appearance },
      }),
    setFolders: (folders) => replace({ ...current, folders }),
    onChanged: changed.add,
  };
}
