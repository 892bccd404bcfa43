import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode } from './node.mjs';
import { firstLines, runProgram } from './program.mjs';
import { hashTree, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const installTimeoutMs = 20 * 60 * 1000;

/**
 * The project's packages, exactly as locked.
 * @param {import('./context.mjs').Context} context
 * @returns {import('./steps.mjs').Step}
 */
export function packagesStep(context) {
  const stamp = join(context.cache, 'packages');
  // npm writes this file last: a node_modules without it is not whole.
  const written = join(context.root, 'node_modules', '.package-lock.json');
  const hash = () => `${context.platform}-${context.arch} ${hashTree(context.root, ['package-lock.json'])}`;

  return {
    name: 'packages',
    what: "the project's packages (npm ci, a minute or so)",
    why: 'package-lock.json is new or has changed',
    ready: () => existsSync(written) && readStamp(stamp) === hash(),
    async install() {
      removeStamp(stamp);
      const { node, npm, env } = ownNode(context);
      const ended = await runProgram(node, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: context.root,
        env,
        timeoutMs: installTimeoutMs,
      });
      if (ended.code !== 0) return { ok: false, problem: `npm ci failed. It said:\n${firstLines(ended)}` };
      writeStamp(stamp, hash());
      return { ok: true };
    },
  };
}
