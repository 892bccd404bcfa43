import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A helper program of a test: what it printed, and its end. */
export interface Child {
  readonly pid: number;
  readonly lines: readonly string[];
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
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { pid: child.pid ?? 0, lines, stop: () => end(child, exited) };
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(hard);
}
