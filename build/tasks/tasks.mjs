import { join } from 'node:path';
import { ownNode } from '../setup/node.mjs';
import { cli } from './cli.mjs';
import { runInForeground } from './foreground.mjs';
import { runPlaywright, testEnv } from './playwright.mjs';
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

/**
 * The measurements; some start the desktop app or a browser, as the tests do.
 * @param {TaskInput} input
 * @returns {Promise<number>}
 */
const bench = ({ context, args }) =>
  runInForeground(ownNode(context).node, [join(context.root, 'tests/bench/bench.ts'), ...args], {
    env: testEnv(context),
  });

/**
 * The command line.
 * @param {TaskInput} input
 * @returns {Promise<number>}
 */
const lazaret = ({ context, args }) => {
  const own = ownNode(context);
  return runInForeground(own.node, [...cli(context.root), ...args], { env: own.env });
};

/** @type {ReadonlyMap<string, Task>} */
export const tasks = new Map(
  /** @type {[string, Task][]} */ ([
    ['start', { kit: 'desktop', run: start }],
    ['test', { kit: 'tests', retry: true, run: runTests }],
    ['check', { kit: 'tools', run: runChecks }],
    ['demo', { kit: 'engine', run: node('build/demo/demo.mjs') }],
    ['lazaret', { kit: 'app', quiet: true, run: lazaret }],
    ['bench', { kit: 'tests', run: bench }],
    ['build', { kit: 'tools', run: node('node_modules/vite/bin/vite.js', 'build', '--app') }],
    ['package', { kit: 'tests', run: packageApp('package') }],
    ['make', { kit: 'tests', run: packageApp('make') }],
    ['setup', { kit: 'tests', retry: true, run: ({ missing }) => (missing.size === 0 ? 0 : 1) }],
    ['screenshots', { kit: 'tests', run: ({ context, args }) => runPlaywright(context, 'screenshots', { args }) }],
  ]),
);

/**
 * Packages the built app, with `make` also as installers, and starts what came of it once.
 * @param {'package' | 'make'} command
 * @returns {(input: TaskInput) => Promise<number>}
 */
function packageApp(command) {
  return async ({ context, args, missing }) => {
    if (missing.has('bundles')) {
      context.say(`lazaret: the app could not be built: ${missing.get('bundles')}`);
      return 2;
    }
    const own = ownNode(context);
    const program = (/** @type {readonly string[]} */ path) => join(context.root, 'node_modules', ...path);
    const forge = program(['@electron-forge', 'cli', 'dist', 'electron-forge.js']);
    const made = await runInForeground(own.node, [forge, command, ...args], { env: own.env, cwd: context.root });
    if (made !== 0) return made;
    const smokeTest = [program(['@playwright', 'test', 'cli.js']), 'test', '--project=packaging', '--reporter=list'];
    return runInForeground(own.node, smokeTest, { env: own.env, cwd: context.root });
  };
}
