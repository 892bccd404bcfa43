import type { QueueState, ScanningFile } from '../../../contract/state.ts';

/** A file between its arrival and its verdict. */
export interface FileOnTheWay {
  /** Names it for sure, also where `path` cannot. */
  readonly key: string;
  readonly path: string;
  readonly state: 'scanning' | 'arriving' | 'downloading' | 'queued';
  readonly size: number | null;
  readonly progress: ScanningFile['progress'];
  /** How long it has been in this state. */
  readonly seconds: number;
}

export type Counts = Pick<QueueState, 'arriving' | 'queued' | 'waiting'> & { readonly scanning: number };

/** What is to be seen of the files on their way. */
export interface Sight {
  /** Null while nothing is on its way, or only what is done in a moment. */
  readonly counts: Counts | null;
  readonly files: readonly FileOnTheWay[];
  /** How many files there is room for. */
  readonly rows: number;
  readonly busySinceMs: number | null;
  /** Since when there has been more room than was needed. */
  readonly roomySinceMs: number | null;
}

export const nothingInSight: Sight = { counts: null, files: [], rows: 0, busySinceMs: null, roomySinceMs: null };

/** What is done sooner than this would only flicker. */
const lastingMs = 700;
/** Room that was needed a moment ago is most likely needed again. */
const calmMs = 3_000;

export const isAtRest = ({ arriving, queued, waiting, scanning }: QueueState): boolean =>
  arriving + queued + waiting + scanning.length === 0;

/**
 * What is to be seen now, told what was before. Files come into sight when they have been on their way for a while, and stay
 * until they have their verdict. The room they take grows at once and shrinks slowly, and not at all while it is `held`:
 * what is below would move under the eyes of somebody who reads it.
 */
export function look(
  queue: QueueState,
  { nowMs, limit, held }: { readonly nowMs: number; readonly limit: number; readonly held: boolean },
  before: Sight,
): Sight {
  const seen = new Set(before.files.map(({ key }) => key));
  const lasting = filesOf(queue).filter(({ key, sinceMs }) => seen.has(key) || nowMs - sinceMs >= lastingMs);
  const busySinceMs = isAtRest(queue) ? null : (before.busySinceMs ?? nowMs);
  const isBusy = lasting.length > 0 || (busySinceMs !== null && nowMs - busySinceMs >= lastingMs);
  const { arriving, queued, waiting, scanning } = queue;
  const room = roomFor(Math.min(lasting.length, limit), { nowMs, held }, before);
  return {
    counts: isBusy ? { arriving, queued, waiting, scanning: scanning.length } : null,
    files: lasting.slice(0, Math.min(room.rows, limit)).map(({ sinceMs, ...file }) => ({
      ...file,
      seconds: Math.max(0, Math.floor((nowMs - sinceMs) / 1_000)),
    })),
    busySinceMs,
    ...room,
  };
}

type Room = Pick<Sight, 'rows' | 'roomySinceMs'>;

function roomFor(
  needed: number,
  { nowMs, held }: { readonly nowMs: number; readonly held: boolean },
  { rows, roomySinceMs }: Room,
): Room {
  if (held) return { rows, roomySinceMs };
  if (needed >= rows) return { rows: needed, roomySinceMs: null };
  const sinceMs = roomySinceMs ?? nowMs;
  return nowMs - sinceMs < calmMs ? { rows, roomySinceMs: sinceMs } : { rows: needed, roomySinceMs: null };
}

type Found = Omit<FileOnTheWay, 'seconds'> & { readonly sinceMs: number };

/** The nearest to its verdict first, each file once. */
function filesOf({ scanning, arrivingFiles, queuedFiles }: QueueState): readonly Found[] {
  const found: readonly Found[] = [
    ...scanning.map((file) => toFound(file, 'scanning', file.progress)),
    ...arrivingFiles.map((file) => toFound(file, file.partial ? 'downloading' : 'arriving', null)),
    ...queuedFiles.map((file) => toFound(file, 'queued', null)),
  ];
  const known = new Set<string>();
  return found.filter(({ key }) => known.size < known.add(key).size);
}

const toFound = (
  { path, pathBase64, size, since }: Pick<ScanningFile, 'path' | 'pathBase64' | 'size' | 'since'>,
  state: FileOnTheWay['state'],
  progress: FileOnTheWay['progress'],
): Found => ({ key: pathBase64 ?? path, path, state, size, progress, sinceMs: Date.parse(since) });
