import { describe, expect, test } from 'vitest';
import { languages } from '../../../contract/languages.ts';
import { resources } from '../../../locales/index.ts';

type Texts = Readonly<Record<string, string>>;

/** `a.b.c` → text, for every text of a language. */
function flatten(tree: object, prefix = ''): Texts {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flatten(value, `${prefix}${name}.`))
        : [[`${prefix}${name}`, String(value)]],
    ),
  );
}

const english = flatten(resources.en.translation);
const form = /_(zero|one|two|few|many|other)$/;

/** The keys that count something: those with an `_other`. */
const counted = new Set(Object.keys(english).flatMap((key) => (key.endsWith('_other') ? [key.replace(form, '')] : [])));
const stemOf = (key: string): string => (counted.has(key.replace(form, '')) ? key.replace(form, '') : key);

/** The keys a language must have: the plural forms are its own, and a zero of its own where English has one. */
function wantedKeys(language: string): readonly string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const stems = new Set(Object.keys(english).map(stemOf));
  return [...stems].flatMap((stem) => {
    if (!counted.has(stem)) return [stem];
    const own = new Set([...forms, ...(`${stem}_zero` in english ? ['zero'] : [])]);
    const alone = stem in english ? [stem] : [];
    return [...alone, ...[...own].map((name) => `${stem}_${name}`)];
  });
}

/** The blanks of a text, without how they are formatted. */
const blanksOf = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name = '']) => name))].sort();

test.each(languages)('every text there is in English is there in %s, in every plural form it has', (language) => {
  const texts = flatten(resources[language].translation);
  expect(wantedKeys(language).filter((key) => !(key in texts))).toEqual([]);
});

describe.each(languages)('the texts in %s', (language) => {
  const texts = flatten(resources[language].translation);

  test('are none that English lacks, in no plural form the language lacks', () => {
    const wanted = wantedKeys(language);
    expect(Object.keys(texts).filter((key) => !wanted.includes(key))).toEqual([]);
  });

  test('have the blanks of the English ones; only small numbers may be words', () => {
    const wrong = Object.entries(texts).flatMap(([key, text]) => {
      const model = english[key] ?? english[`${stemOf(key)}_other`] ?? '';
      const spelledOut = /_(zero|one|two)$/.test(key) ? ['count'] : [];
      const wanted = blanksOf(model).filter((blank) => !spelledOut.includes(blank));
      const found = blanksOf(text).filter((blank) => !spelledOut.includes(blank));
      return wanted.join() === found.join() ? [] : [`${key}: ${found.join()} instead of ${wanted.join()}`];
    });
    expect(wrong).toEqual([]);
  });

  test('are never empty, and hold no markup and no invisible characters', () => {
    const odd = Object.entries(texts).filter(
      ([, text]) => text.trim() === '' || /[<>]|(?!\n)[\p{Cc}\p{Cf}]/u.test(text),
    );
    expect(odd).toEqual([]);
  });
});
