import { z } from 'zod';

/** The languages Lazaret speaks, as BCP 47 primary tags. */
export const languageSchema = z.enum(['en', 'de', 'es', 'fr', 'ar', 'he']);
export type Language = z.infer<typeof languageSchema>;
export const languages = languageSchema.options;

/** What the user may set: one of them, or the system's. */
export const languageChoiceSchema = z.enum(['auto', ...languages]);
export type LanguageChoice = z.infer<typeof languageChoiceSchema>;
