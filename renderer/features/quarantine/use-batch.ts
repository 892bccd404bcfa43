import { useCallback, useRef, useState } from 'react';
import type { QuarantineItem } from '../../../contract/quarantine.ts';
import type { Failure, Result } from '../../../contract/result.ts';

/** What became of one item; `note` is what there is to say beyond that, such as where a file went. */
export type Outcome =
  | { readonly kind: 'done'; readonly note: string | null }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

export interface Batch {
  readonly phase: 'idle' | 'running' | 'over';
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Does `act` for one item after the other. Resolves to true when every one was done. */
  run(act: (item: QuarantineItem) => Promise<Result<{ readonly note: string | null } | null>>): Promise<boolean>;
  /** Lets the item at work finish and leaves the rest as they are. */
  stop(): void;
}

/** Does one thing with several items and keeps a result for each. `null` from `act` means the user cancelled it. */
export function useBatch(items: readonly QuarantineItem[]): Batch {
  const [phase, setPhase] = useState<Batch['phase']>('idle');
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const stopping = useRef(false);
  const run: Batch['run'] = async (act) => {
    stopping.current = false;
    setPhase('running');
    const results = new Map<string, Outcome>();
    for (const item of items) {
      if (stopping.current) break;
      const result = await act(item);
      results.set(item.id, toOutcome(result));
      setOutcomes(new Map(results));
    }
    setPhase('over');
    return results.size === items.length && [...results.values()].every(({ kind }) => kind === 'done');
  };
  return {
    phase,
    outcomes,
    run,
    stop: useCallback(() => {
      stopping.current = true;
    }, []),
  };
}

function toOutcome(result: Result<{ readonly note: string | null } | null>): Outcome {
  if (!result.ok) return { kind: 'failed', failure: result.error };
  return result.value === null ? { kind: 'cancelled' } : { kind: 'done', note: result.value.note };
}
