import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Ended
 * @property {number} code the exit code; 128 plus the signal's number is not used, a killed program has code 1
 * @property {string} output standard output and error, in the order they came, at most the last 200,000 characters
 * @property {boolean} timedOut
 */

const outputLimit = 200_000;

/**
 * Runs a program to its end without a terminal and collects what it prints.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {object} options
 * @param {number} options.timeoutMs after which the program is killed
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.shell] only for Windows' `.cmd` files, with constant arguments
 * @returns {Promise<Ended>} never rejects: a program that cannot start ended with code 127
 */
export function runProgram(file, args, { timeoutMs, cwd, env, shell = false }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    let timedOut = false;
    const collect = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-outputLimit);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: error.message, timedOut });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output, timedOut });
    });
  });
}

/**
 * @param {Ended} ended
 * @param {number} [count]
 * @returns {string} the last lines a program printed, indented, to show why it failed
 */
export function lastLines(ended, count = 12) {
  return indent(tellingLines(ended).slice(-count));
}

/**
 * @param {Ended} ended
 * @param {number} [count]
 * @returns {string} the first lines: npm gives its reason before its manual
 */
export function firstLines(ended, count = 12) {
  return indent(tellingLines(ended).slice(0, count));
}

/** @param {Ended} ended */
const tellingLines = ({ timedOut, output }) => [
  ...(timedOut ? ['It did not finish in time and was stopped.'] : []),
  ...stripVTControlCharacters(output)
    .split(/\r?\n/)
    .filter((line) => !/^(npm error)?\s*$/.test(line)),
];

/** @param {readonly string[]} lines */
const indent = (lines) => lines.map((line) => `    ${line}`).join('\n');

/**
 * @param {string} name
 * @param {{ readonly env: NodeJS.ProcessEnv, readonly platform: NodeJS.Platform }} machine
 * @param {readonly string[]} [otherDirectories] searched after PATH; people's PATH often lacks the sbin directories
 * @returns {string | null} the full path of an executable file
 */
export function findProgram(name, { env, platform }, otherDirectories = ['/usr/sbin', '/sbin', '/usr/local/sbin']) {
  const fileName = platform === 'win32' && !/\.\w+$/.test(name) ? `${name}.exe` : name;
  const path = env.PATH ?? env.Path ?? '';
  for (const directory of [...path.split(delimiter), ...otherDirectories]) {
    if (directory === '') continue;
    const candidate = join(directory, fileName);
    if (isExecutable(candidate)) return candidate;
  }
  return null;
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
