import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { electronProgram } from './electron.mjs';
import { findProgram, runProgram } from './program.mjs';
import { rootCommand } from './system-packages.mjs';

/**
 * @param {import('./context.mjs').Context} context
 * @returns {boolean} whether a window can be shown
 */
export const hasDisplay = ({ platform, env }) =>
  platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);

/** Loaded by Electron while it runs, so the linker does not list them: notifications and the keyring. */
const loadedLater = ['libnotify.so.4', 'libsecret-1.so.0'];

/**
 * The shared libraries and a font that Electron expects of a Linux desktop; servers and containers lack them.
 * @param {import('./context.mjs').Context} context
 * @param {import('./system-packages.mjs').SystemInstaller} system
 * @returns {import('./steps.mjs').Step}
 */
export function electronLibrariesStep(context, system) {
  return {
    name: 'electron-libraries',
    what: "Electron's shared libraries and a font",
    why: 'the window needs them, and this system lacks some',
    async ready() {
      if (context.platform !== 'linux') return true;
      const electron = electronProgram(context);
      // Without an Electron there is nothing to fit out; its own step has said so.
      if (electron === null) return true;
      const [linked, loaded] = await Promise.all([missingLinked(context, electron.path), missingLoaded(context)]);
      return linked.length === 0 && loaded.length === 0 && hasFont('/usr/share/fonts', 4);
    },
    install: () =>
      system.install(
        {
          apt: [
            ['libgtk-3-0t64', 'libgtk-3-0'],
            ['libnss3'],
            ['libasound2t64', 'libasound2'],
            ['libgbm1'],
            ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
            ['libxss1'],
            ['libsecret-1-0'],
            ['libnotify4'],
            ['fonts-dejavu-core'],
          ],
          dnf: ['gtk3', 'nss', 'alsa-lib', 'mesa-libgbm', 'at-spi2-atk', 'libXScrnSaver', 'libsecret', 'libnotify'],
        },
        'Some libraries that Electron needs are missing, so the window may not open.',
      ),
  };
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {string} program
 * @returns {Promise<string[]>} libraries the linker does not find
 */
async function missingLinked({ env }, program) {
  const { output } = await runProgram('ldd', [program], { env, timeoutMs: 20_000 });
  return notFoundLibraries(output);
}

/**
 * @param {string} lddOutput
 * @returns {string[]} `libfoo.so.1` of each `libfoo.so.1 => not found` line
 */
export function notFoundLibraries(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name ?? '');
}

/**
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<string[]>}
 */
async function missingLoaded(context) {
  const ldconfig = findProgram('ldconfig', context);
  if (ldconfig === null) return [];
  const { code, output } = await runProgram(ldconfig, ['-p'], { env: context.env, timeoutMs: 20_000 });
  return code === 0 ? loadedLater.filter((name) => !output.includes(`${name} `)) : [];
}

/**
 * @param {string} directory
 * @param {number} depth how many levels of directories to look into
 * @returns {boolean}
 */
function hasFont(directory, depth) {
  if (!existsSync(directory)) return false;
  return readdirSync(directory, { withFileTypes: true }).some((entry) =>
    entry.isDirectory()
      ? depth > 0 && hasFont(join(directory, entry.name), depth - 1)
      : /\.(ttf|otf|ttc|pf[ab])$/i.test(entry.name),
  );
}

/**
 * Some systems forbid user namespaces to ordinary users; Electron then needs its set-uid sandbox helper, or it ends
 * at once. The sandbox is never switched off instead.
 * @param {import('./context.mjs').Context} context
 * @returns {import('./steps.mjs').Step}
 */
export function sandboxStep(context) {
  const helper = () => {
    const electron = electronProgram(context);
    return electron === null ? null : join(electron.directory, 'chrome-sandbox');
  };
  return {
    name: 'electron-sandbox',
    what: "the rights of Electron's sandbox helper",
    why: 'this system does not let ordinary programs make their own sandbox',
    async ready() {
      const path = helper();
      if (context.platform !== 'linux' || context.uid === 0 || path === null || !existsSync(path)) return true;
      const { uid, mode } = statSync(path);
      if (uid === 0 && (mode & 0o4755) === 0o4755) return true;
      const { code } = await runProgram('unshare', ['--user', '--map-root-user', 'true'], {
        env: context.env,
        timeoutMs: 10_000,
      });
      return code === 0;
    },
    async install() {
      const path = helper() ?? '';
      const rights = await rootCommand(context);
      const problem = `Electron's sandbox cannot start, so the window will not open. To allow it, type:\n    sudo chown root:root '${path}' && sudo chmod 4755 '${path}'`;
      if (rights === null) return { ok: false, problem };
      for (const command of [
        ['chown', 'root:root', path],
        ['chmod', '4755', path],
      ]) {
        const [file = '', ...args] = [...rights, ...command];
        const { code } = await runProgram(file, args, { env: context.env, timeoutMs: 20_000 });
        if (code !== 0) return { ok: false, problem };
      }
      return { ok: true };
    },
  };
}
