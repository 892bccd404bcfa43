import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Bridge } from '../../contract/bridge.ts';
import type { AppState } from '../../contract/state.ts';
import type { Connection, Store } from './store.ts';

interface Link {
  readonly bridge: Bridge;
  readonly store: Store;
}

const LinkContext = createContext<Link | null>(null);

/** Gives everything below it the bridge and the store. */
export function LinkProvider({ bridge, store, children }: Link & { readonly children: ReactNode }) {
  return <LinkContext value={{ bridge, store }}>{children}</LinkContext>;
}

function useLink(): Link {
  const link = useContext(LinkContext);
  if (link === null) throw new Error('LinkProvider is missing above this component');
  return link;
}

export const useBridge = (): Bridge => useLink().bridge;
export const useStore = (): Store => useLink().store;

const connected = { kind: 'connected' } as const;

/** Whether the window has main's state yet. Without that state: who shows all of it would be drawn with every push. */
export function useConnection(): Exclude<Connection, { readonly kind: 'connected' }> | typeof connected {
  const { store } = useLink();
  return useSyncExternalStore(store.subscribe, () => {
    const connection = store.get();
    return connection.kind === 'connected' ? connected : connection;
  });
}

/**
 * A part of the app's state; the component renders again only when that part changes, so `select` must return a
 * slice or a primitive, not something new each time. Only below a connected store.
 */
export function useAppState<T>(select: (state: AppState) => T): T {
  const { store } = useLink();
  return useSyncExternalStore(store.subscribe, () => {
    const connection = store.get();
    if (connection.kind !== 'connected') throw new Error('useAppState needs a connected store');
    return select(connection.snapshot.state);
  });
}
