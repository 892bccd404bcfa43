import { mkdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutNpmNotes } from '../../../build/setup/context.mjs';
import { hashTree } from '../../../build/setup/stamp.mjs';
import { createMachine, put } from './machine.ts';

test('sources count as changed when a file is edited, renamed, added or removed, not when it is touched', () => {
  const { root } = createMachine();
  put(root, 'src/a.ts', 'a');
  put(root, 'src/deep/b.ts', 'b');
  const hash = () => hashTree(root, ['src', 'lock.json']);
  const seen = [hash()];

  utimesSync(join(root, 'src/a.ts'), 1, 1);
  expect(hash()).toBe(seen[0]);

  put(root, 'src/a.ts', 'A');
  seen.push(hash());
  mkdirSync(join(root, 'src/other'));
  renameSync(join(root, 'src/deep/b.ts'), join(root, 'src/other/b.ts'));
  seen.push(hash());
  put(root, 'lock.json');
  seen.push(hash());
  expect(new Set(seen).size).toBe(seen.length);
});

test("npm's own notes to the script it runs do not reach the npm that set-up runs, the user's settings do", () => {
  const env = {
    PATH: '/bin',
    npm_lifecycle_event: 'start',
    npm_config_local_prefix: '/elsewhere',
    npm_config_loglevel: 'silent',
    npm_config_registry: 'https://registry.example',
    INIT_CWD: '/elsewhere',
  };
  expect(withoutNpmNotes(env)).toEqual({ PATH: '/bin', npm_config_registry: 'https://registry.example' });
});
