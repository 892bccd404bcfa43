import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One measurement. Figures are printed, never asserted: machines differ, so only the ratios of one run mean something. */
export interface Benchmark {
  /** As in `npm run bench -- NAME`. */
  readonly name: string;
  /** Measures and prints. `root` is a directory of its own, removed afterwards. */
  run(root: string): Promise<void>;
}

export const cliProgram = join(import.meta.dirname, '../../dist/main/cli.js');

export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', resolve));

/** Wall time of a command in milliseconds; throws when it does not end with 0. What it prints goes nowhere. */
export async function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return performance.now() - start;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** A new directory with `count` files of random bytes. */
export function makeFiles(directory: string, count: number, sizeBytes: number): string {
  mkdirSync(directory);
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(directory, `file-${index}`), randomBytes(sizeBytes));
  return directory;
}

/** Resident memory of a process; 0 once it is gone. */
export function residentMiB(pid: number | undefined): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    // It ended between two looks.
    return 0;
  }
}
