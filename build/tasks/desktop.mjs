import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { electronProgram } from '../setup/electron.mjs';
import { findProgram } from '../setup/program.mjs';
import { chromiumProgram } from '../setup/test-desktop.mjs';

const screen = '1280x900x24';
const startTimeoutMs = 15_000;

/**
 * What the tests' Playwright has to know of this machine.
 * @param {import('../setup/context.mjs').Context} context
 * @returns {NodeJS.ProcessEnv}
 */
export function playwrightEnv(context) {
  const chromium = chromiumProgram(context);
  const electron = electronProgram(context);
  return {
    ...(chromium === null ? {} : { LAZARET_CHROMIUM: chromium }),
    ...(electron === null || electron.kind === 'official' ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.directory }),
  };
}

/**
 * @typedef {object} TestDesktop
 * @property {NodeJS.ProcessEnv} env names the display
 * @property {(command: readonly string[]) => string[]} wrap gives a command a session bus of its own
 */

/**
 * Runs `work` on a screen and session bus of its own, so that tests neither show on nor listen to the person's desktop.
 * Where that is not Linux, or Xvfb is missing, it runs on the desktop there is.
 * @template T
 * @param {import('../setup/context.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 * @param {(desktop: TestDesktop) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withTestDesktop(context, env, work) {
  const xvfb = context.platform === 'linux' ? findProgram('Xvfb', context) : null;
  const bus = context.platform === 'linux' ? findProgram('dbus-run-session', context) : null;
  /** @type {TestDesktop['wrap']} */
  const wrap = (command) => (bus === null ? [...command] : [bus, '--', ...command]);
  if (xvfb === null) return work({ env, wrap });
  const { display, stop } = await startXvfb(xvfb);
  try {
    const { WAYLAND_DISPLAY: _, ...rest } = env;
    return await work({ env: { ...rest, DISPLAY: display, XDG_SESSION_TYPE: 'x11' }, wrap });
  } finally {
    await stop();
  }
}

/**
 * @param {string} program
 * @returns {Promise<{ display: string, stop: () => Promise<void> }>}
 */
async function startXvfb(program) {
  // `-displayfd` lets the server choose a free number and tell it when it is ready: no guessing, no polling.
  const child = spawn(program, ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill();
    await Promise.race([ended, delay(5000).then(() => child.kill('SIGKILL'))]);
  };
  /** @type {Promise<string>} */
  const told = new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3]?.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('\n')) resolve(`:${text.trim()}`);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
    setTimeout(() => reject(new Error('Xvfb did not start in time')), startTimeoutMs).unref();
  });
  try {
    return { display: await told, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
