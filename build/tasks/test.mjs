import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode } from '../setup/node.mjs';
import { runInForeground } from './foreground.mjs';
import { runPlaywright, testEnv } from './playwright.mjs';
import { countLine, countPlaywright, countVitest, nothing, readCount, sum } from './reports.mjs';

/** A layer that takes longer than this hangs. */
const layerTimeoutMs = 25 * 60 * 1000;

// Biome colours its output even where nobody looks at colours.
const colours = process.stdout.isTTY ? [] : ['--colors=off'];

const checks = [
  { name: 'types', program: ['typescript', 'tsc'], args: ['-b'] },
  { name: 'lint', program: ['@biomejs/biome', 'biome'], args: ['ci', '--diagnostic-level=warn', ...colours, '.'] },
  { name: 'unused', program: ['knip', 'knip'], args: [] },
];

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {readonly string[]} needs set-up steps without which it cannot run
 * @property {(context: import('../setup/context.mjs').Context) => Promise<import('./reports.mjs').Count>} run
 */

/** @type {readonly Layer[]} */
const layers = [
  { name: 'unit', needs: [], run: (context) => vitest(context, 'unit') },
  { name: 'integration', needs: ['clamav', 'bundles'], run: (context) => vitest(context, 'integration') },
  { name: 'renderer', needs: ['bundles', 'chromium'], run: (context) => playwright(context, 'renderer') },
  {
    name: 'e2e',
    needs: ['clamav', 'bundles', 'electron', 'electron-libraries', 'electron-sandbox', 'test-desktop'],
    run: (context) => playwright(context, 'e2e'),
  },
];

/**
 * The static checks alone.
 * @param {import('./tasks.mjs').TaskInput} input
 * @returns {Promise<number>}
 */
export async function runChecks({ context }) {
  const { failed } = sum(await inTurn(checks, (check) => runCheck(context, check)));
  return failed === 0 ? 0 : 1;
}

/**
 * Every check and layer, or those named. The last line says how many passed and failed, all layers together.
 * @param {import('./tasks.mjs').TaskInput} input
 * @returns {Promise<number>}
 */
export async function runTests({ context, args, missing }) {
  const names = ['check', ...layers.map(({ name }) => name)];
  const unknown = args.filter((arg) => !names.includes(arg));
  if (unknown.length > 0) {
    context.say(`lazaret: there is no layer ${unknown.join(', ')}; there are ${names.join(', ')}`);
    return 2;
  }
  const wanted = (/** @type {string} */ name) => args.length === 0 || args.includes(name);
  const counts = wanted('check')
    ? [...(await inTurn(checks, (check) => runCheck(context, check))), buildCount(missing)]
    : [];
  for (const layer of layers) if (wanted(layer.name)) counts.push(await runLayer(context, layer, missing));
  const total = sum(counts);
  print(`\n${countLine(total)}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/**
 * @param {import('../setup/context.mjs').Context} context
 * @param {typeof checks[number]} check
 * @returns {Promise<import('./reports.mjs').Count>}
 */
async function runCheck(context, { name, program: [packageName = '', bin = ''], args }) {
  const own = ownNode(context);
  print(`\n== ${name}: ${bin} ${args.join(' ')}`);
  const code = await runInForeground(own.node, [binary(context, packageName, bin), ...args], {
    env: own.env,
    cwd: context.root,
    timeoutMs: layerTimeoutMs,
  });
  print(code === 0 ? `   ${name}: passed` : `   ${name}: FAILED`);
  return code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

/**
 * The build is a check too: set-up made it, and its failure would otherwise show as nothing but skips.
 * @param {ReadonlyMap<string, string>} missing
 * @returns {import('./reports.mjs').Count}
 */
function buildCount(missing) {
  const problem = missing.get('bundles');
  print(`\n== build\n   ${problem === undefined ? 'build: passed' : `build: FAILED\n${problem}`}`);
  return problem === undefined ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

/**
 * @param {import('../setup/context.mjs').Context} context
 * @param {Layer} layer
 * @param {ReadonlyMap<string, string>} missing
 * @returns {Promise<import('./reports.mjs').Count>}
 */
async function runLayer(context, { name, needs, run }, missing) {
  print(`\n== ${name}`);
  const lacking = needs.find((need) => missing.has(need));
  if (lacking !== undefined) {
    print(`   SKIPPED, the whole layer: ${lacking} is missing. ${missing.get(lacking)}`);
    return { ...nothing, skipped: 1 };
  }
  const count = await run(context);
  print(`   ${name}: ${countLine(count)}`);
  return count;
}

/**
 * @param {import('../setup/context.mjs').Context} context
 * @param {string} project
 * @returns {Promise<import('./reports.mjs').Count>}
 */
async function vitest(context, project) {
  const own = ownNode(context);
  const report = freshReport(context, project);
  const args = [
    ...['run', '--project', project, '--passWithNoTests'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ];
  const code = await runInForeground(own.node, [binary(context, 'vitest', 'vitest'), ...args], {
    env: testEnv(context),
    cwd: context.root,
    timeoutMs: layerTimeoutMs,
  });
  return readCount(report, countVitest, code);
}

/**
 * @param {import('../setup/context.mjs').Context} context
 * @param {string} project
 * @returns {Promise<import('./reports.mjs').Count>}
 */
async function playwright(context, project) {
  const report = freshReport(context, project);
  const code = await runPlaywright(context, project, {
    args: ['--pass-with-no-tests', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeoutMs: layerTimeoutMs,
  });
  return readCount(report, countPlaywright, code);
}

/**
 * @param {import('../setup/context.mjs').Context} context
 * @param {string} name
 * @returns {string} where the layer's report goes; an earlier run's is gone
 */
function freshReport({ cache }, name) {
  const directory = join(cache, 'reports');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${name}.json`);
  rmSync(path, { force: true });
  return path;
}

/**
 * @param {import('../setup/context.mjs').Context} context
 * @param {string} packageName
 * @param {string} name
 * @returns {string} the JavaScript file behind `node_modules/.bin/<name>`, which Windows cannot start as it is
 */
function binary({ root }, packageName, name) {
  const directory = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return join(directory, typeof bin === 'string' ? bin : bin[name]);
}

/**
 * @template T, U
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<U>} work
 * @returns {Promise<U[]>} one after the other
 */
async function inTurn(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);
