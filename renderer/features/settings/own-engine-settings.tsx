import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EngineLimits } from '../../../contract/settings.ts';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { NumberField } from './number-field.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

/** As the contract bounds them. */
const bounds: Readonly<Record<keyof EngineLimits, readonly [min: number, max: number]>> = {
  archiveDepth: [2, 50],
  archiveFiles: [100, 1_000_000],
  scanSeconds: [10, 1_800],
};

/** How the clamd works that Lazaret runs itself; another one has settings of its own. */
export function OwnEngineSettings() {
  const { t } = useTranslation();
  const format = useFormat();
  const source = useAppState((state) => state.engine.source);
  const { limits, lowMemory } = useAppState((state) => state.settings.engine);
  const { save } = useSave();
  const isOther = source === 'system' || source === 'configured';
  return (
    <Stack gap="md" className={classes.narrow ?? ''}>
      <p className={classes.note}>{t(isOther ? 'settings.ownEngineOther' : 'settings.ownEngineHint')}</p>
      {(['archiveDepth', 'archiveFiles', 'scanSeconds'] as const).map((name) => (
        <NumberField
          key={name}
          label={t(`settings.${name}`)}
          description={t(`settings.${name}Hint`)}
          {...(name === 'scanSeconds' ? { unit: (value: number) => format.unitName(value, 'second') } : {})}
          value={limits[name]}
          min={bounds[name][0]}
          max={bounds[name][1]}
          onSave={(value) => save({ engine: { limits: { [name]: value } } })}
        />
      ))}
      <Switch
        label={t('settings.lowMemory')}
        description={t('settings.lowMemoryHint')}
        checked={lowMemory}
        onChange={({ currentTarget }) => void save({ engine: { lowMemory: currentTarget.checked } })}
      />
    </Stack>
  );
}
