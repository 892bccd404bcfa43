import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits } from '../../contract/settings.ts';
import { createSupervisedClamd } from '../../electron/engine/supervised-clamd.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { starterSignatures } from '../support/real-clamd.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

test.skipIf(process.platform === 'win32').each([
  { what: 'crashes', command: 'kill -SEGV $$', allowed: 8 },
  { what: 'gives up by itself', command: 'exit 1', allowed: 4 },
])(
  'a clamd that $what again and again is left alone for a while, and started again by itself',
  async ({ command, allowed }) => {
    const directory = tempDir();
    const [starts, well, program] = ['starts', 'well', 'clamd'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    const script = `case "$1" in --version) echo "ClamAV 1.4.6"; exit;; esac
echo x >> "${starts}"; [ -e "${well}" ] && exec sleep 600; ${command}`;
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    const count = (): number => (existsSync(starts) ? readFileSync(starts, 'utf8').length / 2 : 0);
    const clock = createFakeClock();
    const supervised = createSupervisedClamd({
      program,
      dataDirectory: directory,
      starterSignatures,
      systemDatabases: [],
      temporaryRoot: directory,
      platform: process.platform,
      tuning: () => ({ concurrentScans: 1, limits: defaultLimits, lowMemory: false }),
      ownSignatures: async () => ({ fingerprint: '', files: [] }),
      clock,
      log: silent,
      onChanged: () => undefined,
    });
    onTestFinished(() => supervised.stop());
    /** The end of its `times`th life has been noticed. */
    const ended = (times: number, kind: 'starting' | 'failed') =>
      waitFor('its end', () => {
        const state = supervised.state();
        return count() === times && state.kind === kind && /ended/.test(state.detail) && state;
      });
    const backOffMs = (crashes: number): number => Math.min(1_000 * 2 ** (crashes - 1), 30_000);
    supervised.start();
    for (let times = 1; times < allowed; times += 1) {
      await ended(times, 'starting');
      await clock.advance(backOffMs(times));
    }
    expect(await ended(allowed, 'failed')).toMatchObject({ detail: expect.stringContaining('again in 5 minutes') });
    await clock.advance(299_000);
    expect(count()).toBe(allowed);
    await clock.advance(1_000);
    for (let times = allowed + 1; times < 2 * allowed; times += 1) {
      await ended(times, 'starting');
      await clock.advance(backOffMs(times - allowed));
    }
    expect(await ended(2 * allowed, 'failed')).toMatchObject({
      detail: expect.stringContaining('again in 10 minutes'),
    });
    writeFileSync(well, '');
    await clock.advance(600_000);
    await waitFor('it to run', () => supervised.state().kind === 'running');
  },
);
