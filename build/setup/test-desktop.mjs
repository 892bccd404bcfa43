import { findProgram, runProgram } from './program.mjs';

const programs = ['Xvfb', 'dbus-daemon', 'dbus-monitor', 'gdbus', 'dunst', 'dunstctl', 'trayer', 'xwininfo'];

/**
 * What the end-to-end tests make a desktop of: a screen, a session bus, a tray host and a notification daemon.
 * @param {import('./context.mjs').Context} context
 * @param {import('./system-packages.mjs').SystemInstaller} system
 * @returns {import('./steps.mjs').Step}
 */
export function testDesktopStep(context, system) {
  return {
    name: 'test-desktop',
    what: 'a desktop for the tests (Xvfb, D-Bus, a tray host, a notification daemon)',
    why: 'the end-to-end tests start the real app and look at its tray and notifications',
    async ready() {
      if (context.platform !== 'linux') return true;
      if (programs.some((name) => findProgram(name, context) === null)) return false;
      const { code } = await runProgram('/usr/bin/python3', ['-c', 'import gi'], {
        env: context.env,
        timeoutMs: 20_000,
      });
      return code === 0;
    },
    install: () =>
      system.install(
        {
          apt: [
            ['xvfb'],
            ['dbus-daemon', 'dbus'],
            ['dbus-bin', 'dbus'],
            ['libglib2.0-bin'],
            ['python3-gi'],
            ['trayer'],
            ['dunst'],
            ['x11-utils'],
          ],
          dnf: [
            'xorg-x11-server-Xvfb',
            'dbus-daemon',
            'dbus-tools',
            'glib2',
            'python3-gobject',
            'trayer',
            'dunst',
            'xwininfo',
          ],
        },
        'The end-to-end tests have no desktop to run on.',
      ),
  };
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {import('./system-packages.mjs').SystemInstaller} system
 * @returns {import('./steps.mjs').Step}
 */
export function chromiumStep(context, system) {
  return {
    name: 'chromium',
    what: 'Chromium',
    why: 'the tests of the window run in it',
    ready: () => chromiumProgram(context) !== null,
    install: () =>
      system.install(
        {
          apt: [['chromium-headless-shell', 'chromium']],
          dnf: ['chromium'],
          brew: ['--cask chromium'],
          winget: 'Google.Chrome',
        },
        "The window's tests have no browser to run in.",
      ),
  };
}

/**
 * Without a screen, Chromium still draws a whole browser around each page, and takes twice as long to open one as the shell
 * that draws nothing but the page.
 * @param {{ readonly env: NodeJS.ProcessEnv, readonly platform: NodeJS.Platform }} machine
 * @returns {string | null} the installed browser the window's tests can use, the quickest first
 */
export function chromiumProgram(machine) {
  const places = [
    '/Applications/Chromium.app/Contents/MacOS',
    '/Applications/Google Chrome.app/Contents/MacOS',
    'C:\\Program Files\\Google\\Chrome\\Application',
  ];
  for (const name of ['chromium-headless-shell', 'chromium', 'google-chrome', 'chrome', 'Chromium', 'Google Chrome']) {
    const path = findProgram(name, machine, places);
    if (path !== null) return path;
  }
  return null;
}
