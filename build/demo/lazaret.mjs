import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {{ readonly type: string, readonly [name: string]: unknown }} LazaretEvent a line of `start --json`
 */

/**
 * @typedef {object} Running
 * @property {(what: string, matches: (event: LazaretEvent) => boolean, deadlineMs: number) => Promise<LazaretEvent>} event
 *   the first event that matches, past or future; rejects after the deadline or when the program ends
 * @property {() => readonly LazaretEvent[]} events so far
 * @property {() => Promise<number>} stop ends it as `kill` would; its exit code
 */

/**
 * @typedef {object} Lazaret
 * @property {(...args: readonly string[]) => Promise<unknown>} ask runs one command, returns the JSON it printed
 * @property {() => Running} start
 */

const commandTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;

/**
 * Drives the built command line with a data directory of its own.
 * @param {string} cli path of `dist/main/cli.js`
 * @param {string} dataDirectory
 * @param {AbortSignal} signal ends every wait
 * @returns {Lazaret}
 */
export function createLazaret(cli, dataDirectory, signal) {
  const run = (/** @type {readonly string[]} */ args) =>
    spawn(process.execPath, [cli, '--json', '--data-dir', dataDirectory, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  return {
    async ask(...args) {
      const child = run(args);
      const { lines, problems, ended } = collect(child, () => undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), commandTimeoutMs);
      const code = await ended;
      clearTimeout(timer);
      if (code !== 0)
        throw new Error(`lazaret ${args.join(' ')} ended with ${code}: ${problems()}${lines().join('\n')}`);
      return JSON.parse(lines().at(-1) ?? 'null');
    },
    start() {
      const child = run(['start']);
      /** @type {LazaretEvent[]} */
      const events = [];
      const { problems, ended } = collect(child, (line) => events.push(JSON.parse(line)));
      let hasEnded = false;
      const done = ended.finally(() => {
        hasEnded = true;
      });
      return {
        events: () => events,
        async event(what, matches, deadlineMs) {
          const end = performance.now() + deadlineMs;
          while (performance.now() < end) {
            const found = events.find(matches);
            if (found !== undefined) return found;
            if (signal.aborted) throw new Error('it was interrupted');
            if (hasEnded) throw new Error(`Lazaret ended while waiting for ${what}. ${problems()}`);
            await delay(20);
          }
          throw new Error(`Waited ${deadlineMs / 1000} s for ${what}. Last seen: ${JSON.stringify(events.slice(-3))}`);
        },
        async stop() {
          child.kill('SIGTERM');
          const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
          const code = await done;
          clearTimeout(timer);
          return code;
        },
      };
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {(line: string) => void} onLine called with each whole line of standard output
 */
function collect(child, onLine) {
  /** @type {string[]} */
  const lines = [];
  let rest = '';
  let problems = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const [last = '', ...whole] = (rest + text).split('\n').reverse();
    rest = last;
    for (const line of whole.reverse()) {
      lines.push(line);
      onLine(line);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    problems = (problems + text).slice(-4000);
  });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { lines: () => lines, problems: () => problems, ended };
}
