/**
 * What the panel says, in each language: `en/` and `pl/` hold all of it, by page. i18next, because it
 * has the plurals of every language and is kept well.
 */
import i18next, { type i18n, type TFunction } from 'i18next';
import { en } from './en/index.ts';
import { pl } from './pl/index.ts';

export const LANGUAGES = ['en', 'pl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Puts a text together; `T` for short, since everything that shows something takes one. */
export type T = TFunction;

/** Texts by themselves, for whatever is not a page. */
export function texts(language: Language): i18n {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, pl: { translation: pl } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  return instance;
}

/** The language of whoever looks, as far as the panel has it. */
export function preferredLanguage(wanted: readonly string[]): Language {
  const found = wanted
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => (LANGUAGES as readonly string[]).includes(tag));
  return (found ?? 'en') as Language;
}
