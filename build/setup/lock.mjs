import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while no other process of this checkout does: two terminals must not install into one folder at once.
 * A lock whose owner has ended is taken over.
 * @template T
 * @param {string} path the lock file
 * @param {object} options
 * @param {number} options.deadlineMs how long to wait for the other one
 * @param {() => void} options.onWait called once when there is another one
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, { deadlineMs, onWait }, work) {
  mkdirSync(dirname(path), { recursive: true });
  const end = performance.now() + deadlineMs;
  let told = false;
  while (!tryTake(path)) {
    if (performance.now() > end) throw new Error(`Another set-up holds ${path} for too long; delete it if none runs.`);
    if (!told) onWait();
    told = true;
    await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function tryTake(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  if (ownerRuns(path)) return false;
  rmSync(path, { force: true });
  return false;
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function ownerRuns(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    // Empty: its owner is between creating and writing it.
    if (!Number.isInteger(owner) || owner <= 0) return true;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user. ESRCH: it ended. ENOENT: the lock is gone already.
    return hasCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 * @returns {boolean}
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
