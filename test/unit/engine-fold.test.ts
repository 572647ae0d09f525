/**
 * Simple case folding over every code point, against the equivalence that regular expressions with
 * the flags `iu` have by definition.
 *
 * Every class of more than one code point has a member that the Unicode data calls changed by case
 * folding. So it is enough to look at the classes of the cased ones, and to see that nothing else
 * is in any of them.
 */
import { describe, expect, test } from 'vitest';
import { fold } from '../../engine/fold.ts';

const CASED =
  /[\p{Changes_When_Casefolded}\p{Changes_When_Casemapped}\p{Cased}\p{Lowercase}\p{Uppercase}]/u;

const characters: string[] = [];
for (let code = 0; code <= 0x10ffff; code++) {
  if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code));
}
const cased = characters.filter((character) => CASED.test(character));
const others = characters.filter((character) => !CASED.test(character));

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}

describe('folding', () => {
  test('code points without case fold to themselves', () => {
    expect(others.filter((character) => fold(character) !== character)).toEqual([]);
  });

  test('no code point without case is equivalent to one with case', () => {
    const anyCased = new RegExp(`[${cased.map(escaped).join('')}]`, 'iu');
    expect(anyCased.test(others.join(''))).toBe(false);
  });

  test('two code points fold equally exactly when they match ignoring case', () => {
    const byFold = new Map<string, string[]>();
    for (const character of cased) {
      const folded = fold(character);
      byFold.set(folded, [...(byFold.get(folded) ?? []), character]);
    }
    const text = cased.join('');
    const differing = cased.filter((character) => {
      const equivalent = text.match(new RegExp(escaped(character), 'giu')) ?? [];
      return equivalent.join() !== (byFold.get(fold(character)) as string[]).join();
    });
    expect(differing).toEqual([]);
  });

  test('a fold is its own fold', () => {
    expect(cased.filter((character) => fold(fold(character)) !== fold(character))).toEqual([]);
  });

  test.each([
    ['Straße', 'STRAẞE', true],
    ['Straße', 'STRASSE', false],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος', true],
    ['\u212a', 'k', true],
    ['ſ', 'S', true],
    ['İ', 'i', false],
    ['ı', 'I', false],
    ['\u{10400}', '\u{10428}', true],
    ['é', 'e\u0301', false],
    ['ABC_xyz', 'abc_XYZ', true],
  ])('%j and %j: equal is %s', (a, b, isEqual) => {
    expect(fold(a) === fold(b)).toBe(isEqual);
  });
});
