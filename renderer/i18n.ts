import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { defaultLanguage, resources, type Translation } from '../locales/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Translation };
  }
}

/** The translations for the first of `languages` (BCP 47, best first) that there is, else English. */
export function createI18n(languages: readonly string[]): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    resources,
    lng: languages.map((tag) => tag.split('-')[0] ?? tag).find((tag) => tag in resources) ?? defaultLanguage,
    fallbackLng: defaultLanguage,
    // React escapes what it renders; escaping twice would show entities.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}
