/** Patterns of `matches`, against regular expressions that say the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../engine/fold.ts';
import { matchesPattern, parsePattern } from '../../engine/pattern.ts';

function matches(source: string, text: string, ignoreCase = false): boolean {
  const pattern = parsePattern(source, ignoreCase);
  if (!pattern.ok) throw new Error(pattern.error);
  return matchesPattern(pattern.value, ignoreCase ? fold(text) : text);
}

/** The twin: part by part into a regular expression, which may take exponential time. */
function twin(source: string, text: string, flags: string): boolean {
  const body = source.replace(/\\(.)|([*+|])|(.)/gsu, (_, taken, special, plain) => {
    if (special === '*') return '[^]*';
    if (special === '+') return '[^]+';
    if (special === '|') return '|';
    return `\\u{${(taken ?? plain).codePointAt(0).toString(16)}}`;
  });
  return new RegExp(`^(?:${body})$`, flags).test(text);
}

const TEXT_PARTS = ['a', 'b', ' ', '😀', '😁', '\\', '|', '*', '+', '\n'];
const PATTERN_PARTS = ['a', 'b', 'a', ' ', '😀', '😁', '*', '+', '|', '\\\\', '\\*', '\\+', '\\|'];
const CASED_PARTS = ['a', 'A', 'K', '\u212a', 'k', 'σ', 'ς', 'Σ', 'ß', 'ẞ', 's', '😀'];

function textOf(parts: readonly string[], maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { maxLength }).map((chosen) => chosen.join(''));
}

describe('patterns', () => {
  test('match as a regular expression does, also around surrogate pairs and escapes', () => {
    fc.assert(
      fc.property(textOf(PATTERN_PARTS, 9), textOf(TEXT_PARTS, 7), (source, text) => {
        expect(matches(source, text)).toBe(twin(source, text, 'u'));
      }),
      { numRuns: 40_000 },
    );
  });

  test('match texts made from themselves', () => {
    fc.assert(
      fc.property(
        textOf(PATTERN_PARTS, 9),
        fc.infiniteStream(textOf(TEXT_PARTS, 3)),
        (source, fills) => {
          const text = source
            .replace(/\|[^]*/u, '')
            .replace(/\\(.)|([*+])/gu, (_, taken) => taken ?? fills.next().value);
          expect(matches(source, text)).toBe(twin(source, text, 'u'));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test('that ignore case match as a regular expression with the flags iu', () => {
    fc.assert(
      fc.property(textOf([...CASED_PARTS, '*', '+'], 6), textOf(CASED_PARTS, 6), (source, text) => {
        expect(matches(source, text, true)).toBe(twin(source, text, 'iu'));
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', 'x', true],
    ['+', '😀', true],
    ['++', '😀', false],
    ['++', '😀a', true],
    ['*+*', 'x', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a+a', 'aa', false],
    ['a+a', 'aba', true],
    ['*aab', 'aaab', true],
    ['*abab*', 'abaabab', true],
    ['a|b c', 'b c', true],
    ['a | b', 'a', false],
    ['a | b', 'a ', true],
    ['a\\|b', 'a|b', true],
    ['a\\|b', 'a', false],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['\\\\*', '\\anything', true],
    ['+@+.com', 'a@b.com', true],
    ['+@+.com', '@b.com', false],
  ])('%j against %j: %s', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  test.each(['\\', 'a\\', '\\a', '\\ ', '\\😀', '*\\'])('%j is refused', (source) => {
    expect(parsePattern(source, false).ok).toBe(false);
  });

  test('evil patterns over long texts come to an end', () => {
    const text = `${'a'.repeat(4095)}b`;
    expect(matches('*a'.repeat(512), text)).toBe(false);
    expect(matches(`${'*a'.repeat(511)}*`, text)).toBe(true);
    expect(matches('+a'.repeat(512), text)).toBe(false);
    expect(matches('+'.repeat(1024), text)).toBe(true);
    expect(matches(`*${'a'.repeat(1000)}c*`, text)).toBe(false);
    expect(matches('*c|'.repeat(341), text)).toBe(false);
    expect(matches('+'.repeat(1024), '😀'.repeat(1023))).toBe(false);
    expect(matches('+'.repeat(1024), '😀'.repeat(1024))).toBe(true);
  });
});
