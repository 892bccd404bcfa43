import { Menu } from 'electron';

/**
 * The application menu. macOS needs one for copy, paste and quit to have their keys; elsewhere there is none, and with it
 * go Electron's default shortcuts for reloading and for the developer tools.
 */
export function appMenu(platform: NodeJS.Platform): Menu | null {
  if (platform !== 'darwin') return null;
  return Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
}
