import { hasDisplay } from '../setup/display.mjs';
import { electronProgram } from '../setup/electron.mjs';
import { ownNode } from '../setup/node.mjs';
import { cli } from './cli.mjs';
import { runInForeground } from './foreground.mjs';

/**
 * The desktop app; the same protection in the terminal where no window can be shown.
 * @param {import('./tasks.mjs').TaskInput} input
 * @returns {Promise<number>}
 */
export function start({ context, args }) {
  const own = ownNode(context);
  const electron = electronProgram(context);
  if (!hasDisplay(context) || electron === null) {
    const reason = electron === null && hasDisplay(context) ? 'There is no Electron' : 'There is no display';
    context.say(`lazaret: ${reason}, so no window: protecting from this terminal instead. Ctrl+C stops it.`);
    return runInForeground(own.node, [...cli(context.root), 'start', '--with-downloads', ...args], { env: own.env });
  }
  if (electron.kind === 'fallback') {
    context.say('lazaret: WARNING: running on the old fallback Electron, for development and tests only.');
  }
  const asRoot = context.platform === 'linux' && context.uid === 0;
  if (asRoot) {
    context.say("lazaret: WARNING: started as root, where Chromium's sandbox cannot work: the window runs without it.");
  }
  const env = {
    // Threads that wait for disks; the app cannot ask for them itself (`electron/base/many-threads.ts`).
    UV_THREADPOOL_SIZE: '64',
    ...own.env,
    ...(electron.kind === 'official' ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.directory }),
  };
  // The app's own folder follows Electron's switches, its arguments come after.
  return runInForeground(electron.path, [...(asRoot ? ['--no-sandbox'] : []), context.root, ...args], { env });
}
