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

const fullScan = { trigger: 'startup', jobId: 'full scan', bulk: true } as const;

/** Scans a file that has rested for so long, has it asked for once more while that goes on, and counts the scans. */
async function scansWhen(
  asked: readonly { readonly trigger: Trigger; readonly jobId?: string; readonly bulk?: boolean }[],
  {
    during = (_file: string): void => undefined,
    restMs = 1_000,
    isCancelled = false,
    onAnswered = (): void => undefined,
  } = {},
): Promise<number> {
  const file = join(tempDir(), 'file');
  writeFileSync(file, 'content');
  const path = filePath(file);
  const settled: FileIdentity[] = [];
  const isSettled = (identity: FileIdentity): boolean => settled.some((known) => sameIdentity(known, identity));
  let scans = 0;
  const queue = createScanQueue({
    concurrency: 4,
    clock: { ...systemClock, now: () => new Date(Date.now() + restMs) },
    log: { error: expect.unreachable, warn: expect.unreachable },
    run: skipAnswered(
      async (_job, signal) => {
        scans += 1;
        const look = await lookAtPath(path);
        if (scans === 1) {
          during(file);
          for (const request of asked) queue.enqueue({ path, ...request });
          if (isCancelled) queue.cancel('named files');
        }
        if (signal.aborted) return 'retry';
        if (look.kind === 'file') settled.push(look.identity);
        onAnswered();
        return 'done';
      },
      {
        isSettled: (_, identity) => isSettled(identity),
        since: (_, identity) => (isSettled(identity) ? 'clean' : null),
        onAnswered,
      },
    ),
  });
  queue.enqueue({ path, trigger: 'on-demand', jobId: 'named files' });
  await queue.whenIdle(AbortSignal.timeout(5_000));
  await queue.stop();
  return scans;
}

it('does not scan a file twice because a hint came late', async () => {
  expect(await scansWhen([{ trigger: 'change' }, { trigger: 'sweep' }])).toBe(1);
});

it('scans a file again that was changed during its scan', async () => {
  expect(await scansWhen([{ trigger: 'change' }], { during: (file) => appendFileSync(file, ' and more') })).toBe(2);
});

it('scans again for everybody who asks for it, also beside a late hint', async () => {
  expect(await scansWhen([{ trigger: 'change' }, { trigger: 'on-demand' }])).toBe(2);
  expect(await scansWhen([{ trigger: 'change' }, { trigger: 'on-demand', jobId: 'job' }])).toBe(2);
  expect(await scansWhen([fullScan, { trigger: 'on-demand', jobId: 'job' }])).toBe(2);
});

it('does not scan a file twice because a full scan comes upon it meanwhile, and tells the full scan its verdict', async () => {
  const told: string[] = [];
  expect(await scansWhen([fullScan, { trigger: 'sweep' }], { onAnswered: () => told.push('answer') })).toBe(1);
  expect(told).toHaveLength(2);
});

it('scans a file for a full scan when the scan that it came upon was cancelled', async () => {
  const told: string[] = [];
  expect(await scansWhen([fullScan], { isCancelled: true, onAnswered: () => told.push('answer') })).toBe(2);
  expect(told).toHaveLength(1);
});

it('scans a file again that was changed just before its scan, for two changes may look like one', async () => {
  expect(await scansWhen([{ trigger: 'change' }], { restMs: 0 })).toBe(2);
});
