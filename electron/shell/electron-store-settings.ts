import { ipcMain } from 'electron';
import ElectronStore from 'electron-store';
import type { Settings } from '../../contract/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** The store of the desktop app: electron-store on `settings.json` of `directory`, the file the CLI reads as well. */
export function electronSettingsStore(directory: string): SettingsStore {
  const store = new ElectronStore<Settings>({ cwd: directory, name: 'settings', configFileMode: 0o600 });
  // electron-store opens a channel for stores in a renderer. Nothing of ours uses it, and it checks no sender.
  ipcMain.removeAllListeners('electron-store-get-data');
  return {
    write(settings) {
      store.store = settings;
    },
  };
}
