/**
 * `npm run bench`: drop-to-verdict latency, and folder-scan throughput beside clamdscan on the same clamd and files.
 * Figures are printed, never asserted: machines differ, so only the ratios of one run mean something.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { lazaretEventSchema } from '../../contract/events.ts';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd } from '../support/real-clamd.ts';
import { waitFor } from '../support/wait-for.ts';

const cli = join(import.meta.dirname, '../../dist/main/cli.js');
const root = mkdtempSync(join(tmpdir(), 'lazaret-bench-'));
const rounds = 3;

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('close', resolve));

/** Wall time of a command in milliseconds; throws when it ends with a code that is not among `accepted`. */
async function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return performance.now() - start;
}

const median = (values: readonly number[]): number => quantile(values, 0.5);
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

function makeFiles(name: string, count: number, sizeBytes: number): string {
  const directory = join(root, name);
  mkdirSync(directory);
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(directory, `file-${index}`), randomBytes(sizeBytes));
  return directory;
}

/** Renames files into a watched folder, one every `everyMs`, and waits for each verdict line. */
async function measureLatency(endpoint: string, count: number, everyMs: number): Promise<readonly number[]> {
  const watched = join(root, 'watched');
  const staging = makeFiles('staging', count, 20_000);
  const data = join(root, 'latency-data');
  mkdirSync(watched);
  await timed(process.execPath, [cli, 'add', watched, '--data-dir', data]);
  const lazaret = spawn(process.execPath, [cli, 'start', '--json', '--data-dir', data], {
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

interface Contest {
  readonly lazaret: number;
  readonly fdpass: number;
  readonly stream: number;
}

/** The three scanners take turns, so that what else the machine does falls on all of them alike. */
async function measureThroughput(clamd: { endpoint: string; configFile: string }, directory: string): Promise<Contest> {
  const times: { lazaret: number[]; fdpass: number[]; stream: number[] } = { lazaret: [], fdpass: [], stream: [] };
  for (let round = 0; round < rounds; round += 1) {
    const data = join(root, `scan-data-${round}`);
    const clamdscan = ['--quiet', `--config-file=${clamd.configFile}`, '--multiscan'];
    times.lazaret.push(
      await timed(process.execPath, [cli, 'scan', directory, '--json', '--data-dir', data], {
        LAZARET_CLAMD: clamd.endpoint,
      }),
    );
    times.fdpass.push(await timed('clamdscan', [...clamdscan, '--fdpass', directory]));
    times.stream.push(await timed('clamdscan', [...clamdscan, '--stream', directory]));
    rmSync(data, { recursive: true });
  }
  return { lazaret: median(times.lazaret), fdpass: median(times.fdpass), stream: median(times.stream) };
}

function printContest(what: string, bytes: number, { lazaret, fdpass, stream }: Contest): void {
  const rate = (ms: number): string => `${(bytes / 1024 / 1024 / (ms / 1000)).toFixed(1)} MiB/s`;
  console.log(`${what}`);
  console.log(`  lazaret scan                    ${lazaret.toFixed(0).padStart(7)} ms  ${rate(lazaret)}`);
  console.log(`  clamdscan --multiscan --fdpass  ${fdpass.toFixed(0).padStart(7)} ms  ${rate(fdpass)}`);
  console.log(`  clamdscan --multiscan --stream  ${stream.toFixed(0).padStart(7)} ms  ${rate(stream)}`);
  console.log(
    `  ratio to --fdpass ${(lazaret / fdpass).toFixed(2)}, to --stream ${(lazaret / stream).toFixed(2)} (below 1: Lazaret is faster)`,
  );
}

try {
  const engine = await startRealClamd();
  const clamd = { endpoint: formatEndpoint(engine.unix), configFile: join(engine.directory, 'clamd.conf') };
  try {
    const latencies = await measureLatency(clamd.endpoint, 200, 50);
    const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    console.log(
      `Drop by rename to verdict, 200 files of 20 kB, one every 50 ms: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    );
    const small = makeFiles('small', 2000, 20_000);
    printContest('2,000 files of 20 kB', 2000 * 20_000, await measureThroughput(clamd, small));
    const large = makeFiles('large', 4, 50_000_000);
    printContest('4 files of 50 MB', 4 * 50_000_000, await measureThroughput(clamd, large));
  } finally {
    await engine.stop();
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
