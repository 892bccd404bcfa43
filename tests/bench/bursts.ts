import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';
import { describeLateness, startMeasured } from './running-lazaret.ts';
import { type Benchmark, cliProgram, timed } from './workbench.ts';

interface Burst {
  readonly what: string;
  readonly files: number;
  readonly folders: number;
  /** How long the main thread stands still while the files come. */
  readonly blockMs: number;
}

const bursts: readonly Burst[] = [
  { what: '10,000 files in one folder', files: 10_000, folders: 1, blockMs: 0 },
  { what: '10,000 files in 500 new nested folders', files: 10_000, folders: 500, blockMs: 0 },
  { what: '50,000 files in one folder', files: 50_000, folders: 1, blockMs: 0 },
  { what: '20,000 files while the main thread stands still for 5 s', files: 20_000, folders: 1, blockMs: 5_000 },
];

/** Many files at once: whether any is left unscanned after the sweep that follows, and what it costs the main thread. */
export const burst: Benchmark = {
  name: 'bursts',
  async run(root) {
    const engine = await startRealClamd();
    try {
      for (const [index, one] of bursts.entries()) {
        await measureBurst(join(root, `${index}`), formatEndpoint(engine.unix), one);
      }
    } finally {
      await engine.stop();
    }
  },
};

async function measureBurst(root: string, endpoint: string, { what, files, folders, blockMs }: Burst): Promise<void> {
  const watched = join(root, 'watched');
  const data = join(root, 'data');
  mkdirSync(join(watched, 'in'), { recursive: true });
  await timed(process.execPath, [cliProgram, 'add', watched, '--data-dir', data]);
  const lazaret = await startMeasured({ data, endpoint });
  try {
    await delay(1_000);
    await lazaret.report();
    const eventsBefore = lazaret.events.length;
    const startedAt = performance.now();
    if (blockMs > 0) lazaret.block(blockMs);
    for (let index = 0; index < files; index += 1) {
      const folder =
        folders === 1 ? join(watched, 'in') : join(watched, 'in', `${(index % folders) % 20}/${index % folders}/deep`);
      if (index < folders) mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${index}`), `file ${index}`);
    }
    const swept = () => lazaret.events.slice(eventsBefore).some(({ type }) => type === 'sweep');
    await waitFor('the sweep that follows', swept, { deadlineMs: 300_000 });
    await lazaret.quiet(5_000);
    const seconds = (performance.now() - startedAt) / 1000 - 5;
    const scans = [...lazaret.verdicts.values()].reduce((sum, count) => sum + count, 0);
    const report = await lazaret.report();
    console.log(
      `${what}: ${files - lazaret.verdicts.size} unscanned, ${(scans / files).toFixed(3)} scans a file, ` +
        `${describeLateness(report)}, ${report.peakRssMiB.toFixed(0)} MiB at its peak and ${report.rssMiB.toFixed(0)} MiB ` +
        `after it, ${seconds.toFixed(0)} s (load of the machine ${loadavg()[0]?.toFixed(1)})`,
    );
  } finally {
    await lazaret.stop();
  }
}
