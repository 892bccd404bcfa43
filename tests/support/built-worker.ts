import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A worker as it is shipped. Throws when it has not been built. */
export function builtWorker(name: 'scan-worker' | 'directory-worker' = 'scan-worker'): URL {
  const url = pathToFileURL(resolve(import.meta.dirname, `../../dist/main/${name}.js`));
  if (!existsSync(fileURLToPath(url))) throw new Error(`dist/main/${name}.js is missing: run "npm run build" first.`);
  return url;
}
