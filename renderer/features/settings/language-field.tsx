import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languageChoiceSchema, languages } from '../../../contract/languages.ts';
import { languageNames } from '../../../locales/index.ts';
import { useAppState } from '../../state/context.tsx';
import { useSave } from './use-save.ts';

/** The language of the window, the tray and notifications: the system's, or one of ours by its own name. */
export function LanguageField() {
  const { t } = useTranslation();
  const language = useAppState((state) => state.settings.appearance.language);
  const { save, saving } = useSave();
  return (
    <Select
      label={t('settings.language')}
      allowDeselect={false}
      disabled={saving}
      data={[
        { value: 'auto', label: t('settings.languageAuto') },
        ...languages.map((value) => ({ value, label: languageNames[value] })),
      ]}
      value={language}
      onChange={(value) => {
        const chosen = languageChoiceSchema.safeParse(value);
        if (chosen.success) void save({ appearance: { language: chosen.data } });
      }}
    />
  );
}
