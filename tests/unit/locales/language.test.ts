import { describe, expect, test } from 'vitest';
import { languages } from '../../../contract/languages.ts';
import { languagesOfEnvironment } from '../../../electron/base/system-languages.ts';
import { createTranslate } from '../../../electron/base/translate.ts';
import { chooseLanguage, directionOf, languageNames, reasonSentence } from '../../../locales/index.ts';

describe('the language Lazaret speaks', () => {
  test('is the one the user chose, whatever the system speaks', () => {
    expect(chooseLanguage('he', ['de-DE'])).toBe('he');
  });

  test('is the first of the system’s that there is, else English', () => {
    expect(chooseLanguage('auto', ['pt-BR', 'es-MX', 'en'])).toBe('es');
    expect(chooseLanguage('auto', ['de_AT.UTF-8'])).toBe('de');
    expect(chooseLanguage('auto', ['iw'])).toBe('he');
    expect(chooseLanguage('auto', ['C.UTF-8'])).toBe('en');
    expect(chooseLanguage('auto', [])).toBe('en');
  });

  test('in a terminal is what its environment says, in the order of POSIX', () => {
    expect(languagesOfEnvironment({ LANG: 'de_DE.UTF-8', LC_ALL: 'fr_FR.UTF-8' })).toEqual(['fr_FR.UTF-8']);
    expect(languagesOfEnvironment({ LANGUAGE: 'es:fr', LANG: 'de_DE.UTF-8' })).toEqual(['es', 'fr', 'de_DE.UTF-8']);
    expect(languagesOfEnvironment({ LC_ALL: '', LANG: 'he_IL.UTF-8' })).toEqual(['he_IL.UTF-8']);
    expect(languagesOfEnvironment({})).toEqual([]);
  });

  test('may change from one sentence to the next', () => {
    let language: 'en' | 'de' = 'en';
    const t = createTranslate(() => language);
    expect(t('tray.quit')).toBe('Quit');
    language = 'de';
    expect(t('tray.quit')).toBe('Beenden');
  });

  test('runs from right to left in Arabic and Hebrew only', () => {
    expect(languages.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar', 'he']);
  });

  test('is offered under its own name', () => {
    for (const language of languages) {
      const own = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? '';
      expect(languageNames[language].toLowerCase()).toBe(own.toLowerCase());
    }
  });
});

test('a path keeps its own direction inside a sentence that runs from right to left', () => {
  const reason = { code: 'folder-denied', params: { path: '/srv/share', count: 1 }, remedy: 'open-folders' } as const;
  expect(
    reasonSentence(
      createTranslate(() => 'he'),
      reason,
    ),
  ).toContain('\u2068/srv/share\u2069');
  expect(
    reasonSentence(
      createTranslate(() => 'de'),
      reason,
    ),
  ).not.toMatch(/[\u2066-\u2069]/);
});

test('counts take the plural their language has for them', () => {
  const of = (language: 'en' | 'de' | 'ar' | 'he') => (count: number) =>
    createTranslate(() => language)('activity.subtitle', { count }).replace(/[\u2068\u2069]/g, '');
  expect([1, 2].map(of('de'))).toEqual(['1 Ergebnis', '2 Ergebnisse']);
  expect(new Set([0, 1, 2, 3, 11, 100].map(of('ar'))).size).toBe(6);
  expect([0, 1, 2, 3, 11].map(of('ar'))).toEqual(['لا نتائج', 'نتيجة واحدة', 'نتيجتان', '3 نتائج', '11 نتيجة']);
  expect([1, 2, 3].map(of('he'))).toEqual(['תוצאה אחת', 'שתי תוצאות', '3 תוצאות']);
});
