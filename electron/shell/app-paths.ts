import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of the app lie, from source and packaged alike. */
export interface AppPaths {
  readonly preload: string;
  readonly renderer: string;
  readonly scanWorker: URL;
  readonly directoryWorker: URL;
  readonly starterSignatures: string;
  readonly appIcon: string;
  readonly trayIcons: string;
}

/**
 * @param mainUrl the URL of the bundled main program, beside which the other bundles lie
 * @param resources what is not bundled: `build/` in the source tree, Electron's resources directory when packaged
 */
export function appPaths(mainUrl: string, resources: string): AppPaths {
  const bundles = dirname(dirname(fileURLToPath(mainUrl)));
  return {
    preload: join(bundles, 'preload', 'preload.cjs'),
    renderer: join(bundles, 'renderer'),
    scanWorker: new URL('scan-worker.js', mainUrl),
    directoryWorker: new URL('directory-worker.js', mainUrl),
    starterSignatures: join(resources, 'signatures'),
    appIcon: join(resources, 'icons', 'app', '256x256.png'),
    trayIcons: join(resources, 'icons', 'tray'),
  };
}
