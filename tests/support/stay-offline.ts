import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Sets a new data directory up so that nothing is downloaded: these tests are about other things, and none of them may
 * contact a server, nor be about a first run. Settings that are there are left alone.
 */
export function stayOffline(dataDirectory: string, folders: readonly string[] = []): void {
  const file = join(dataDirectory, 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(dataDirectory, { recursive: true });
  const watched = folders.map((path, index) => ({ id: `folder-${index}`, path, recursive: true }));
  const appearance = { firstSteps: false };
  writeFileSync(file, JSON.stringify({ folders: watched, engine: { signatures: { automatic: false } }, appearance }));
}
