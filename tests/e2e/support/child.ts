import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A helper program of a test: what it printed, and its end. */
export interface Child {
  readonly pid: number;
  readonly lines: readonly string[];
  /** Its exit code, once it has ended and all it printed was read; null when a signal ended it. */
  readonly exitCode: Promise<number | null>;
  /** Asks it to end, then makes it; resolves when it is gone. */
  stop(): Promise<void>;
}

const graceMs = 3000;

/** Starts a program whose lines of output are kept. Rejects when it cannot be started. */
export async function startChild(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Child> {
  const child = spawn(program, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { pid: child.pid ?? 0, lines, exitCode, stop: () => end(child, exitCode) };
}

async function end(child: ChildProcess, exitCode: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.kill('SIGTERM');
  await exitCode;
  clearTimeout(hard);
}
