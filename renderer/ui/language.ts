import { useDirection } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, directionOf } from '../../locales/index.ts';
import { useAppState } from '../state/context.tsx';

/** Follows the settings; until they are known the system's language holds. */
export function useLanguageFromSettings(): void {
  const wanted = useAppState((state) => state.settings.appearance.language);
  const { i18n } = useTranslation();
  const { setDirection } = useDirection();
  const language = chooseLanguage(wanted, navigator.languages);
  useEffect(() => {
    document.documentElement.lang = language;
    setDirection(directionOf(language));
    void i18n.changeLanguage(language);
  }, [language, i18n, setDirection]);
}
