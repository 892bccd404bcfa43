import type { Language } from '../contract/languages.ts';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import he from './he.json' with { type: 'json' };

export { chooseLanguage, defaultLanguage, directionOf, isolated } from './language.ts';
export { protectionLogDetail, protectionLogSentence } from './protection-log-sentence.ts';
export { reasonDetail, reasonSentence, stateSentence, type Translate } from './state-sentence.ts';
export { type TextPart, visibleParts, visibleText } from './visible-text.ts';

/** Every text a person reads, by language; main process and window use the same. English has what others lack. */
export const resources = {
  en: { translation: en },
  de: { translation: de },
  es: { translation: es },
  fr: { translation: fr },
  ar: { translation: ar },
  he: { translation: he },
} as const satisfies Record<Language, { readonly translation: object }>;

/** Each language by its own name, for whoever looks for theirs in a window they cannot read. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
  he: 'עברית',
};

/** The shape of the texts. */
export type Translation = typeof en;
