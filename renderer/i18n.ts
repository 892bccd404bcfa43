import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chooseLanguage, defaultLanguage, isolated, resources, type Translation } from '../locales/index.ts';

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
    lng: chooseLanguage('auto', languages),
    fallbackLng: defaultLanguage,
    // React escapes what it renders, so nothing is done here about markup; what counts is the direction.
    interpolation: { escape: (text) => isolated(instance.language, String(text)) },
    initAsync: false,
  });
  return instance;
}
