import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lazaretEventSchema } from '../../contract/events.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Benchmark, cliProgram, ended, makeFiles, median, timed } from './workbench.ts';

const rounds = 3;

/** How long a folder takes, beside clamdscan on the same clamd and the same files. */
export const throughput: Benchmark = {
  name: 'throughput',
  async run(root) {
    const engine = await startRealClamd();
    const clamd = { endpoint: formatEndpoint(engine.unix), configFile: join(engine.directory, 'clamd.conf') };
    try {
      for (const { count, sizeBytes, what } of [
        { count: 5_000, sizeBytes: 20_000, what: '5,000 files of 20 kB' },
        { count: 8, sizeBytes: 100_000_000, what: '8 files of 100 MB' },
      ]) {
        const files = makeFiles(join(root, `${count}`), count, sizeBytes);
        printContest(what, count * sizeBytes, await contest(root, clamd, files));
        rmSync(files, { recursive: true });
      }
    } finally {
      await engine.stop();
    }
  },
};

interface Contest {
  /** `lazaret scan` from its start to its end, with nothing running. */
  readonly cold: number;
  /** The same, asked of a Lazaret that runs. */
  readonly running: number;
  readonly fdpass: number;
  readonly stream: number;
}

/** The scanners take turns, so that what else the machine does falls on all of them alike. */
async function contest(
  root: string,
  clamd: { readonly endpoint: string; readonly configFile: string },
  directory: string,
): Promise<Contest> {
  const times = { cold: [] as number[], running: [] as number[], fdpass: [] as number[], stream: [] as number[] };
  const env = { LAZARET_CLAMD: clamd.endpoint };
  const clamdscan = ['--quiet', `--config-file=${clamd.configFile}`, '--multiscan'];
  for (let round = 0; round < rounds; round += 1) {
    const data = join(root, 'data');
    const scan = [cliProgram, 'scan', directory, '--json', '--data-dir', data];
    times.cold.push(await timed(process.execPath, scan, env));
    times.fdpass.push(await timed('clamdscan', [...clamdscan, '--fdpass', directory]));
    rmSync(data, { recursive: true });
    await whileRunning(root, data, env, async () => {
      times.running.push(await timed(process.execPath, scan, env));
    });
    times.stream.push(await timed('clamdscan', [...clamdscan, '--stream', directory]));
    rmSync(data, { recursive: true });
  }
  return {
    cold: median(times.cold),
    running: median(times.running),
    fdpass: median(times.fdpass),
    stream: median(times.stream),
  };
}

/** With a Lazaret that watches an empty folder, and is ready. */
async function whileRunning(
  root: string,
  data: string,
  env: NodeJS.ProcessEnv,
  action: () => Promise<void>,
): Promise<void> {
  const watched = join(root, 'watched');
  mkdirSync(watched, { recursive: true });
  await timed(process.execPath, [cliProgram, 'add', watched, '--data-dir', data]);
  const lazaret = spawn(process.execPath, [cliProgram, 'start', '--json', '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let ready = false;
  createInterface({ input: lazaret.stdout }).on('line', (line) => {
    if (lazaretEventSchema.parse(JSON.parse(line)).type === 'ready') ready = true;
  });
  try {
    await waitFor('ready', () => ready, { deadlineMs: 30_000 });
    await action();
  } finally {
    lazaret.kill('SIGTERM');
    await ended(lazaret);
  }
}

function printContest(what: string, bytes: number, times: Contest): void {
  const line = (who: string, ms: number): void => {
    const rate = `${(bytes / 1024 / 1024 / (ms / 1000)).toFixed(1)} MiB/s`;
    const ratios = `${(ms / times.fdpass).toFixed(2)} × --fdpass, ${(ms / times.stream).toFixed(2)} × --stream`;
    console.log(`  ${who.padEnd(32)}${ms.toFixed(0).padStart(7)} ms  ${rate.padStart(12)}  ${ratios}`);
  };
  console.log(`${what} (median of ${rounds}; below 1 ×: Lazaret is faster)`);
  line('lazaret scan', times.cold);
  line('lazaret scan, Lazaret running', times.running);
  line('clamdscan --multiscan --fdpass', times.fdpass);
  line('clamdscan --multiscan --stream', times.stream);
}
