import type { Bridge } from '../../contract/bridge.ts';
import type { Failure } from '../../contract/result.ts';
import type { Snapshot, StatePush } from '../../contract/state.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import { withDeadline } from '../bridge.ts';
import { applyPush } from './merge.ts';

/** What the window knows: nothing yet, a mirror of main's state, or why there is none. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly snapshot: Snapshot }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Store {
  /** The present connection; the same object until something changes. */
  get(): Connection;
  subscribe(listener: () => void): () => void;
  /** Verdicts as they are pushed, oldest first; none of the snapshot's. Returns the stop. */
  onRecords(listener: (records: readonly ScanRecord[]) => void): () => void;
  /** Subscribes, then asks for the snapshot. Returns the stop. Calling it again starts over. */
  connect(): () => void;
}

const snapshotDeadlineMs = 15_000;

/** A mirror of main's state. It owns nothing: it shows what was pushed and asks through `bridge`. */
export function createStore(bridge: Bridge, lateMessage: string): Store {
  let connection: Connection = { kind: 'connecting' };
  let disconnect: () => void = () => undefined;
  const listeners = new Set<() => void>();
  const recordListeners = new Set<(records: readonly ScanRecord[]) => void>();

  const change = (next: Connection): void => {
    if (next === connection) return;
    connection = next;
    for (const listener of listeners) listener();
  };

  const take = (push: StatePush): void => {
    if (connection.kind !== 'connected') return;
    const snapshot = applyPush(connection.snapshot, push);
    if (snapshot === connection.snapshot) return;
    change({ kind: 'connected', snapshot });
    if (push.records.length > 0) for (const listener of recordListeners) listener(push.records);
  };

  const connect = (): (() => void) => {
    disconnect();
    let stopped = false;
    const early: StatePush[] = [];
    change({ kind: 'connecting' });
    const unsubscribe = bridge.subscribe((push) => {
      if (connection.kind === 'connected') take(push);
      else early.push(push);
    });
    const stop = (): void => {
      stopped = true;
      unsubscribe();
    };
    disconnect = stop;
    void withDeadline(bridge.request('state.get', {}), snapshotDeadlineMs, lateMessage).then((result) => {
      if (stopped) return;
      if (!result.ok) {
        stop();
        change({ kind: 'failed', failure: result.error });
        return;
      }
      change({ kind: 'connected', snapshot: result.value });
      for (const push of early) take(push);
    });
    return stop;
  };

  return {
    get: () => connection,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRecords: (listener) => {
      recordListeners.add(listener);
      return () => recordListeners.delete(listener);
    },
    connect,
  };
}
