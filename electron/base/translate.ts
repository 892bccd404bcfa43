import { createInstance } from 'i18next';
import { defaultLanguage, resources, type Translate } from '../../locales/index.ts';

/** The translation of the main process and the CLI: the same texts as the window's. */
export function createTranslate(language: string = defaultLanguage): Translate {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: defaultLanguage,
    resources,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return (key, params) => i18n.t(key, params ?? {});
}
