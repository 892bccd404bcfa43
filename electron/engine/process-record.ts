import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { errorName } from '../files/fs-error.ts';

const recordSchema = z.object({
  pid: z.int().positive(),
  /** Of that very process: a pid alone is given again to others. */
  started: z.string().min(1),
  /** The private directory it ran in, when that is outside the data directory. */
  directory: z.string().nullable(),
});
export type ProcessRecord = z.infer<typeof recordSchema>;

/**
 * When a process was started, in words that are equal only for the same process; null when there is none with this id
 * or the platform does not tell. Linux: boot id and field 22 of /proc/PID/stat (man proc_pid_stat); macOS: ps.
 */
export function startOf(pid: number, platform: NodeJS.Platform): string | null {
  try {
    if (platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The name, field 2, may hold blanks and parentheses: fields are counted from behind it, the state being field 3.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = fields[19];
      if (ticks === undefined || fields[0] === 'Z') return null;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${ticks}`;
    }
    if (platform === 'darwin') {
      const started = execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 5_000 });
      return started.toString('latin1').trim() || null;
    }
    return null;
  } catch {
    // No such process.
    return null;
  }
}

export const writeProcessRecord = (path: string, record: ProcessRecord): void =>
  writeFileSync(path, JSON.stringify(record), { mode: 0o600 });

/** The record left by an earlier run; null when there is none or it cannot be read. */
function readProcessRecord(path: string): ProcessRecord | null {
  try {
    return recordSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch {
    // Missing, or cut off by a crash: then there is nothing that could be proven to be ours.
    return null;
  }
}

export const removeProcessRecord = (path: string): void => rmSync(path, { force: true });

/** Sends a signal; false when the process is gone. Throws when it may not be signalled. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (errorName(error) === 'ESRCH') return false;
    throw error;
  }
}

const endDeadlineMs = 5_000;

/**
 * Ends the process that an earlier run of ours recorded here and left behind after a crash, with TERM and then KILL, if
 * it is proven to be that very process. Returns the record; null when there was none.
 */
export async function endRecorded(recordPath: string, platform: NodeJS.Platform): Promise<ProcessRecord | null> {
  const record = readProcessRecord(recordPath);
  if (record === null) return null;
  const isOurs = (): boolean => startOf(record.pid, platform) === record.started;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (isOurs()) signalProcess(record.pid, signal);
    for (let waitedMs = 0; isOurs() && waitedMs < endDeadlineMs; waitedMs += 50) await delay(50);
  }
  removeProcessRecord(recordPath);
  return record;
}
