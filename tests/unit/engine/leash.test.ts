import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive } from '../../support/processes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const leash = resolve(import.meta.dirname, '../../../electron/engine/leash.ts');

/** Lets a process start a program that makes `file`, do one thing more, and be killed. Returns the program's process id. */
function startAndDie(file: string, lastWish: string): number {
  const script = `
    import { spawnHeld } from ${JSON.stringify(leash)};
    const { child, letGo } = spawnHeld('/bin/sh', ['-c', 'cat; : > "$0"; exec sleep 30', ${JSON.stringify(file)}],
      { cwd: '/', platform: process.platform });
    console.log(child.pid);
    ${lastWish}
    process.kill(process.pid, 'SIGKILL');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  return Number(stdout);
}

it.skipIf(process.platform === 'win32')(
  'a program begins only when it is let go, and never when its starter is killed before',
  async () => {
    const early = join(tempDir(), 'early');
    const held = startAndDie(early, '');
    expect(held).toBeGreaterThan(0);
    await waitFor('what was held to end', () => !isAlive(held));
    expect(existsSync(early)).toBe(false);

    const late = join(tempDir(), 'late');
    const begun = startAndDie(late, 'letGo(); await new Promise((done) => setTimeout(done, 300));');
    await waitFor('what was let go to begin', () => existsSync(late));
    process.kill(begun, 'SIGKILL');
  },
);
