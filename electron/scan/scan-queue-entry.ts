import type { Trigger } from '../../contract/verdicts.ts';
import type { FilePath } from '../files/file-path.ts';

/** A wish to have a path scanned. */
export interface ScanRequest {
  readonly path: FilePath;
  readonly trigger: Trigger;
  /** The on-demand scan that asks. */
  readonly jobId?: string | null;
  /** In bytes, where known; for show only. */
  readonly size?: number | null;
}

/**
 * What a try came to. `retry`: no final answer, so the file is tried again after a pause that grows. `held`: it could not
 * be tried at all, for something it needs is missing; that counts as no try.
 */
export type ScanTryResult = 'done' | 'retry' | 'held';

/** One try at one path, as `run` gets it. */
export interface ScanTry {
  readonly path: FilePath;
  /** What asked for it first; `retry` from the second try on. */
  readonly trigger: Trigger;
  /** The on-demand scans that wait for it. */
  readonly jobIds: readonly string[];
  /** 1 for the first try. */
  readonly attempt: number;
}

export interface ScanQueueState {
  readonly queued: number;
  /** Failed and waiting for the next try. */
  readonly waiting: number;
  readonly scanning: readonly { readonly path: FilePath; readonly since: Date; readonly size: number | null }[];
}

/** A path in the queue, with all wishes for it in one. */
export interface Entry {
  readonly path: FilePath;
  trigger: Trigger;
  size: number | null;
  readonly jobIds: Set<string>;
  /** Whether anything but an on-demand scan wants it; then cancelling that scan does not drop it. */
  isWantedAnyway: boolean;
  attempt: number;
  /** It waits for something that was missing, not because a try at it failed. */
  isHeld: boolean;
  place: 'new' | 'queued' | 'waiting' | 'scanning';
  /** Its valid place in a lane or among the waiting; older tickets still lying there are void. */
  ticket: { readonly entry: Entry } | null;
  /** What was asked for while it was being scanned. */
  again: Entry | null;
}

/** Most urgent first. */
const lanes: readonly (readonly Trigger[])[] = [
  ['arrival', 'change'],
  ['on-demand'],
  ['sweep', 'startup'],
  ['retry'],
  ['signatures'],
];
const laneByTrigger = new Map(lanes.flatMap((triggers, lane) => triggers.map((trigger) => [trigger, lane] as const)));

export const laneCount = lanes.length;
export const laneOf = (trigger: Trigger): number => laneByTrigger.get(trigger) ?? laneCount - 1;

export const entryOf = ({ path, trigger, jobId = null, size = null }: ScanRequest): Entry => ({
  path,
  trigger,
  size,
  jobIds: new Set(jobId === null ? [] : [jobId]),
  isWantedAnyway: jobId === null,
  attempt: 1,
  isHeld: false,
  place: 'new',
  ticket: null,
  again: null,
});

/** Adds what `from` wants to `entry`; the more urgent trigger names it. */
export function mergeInto(entry: Entry, from: Entry): void {
  if (laneOf(from.trigger) < laneOf(entry.trigger)) entry.trigger = from.trigger;
  entry.size = from.size ?? entry.size;
  for (const jobId of from.jobIds) entry.jobIds.add(jobId);
  entry.isWantedAnyway ||= from.isWantedAnyway;
}

/** Takes a job's wish back. True when nobody wants the path any more. */
export const withdrawJob = (entry: Entry, jobId: string): boolean =>
  entry.jobIds.delete(jobId) && entry.jobIds.size === 0 && !entry.isWantedAnyway;
