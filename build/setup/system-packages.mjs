import { findProgram, lastLines, runProgram } from './program.mjs';

/**
 * What to ask each system's package manager for. An inner list of `apt` holds names of one package in different
 * releases, newest first.
 * @typedef {object} SystemPackages
 * @property {readonly (readonly string[])[]} apt
 * @property {readonly string[]} [dnf]
 * @property {readonly string[]} [brew]
 * @property {string} [winget]
 */

/**
 * @typedef {object} SystemInstaller
 * @property {(packages: SystemPackages, without: string) => Promise<import('./steps.mjs').Outcome>} install
 *   `without`: what is lost when it cannot be installed, a sentence
 */

const updateTimeoutMs = 5 * 60 * 1000;
const installTimeoutMs = 20 * 60 * 1000;

/**
 * Installs with apt-get where that needs no password; anywhere else it says the command to type.
 * The package lists are updated at most once.
 * @param {import('./context.mjs').Context} context
 * @returns {SystemInstaller}
 */
export function createSystemInstaller(context) {
  /** @type {Promise<boolean> | undefined} */
  let updated;
  const env = { ...context.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptOptions = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];

  /** @type {SystemInstaller['install']} */
  const install = async (packages, without) => {
    const aptGet = context.platform === 'linux' ? findProgram('apt-get', context) : null;
    if (aptGet === null) return { ok: false, problem: advice(context, packages, newest(packages), without) };
    const rights = await rootCommand(context);
    const apt = (/** @type {string[]} */ args, /** @type {number} */ timeoutMs) => {
      const [file = aptGet, ...rest] = [...(rights ?? []), aptGet, ...aptOptions, ...args];
      return runProgram(file, rest, { env, timeoutMs });
    };
    if (rights !== null) updated ??= apt(['update'], updateTimeoutMs).then(({ code }) => code === 0);
    await updated;
    const names = await knownNames(context, packages.apt);
    if (rights === null) return { ok: false, problem: advice(context, packages, names, without) };

    context.say(`lazaret:   apt-get install ${names.join(' ')}`);
    const ended = await apt(['install', '--no-install-recommends', ...names], installTimeoutMs);
    if (ended.code === 0) return { ok: true };
    const typed = `sudo apt-get update && sudo apt-get install ${names.join(' ')}`;
    return {
      ok: false,
      problem: `${without} apt-get could not install it:\n${lastLines(ended, 6)}\n  Try it yourself: ${typed}`,
    };
  };
  return { install };
}

/**
 * How to become root without a password.
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<string[] | null>} what to put before a command; null when there is no way
 */
export async function rootCommand(context) {
  if (context.uid === 0) return [];
  const sudo = findProgram('sudo', context);
  if (sudo === null) return null;
  const { code } = await runProgram(sudo, ['-n', 'true'], { env: context.env, timeoutMs: 10_000 });
  return code === 0 ? [sudo, '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'] : null;
}

/**
 * Says what to type. Only the lines that fit the system, or every line where that cannot be told.
 * @param {import('./context.mjs').Context} context
 * @param {SystemPackages} packages
 * @param {readonly string[]} aptNames the names for apt-get, one of each inner list
 * @param {string} without
 * @returns {string}
 */
export function advice(context, packages, aptNames, without) {
  const commands = [
    { manager: 'apt-get', command: `sudo apt-get install ${aptNames.join(' ')}` },
    { manager: 'dnf', command: packages.dnf && `sudo dnf install ${packages.dnf.join(' ')}` },
    { manager: 'brew', command: packages.brew && `brew install ${packages.brew.join(' ')}` },
    { manager: 'winget', command: packages.winget && `winget install --exact --id ${packages.winget}` },
  ].filter(({ command }) => command !== undefined);
  const present = commands.filter(({ manager }) => findProgram(manager, context, managerDirectories) !== null);
  const shown = present.length > 0 ? present : commands;
  return [`${without} To install it, type:`, ...shown.map(({ command }) => `    ${command}`)].join('\n');
}

/** @param {SystemPackages} packages */
const newest = ({ apt }) => apt.map(([name = '']) => name);

const managerDirectories = ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'];

/**
 * @param {import('./context.mjs').Context} context
 * @param {readonly (readonly string[])[]} wanted
 * @returns {Promise<string[]>} of each package the newest name this release has
 */
async function knownNames(context, wanted) {
  const aptCache = findProgram('apt-cache', context);
  if (aptCache === null) return wanted.map((names) => names.at(-1) ?? '');
  return Promise.all(
    wanted.map(async (names) => {
      for (const name of names.slice(0, -1)) {
        const { output } = await runProgram(aptCache, ['policy', name], { env: context.env, timeoutMs: 30_000 });
        if (/Candidate: (?!\(none\))/.test(output)) return name;
      }
      return names.at(-1) ?? '';
    }),
  );
}
