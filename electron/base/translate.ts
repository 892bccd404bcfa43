import { createInstance } from 'i18next';
import type { Language } from '../../contract/languages.ts';
import { defaultLanguage, isolated, resources, type Translate } from '../../locales/index.ts';

/**
 * The translation of the main process and the CLI: the same texts as the window's. The language is asked for at every
 * sentence, so a change of it needs no new start.
 */
export function createTranslate(language: () => Language = () => defaultLanguage): Translate {
  const i18n = createInstance();
  void i18n.init({
    lng: defaultLanguage,
    fallbackLng: defaultLanguage,
    resources,
    initAsync: false,
    interpolation: { escape: (text) => isolated(language(), String(text)) },
  });
  return (key, params) => i18n.t(key, { ...params, lng: language() });
}
