import type { Settings } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import type { PrunableRow, Pruner } from './prune.ts';

export interface HistoryKeeper {
  /** Looks soon whether something is too old or too much; the limits may have changed. */
  check(): void;
  stop(): void;
}

/** The start is busy enough. */
const firstCheckMs = 60_000;
const checkEveryMs = 6 * 60 * 60 * 1000;
/** Between two steps, so that pruning never takes more than a small part of the main thread. */
const pauseMs = 20;
const dayMs = 24 * 60 * 60 * 1000;
const bytesPerMiB = 1024 * 1024;

/**
 * Keeps the history within the limits of the settings, in small steps. What the ledger remembers of a file that is there
 * stays however old it is, and so does what waits for the user.
 * @param parts.isGone whether nothing is at a path any more; false where that cannot be told (an unmounted share)
 */
export function keepHistory(parts: {
  readonly pruner: Pruner;
  readonly limits: () => Settings['history'];
  readonly isGone: (path: FilePath) => Promise<boolean>;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly log: Pick<Logger, 'error' | 'info'>;
}): HistoryKeeper {
  const { pruner, clock, log } = parts;
  let stopped = false;
  let removed = 0;
  let callOff = (): void => undefined;

  const later = (step: () => void | Promise<void>, delayMs: number): void => {
    callOff();
    if (stopped) return;
    callOff = clock.schedule(() => {
      Promise.resolve()
        .then(step)
        .catch((error: unknown) => {
          // A full or failing disk: the history is as it was, and the next check tries again.
          log.error('the history could not be pruned', errorText(error));
          later(begin, checkEveryMs);
        });
    }, delayMs);
  };

  const begin = (): Promise<void> => {
    removed = 0;
    return pruneAfter(0);
  };

  const pruneAfter = async (id: number): Promise<void> => {
    const isDue = dueBy(parts.limits(), pruner.usedBytes(), clock.now());
    const rows = pruner.window(id);
    const due = rows.filter(isDue);
    const last = rows.at(-1);
    if (last === undefined || due.length === 0) return giveBack();
    const doomed = await spareMemory(due);
    if (stopped) return;
    pruner.remove(doomed);
    removed += doomed.length;
    later(() => pruneAfter(last.id), pauseMs);
  };

  /** What is remembered of a file goes only when the file is gone. */
  const spareMemory = async (due: readonly PrunableRow[]): Promise<readonly PrunableRow[]> => {
    const closed = due.filter(({ isOpen }) => !isOpen);
    const gone = await Promise.all(closed.map(async ({ isMemory, path }) => !isMemory || (await parts.isGone(path))));
    return closed.filter((_, index) => gone[index] === true);
  };

  const giveBack = (): void => {
    const hasMore = pruner.giveBack();
    if (!hasMore && removed > 0) log.info('old history was pruned', { rows: removed });
    if (hasMore) later(giveBack, pauseMs);
    else later(begin, checkEveryMs);
  };

  later(begin, firstCheckMs);
  return {
    check: () => later(begin, 0),
    stop() {
      stopped = true;
      callOff();
    },
  };
}

/** Whether a row is over a limit: older than the history is to be, or, while all of it is too large, any row. */
function dueBy(
  { keepDays, maxMiB }: Settings['history'],
  usedBytes: number,
  now: Date,
): (row: Pick<PrunableRow, 'at'>) => boolean {
  if (maxMiB !== null && usedBytes > maxMiB * bytesPerMiB) return () => true;
  if (keepDays === null) return () => false;
  const oldest = new Date(now.getTime() - keepDays * dayMs).toISOString();
  return ({ at }) => at < oldest;
}
