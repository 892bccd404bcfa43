import { Stack, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '../../../contract/result.ts';
import { useAppState } from '../../state/context.tsx';
import { NumberField } from './number-field.tsx';
import { OwnFolderField } from './own-folder-field.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

/** Whether Lazaret may download signatures by itself, and from where. */
export function SignatureSettings() {
  const { t } = useTranslation();
  const { automatic, mirror, proxy, staleAfterDays } = useAppState((state) => state.settings.engine.signatures);
  const { save } = useSave();
  return (
    <Stack gap="md" className={classes.narrow ?? ''}>
      <Switch
        label={t('settings.automatic')}
        description={t('settings.automaticHint')}
        checked={automatic}
        onChange={({ currentTarget }) => void save({ engine: { signatures: { automatic: currentTarget.checked } } })}
      />
      <AddressField
        label={t('settings.mirror')}
        description={t('settings.mirrorHint')}
        value={mirror}
        onSave={(value) => save({ engine: { signatures: { mirror: value } } })}
      />
      <AddressField
        label={t('settings.proxy')}
        description={t('settings.proxyHint')}
        value={proxy}
        onSave={(value) => save({ engine: { signatures: { proxy: value } } })}
      />
      <div>
        <p className={classes.ownFolderTitle}>{t('settings.ownFolder')}</p>
        <OwnFolderField />
      </div>
      <NumberField
        label={t('settings.staleAfter')}
        description={t('settings.staleAfterHint')}
        unit={t('settings.days')}
        value={staleAfterDays}
        min={1}
        max={30}
        onSave={(value) => save({ engine: { signatures: { staleAfterDays: value } } })}
      />
    </Stack>
  );
}

interface AddressFieldProps {
  readonly label: string;
  readonly description: string;
  readonly value: string | null;
  readonly onSave: (value: string | null) => Promise<Result<unknown>>;
}

/** An address, or none when empty; saved when the field is left or Enter is pressed. Main checks it. */
function AddressField({ label, description, value, onSave }: AddressFieldProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value ?? '');
  const [isRefused, setRefused] = useState(false);
  useEffect(() => setDraft(value ?? ''), [value]);
  const commit = async (): Promise<void> => {
    const wanted = draft.trim() === '' ? null : draft.trim();
    if (wanted === value) setDraft(value ?? '');
    else setRefused(!(await onSave(wanted)).ok);
  };
  return (
    <TextInput
      label={label}
      description={description}
      spellCheck={false}
      value={draft}
      error={isRefused ? t('settings.addressRefused') : null}
      onChange={({ currentTarget }) => {
        setDraft(currentTarget.value);
        setRefused(false);
      }}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit();
      }}
      classNames={{ input: classes.mono ?? '' }}
    />
  );
}
