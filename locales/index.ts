import en from './en.json' with { type: 'json' };

export { reasonDetail, reasonSentence, stateSentence, type Translate } from './state-sentence.ts';
export { type TextPart, visibleParts, visibleText } from './visible-text.ts';

/** Every text a person reads, by language; main process and window use the same. */
export const resources = { en: { translation: en } } as const;

export const defaultLanguage = 'en';

/** The shape every language must have. */
export type Translation = typeof en;
