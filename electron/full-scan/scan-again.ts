import type { ScansAgain } from '../../contract/full-scan.ts';
import type { ScanAgainPace } from '../../contract/settings.ts';
import type { Clock } from '../base/clock.ts';
import { createListeners } from '../base/listeners.ts';
import type { Logger } from '../base/log.ts';
import { nextFact } from '../base/next-fact.ts';
import { unlessAborted } from '../base/unless-aborted.ts';
import { type FilePath, pathKey } from '../files/file-path.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Look } from '../watch/look-at-path.ts';

/**
 * Known-clean files, scanned again when the signatures have changed: newest first, and while nothing else is to be done, or,
 * where that never comes, for a moment every half a minute.
 */
export interface ScanAgain {
  /** Of the present pass; null while there is nothing to do. */
  state(): ScansAgain | null;
  /** A file has its answer. */
  answered(path: FilePath): void;
  /** The signatures, the settings, or what else keeps it waiting may have changed. */
  poke(): void;
  stop(): Promise<void>;
}

type IsSame = ReturnType<Standing['judgedByOthers']>['files'][number]['isSame'];

export interface ScanAgainParts {
  readonly look: (path: FilePath) => Promise<Look>;
  readonly ledger: Pick<Standing, 'judgedByOthers' | 'countJudgedByOthers'>;
  /** The version of the signatures in use; null while no engine is trusted, or where it names none. */
  readonly signatureVersion: () => string | null;
  readonly pace: () => ScanAgainPace;
  /** Whether files may be scanned again at all now. */
  readonly mayScan: () => boolean;
  /** Whether nothing more urgent is to be done, `own` files of this being under way. */
  readonly isCalm: (own: number) => boolean;
  /** Whether it is in a watched folder and not left out there. The size is in bytes. */
  readonly isWatched: (path: FilePath, size: number) => boolean;
  readonly enqueue: (file: { path: FilePath; size: number; jobId: string }) => void;
  readonly withdraw: (jobId: string) => void;
  readonly onChanged: () => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}

const jobId = 'new signatures';
/** Gentle: one file at a time, and after each a rest of so many times as long as it took. */
const restFactor = 4;
const restMs = { least: 20, most: 30_000 };
const atOnceWindow = 16;
/** Folders that were unreachable may be back: all is looked through again so often. */
const passEveryMs = 60 * 60 * 1000;
const calmLookMs = 500;
/** Where something else is always to be scanned: so long without a turn, and then a turn this long. */
const patienceMs = 30_000;
const turnMs = 1_000;

export function startScanAgain(parts: ScanAgainParts): ScanAgain {
  const { ledger, clock } = parts;
  const wake = createListeners<[]>();
  const stopped = new AbortController();
  const pending = new Set<string>();
  let wanted: string | null = null;
  let progress: ScansAgain | null = null;

  const version = (): string | null => (parts.pace() === 'off' ? null : parts.signatureVersion());
  const show = (next: ScansAgain | null): void => {
    progress = next;
    parts.onChanged();
  };
  /** Until something happens, or `ms` have passed. */
  const pause = async (ms: number): Promise<void> => {
    const callOff = clock.schedule(wake.tell, ms);
    await nextFact(wake, stopped.signal).finally(callOff);
  };
  const rest = async (ms: number): Promise<void> => {
    const endMs = clock.monotonicMs() + ms;
    while (version() === wanted && clock.monotonicMs() < endMs) await pause(endMs - clock.monotonicMs());
  };
  /** Waits until `isSo`; false when other signatures came meanwhile. */
  const until = async (isSo: () => boolean): Promise<boolean> => {
    while (version() === wanted && !isSo()) await pause(calmLookMs);
    return version() === wanted;
  };

  let turnEndsMs = clock.monotonicMs();
  /** Waits for calm, or for the turn that is due all the same. False when other signatures came meanwhile. */
  const untilTurn = (): Promise<boolean> => {
    const isTurn = (): boolean => {
      if (!parts.mayScan()) return false;
      const nowMs = clock.monotonicMs();
      const isCalm = parts.isCalm(pending.size);
      if (isCalm) turnEndsMs = nowMs;
      else if (nowMs >= turnEndsMs + patienceMs) turnEndsMs = nowMs + turnMs;
      return isCalm || nowMs < turnEndsMs;
    };
    return until(isTurn);
  };

  /** A version the ledger does not know is for the watcher. */
  const scanOne = async (path: FilePath, isSame: IsSame): Promise<void> => {
    const look = await unlessAborted(parts.look(path), stopped.signal);
    const size = look.kind === 'file' && isSame(look.identity) ? Number(look.identity.size) : null;
    if (size === null || !parts.isWatched(path, size)) return;
    const startedMs = clock.monotonicMs();
    pending.add(pathKey(path));
    parts.enqueue({ path, size, jobId });
    if (parts.pace() === 'at-once') {
      await until(() => pending.size < atOnceWindow);
      return;
    }
    await until(() => pending.size === 0);
    const tookMs = clock.monotonicMs() - startedMs;
    await rest(Math.min(restMs.most, Math.max(restMs.least, tookMs * restFactor)));
  };

  /** Goes through the ledger once, a page of rows at a time, newest first. */
  const pass = async (signatures: string): Promise<void> => {
    const total = ledger.countJudgedByOthers(signatures);
    if (total === 0) return;
    show({ files: 0, total });
    let files = 0;
    for (let page = ledger.judgedByOthers(signatures, null); ; page = ledger.judgedByOthers(signatures, page.next)) {
      for (const { path, isSame } of page.files) {
        if (!(await untilTurn())) return;
        await scanOne(path, isSame);
        files += 1;
        show({ files: Math.min(files, total), total });
      }
      if (page.next === null) break;
    }
    await until(() => pending.size === 0);
  };

  /** False when an error ended it: the next pass goes through all that is left. */
  const tryPass = async (signatures: string): Promise<boolean> => {
    try {
      await pass(signatures);
      return true;
    } catch (error) {
      stopped.signal.throwIfAborted();
      parts.log.error('scanning again with new signatures failed; it is tried again in an hour', error);
      return false;
    }
  };

  const go = async (): Promise<void> => {
    for (;;) {
      wanted = version();
      if (wanted !== null) {
        const isWhole = await tryPass(wanted);
        if (!isWhole || version() !== wanted) parts.withdraw(jobId);
        pending.clear();
        show(null);
      }
      await rest(passEveryMs);
    }
  };

  const over = go().catch((error: unknown) => {
    if (!stopped.signal.aborted) parts.log.error('scanning again with new signatures failed', error);
  });

  return {
    state: () => progress,
    answered(path) {
      if (pending.delete(pathKey(path))) wake.tell();
    },
    poke: wake.tell,
    async stop() {
      stopped.abort(new Error('Lazaret is stopping.'));
      await over;
    },
  };
}
