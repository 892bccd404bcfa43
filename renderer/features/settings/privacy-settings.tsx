import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useSave } from './use-save.ts';

/** What may leave this machine about a file. */
export function PrivacySettings() {
  const { t } = useTranslation();
  const hashPages = useAppState((state) => state.settings.privacy.hashPages);
  const { save } = useSave();
  return (
    <Switch
      label={t('settings.hashPages')}
      description={t('settings.hashPagesHint')}
      checked={hashPages}
      onChange={({ currentTarget }) => void save({ privacy: { hashPages: currentTarget.checked } })}
    />
  );
}
