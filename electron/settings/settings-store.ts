import Conf from 'conf';
import type { Settings } from '../../contract/settings.ts';

/** Where settings are kept. The desktop gives one made of electron-store, the CLI one of `conf`, on the same file. */
export interface SettingsStore {
  /** Replaces the file's content atomically. */
  write(settings: Settings): void;
}

/** The store of the headless app: `conf`, on which electron-store itself is built, so both write the same file. */
export function confSettingsStore(directory: string): SettingsStore {
  const conf = new Conf<Settings>({
    cwd: directory,
    configName: 'settings',
    projectName: 'lazaret',
    configFileMode: 0o600,
  });
  return {
    write(settings) {
      conf.store = settings;
    },
  };
}
