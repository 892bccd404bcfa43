import { join } from 'node:path';
import type { App } from 'electron';
import { openDataDirectory } from '../files/data-directory.ts';

/**
 * Gives Electron its place in the data directory, so that one instance owns one directory, and what Chromium keeps a
 * folder of its own in it. Returns what went wrong, or null.
 */
export function adoptDataDirectory(app: App, directory: string): string | null {
  try {
    openDataDirectory(directory);
    app.setPath('userData', directory);
    app.setPath('sessionData', join(directory, 'window'));
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `The data directory ${directory} cannot be used: ${why}. Name another with --data-dir.`;
  }
}
