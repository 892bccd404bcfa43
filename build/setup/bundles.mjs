import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode } from './node.mjs';
import { firstLines, runProgram } from './program.mjs';
import { hashTree, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const sources = ['contract', 'electron', 'renderer', 'locales', 'vite.config.ts', 'package.json', 'package-lock.json'];
const bundles = [
  'main/main.js',
  'main/cli.js',
  'main/scan-worker.js',
  'main/directory-worker.js',
  'preload/preload.cjs',
  'renderer/index.html',
];
const buildTimeoutMs = 5 * 60 * 1000;

/**
 * `dist`, built again whenever a source differs from the ones it was built from.
 * @param {import('./context.mjs').Context} context
 * @returns {import('./steps.mjs').Step}
 */
export function bundlesStep(context) {
  const stamp = join(context.cache, 'bundles');
  return {
    name: 'bundles',
    what: 'building Lazaret into dist',
    why: 'it is not built yet, or its sources have changed',
    ready: () =>
      bundles.every((path) => existsSync(join(context.root, 'dist', path))) &&
      readStamp(stamp) === hashTree(context.root, sources),
    async install() {
      removeStamp(stamp);
      // Taken before the build: a source edited meanwhile must count as changed.
      const hash = hashTree(context.root, sources);
      const { node, env } = ownNode(context);
      const vite = join(context.root, 'node_modules', 'vite', 'bin', 'vite.js');
      const ended = await runProgram(node, [vite, 'build', '--app', '--logLevel', 'warn'], {
        cwd: context.root,
        env,
        timeoutMs: buildTimeoutMs,
      });
      if (ended.code !== 0) return { ok: false, problem: `The build failed:\n${firstLines(ended, 20)}` };
      writeStamp(stamp, hash);
      return { ok: true };
    },
  };
}
