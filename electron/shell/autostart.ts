import type { App } from 'electron';
import type { AutostartState } from '../../contract/requests.ts';
import { withManyThreads } from '../base/many-threads.ts';
import { type Autostart, autostartFile, xdgAutostart } from './xdg-autostart.ts';

/**
 * Start at login for this platform. An AppImage is started by its own path (`$APPIMAGE`), since what runs inside it is a
 * mount that is gone after the session; from source the app's directory is an argument of Electron.
 */
export function createAutostart(options: {
  readonly app: App;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly name: string;
  readonly comment: string;
  /** Further arguments the started app needs, such as its data directory. */
  readonly args: readonly string[];
}): Autostart {
  const { app, environment } = options;
  const program = environment.APPIMAGE ?? process.execPath;
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), ...options.args, '--hidden'];
  switch (options.platform) {
    case 'linux':
      return xdgAutostart(autostartFile(environment, options.home), {
        name: options.name,
        comment: options.comment,
        command: [...withManyThreads, program, ...args],
      });
    case 'darwin':
    case 'win32':
      return loginItem(app, options.platform, program, args);
    default: {
      const state = { supported: false, enabled: false, detail: `Not supported on ${options.platform}.` };
      return { place: options.platform, read: () => state, set: () => state };
    }
  }
}

function loginItem(app: App, platform: 'darwin' | 'win32', path: string, args: readonly string[]): Autostart {
  const item = platform === 'win32' ? { path, args: [...args] } : {};
  const place = platform === 'win32' ? 'Startup apps' : 'Login items';
  const read = (): AutostartState => {
    const found = app.getLoginItemSettings(item);
    // On Windows the task manager can turn an entry off without removing it.
    const enabled = platform === 'win32' ? found.executableWillLaunchAtLogin : found.openAtLogin;
    return { supported: true, enabled, detail: place };
  };
  return {
    place,
    read,
    set(enabled) {
      app.setLoginItemSettings({ ...item, openAtLogin: enabled });
      return read();
    },
  };
}
