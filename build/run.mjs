#!/usr/bin/env node
// `npm start`, `npm test` and the others: `node build/run.mjs <task> [arguments]`. Node's own modules only, Node 18 or
// newer: this runs before anything is installed.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext } from './setup/context.mjs';
import { setUp } from './setup.mjs';
import { tasks } from './tasks/tasks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = '', ...args] = process.argv.slice(2);
const task = tasks.get(name);

if (task === undefined) {
  process.stderr.write(`Usage: node build/run.mjs <${[...tasks.keys()].join('|')}> [arguments]\n`);
  process.exitCode = 2;
} else {
  const context = createContext({ root, quiet: task.quiet ?? false });
  const { ok, missing } = await setUp(context, task.kit, { retry: task.retry ?? false });
  process.exitCode = ok ? await task.run({ context, args, missing }) : 2;
}
