import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { databaseHeader } from '../support/fake-mirror.ts';
import { cliProgram, lazaret } from '../support/lazaret-cli.ts';
import { commandLinesWith, isAlive } from '../support/processes.ts';
import { whyNoRealClamd } from '../support/real-clamd.ts';
import { stayOffline } from '../support/stay-offline.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const why = whyNoRealClamd();
const isLeashed = (pid: number): boolean => commandLinesWith(`lazaret-leash ${pid}`).length === 1;

test.skipIf(why !== null || process.platform === 'win32')(
  `a clamd that checks signatures ends with a Lazaret that is killed, and what it was to load is removed (${why ?? 'clamd found'})`,
  async () => {
    const root = tempDir();
    const [data, programs] = [join(root, 'data'), join(root, 'programs')];
    mkdirSync(data);
    mkdirSync(programs);
    stayOffline(data);
    const started = join(root, 'started');
    // As one does that loads a large database, it answers nothing yet.
    const script = `case "$1" in --version) echo "ClamAV 1.4.6"; exit;; esac\necho $$ >> "${started}"; exec sleep 600`;
    writeFileSync(join(programs, 'clamd'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, 'clamd'), 0o755);
    const file = join(root, 'daily.cvd');
    writeFileSync(file, Buffer.concat([databaseHeader(27_828, 1, new Date()), Buffer.alloc(4_096)]));

    const command = [cliProgram, '--data-dir', data, 'import', file];
    const environment = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };
    const running = spawn(process.execPath, command, { env: environment, stdio: 'ignore' });
    const clamds = () => (existsSync(started) ? readFileSync(started, 'utf8').trim().split('\n').map(Number) : []);
    onTestFinished(() => {
      running.kill('SIGKILL');
      for (const pid of clamds().filter(isAlive)) process.kill(pid, 'SIGKILL');
    });
    // The one that is to protect, and the one that loads what was brought.
    await waitFor('both clamds, each on its leash', () => clamds().filter(isLeashed).length === 2);
    const trials = () => readdirSync(join(data, 'engine')).filter((name) => name.startsWith('trial-'));
    expect(trials()).toHaveLength(1);
    running.kill('SIGKILL');
    await waitFor('both to be gone', () => !clamds().some(isAlive));

    expect(await lazaret(data, ['import', file])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/daily.cvd/),
    });
    expect(trials()).toEqual([]);
  },
);
