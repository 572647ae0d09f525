/** Folding, names and patterns of the oracle. */
import { describe, expect, it } from 'vitest';

import { fold, isId, isName, matchesPattern } from './oracle-text.ts';

describe('simple case folding', () => {
  it.each([
    ['ŁÓDŹ', 'łódź'],
    ['STRAẞE', 'straße'],
    ['ΣΟΦΟΣ', 'σοφος'],
    ['σ', 'ς'],
    ['\u212A', 'k'],
    ['ſ', 'S'],
    ['µ', 'Μ'],
    ['\u1FD3', '\u0390'],
    ['\u1FE3', '\u03B0'],
    ['\uFB05', '\uFB06'],
    ['Ǆ', 'ǅ'],
    ['𐐀', '𐐨'],
  ])('takes %s as %s', (left, right) => {
    expect(fold(left)).toBe(fold(right));
  });

  it.each([
    ['ß', 'ss'],
    ['İ', 'i'],
    ['İ', 'I'],
    ['ı', 'i'],
    ['ı', 'I'],
    ['é', 'e\u0301'],
    ['ŉ', 'ʼn'],
    ['Ł', 'L'],
  ])('keeps %s apart from %s', (left, right) => {
    expect(fold(left)).not.toBe(fold(right));
  });

  it('agrees with regular expressions that ignore case', () => {
    const changing = /[\p{Cased}\p{CWCF}\p{CWL}\p{CWU}\p{CWT}]/u;
    const letters: string[] = [];
    for (let code = 0; code <= 0x1ffff; code++) {
      const character = String.fromCodePoint(code);
      if (changing.test(character)) letters.push(character);
    }
    const all = letters.join('');
    const byFolding = new Map<string, string[]>();
    for (const letter of letters) {
      byFolding.set(fold(letter), [...(byFolding.get(fold(letter)) ?? []), letter]);
    }
    for (const same of byFolding.values()) {
      const code = (same[0] as string).codePointAt(0) as number;
      expect(all.match(new RegExp(`\\u{${code.toString(16)}}`, 'giu'))).toEqual(same);
    }
    expect(letters.length).toBeGreaterThan(2500);
  });
});

describe('names and ids', () => {
  it('of 1 to 128 characters without control characters', () => {
    expect(['a', '__proto__', 'a/b~c', '😀'.repeat(128), ' '].every(isName)).toBe(true);
    expect(['', 'x'.repeat(129), 'a\nb', 'a\u007F', 'a\u0085', 5, null].some(isName)).toBe(false);
  });

  it('of 1 to 256 bytes', () => {
    expect(['a', 'x'.repeat(256), 'é'.repeat(128), ' '].every(isId)).toBe(true);
    expect(['', 'x'.repeat(257), 'é'.repeat(129), '\uD800', 5].some(isId)).toBe(false);
  });
});

describe('patterns', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['a*', 'a', true],
    ['a+', 'a', false],
    ['a+', 'ab', true],
    ['*b*', 'abc', true],
    ['*', 'anything\nat all', true],
    ['+', '😀', true],
    ['++', '😀', false],
    ['a*c', 'abbc', true],
    ['a+c', 'ac', false],
    ['x|a*|y', 'abc', true],
    ['x | y', 'x ', true],
    ['x | y', 'x', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a\\+\\|\\\\', 'a+|\\', true],
    ['*a*a*a*a*b', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
    ['.', 'a', false],
  ])('%s takes %s: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });
});
