import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The scan worker as it is shipped. Throws when it has not been built. */
export function builtWorker(): URL {
  const url = pathToFileURL(resolve(import.meta.dirname, '../../dist/main/scan-worker.js'));
  if (!existsSync(fileURLToPath(url)))
    throw new Error('dist/main/scan-worker.js is missing: run "npm run build" first.');
  return url;
}
