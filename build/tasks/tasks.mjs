import { join } from 'node:path';
import { ownNode } from '../setup/node.mjs';
import { playwrightEnv, withTestDesktop } from './desktop.mjs';
import { runInForeground } from './foreground.mjs';
import { start } from './start.mjs';
import { runChecks, runTests } from './test.mjs';

/**
 * @typedef {object} TaskInput
 * @property {import('../setup/context.mjs').Context} context
 * @property {readonly string[]} args
 * @property {ReadonlyMap<string, string>} missing optional steps that are not in place, with the reason
 */

/**
 * @typedef {object} Task
 * @property {import('../setup.mjs').Kit} kit
 * @property {boolean} [quiet]
 * @property {boolean} [retry]
 * @property {(input: TaskInput) => number | Promise<number>} run returns the exit code
 */

/**
 * Runs a program of the checkout with our own Node, in the terminal.
 * @param {...string} program path below the root, then fixed arguments
 * @returns {(input: TaskInput) => Promise<number>}
 */
const node =
  (...[path = '', ...fixed]) =>
  ({ context, args }) => {
    const own = ownNode(context);
    return runInForeground(own.node, [join(context.root, path), ...fixed, ...args], { env: own.env });
  };

/** @type {ReadonlyMap<string, Task>} */
export const tasks = new Map(
  /** @type {[string, Task][]} */ ([
    ['start', { kit: 'desktop', run: start }],
    ['test', { kit: 'tests', retry: true, run: runTests }],
    ['check', { kit: 'tools', run: runChecks }],
    ['demo', { kit: 'engine', run: node('build/demo/demo.mjs') }],
    ['lazaret', { kit: 'app', quiet: true, run: node('dist/main/cli.js') }],
    ['bench', { kit: 'engine', run: node('tests/bench/main.ts') }],
    ['build', { kit: 'tools', run: node('node_modules/vite/bin/vite.js', 'build', '--app') }],
    ['setup', { kit: 'tests', retry: true, run: ({ missing }) => (missing.size === 0 ? 0 : 1) }],
    ['screenshots', { kit: 'tests', run: screenshots }],
  ]),
);

/**
 * @param {TaskInput} input
 * @returns {Promise<number>}
 */
function screenshots({ context, args }) {
  const own = ownNode(context);
  const playwright = join(context.root, 'node_modules', '@playwright', 'test', 'cli.js');
  const env = { ...own.env, ...playwrightEnv(context) };
  return withTestDesktop(context, env, ({ wrap, env: desktopEnv }) => {
    const [file = '', ...rest] = wrap([own.node, playwright, 'test', '--project=screenshots', ...args]);
    return runInForeground(file, rest, { env: desktopEnv });
  });
}
