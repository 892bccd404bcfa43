import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { NumberField } from './number-field.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

/** What a switch begins with when it is turned on. */
const firstKeepDays = 90;
const firstWarnAboveMiB = 10_240;

/** How long things stay in the quarantine, and what is left in their place. */
export function QuarantineSettings() {
  const { t } = useTranslation();
  const format = useFormat();
  const { graceHours, keepDays, warnAboveMiB, leaveNote } = useAppState((state) => state.settings.quarantine);
  const { save } = useSave();
  return (
    <Stack gap="md" className={classes.narrow ?? ''}>
      <NumberField
        label={t('settings.graceHours')}
        description={t('settings.graceHoursHint')}
        unit={(value) => format.unitName(value, 'hour')}
        value={graceHours}
        min={1}
        max={8760}
        onSave={(hours) => save({ quarantine: { graceHours: hours } })}
      />
      <Switch
        label={t('settings.keepForever')}
        description={t('settings.keepForeverHint')}
        checked={keepDays === null}
        onChange={({ currentTarget }) =>
          void save({ quarantine: { keepDays: currentTarget.checked ? null : firstKeepDays } })
        }
      />
      {keepDays === null ? null : (
        <NumberField
          label={t('settings.keepDays')}
          description={t('settings.keepDaysHint')}
          unit={(value) => format.unitName(value, 'day')}
          value={keepDays}
          min={1}
          max={3650}
          onSave={(days) => save({ quarantine: { keepDays: days } })}
        />
      )}
      <Switch
        label={t('settings.warnLarge')}
        description={t('settings.warnLargeHint')}
        checked={warnAboveMiB !== null}
        onChange={({ currentTarget }) =>
          void save({ quarantine: { warnAboveMiB: currentTarget.checked ? firstWarnAboveMiB : null } })
        }
      />
      {warnAboveMiB === null ? null : (
        <NumberField
          label={t('settings.warnAbove')}
          description={t('settings.warnAboveHint')}
          unit={t('settings.mib')}
          value={warnAboveMiB}
          min={1}
          max={16_777_216}
          onSave={(sizeMiB) => save({ quarantine: { warnAboveMiB: sizeMiB } })}
        />
      )}
      <Switch
        label={t('settings.leaveNote')}
        description={t('settings.leaveNoteHint')}
        checked={leaveNote}
        onChange={({ currentTarget }) => void save({ quarantine: { leaveNote: currentTarget.checked } })}
      />
    </Stack>
  );
}
