import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { NumberField } from './number-field.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

/** How long arrivals are waited for, and how often the folders are gone through. */
export function WatchSettings() {
  const { t } = useTranslation();
  const format = useFormat();
  const watch = useAppState((state) => state.settings.watch);
  const { save } = useSave();
  return (
    <Stack gap="md" className={classes.narrow ?? ''}>
      <NumberField
        label={t('settings.settle')}
        description={t('settings.settleHint')}
        unit={t('settings.ms')}
        value={watch.settleMs}
        min={100}
        max={60_000}
        onSave={(settleMs) => save({ watch: { settleMs } })}
      />
      <NumberField
        label={t('settings.sweepEvery')}
        description={t('settings.sweepEveryHint')}
        unit={(value) => format.unitName(value, 'minute')}
        value={watch.sweepEveryMinutes}
        min={1}
        max={1440}
        onSave={(sweepEveryMinutes) => save({ watch: { sweepEveryMinutes } })}
      />
    </Stack>
  );
}
