import { type Language, type LanguageChoice, languageSchema } from '../contract/languages.ts';

export const defaultLanguage: Language = 'en';

/** `iw` is what some systems still call Hebrew. */
const oldTags: Readonly<Record<string, string>> = { iw: 'he' };

/**
 * The language to speak: the user's choice, else the first of the system's that there is, else English.
 * @param systemTags BCP 47 or POSIX (`de_AT.UTF-8`) tags, best first
 */
export function chooseLanguage(choice: LanguageChoice, systemTags: readonly string[]): Language {
  if (choice !== 'auto') return choice;
  for (const tag of systemTags) {
    const primary = tag.toLowerCase().split(/[-_.@]/)[0] ?? '';
    const known = languageSchema.safeParse(oldTags[primary] ?? primary);
    if (known.success) return known.data;
  }
  return defaultLanguage;
}

export const directionOf = (language: string): 'ltr' | 'rtl' =>
  language === 'ar' || language === 'he' ? 'rtl' : 'ltr';

const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/**
 * What is put into a sentence that runs from right to left keeps its own direction, so that a path or a Latin name
 * neither turns around nor turns the sentence around (Unicode UAX #9, isolates).
 */
export const isolated = (language: string, text: string): string =>
  directionOf(language) === 'rtl' ? `${firstStrongIsolate}${text}${popIsolate}` : text;
