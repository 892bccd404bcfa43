import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tempDir } from '../support/temp-dir.ts';

const root = resolve(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/.bin/biome');

const reportSchema = z.object({ diagnostics: z.array(z.object({ category: z.string().nullable() })) });

/** Lints one file, at that place of an otherwise empty project, with our rules; returns the rules it breaks. */
function rulesBroken(path: string, line: string): readonly string[] {
  const project = tempDir();
  const config = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')));
  writeFileSync(join(project, 'biome.json'), JSON.stringify({ ...config, vcs: undefined }));
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), `${line}\n`);
  let report: string;
  try {
    report = execFileSync(biome, ['lint', '--reporter=json', path], { cwd: project, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    report = z.object({ stdout: z.string() }).parse(error).stdout;
  }
  return reportSchema.parse(JSON.parse(report)).diagnostics.flatMap(({ category }) => category ?? []);
}

describe('the layers are kept apart by the linter', () => {
  test.each([
    ['electron/watch/probe.ts', "import { app } from 'electron';\nexport const probe = app;"],
    ['electron/watch/probe.ts', "export const probe = () => import('electron');"],
    ['electron/watch/probe.ts', "export { app } from 'electron';"],
    ['electron/watch/probe.ts', "import log from 'electron-log/main';\nexport const probe = log;"],
    ['electron/watch/probe.ts', "import { createTray } from '../shell/tray.ts';\nexport const probe = createTray;"],
    ['electron/watch/probe.ts', "import { run } from '../main.ts';\nexport const probe = run;"],
    ['electron/watch/probe.ts', "import { createRequire } from 'node:module';\nexport const probe = createRequire;"],
    ['electron/shell/probe.ts', "import { App } from '../../renderer/app.tsx';\nexport const probe = App;"],
    ['renderer/probe.ts', "import { app } from 'electron';\nexport const probe = app;"],
    [
      'renderer/probe.ts',
      "import { openProtection } from '../electron/protection.ts';\nexport const probe = openProtection;",
    ],
    [
      'contract/probe.ts',
      "import { createTriage } from '../electron/triage/triage-file.ts';\nexport const probe = createTriage;",
    ],
  ])('%s may not say: %s', (path, line) => {
    expect(rulesBroken(path, line)).toContain('lint/style/noRestrictedImports');
  });

  test.each([
    ['renderer/probe.ts', "import { readFileSync } from 'node:fs';\nexport const probe = readFileSync;"],
    ['contract/probe.ts', "import { join } from 'node:path';\nexport const probe = join;"],
  ])('%s knows no Node: %s', (path, line) => {
    const broken = rulesBroken(path, line);
    expect(broken.some((rule) => /noRestrictedImports|noNodejsModules/.test(rule))).toBe(true);
  });

  test.each([
    ['electron/shell/probe.ts', "import { app } from 'electron';\nexport const probe = app;"],
    ['electron/watch/probe.ts', "import { join } from 'node:path';\nexport const probe = join;"],
    ['renderer/probe.ts', "import { ok } from '../contract/result.ts';\nexport const probe = ok;"],
  ])('%s may say: %s', (path, line) => {
    expect(rulesBroken(path, line)).toEqual([]);
  });
});
