import type { Buffer } from 'node:buffer';
import type { ClamdStats } from '../../contract/endpoints.ts';
import { ask } from './clamd-commands.ts';
import type { Endpoint } from './endpoint.ts';
import { zCommand } from './frames.ts';

/** A busy clamd lists every scan with its file's name; beyond this it is not worth reading. Bytes. */
const longestStatsBytes = 256 * 1024;

/**
 * How the answer to STATS begins (clamd 0.103 to 1.5: `stats_print` in clamd's thrmgr.c), up to the end of the first
 * pool's counts. The list of running scans follows, whose file names may hold anything; so nothing after this is read
 * but the end.
 */
const beginning =
  /^POOLS: \d{1,4}\n\nSTATE: VALID PRIMARY\nTHREADS: live (?<live>\d{1,6}) {2}idle (?<idle>\d{1,6}) max (?<max>\d{1,6}) idle-timeout \d{1,9}\nQUEUE: (?<queued>\d{1,9}) items(?: min_wait: [\d.]{1,20} max_wait: [\d.]{1,20} avg_wait: [\d.]{1,20})?\n/;

/** How it ends. What the system's own allocator uses is `N/A` on most systems; the pools hold the signatures. */
const ending =
  /\n\nMEMSTATS: heap \S{1,20} mmap \S{1,20} used \S{1,20} free \S{1,20} releasable \S{1,20} pools \d{1,9} pools_used (?<used>\d{1,9}\.\d{3})M pools_total \d{1,9}\.\d{3}M\nEND\0$/;

const bytesPerM = 1024 * 1024;

/** Reads the whole answer to `zSTATS`; null unless it is one, in clamd's exact form. */
export function parseStats(bytes: Buffer): ClamdStats | null {
  if (bytes.length > longestStatsBytes) return null;
  const text = bytes.toString('latin1');
  const { live, idle, max, queued } = beginning.exec(text)?.groups ?? {};
  const { used } = ending.exec(text)?.groups ?? {};
  if (live === undefined || idle === undefined || max === undefined || queued === undefined) return null;
  if (!text.endsWith('\nEND\0')) return null;
  return {
    threads: { live: Number(live), idle: Number(idle), max: Number(max) },
    queued: Number(queued),
    signatureBytes: used === undefined ? null : Math.round(Number(used) * bytesPerM),
  };
}

/**
 * STATS, within `deadlineMs`. Null when clamd does not tell: it may be told not to (`EnableStatsCommand no`, from 1.5
 * on), and that is no fault. Never throws.
 */
export async function stats(endpoint: Endpoint, deadlineMs: number, signal: AbortSignal): Promise<ClamdStats | null> {
  const answer = await ask(endpoint, [zCommand('STATS')], deadlineMs, signal, longestStatsBytes);
  return answer.ok ? parseStats(answer.value) : null;
}
