import { Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

const dayChoices: readonly (number | null)[] = [30, 90, 365, 1095, null];
const sizeChoices: readonly (number | null)[] = [100, 500, 2048, 10_240, null];
const endless = 'endless';

/** How long and how large the history may grow before its oldest rows go. */
export function HistorySettings() {
  const { t } = useTranslation();
  const { keepDays, maxMiB } = useAppState((state) => state.settings.history);
  const { save } = useSave();
  const { number } = useFormat();
  return (
    <Stack gap="md" className={classes.narrow ?? ''}>
      <LimitField
        label={t('settings.historyDays')}
        description={t('settings.historyDaysHint')}
        value={keepDays}
        choices={dayChoices}
        textOf={(count) => t('settings.days', { count })}
        onSave={(days) => save({ history: { keepDays: days } })}
      />
      <LimitField
        label={t('settings.maxHistory')}
        description={t('settings.maxHistoryHint')}
        value={maxMiB}
        choices={sizeChoices}
        textOf={(size) => `${number(size)} ${t('settings.mib')}`}
        onSave={(size) => save({ history: { maxMiB: size } })}
      />
    </Stack>
  );
}

interface LimitFieldProps {
  readonly label: string;
  readonly description: string;
  /** Null is no limit. */
  readonly value: number | null;
  readonly choices: readonly (number | null)[];
  readonly textOf: (value: number) => string;
  readonly onSave: (value: number | null) => unknown;
}

/** A limit out of a few; one that was set elsewhere is among them too. */
function LimitField({ label, description, value, choices, textOf, onSave }: LimitFieldProps) {
  const { t } = useTranslation();
  const all = choices.includes(value) ? choices : [value, ...choices];
  const keyOf = (choice: number | null): string => (choice === null ? endless : String(choice));
  return (
    <Select
      label={label}
      description={description}
      allowDeselect={false}
      data={all.map((choice) => ({
        value: keyOf(choice),
        label: choice === null ? t('settings.noLimit') : textOf(choice),
      }))}
      value={keyOf(value)}
      onChange={(key) => {
        const chosen = all.find((choice) => keyOf(choice) === key);
        if (chosen !== undefined && chosen !== value) onSave(chosen);
      }}
    />
  );
}
