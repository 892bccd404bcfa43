import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What every step knows of the machine. Made once by `createContext`, so that tests can make another.
 * @typedef {object} Context
 * @property {string} root the checkout
 * @property {string} tools downloaded tools, git-ignored
 * @property {string} cache stamps and reports, git-ignored
 * @property {NodeJS.Platform} platform
 * @property {string} arch as in `process.arch`
 * @property {number | null} uid null where the platform has none
 * @property {NodeJS.ProcessEnv} env without what npm adds for the script it runs
 * @property {boolean} quiet say only what is being installed
 * @property {(line: string) => void} say one line for the person at the terminal
 * @property {() => number} now milliseconds since the epoch
 */

/** npm's notes to the script it runs; an npm started from here must not take them for its own configuration. */
const npmNotes =
  /^npm_(lifecycle_|package_|command$|execpath$|node_execpath$|config_(local_prefix|global_prefix|prefix|npm_version|node_gyp|user_agent|loglevel)$)|^INIT_CWD$/i;

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv} a copy without the variables `npm run` adds
 */
export function withoutNpmNotes(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !npmNotes.test(name)));
}

/**
 * @param {object} options
 * @param {string} options.root
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {NodeJS.Platform} [options.platform]
 * @param {string} [options.arch]
 * @param {number | null} [options.uid]
 * @param {boolean} [options.quiet]
 * @param {(line: string) => void} [options.say]
 * @param {() => number} [options.now]
 * @returns {Context}
 */
export function createContext({
  root,
  env = process.env,
  platform = process.platform,
  arch = process.arch,
  uid = process.getuid?.() ?? null,
  quiet = false,
  // Standard output belongs to the task: `lazaret --json` prints nothing but JSON there.
  say = (line) => void process.stderr.write(`${line}\n`),
  now = Date.now,
}) {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  return {
    root,
    tools: join(root, '.tools'),
    cache,
    platform,
    arch,
    uid,
    env: withoutNpmNotes(env),
    quiet,
    say,
    now,
  };
}
