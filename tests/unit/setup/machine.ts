import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Context, createContext } from '../../../build/setup/context.mjs';
import { tempDir } from '../../support/temp-dir.ts';

export interface Machine {
  readonly context: Context;
  readonly root: string;
  /** What the person at the terminal was told. */
  readonly said: readonly string[];
  /** Puts a shell script on PATH. */
  program(name: string, script: string): void;
  /** The lines programs appended to `$CALLS`. */
  calls(): readonly string[];
  passTime(ms: number): void;
}

/** A checkout and a PATH of their own, so that set-up meets only what a test put there. */
export function createMachine(
  options: { platform?: NodeJS.Platform; arch?: string; uid?: number | null } = {},
): Machine {
  const root = tempDir('lazaret-setup-');
  const programs = join(root, 'programs');
  const calls = join(root, 'calls');
  const said: string[] = [];
  let now = Date.UTC(2026, 0, 1);
  writeFileSync(calls, '');
  mkdirSync(programs);
  const context = createContext({
    root,
    env: { PATH: programs, CALLS: calls },
    platform: options.platform ?? 'linux',
    arch: options.arch ?? 'x64',
    uid: options.uid === undefined ? 0 : options.uid,
    say: (line) => said.push(line),
    now: () => now,
  });
  return {
    context,
    root,
    said,
    program(name, script) {
      writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(programs, name), 0o755);
    },
    calls: () => readFileSync(calls, 'utf8').split('\n').filter(Boolean),
    passTime(ms) {
      now += ms;
    },
  };
}

/** Writes a file below a directory, with the directories it needs. */
export function put(root: string, path: string, content = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
