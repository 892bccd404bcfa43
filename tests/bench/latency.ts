import { spawn } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { lazaretEventSchema } from '../../contract/events.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Benchmark, cliProgram, ended, makeFiles, quantile, timed } from './workbench.ts';

/** From a file's arrival in a watched folder to its verdict. */
export const latency: Benchmark = {
  name: 'latency',
  async run(root) {
    const engine = await startRealClamd();
    try {
      const latencies = await measureLatency(root, formatEndpoint(engine.unix), 200, 50);
      const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
      console.log(
        `Drop by rename to verdict, 200 files of 20 kB, one every 50 ms: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
      );
    } finally {
      await engine.stop();
    }
  },
};

/** Renames files into a watched folder, one every `everyMs`, and waits for each verdict line. */
async function measureLatency(
  root: string,
  endpoint: string,
  count: number,
  everyMs: number,
): Promise<readonly number[]> {
  const watched = join(root, 'watched');
  const staging = makeFiles(join(root, 'staging'), count, 20_000);
  const data = join(root, 'data');
  mkdirSync(watched);
  await timed(process.execPath, [cliProgram, 'add', watched, '--data-dir', data]);
  const lazaret = spawn(process.execPath, [cliProgram, 'start', '--json', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LAZARET_CLAMD: endpoint },
  });
  const dropped = new Map<string, number>();
  const latencies: number[] = [];
  let ready = false;
  createInterface({ input: lazaret.stdout }).on('line', (line) => {
    const event = lazaretEventSchema.parse(JSON.parse(line));
    if (event.type === 'ready') ready = true;
    if (event.type !== 'verdict') return;
    const at = dropped.get(event.path);
    if (at === undefined || event.verdict !== 'clean') throw new Error(`unexpected: ${line}`);
    latencies.push(performance.now() - at);
  });
  try {
    await waitFor('ready', () => ready, { deadlineMs: 30_000 });
    for (let index = 0; index < count; index += 1) {
      const target = join(watched, `file-${index}`);
      dropped.set(target, performance.now());
      renameSync(join(staging, `file-${index}`), target);
      await delay(everyMs);
    }
    await waitFor('all verdicts', () => latencies.length === count, { deadlineMs: 60_000 });
  } finally {
    lazaret.kill('SIGTERM');
    await ended(lazaret);
  }
  return latencies;
}
