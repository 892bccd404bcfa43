import { join, relative } from 'node:path';
import type { App } from 'electron';

/**
 * Where browsers put files. Without an XDG directory configured, Electron answers with the home directory itself;
 * watching all of that is not what anyone means, and browsers use `Downloads` in it then.
 */
export function downloadsFolder(app: Pick<App, 'getPath'>): string {
  const home = app.getPath('home');
  const downloads = app.getPath('downloads');
  return relative(home, downloads) === '' ? join(home, 'Downloads') : downloads;
}
