import { useCallback, useEffect, useState } from 'react';
import type { SettingsPatch } from '../../contract/settings.ts';
import { useRequest } from './use-request.ts';

/**
 * A choice of the user's and the way to make another: seen at once, kept for good.
 * @param saved what the settings say
 * @param patch how the settings say it; the same function each time
 */
export function useKeptChoice<T>(
  saved: T,
  patch: (choice: T) => SettingsPatch,
): readonly [chosen: T, choose: (choice: T) => void] {
  const { ask } = useRequest();
  const [chosen, setChosen] = useState(saved);
  useEffect(() => setChosen(saved), [saved]);
  const choose = useCallback(
    async (choice: T): Promise<void> => {
      setChosen(choice);
      const done = await ask('settings.update', patch(choice));
      if (!done.ok) setChosen(saved);
    },
    [ask, patch, saved],
  );
  return [chosen, choose];
}
