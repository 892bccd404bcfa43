/**
 * `npm run bench`: all measurements, or those named: `npm run bench -- latency memory`. Each is one file in this folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { burst } from './bursts.ts';
import { flood } from './flood.ts';
import { fullScanAgain } from './full-scan-again.ts';
import { largeTree } from './large-tree.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { soak } from './soak.ts';
import { throughput } from './throughput.ts';
import { vault } from './vault.ts';
import { windowAfterClick } from './window.ts';
import type { Benchmark } from './workbench.ts';

const benchmarks: readonly Benchmark[] = [
  latency,
  throughput,
  memory,
  burst,
  largeTree,
  fullScanAgain,
  vault,
  windowAfterClick,
  flood,
  soak,
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const benchmark of benchmarks) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    const root = mkdtempSync(join(tmpdir(), 'lazaret-bench-'));
    try {
      console.log(`\n${benchmark.name}`);
      await benchmark.run(root);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
}
