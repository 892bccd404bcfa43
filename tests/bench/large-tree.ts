import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';
import { askForFullScan, nextEnd } from './full-scan-again.ts';
import { describeLateness, type MeasuredLazaret, startMeasured } from './running-lazaret.ts';
import { type Benchmark, cliProgram, timed } from './workbench.ts';

const files = Number(process.env.LAZARET_BENCH_FILES ?? 100_000);
const filesPerFolder = 100;
const idleMs = 20_000;
/** What a start leaves behind is cleared up in this time: code is compiled, memory given back. */
const settlingMs = 5_000;

/** A tree of 100,000 small files: what watching it costs, and how soon a start is done with it. */
export const largeTree: Benchmark = {
  name: 'large-tree',
  async run(root) {
    const watched = join(root, 'watched');
    const data = join(root, 'data');
    for (let index = 0; index < files; index += 1) {
      const folder = join(watched, `${Math.floor(index / filesPerFolder / 40)}/${Math.floor(index / filesPerFolder)}`);
      if (index % filesPerFolder === 0) mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${index}`), `file ${index}`);
    }
    const engine = await startRealClamd();
    const endpoint = formatEndpoint(engine.unix);
    try {
      await timed(process.execPath, [cliProgram, 'add', watched, '--data-dir', data]);
      const first = await startMeasured({ data, endpoint });
      const startedAt = performance.now();
      await swept(first);
      await first.quiet(5_000);
      console.log(
        `first start: all ${first.verdicts.size} scanned in ${((performance.now() - startedAt) / 1000 - 5).toFixed(0)} s`,
      );
      await first.stop();
      await measureWarm('Node', { data, endpoint });
      const runtime = join(import.meta.dirname, '../../.tools/electron-fallback/electron');
      if (existsSync(runtime)) await measureWarm('Electron as Node', { data, endpoint, runtime });
      await measureFullScan({ data, endpoint, args: ['scan'] });
      const clamdscan = ['--quiet', `--config-file=${join(engine.directory, 'clamd.conf')}`, '--multiscan', '--fdpass'];
      const clamdscanMs = await timed('clamdscan', [...clamdscan, watched]);
      console.log(`clamdscan --multiscan --fdpass: ${(clamdscanMs / 1000).toFixed(1)} s`);
    } finally {
      await engine.stop();
    }
  },
};

const swept = (lazaret: MeasuredLazaret) =>
  waitFor('a sweep', () => lazaret.events.some(({ type }) => type === 'sweep'), { deadlineMs: 600_000, everyMs: 10 });

async function measureWarm(what: string, options: Parameters<typeof startMeasured>[0]): Promise<void> {
  const before = performance.now();
  const lazaret = await startMeasured(options);
  try {
    await swept(lazaret);
    const sweptMs = performance.now() - before;
    const starting = await lazaret.report();
    await delay(settlingMs);
    await lazaret.report();
    lazaret.rest();
    await delay(idleMs);
    const { rssMiB, cpuMs } = await lazaret.report();
    console.log(
      `${what}, known ledger: ready after ${(lazaret.readyMs / 1000).toFixed(1)} s, compared after ${(sweptMs / 1000).toFixed(1)} s ` +
        `(${describeLateness(starting)}, ${lazaret.verdicts.size} scanned again); idle: ${rssMiB.toFixed(0)} MiB, ` +
        `${((cpuMs / idleMs) * 100).toFixed(2)} % of a core`,
    );
  } finally {
    await lazaret.stop();
  }
}

async function measureFullScan(options: Parameters<typeof startMeasured>[0]): Promise<void> {
  const lazaret = await startMeasured(options);
  try {
    const atStartMs = await nextEnd(lazaret, 0);
    await askForFullScan(options.data);
    const byItselfMs = await nextEnd(lazaret, 1);
    console.log(
      `full scan with nothing changed: ${(atStartMs / 1000).toFixed(1)} s while starting, ${(byItselfMs / 1000).toFixed(1)} s ` +
        `by itself, ${lazaret.verdicts.size} scanned again`,
    );
  } finally {
    await lazaret.stop();
  }
}
