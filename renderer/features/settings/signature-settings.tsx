import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAppState } from '../../state/context.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { AddressField } from './address-field.tsx';
import { NumberField } from './number-field.tsx';
import { OwnFolderField } from './own-folder-field.tsx';
import classes from './settings.module.css';
import { useSave } from './use-save.ts';

/** Whether Lazaret may download signatures by itself, and from where. */
export function SignatureSettings() {
  const { t } = useTranslation();
  const format = useFormat();
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
        unit={(value) => format.unitName(value, 'day')}
        value={staleAfterDays}
        min={1}
        max={30}
        onSave={(value) => save({ engine: { signatures: { staleAfterDays: value } } })}
      />
    </Stack>
  );
}
