import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A hash of files' names and contents: the same for the same tree, whatever its times.
 * @param {string} root
 * @param {readonly string[]} paths files and directories relative to `root`; what is absent counts as absent
 * @returns {string} SHA-256 in hex
 */
export function hashTree(root, paths) {
  const hash = createHash('sha256');
  /** @param {string} path relative to root, with forward slashes */
  const add = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) {
      hash.update(`absent ${path}\0`);
    } else if (stats.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    } else {
      hash.update(`file ${path}\0${stats.size}\0`);
      hash.update(readFileSync(join(root, path)));
    }
  };
  for (const path of [...paths].sort()) add(path);
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string | null} what `writeStamp` wrote there, null when nothing did
 */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} value
 */
export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${value}\n`);
}

/** @param {string} path */
export function removeStamp(path) {
  rmSync(path, { force: true });
}
