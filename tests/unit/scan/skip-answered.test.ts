import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Trigger } from '../../../contract/verdicts.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import { type FileIdentity, sameIdentity } from '../../../electron/files/file-identity.ts';
import { filePath } from '../../../electron/files/file-path.ts';
import { createScanQueue } from '../../../electron/scan/scan-queue.ts';
import { skipAnswered } from '../../../electron/scan/skip-answered.ts';
import { lookAtPath } from '../../../electron/watch/look-at-path.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** Scans a file that has rested for so long, has it asked for once more while that goes on, and counts the scans. */
async function scansWhen(
  asked: readonly { readonly trigger: Trigger; readonly jobId?: string; readonly bulk?: boolean }[],
  during: (file: string) => void = () => undefined,
  restMs = 1_000,
): Promise<number> {
  const file = join(tempDir(), 'file');
  writeFileSync(file, 'content');
  const path = filePath(file);
  const settled: FileIdentity[] = [];
  let scans = 0;
  const queue = createScanQueue({
    concurrency: 4,
    clock: { ...systemClock, now: () => new Date(Date.now() + restMs) },
    log: { error: expect.unreachable, warn: expect.unreachable },
    run: skipAnswered(
      async () => {
        scans += 1;
        const look = await lookAtPath(path);
        if (look.kind === 'file') settled.push(look.identity);
        if (scans === 1) {
          during(file);
          for (const request of asked) queue.enqueue({ path, ...request });
        }
        return 'done';
      },
      (_, identity) => settled.some((known) => sameIdentity(known, identity)),
    ),
  });
  queue.enqueue({ path, trigger: 'arrival' });
  await queue.whenIdle(AbortSignal.timeout(5_000));
  await queue.stop();
  return scans;
}

it('does not scan a file twice because a hint came late', async () => {
  expect(await scansWhen([{ trigger: 'change' }, { trigger: 'sweep' }])).toBe(1);
});

it('scans a file again that was changed during its scan', async () => {
  expect(await scansWhen([{ trigger: 'change' }], (file) => appendFileSync(file, ' and more'))).toBe(2);
});

it('scans again for everybody who asks for it, also beside a late hint', async () => {
  expect(await scansWhen([{ trigger: 'change' }, { trigger: 'on-demand' }])).toBe(2);
  expect(await scansWhen([{ trigger: 'change' }, { trigger: 'on-demand', jobId: 'job' }])).toBe(2);
  expect(await scansWhen([{ trigger: 'startup', bulk: true }])).toBe(2);
});

it('scans a file again that was changed just before its scan, for two changes may look like one', async () => {
  expect(await scansWhen([{ trigger: 'change' }], () => undefined, 0)).toBe(2);
});
