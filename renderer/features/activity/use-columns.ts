import type { ActivityColumn } from '../../../contract/history.ts';
import type { SettingsPatch } from '../../../contract/settings.ts';
import { useAppState } from '../../state/context.tsx';
import { useKeptChoice } from '../../ui/use-kept-choice.ts';

const toPatch = (columns: readonly ActivityColumn[]): SettingsPatch => ({
  appearance: { activityColumns: [...columns] },
});

/** The columns the settings name, and the way to choose others. */
export function useColumns(): readonly [
  columns: readonly ActivityColumn[],
  choose: (columns: readonly ActivityColumn[]) => void,
] {
  const saved = useAppState((state) => state.settings.appearance.activityColumns);
  return useKeptChoice<readonly ActivityColumn[]>(saved, toPatch);
}
