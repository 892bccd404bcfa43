import { isDeepStrictEqual } from 'node:util';
import { type AppState, recentLimit, type Snapshot, type StatePush } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { createListeners } from '../base/listeners.ts';

type Slices = Omit<AppState, 'recent'>;

/** Holds what everyone may see and tells it on in numbered, coalesced pushes. */
export interface StatePublisher {
  snapshot(): Snapshot;
  /** Tells on those of them that differ from what is known; a subscriber draws anew what it is told. */
  set(slices: Partial<Slices>): void;
  /** Adds a verdict to the newest ones, or replaces the earlier copy of the same id. */
  addRecord(record: ScanRecord): void;
  onPush(listener: (push: StatePush) => void): () => void;
  stop(): void;
}

/** At most ten pushes a second, however many changes come in. */
const pushEveryMs = 100;

/**
 * @param schedule runs a callback once after so many milliseconds and returns its cancellation (injected for tests)
 */
export function createStatePublisher(
  initial: AppState,
  schedule: (callback: () => void, delayMs: number) => () => void,
): StatePublisher {
  const pushed = createListeners<[StatePush]>();
  let state = initial;
  let revision = 0;
  let pendingSlices: Partial<Slices> = {};
  let pendingRecords = new Map<number, ScanRecord>();
  let cancel: (() => void) | null = null;

  const flush = (): void => {
    cancel = null;
    revision += 1;
    // All of them, or a list that is being read would have a gap: an engine gives no more than some hundreds in that time.
    const push: StatePush = { revision, slices: pendingSlices, records: [...pendingRecords.values()] };
    pendingSlices = {};
    pendingRecords = new Map();
    pushed.tell(push);
  };
  const flushSoon = (): void => {
    cancel ??= schedule(flush, pushEveryMs);
  };

  return {
    /** Includes changes not pushed yet, under the revision of the last push: the next one only repeats them. */
    snapshot: () => ({ revision, state }),
    set(slices) {
      const changed = changedSlices(state, slices);
      if (changed === null) return;
      state = { ...state, ...changed };
      pendingSlices = { ...pendingSlices, ...changed };
      flushSoon();
    },
    addRecord(record) {
      state = { ...state, recent: withRecord(state.recent, record) };
      pendingRecords.delete(record.id);
      pendingRecords.set(record.id, record);
      flushSoon();
    },
    onPush: pushed.add,
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

/** Those that are not as they were; null when all are. */
function changedSlices(state: AppState, slices: Partial<Slices>): Partial<Slices> | null {
  const names = Object.keys(slices) as (keyof Slices)[];
  const changed = names.filter((name) => !isDeepStrictEqual(state[name], slices[name]));
  return changed.length === 0 ? null : Object.fromEntries(changed.map((name) => [name, slices[name]]));
}

/** Newest first; nearly always the record is the newest. */
function withRecord(recent: readonly ScanRecord[], record: ScanRecord): ScanRecord[] {
  const newest = recent[0];
  if (newest === undefined || record.id > newest.id) return [record, ...recent.slice(0, recentLimit - 1)];
  const others = recent.filter(({ id }) => id !== record.id);
  return [record, ...others].sort((a, b) => b.id - a.id).slice(0, recentLimit);
}
