import { useCallback, useRef, useState } from 'react';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import type { Failure, Result } from '../../../contract/result.ts';

/** What became of one item; `note` is what there is to say beyond that, such as where a file went. */
export type Outcome =
  | { readonly kind: 'done'; readonly note: string | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Batch {
  readonly phase: 'idle' | 'running' | 'over';
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Every item was done. */
  readonly allDone: boolean;
  /** Does `act` for one item after the other. Resolves to true when every one was done. */
  run(act: (item: QuarantineItem) => Promise<Result<{ readonly note: string | null } | null>>): Promise<boolean>;
  /** Lets the item at work finish and leaves the rest as they are. */
  stop(): void;
}

/** How often results are shown while more come in: each time, all rows of the list are drawn anew. */
const showEveryMs = 150;

/**
 * Does one thing with several items and keeps a result for each. `null` from `act` means that the user thought better of
 * it: nothing more is done, and without any result the batch is idle again.
 */
export function useBatch(items: readonly QuarantineItem[]): Batch {
  const [phase, setPhase] = useState<Batch['phase']>('idle');
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const stopping = useRef(false);
  const areDone = (results: ReadonlyMap<string, Outcome>): boolean =>
    results.size === items.length && [...results.values()].every(({ kind }) => kind === 'done');
  const run: Batch['run'] = async (act) => {
    stopping.current = false;
    setPhase('running');
    const results = new Map<string, Outcome>();
    setOutcomes(new Map());
    let shownAt = performance.now();
    for (const item of items) {
      if (stopping.current) break;
      const result = await act(item);
      if (result.ok && result.value === null) break;
      results.set(item.id, toOutcome(result));
      if (performance.now() - shownAt < showEveryMs) continue;
      setOutcomes(new Map(results));
      // Time to draw, and for whoever wants to stop it.
      await new Promise((resolve) => setTimeout(resolve));
      shownAt = performance.now();
    }
    setOutcomes(results);
    setPhase(results.size === 0 ? 'idle' : 'over');
    return areDone(results);
  };
  return {
    phase,
    outcomes,
    allDone: areDone(outcomes),
    run,
    stop: useCallback(() => {
      stopping.current = true;
    }, []),
  };
}

function toOutcome(result: Result<{ readonly note: string | null } | null>): Outcome {
  return result.ok ? { kind: 'done', note: result.value?.note ?? null } : { kind: 'failed', failure: result.error };
}
