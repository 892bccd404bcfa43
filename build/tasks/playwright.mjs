import { join } from 'node:path';
import { electronProgram } from '../setup/electron.mjs';
import { ownNode } from '../setup/node.mjs';
import { chromiumProgram } from '../setup/test-desktop.mjs';
import { runInForeground } from './foreground.mjs';

/**
 * What the tests have to know of this machine: where Chromium is, and an Electron that is not the official one.
 * @param {import('../setup/context.mjs').Context} context
 * @returns {NodeJS.ProcessEnv}
 */
export function testEnv(context) {
  const chromium = chromiumProgram(context);
  const electron = electronProgram(context);
  return {
    ...ownNode(context).env,
    ...(chromium === null ? {} : { LAZARET_CHROMIUM: chromium }),
    ...(electron === null || electron.kind === 'official' ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.directory }),
  };
}

/**
 * Runs one project of playwright.config.ts in the terminal.
 * @param {import('../setup/context.mjs').Context} context
 * @param {string} project
 * @param {object} [options]
 * @param {readonly string[]} [options.args]
 * @param {NodeJS.ProcessEnv} [options.env] beside what `testEnv` gives
 * @param {number} [options.timeoutMs]
 * @returns {Promise<number>} its exit code
 */
export function runPlaywright(context, project, { args = [], env = {}, timeoutMs } = {}) {
  const cli = join(context.root, 'node_modules', '@playwright', 'test', 'cli.js');
  return runInForeground(ownNode(context).node, [cli, 'test', `--project=${project}`, ...args], {
    env: { ...testEnv(context), ...env },
    cwd: context.root,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}
