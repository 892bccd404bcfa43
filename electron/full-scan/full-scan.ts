import type { FullScanProgress, FullScanResult, FullScansState, FullScanTrigger } from '../../contract/full-scan.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Verdict } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import type { FilePath } from '../files/file-path.ts';
import { errorText } from '../files/fs-error.ts';
import type { FullScanMemory, SavedScan } from './full-scan-memory.ts';
import { type FullScanRun, type FullScanRunParts, startFullScanRun } from './full-scan-run.ts';
import type { MemoryFile } from './memory-file.ts';

/** What a full scan tells while it goes on, and at its end. */
export type FullScanNews =
  | { readonly kind: 'progress'; readonly progress: FullScanProgress }
  | { readonly kind: 'ended'; readonly result: FullScanResult };

/**
 * The full scans of the watched folders: one at a time, and one that was cut off goes on after the next start. So does one
 * that an error ended; until then it waits to be gone on with, for what has failed may well fail again at once.
 */
export interface FullScans {
  /**
   * Begins one of a folder, or of all (null), in the place of one that failed. While one is under way the wish joins it
   * (`joined`): a folder that is not among its own is added.
   */
  begin(folderId: string | null, trigger: FullScanTrigger): Result<{ readonly joined: boolean }>;
  pause(): Result<null>;
  /** Goes on with the one that is paused, or failed. */
  resume(): Result<null>;
  /** What is being scanned at this moment is left, too; verdicts so far stand. One that failed is not gone on with. */
  cancel(): Result<null>;
  /** Goes on with the scan that the last process was in. True when there is one. */
  takeUp(): boolean;
  /** A file has its verdict; null when nothing was there any more. */
  answered(path: FilePath, verdict: Verdict | null): void;
  /** Whether it may go on could have changed. */
  poke(): void;
  state(): Pick<FullScansState, 'full' | 'last'>;
  onNews(listener: (news: FullScanNews) => void): () => void;
  /** Leaves the scan to the next start. */
  stop(): Promise<void>;
}

/** How often progress is told and written down. */
const tickMs = 1_000;

export function createFullScans(
  parts: Omit<FullScanRunParts, 'monotonicMs' | 'schedule'> & {
    readonly store: MemoryFile<FullScanMemory>;
    /** Takes back what only this scan has asked for. */
    readonly withdraw: (jobId: string) => void;
    readonly randomId: () => string;
    readonly clock: Clock;
    readonly log: Pick<Logger, 'error' | 'info'>;
  },
): FullScans {
  const { store, clock, log } = parts;
  const news = createListeners<[FullScanNews]>();
  const remembered = store.read() ?? { current: null, last: null };
  let { last } = remembered;
  let interrupted: SavedScan | null = remembered.current;
  let current: { readonly run: FullScanRun; readonly abort: AbortController; readonly over: Promise<void> } | null =
    null;
  let callOffTick = (): void => undefined;

  const save = (): void => store.write({ current: current?.run.saved() ?? interrupted, last });
  const tell = (): void => {
    if (current !== null) news.tell({ kind: 'progress', progress: current.run.progress() });
  };
  const tick = (): void => {
    callOffTick = clock.schedule(() => {
      current?.run.tick();
      save();
      tell();
      tick();
    }, tickMs);
  };

  const end = (result: Omit<FullScanResult, 'endedAt'>): void => {
    last = { ...result, endedAt: clock.now().toISOString() };
    save();
    news.tell({ kind: 'ended', result: last });
  };
  const conclude = (run: FullScanRun, how: Partial<Pick<FullScanResult, 'cancelled' | 'failure'>>): void => {
    callOffTick();
    const { id, trigger, folderIds, startedAt, files, bytes, known, counts } = run.progress();
    current = null;
    end({
      ...{ id, trigger, folderIds, startedAt, files, bytes, known, counts },
      cancelled: false,
      failure: null,
      ...how,
    });
  };

  const launch = (scan: SavedScan): void => {
    interrupted = null;
    const abort = new AbortController();
    const run = startFullScanRun(
      { ...parts, monotonicMs: clock.monotonicMs, schedule: clock.schedule },
      scan,
      abort.signal,
    );
    const over = run.end.then(
      () => conclude(run, {}),
      (error: unknown) => {
        // Called off or left to the next start; whoever did that has seen to the rest.
        if (abort.signal.aborted) return;
        log.error('a full scan failed', error);
        abort.abort();
        parts.withdraw(scan.id);
        interrupted = run.saved();
        conclude(run, { failure: errorText(error) });
      },
    );
    current = { run, abort, over };
    save();
    tell();
    tick();
  };

  const noScan = (): Result<never> => fail('not-found', 'No full scan is under way. Nothing was changed.');
  const setPaused = (paused: boolean): Result<null> => {
    if (current === null) return noScan();
    current.run.setPaused(paused);
    save();
    tell();
    return ok(null);
  };

  return {
    begin(folderId, trigger) {
      const folders = parts.folders();
      if (folders.length === 0) {
        return fail('not-found', 'No folder is watched yet, so there is nothing to scan. Add one first.');
      }
      if (folderId !== null && !folders.some(({ id }) => id === folderId)) {
        return fail('not-found', `No watched folder has the id ${folderId}. Nothing was scanned.`);
      }
      if (current !== null) {
        for (const { id } of folders) if (folderId === null || folderId === id) current.run.addFolder(id);
        save();
        tell();
        return ok({ joined: true });
      }
      launch({
        id: parts.randomId(),
        trigger,
        folderIds: folderId === null ? null : [folderId],
        startedAt: clock.now().toISOString(),
        paused: false,
        taken: { files: 0, bytes: 0, infected: 0, suspicious: 0 },
      });
      return ok({ joined: false });
    },
    pause: () => setPaused(true),
    resume() {
      if (current !== null || interrupted === null) return setPaused(false);
      launch({ ...interrupted, paused: false });
      return ok(null);
    },
    cancel() {
      if (current === null) {
        if (interrupted === null || last?.id !== interrupted.id) return noScan();
        interrupted = null;
        end({ ...last, cancelled: true, failure: null });
        return ok(null);
      }
      const { run, abort } = current;
      abort.abort(new Error('The full scan was cancelled.'));
      parts.withdraw(run.saved().id);
      conclude(run, { cancelled: true });
      return ok(null);
    },
    takeUp() {
      if (interrupted === null || current !== null) return false;
      log.info('going on with a full scan', { startedAt: interrupted.startedAt });
      launch(interrupted);
      return true;
    },
    answered(path, verdict) {
      if (current === null) return;
      current.run.answered(path, verdict);
      // A finding is not met again after a crash, since it is locked away: it is counted now or never.
      if (verdict === 'infected' || verdict === 'suspicious') save();
    },
    poke: () => current?.run.poke(),
    state: () => ({ full: current?.run.progress() ?? null, last }),
    onNews: news.add,
    async stop() {
      if (current === null) return;
      const { run, abort, over } = current;
      interrupted = run.saved();
      callOffTick();
      abort.abort(new Error('Lazaret is stopping.'));
      current = null;
      save();
      await over;
    },
  };
}
