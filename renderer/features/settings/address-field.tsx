import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '../../../contract/result.ts';
import classes from './settings.module.css';

interface AddressFieldProps {
  readonly label: string;
  readonly description: string;
  readonly value: string | null;
  readonly onSave: (value: string | null) => Promise<Result<unknown>>;
}

/** An address, or none when empty; saved when the field is left or Enter is pressed. Main checks it. */
export function AddressField({ label, description, value, onSave }: AddressFieldProps) {
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
