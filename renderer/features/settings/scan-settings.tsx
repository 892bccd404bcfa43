import { NativeSelect, Radio, Stack, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;
const paces = ['gentle', 'at-once', 'off'] as const;

/** When everything is scanned by schedule, and what new signatures mean for files that were clean. */
export function ScanSettings() {
  const { t } = useTranslation();
  const format = useFormat();
  const { schedule, again, waitForPower } = useAppState((state) => state.settings.scans);
  const { save, saving } = useSave();
  return (
    <Stack gap="md" className={classes.narrow ?? ''}>
      <NativeSelect
        label={t('settings.scans.every')}
        value={schedule.every}
        disabled={saving}
        onChange={({ currentTarget: { value } }) =>
          void save({ scans: { schedule: { every: value === 'day' || value === 'week' ? value : 'never' } } })
        }
        data={(['never', 'day', 'week'] as const).map((value) => ({
          value,
          label: t(`settings.scans.every-${value}`),
        }))}
      />
      {schedule.every === 'week' ? (
        <NativeSelect
          label={t('settings.scans.weekday')}
          value={String(schedule.weekday)}
          disabled={saving}
          onChange={({ currentTarget: { value } }) => void save({ scans: { schedule: { weekday: Number(value) } } })}
          data={weekdays.map((weekday) => ({ value: String(weekday), label: format.weekday(weekday) }))}
        />
      ) : null}
      {schedule.every === 'never' ? null : <TimeField time={schedule.time} />}
      <NextRun />
      <Radio.Group
        label={t('settings.scans.again')}
        description={t('settings.scans.againHint')}
        value={again}
        onChange={(value) => void save({ scans: { again: paces.find((pace) => pace === value) ?? 'gentle' } })}
      >
        <Stack gap="xs" mt="xs">
          {paces.map((pace) => (
            <Radio key={pace} value={pace} disabled={saving} label={t(`settings.scans.again-${pace}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Switch
        label={t('settings.scans.waitForPower')}
        description={t('settings.scans.waitForPowerHint')}
        checked={waitForPower}
        onChange={({ currentTarget }) => void save({ scans: { waitForPower: currentTarget.checked } })}
      />
    </Stack>
  );
}

function NextRun() {
  const { t } = useTranslation();
  const format = useFormat();
  const next = useAppState((state) => state.fullScans.next);
  if (next === null) return null;
  return (
    <p className={classes.nextRun}>
      {next.waitsForPower
        ? t('settings.scans.waitsForPower')
        : t('settings.scans.next', { when: format.dateTime(next.at) })}
    </p>
  );
}

/** Saved when the field is left: while it is typed, most of what is in it is no time. */
function TimeField({ time }: { readonly time: string }) {
  const { t } = useTranslation();
  const { save } = useSave();
  const [draft, setDraft] = useState(time);
  useEffect(() => setDraft(time), [time]);
  const commit = (): void => {
    if (draft === time) return;
    if (/^\d\d:\d\d$/.test(draft)) void save({ scans: { schedule: { time: draft } } });
    else setDraft(time);
  };
  return (
    <TextInput
      type="time"
      label={t('settings.scans.time')}
      value={draft}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={commit}
    />
  );
}
