import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this terminal until it ends. Signals meant for us are its signals.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} [options.cwd]
 * @param {number} [options.timeoutMs] after which it is stopped; without it, only a signal stops it
 * @returns {Promise<number>} its exit code, or 128 plus the number of the signal that ended it
 */
export function runInForeground(file, args, { env, cwd, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, cwd, stdio: 'inherit' });
    const stops = forwarded.map((signal) => {
      const forward = () => {
        // Ctrl+C in a terminal reaches the whole group; a second SIGINT would mean "at once" to the program.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, forward);
      return () => process.off(signal, forward);
    });
    const timers = timeoutMs === undefined ? [] : stopLater(child, timeoutMs);
    const end = (/** @type {number} */ code) => {
      for (const timer of timers) clearTimeout(timer);
      for (const stop of stops) stop();
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`lazaret: ${file} did not start: ${error.message}\n`);
      end(127);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** Between asking a program to stop and ending it. */
const graceMs = 10_000;

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} timeoutMs
 */
function stopLater(child, timeoutMs) {
  const late = () => {
    process.stderr.write(`lazaret: stopped after ${Math.round(timeoutMs / 1000)} s, it hangs\n`);
    child.kill('SIGTERM');
  };
  return [setTimeout(late, timeoutMs), setTimeout(() => child.kill('SIGKILL'), timeoutMs + graceMs)];
}
