import { Group, Stack, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuietHours } from '../../../contract/settings.ts';
import { useAppState } from '../../state/context.tsx';
import { useSave } from './use-save.ts';

const usualNight: QuietHours = { from: '22:00', to: '07:00' };

/** What the desktop's notifications tell, kind by kind, and when they are silent. */
export function NotificationFields() {
  const { t } = useTranslation();
  const wanted = useAppState((state) => state.settings.notifications);
  const { save } = useSave();
  const kinds = [
    ['infected', t('settings.notifyInfected'), t('settings.notifyInfectedHint')],
    ['others', t('settings.notifyOthers'), t('settings.notifyOthersHint')],
    ['turnedBad', t('settings.notifyTurnedBad'), t('settings.notifyTurnedBadHint')],
    ['engineDown', t('settings.notifyEngineDown'), t('settings.notifyEngineDownHint')],
    ['signaturesStale', t('settings.notifyStale'), t('settings.notifyStaleHint')],
  ] as const;
  return (
    <Stack gap="md">
      {kinds.map(([kind, label, description]) => (
        <Switch
          key={kind}
          label={label}
          description={description}
          checked={wanted[kind]}
          onChange={({ currentTarget }) => void save({ notifications: { [kind]: currentTarget.checked } })}
        />
      ))}
      <Switch
        label={t('settings.quiet')}
        description={t('settings.quietHint')}
        checked={wanted.quietHours !== null}
        onChange={({ currentTarget }) =>
          void save({ notifications: { quietHours: currentTarget.checked ? usualNight : null } })
        }
      />
      {wanted.quietHours === null ? null : (
        <Group gap="md" ps="xl">
          {(['from', 'to'] as const).map((end) => (
            <TimeField
              key={end}
              label={t(end === 'from' ? 'settings.quietFrom' : 'settings.quietTo')}
              value={wanted.quietHours?.[end] ?? usualNight[end]}
              onSave={(time) =>
                void save({ notifications: { quietHours: { ...(wanted.quietHours ?? usualNight), [end]: time } } })
              }
            />
          ))}
        </Group>
      )}
    </Stack>
  );
}

interface TimeFieldProps {
  readonly label: string;
  /** `HH:MM`. */
  readonly value: string;
  readonly onSave: (time: string) => void;
}

/** A time of day, saved when the field is left; an unfinished one is put back. */
function TimeField({ label, value, onSave }: TimeFieldProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <TextInput
      type="time"
      required
      withAsterisk={false}
      label={label}
      value={draft}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={() => {
        if (draft === '') setDraft(value);
        else if (draft !== value) onSave(draft);
      }}
    />
  );
}
