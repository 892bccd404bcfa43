import { useCallback, useEffect, useState } from 'react';
import type { ProtectionLogEntry } from '../../../contract/protection-log.ts';
import { useAppState, useBridge } from '../../state/context.tsx';

interface Loaded {
  readonly entries: readonly ProtectionLogEntry[];
  /** Where the page after begins; null when all is there. */
  readonly next: number | null;
  readonly phase: 'loading' | 'ready' | 'failed';
}

const pageLength = 50;

/** The protection log, newest first, a page at a time; what is noted meanwhile comes on top. */
export function useProtectionLog(): {
  readonly entries: readonly ProtectionLogEntry[];
  readonly phase: Loaded['phase'];
  /** Loads the page after; null when there is none. */
  readonly more: (() => void) | null;
  readonly reload: () => void;
} {
  const bridge = useBridge();
  const newest = useAppState((state) => state.newestLogEntry);
  const [loaded, setLoaded] = useState<Loaded>({ entries: [], next: null, phase: 'loading' });
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry, or another try, asks again.
  useEffect(() => {
    let left = false;
    void bridge.request('protection.log', { limit: pageLength }).then((result) => {
      if (left) return;
      setLoaded((before) => {
        if (!result.ok) return { ...before, phase: 'failed' };
        const { entries, next } = result.value;
        const oldest = entries.at(-1)?.id ?? 0;
        // Where so much came in between that the two do not touch, it begins anew.
        const isJoined = before.entries.some(({ id }) => id >= oldest);
        const older = isJoined ? before.entries.filter(({ id }) => id < oldest) : [];
        return { entries: [...entries, ...older], next: older.length > 0 ? before.next : next, phase: 'ready' };
      });
    });
    return () => {
      left = true;
    };
  }, [bridge, newest, tries]);

  const { entries, next, phase } = loaded;
  const more = useCallback(() => {
    if (next === null) return;
    setLoaded((before) => ({ ...before, phase: 'loading' }));
    void bridge.request('protection.log', { before: next, limit: pageLength }).then((result) =>
      setLoaded((before) => {
        if (!result.ok) return { ...before, phase: 'failed' };
        const oldest = before.entries.at(-1)?.id ?? Number.POSITIVE_INFINITY;
        const older = result.value.entries.filter(({ id }) => id < oldest);
        return { entries: [...before.entries, ...older], next: result.value.next, phase: 'ready' };
      }),
    );
  }, [bridge, next]);
  const reload = useCallback(() => {
    setLoaded({ entries: [], next: null, phase: 'loading' });
    setTries((count) => count + 1);
  }, []);
  return { entries, phase, more: next === null ? null : more, reload };
}
