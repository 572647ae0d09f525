/** The languages of the panel say the same things, with the plurals that each has. */
import { describe, expect, it } from 'vitest';
import { en } from '../../server/panel/text/en/index.ts';
import { pl } from '../../server/panel/text/pl/index.ts';

type Texts = { readonly [key: string]: string | Texts };

const PLURAL = /_(?:zero|one|two|few|many|other)$/;

function flat(texts: Texts, path = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[path + key, value] as const]
        : [...flat(value, `${path}${key}.`)],
    ),
  );
}

const LANGUAGES = { en: flat(en), pl: flat(pl) };
const bases = (texts: ReadonlyMap<string, string>) =>
  [...new Set([...texts.keys()].map((key) => key.replace(PLURAL, '')))].toSorted();
const placeholders = (text: string) =>
  [...new Set(Array.from(text.matchAll(/\{\{(\w+)\}\}/g), ([, name]) => name))].toSorted();

it('every text is there in both languages', () => {
  expect(bases(LANGUAGES.pl)).toEqual(bases(LANGUAGES.en));
});

describe.each(['en', 'pl'] as const)('in %s', (language) => {
  const texts = LANGUAGES[language];

  it('no text is empty, and none has a space too much', () => {
    for (const [key, text] of texts) {
      expect([key, text.trim() !== '', / {2}/.test(text)]).toEqual([key, true, false]);
    }
  });

  it('a text with a number has every plural of the language', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const base of bases(texts)) {
      const forms = [...texts.keys()].filter((key) => key.replace(PLURAL, '') === base);
      if (!forms.some((form) => PLURAL.test(form))) continue;
      expect(forms.toSorted()).toEqual(pluralCategories.map((one) => `${base}_${one}`).toSorted());
    }
  });
});

it('what is filled in is filled in in both languages', () => {
  for (const base of bases(LANGUAGES.en)) {
    const [english, polish] = [LANGUAGES.en, LANGUAGES.pl].map((texts) =>
      [...texts].filter(([key]) => key.replace(PLURAL, '') === base).map(([, text]) => text),
    );
    const of = (all: readonly string[] = []) => placeholders(all.join(' '));
    expect([base, of(polish)]).toEqual([base, of(english)]);
  }
});

it('Polish is not English', () => {
  const same = [...LANGUAGES.en].filter(
    ([key, text]) =>
      /\p{L}{4}/u.test(text.replaceAll(/\{\{\w+\}\}/g, '')) && LANGUAGES.pl.get(key) === text,
  );
  expect(same.map(([key]) => key)).toEqual(SAME);
});

/** Names, and words that are the same in both. */
const SAME = [
  'common.product',
  'common.language.en',
  'common.language.pl',
  'segments.found_one',
  'segments.channel.push',
  'audience.segment',
];
