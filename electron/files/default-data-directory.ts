import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The data directory when none is named: the same that Electron gives the desktop app as `userData`
 * (electronjs.org, `app.getPath`), so that the CLI speaks to the app on the same machine.
 */
export function defaultDataDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir();
  switch (platform) {
    case 'win32':
      return join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Lazaret');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Lazaret');
    default:
      return join(environment.XDG_CONFIG_HOME ?? join(home, '.config'), 'Lazaret');
  }
}
