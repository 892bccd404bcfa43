import { useCallback, useEffect, useState } from 'react';
import type { ActivityColumn } from '../../../contract/history.ts';
import { useAppState } from '../../state/context.tsx';
import { useRequest } from '../../ui/use-request.ts';

/** The columns the settings name, and the way to choose others: seen at once, kept for good. */
export function useColumns(): readonly [
  columns: readonly ActivityColumn[],
  choose: (columns: readonly ActivityColumn[]) => void,
] {
  const { ask } = useRequest();
  const saved = useAppState((state) => state.settings.appearance.activityColumns);
  const [chosen, setChosen] = useState<readonly ActivityColumn[]>(saved);
  useEffect(() => setChosen(saved), [saved]);
  const choose = useCallback(
    async (columns: readonly ActivityColumn[]): Promise<void> => {
      setChosen(columns);
      const done = await ask('settings.update', { appearance: { activityColumns: [...columns] } });
      if (!done.ok) setChosen(saved);
    },
    [ask, saved],
  );
  return [chosen, choose];
}
