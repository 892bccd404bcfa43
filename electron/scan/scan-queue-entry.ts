import type { Trigger } from '../../contract/verdicts.ts';
import type { FilePath } from '../files/file-path.ts';
import { type FileTimes, notSeen, type Sighting } from '../files/file-times.ts';
import type { ReadingProgress } from './reading-progress.ts';

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
  readonly sighting?: Sighting;
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
  /**
   * When the scan began during which it was asked for, if nobody asked but who is content with an answer that is there
   * already; null otherwise.
   */
  readonly echoOf: Date | null;
  readonly times: FileTimes;
  /** To be told how far it is, where that is known. */
  readonly onProgress: (progress: ReadingProgress) => void;
}

/** A file that is being scanned. */
export interface ScanningFile {
  readonly path: FilePath;
  readonly since: Date;
  /** As it was when it was asked for, or as it is read; null while it is not known. */
  readonly size: number | null;
  /** Null where nothing was told: it is small, or its scan has only just begun. */
  readonly bytesRead: number | null;
}

/** A file whose turn has not come yet. */
export interface QueuedFile {
  readonly path: FilePath;
  readonly since: Date;
  readonly size: number | null;
}

export interface ScanQueueState {
  readonly queued: number;
  /** Without an answer yet, and waiting for the next try. */
  readonly waiting: number;
  /** Those of them that could not even be tried, for something was missing. */
  readonly held: number;
  readonly scanning: readonly ScanningFile[];
}

/** A path in the queue, with all wishes for it in one. */
export interface Entry {
  readonly path: FilePath;
  trigger: Trigger;
  lane: number;
  size: number | null;
  sighting: Sighting;
  /** When it was last put into a lane; null before that. */
  queuedAt: Date | null;
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
  /** Nobody wants it but watching and full scans, which are content with an answer that is there already. */
  takesAnswer: boolean;
}

/**
 * Most urgent first: what just landed, and a single file somebody waits for; scans of named folders; what a sweep or a
 * full scan found; what failed before; what is scanned again because of new signatures. After `patience` others went
 * first, a lane has a turn all the same, so that nobody waits for ever; scanning again has time, but not for ever either.
 */
export const lanes = [
  { triggers: ['arrival', 'change'], patience: 0 },
  { triggers: ['on-demand', 'reputation'], patience: 4 },
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
  const { path, trigger, jobId = null, size = null, bulk = false, sighting = notSeen } = request;
  return {
    path,
    trigger,
    lane: laneOf(request),
    size,
    sighting,
    queuedAt: null,
    jobIds: jobId === null ? none : [jobId],
    isWantedAnyway: jobId === null,
    attempt: 1,
    losses: 0,
    isSuspect: false,
    place: 'new',
    ticket: null,
    again: null,
    repeatOf: null,
    takesAnswer: bulk || (jobId === null && hints.includes(trigger)),
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
  entry.sighting = mergeSightings(entry, from);
  if (from.jobIds.length > 0) entry.jobIds = [...new Set([...entry.jobIds, ...from.jobIds])];
  entry.isWantedAnyway ||= from.isWantedAnyway;
  entry.takesAnswer &&= from.takesAnswer;
}

/** What waits for another try and was written anew has a new story; else the earlier one holds. */
function mergeSightings({ place, sighting }: Entry, from: Entry): Sighting {
  if (place === 'waiting' && from.sighting.settledAt !== null) return from.sighting;
  return {
    seenAt: sighting.seenAt ?? from.sighting.seenAt,
    settledAt: sighting.settledAt ?? from.sighting.settledAt,
  };
}

/** When the scan began during which it was asked for, where its answer may do. */
export const echoOf = ({ repeatOf, takesAnswer, attempt }: Entry): Date | null =>
  takesAnswer && attempt === 1 ? repeatOf : null;

/** Takes a job's wish back. True when nobody wants the path any more. */
export function withdrawJob(entry: Entry, jobId: string): boolean {
  if (!entry.jobIds.includes(jobId)) return false;
  entry.jobIds = entry.jobIds.filter((id) => id !== jobId);
  return entry.jobIds.length === 0 && !entry.isWantedAnyway;
}
