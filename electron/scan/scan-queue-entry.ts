import type { Trigger } from '../../contract/verdicts.ts';
import type { FilePath } from '../files/file-path.ts';

/** A wish to have a path scanned. */
export interface ScanRequest {
  readonly path: FilePath;
  readonly trigger: Trigger;
  /** One of very many that are asked for together: it goes with the swept files, whatever its trigger. */
  readonly bulk?: boolean;
  /** The on-demand scan that asks. */
  readonly jobId?: string | null;
  /** In bytes, where known; for show only. */
  readonly size?: number | null;
}

/**
 * What a try came to. `retry`: no final answer, so the file is tried again after a pause that grows. `held`: it could not
 * be tried at all, for something it needs is missing; that counts as no try. `lost`: the engine went away during its scan.
 */
export type ScanTryResult = 'done' | 'retry' | 'held' | 'lost';

/** One try at one path, as `run` gets it. */
export interface ScanTry {
  readonly path: FilePath;
  /** What asked for it first; `retry` from the second try on. */
  readonly trigger: Trigger;
  /** The on-demand scans that wait for it. */
  readonly jobIds: readonly string[];
  /** 1 for the first try. */
  readonly attempt: number;
  /** When the scan began during which only hints asked for it: the answer may be there already. Null for any other wish. */
  readonly echoOf: Date | null;
}

export interface ScanQueueState {
  readonly queued: number;
  /** Without an answer yet, and waiting for the next try. */
  readonly waiting: number;
  /** Those of them that could not even be tried, for something was missing. */
  readonly held: number;
  readonly scanning: readonly { readonly path: FilePath; readonly since: Date; readonly size: number | null }[];
}

/** A path in the queue, with all wishes for it in one. */
export interface Entry {
  readonly path: FilePath;
  trigger: Trigger;
  lane: number;
  size: number | null;
  jobIds: readonly string[];
  /** Whether anything but an on-demand scan wants it; then cancelling that scan does not drop it. */
  isWantedAnyway: boolean;
  attempt: number;
  /** How often the engine went away during its scan, and whether it may be the cause: then it is tried alone and last. */
  losses: number;
  isSuspect: boolean;
  place: 'new' | 'queued' | 'waiting' | 'scanning';
  /** Its valid place in a lane or among the waiting; older tickets still lying there are void. */
  ticket: { readonly entry: Entry } | null;
  /** What was asked for while it was being scanned. */
  again: Entry | null;
  /** It was such a wish itself: when the scan began during which it was uttered, if that scan came to an end. */
  repeatOf: Date | null;
  /** Nobody wants it but watching, which is content with an answer that is there already. */
  isHint: boolean;
}

/**
 * Most urgent first: what just landed, and a single file somebody waits for; scans of named folders; what a sweep or a
 * full scan found; what failed before; what is scanned again because of new signatures. After `patience` others went
 * first, a lane has a turn all the same, so that nobody waits for ever; scanning again has time, but not for ever either.
 */
export const lanes = [
  { triggers: ['arrival', 'change'], patience: 0 },
  { triggers: ['on-demand'], patience: 4 },
  { triggers: ['sweep', 'startup', 'scheduled'], patience: 16 },
  { triggers: ['retry'], patience: 16 },
  { triggers: ['signatures'], patience: 64 },
] as const satisfies readonly { readonly triggers: readonly Trigger[]; readonly patience: number }[];

const laneByTrigger = new Map<Trigger, number>(
  lanes.flatMap(({ triggers }, lane) => triggers.map((trigger) => [trigger, lane] as const)),
);
const sweptLane = 2;

/** Somebody waits for it, or it is new: then even what failed before is tried without waiting. */
export const isUrgent = ({ lane }: Entry): boolean => lane < sweptLane;

function laneOf({ trigger, jobId = null, bulk = false }: ScanRequest): number {
  if (bulk) return sweptLane;
  if (trigger === 'on-demand' && jobId === null) return 0;
  return laneByTrigger.get(trigger) ?? lanes.length - 1;
}

const hints: readonly Trigger[] = ['arrival', 'change', 'sweep'];

/** Shared by the very many that no job asks for. */
const none: readonly string[] = [];

export function entryOf(request: ScanRequest): Entry {
  const { path, trigger, jobId = null, size = null, bulk = false } = request;
  return {
    path,
    trigger,
    lane: laneOf(request),
    size,
    jobIds: jobId === null ? none : [jobId],
    isWantedAnyway: jobId === null,
    attempt: 1,
    losses: 0,
    isSuspect: false,
    place: 'new',
    ticket: null,
    again: null,
    repeatOf: null,
    isHint: jobId === null && !bulk && hints.includes(trigger),
  };
}

/** Adds what `from` wants to `entry`; the more urgent trigger names it. */
export function mergeInto(entry: Entry, from: Entry): void {
  if (from.lane < entry.lane) {
    entry.trigger = from.trigger;
    entry.lane = from.lane;
  }
  entry.losses = Math.max(entry.losses, from.losses);
  entry.isSuspect ||= from.isSuspect;
  entry.size = from.size ?? entry.size;
  if (from.jobIds.length > 0) entry.jobIds = [...new Set([...entry.jobIds, ...from.jobIds])];
  entry.isWantedAnyway ||= from.isWantedAnyway;
  entry.isHint &&= from.isHint;
}

/** When the scan began during which it was asked for, if only hints did. */
export const echoOf = ({ repeatOf, isHint, attempt }: Entry): Date | null =>
  isHint && attempt === 1 ? repeatOf : null;

/** Takes a job's wish back. True when nobody wants the path any more. */
export function withdrawJob(entry: Entry, jobId: string): boolean {
  if (!entry.jobIds.includes(jobId)) return false;
  entry.jobIds = entry.jobIds.filter((id) => id !== jobId);
  return entry.jobIds.length === 0 && !entry.isWantedAnyway;
}
