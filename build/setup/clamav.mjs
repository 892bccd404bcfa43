import { readdirSync } from 'node:fs';
import { findProgram } from './program.mjs';

const clamavDirectories = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/sbin',
  '/opt/homebrew/bin',
  'C:\\Program Files\\ClamAV',
];

/**
 * clamd reads the files, freshclam brings its signatures. Installing them may start the system's own service;
 * that is the system's choice, nothing here starts or stops one.
 * @param {import('./context.mjs').Context} context
 * @param {import('./system-packages.mjs').SystemInstaller} system
 * @returns {import('./steps.mjs').Step}
 */
export function clamavStep(context, system) {
  return {
    name: 'clamav',
    what: 'ClamAV (clamd and freshclam)',
    why: 'it is the engine that scans',
    // With an endpoint of the user's own, the engine may run in a container or on another machine.
    ready: () =>
      Boolean(context.env.LAZARET_CLAMD) ||
      ['clamd', 'freshclam'].every((name) => findProgram(name, context, clamavDirectories) !== null),
    install: () =>
      system.install(
        {
          apt: [['clamav-daemon'], ['clamav-freshclam']],
          dnf: ['clamd', 'clamav-update'],
          brew: ['clamav'],
          winget: 'Cisco.ClamAV',
        },
        'ClamAV is missing: without it nothing can be scanned, and Lazaret says so instead of showing green.',
      ),
  };
}

const testFilesDirectory = '/usr/share/clamav-testfiles';

/**
 * What the tests compare with: clamdscan, and Debian's 44 files that every engine must find.
 * @param {import('./context.mjs').Context} context
 * @param {import('./system-packages.mjs').SystemInstaller} system
 * @returns {import('./steps.mjs').Step}
 */
export function clamavTestStep(context, system) {
  return {
    name: 'clamav-tests',
    what: "clamdscan, ClamAV's test files and strace",
    why: 'the tests scan them, compare with clamdscan, and make disks fail with strace',
    ready: () =>
      ['clamdscan', 'strace'].every((name) => findProgram(name, context) !== null) && hasEntries(testFilesDirectory),
    install: () =>
      system.install(
        { apt: [['clamdscan'], ['clamav-testfiles'], ['strace']], dnf: ['clamav', 'strace'], brew: ['clamav'] },
        'Tests that need clamdscan, clamav-testfiles or strace cannot run.',
      ),
  };
}

/**
 * @param {string} directory
 * @returns {boolean}
 */
function hasEntries(directory) {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false;
  }
}
