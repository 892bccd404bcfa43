import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lazaretEventSchema, type VerdictEvent } from '../../contract/events.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { type Benchmark, cliProgram, ended, residentMiB } from './workbench.ts';

const limitMiB = 2047;
const sampleEveryMs = 50;

/** Memory of `lazaret scan` while it streams one file of just under 2 GiB, which must not grow with the file. */
export const memory: Benchmark = {
  name: 'memory',
  async run(root) {
    const limits = ['StreamMaxLength', 'MaxFileSize', 'MaxScanSize'].map((name) => `${name} ${limitMiB}M`);
    const engine = await startRealClamd({ config: limits });
    try {
      const [small, large] = [join(root, 'small'), join(root, 'large')];
      const data = join(root, 'data');
      mkdirSync(data);
      writeFileSync(join(data, 'settings.json'), JSON.stringify({ engine: { maxFileSizeMiB: limitMiB } }));
      sparseFile(small, 1);
      sparseFile(large, limitMiB * 1024 * 1024 - 1);
      for (const path of [small, large]) {
        const { verdict, startMiB, peakMiB } = await scanWatchingMemory(path, data, engine.unix);
        const what = path === small ? '1 byte' : `${limitMiB} MiB less one byte`;
        console.log(
          `RSS of lazaret scan on a file of ${what} (${verdict}): ${startMiB.toFixed(0)} MiB at its start, ${peakMiB.toFixed(0)} MiB at its peak`,
        );
      }
    } finally {
      await engine.stop();
    }
  },
};

function sparseFile(path: string, sizeBytes: number): void {
  const descriptor = openSync(path, 'w');
  ftruncateSync(descriptor, sizeBytes);
  closeSync(descriptor);
}

async function scanWatchingMemory(
  path: string,
  data: string,
  endpoint: Parameters<typeof formatEndpoint>[0],
): Promise<{ readonly verdict: string; readonly startMiB: number; readonly peakMiB: number }> {
  const lazaret = spawn(process.execPath, [cliProgram, 'scan', path, '--json', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LAZARET_CLAMD: formatEndpoint(endpoint) },
  });
  let verdict: VerdictEvent | null = null;
  createInterface({ input: lazaret.stdout }).on('line', (line) => {
    const event = lazaretEventSchema.parse(JSON.parse(line));
    if (event.type === 'verdict') verdict = event;
  });
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(residentMiB(lazaret.pid)), sampleEveryMs);
  try {
    await ended(lazaret);
  } finally {
    clearInterval(sampling);
  }
  const measured = samples.filter((sample) => sample > 0);
  const said = verdict as VerdictEvent | null;
  // After half a second the program is loaded and at work.
  const settled = measured[Math.min(measured.length - 1, 500 / sampleEveryMs)] ?? Number.NaN;
  return {
    verdict: said === null ? 'no verdict' : [said.verdict, said.reason].filter((part) => part !== null).join(': '),
    startMiB: settled,
    peakMiB: Math.max(...measured),
  };
}
