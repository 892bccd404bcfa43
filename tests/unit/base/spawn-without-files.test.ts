import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { spawnWithoutFiles } from '../../../electron/base/spawn-without-files.ts';

const module = join(import.meta.dirname, '../../../electron/base/spawn-without-files.ts');

describe('a program that is started without our files', () => {
  it.runIf(process.platform === 'linux')('has its standard streams, and the null device beyond them', async () => {
    const script = 'readlink /proc/$$/fd/*; cat >&2; exit 3';
    const child = spawnWithoutFiles('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end('through all three');
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    const held = out.trim().split('\n');
    expect(held.filter((file) => file !== '/dev/null')).toHaveLength(3);
    expect(held.length).toBeGreaterThan(3);
    expect(errors).toBe('through all three');
    expect(code).toBe(3);
  });

  it('and is not there says so', async () => {
    const child = spawnWithoutFiles('/no/such/program', [], { stdio: ['ignore', 'pipe', 'pipe'] });
    expect((await once(child, 'error'))[0]).toMatchObject({ code: 'ENOENT' });
  });

  it.runIf(process.platform !== 'win32').each([48, 128, 1024])('is started where %i files may be open', (limit) => {
    const code = `import { spawnWithoutFiles } from ${JSON.stringify(module)};
      const child = spawnWithoutFiles('/bin/echo', ['runs'], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.pipe(process.stdout);`;
    const command = `ulimit -n ${limit}; exec "$0" --input-type=module-typescript -e "$1"`;
    const run = spawnSync('/bin/sh', ['-c', command, process.execPath, code], { encoding: 'utf8' });
    expect(run).toMatchObject({ stdout: 'runs\n', status: 0 });
  });
});
