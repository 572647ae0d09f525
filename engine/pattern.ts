/**
 * Patterns of `matches`: `*` is any run of characters, `+` a run of one or more, `|` stands between
 * alternatives, and a backslash takes one of these four characters literally.
 *
 * An alternative is a list of literals with gaps between. Every gap is open-ended, so taking each
 * literal at its leftmost place is right, and a match takes time linear in the text: literals are
 * found by Knuth, Morris and Pratt's algorithm (1977).
 */
import { fold } from './fold.ts';
import { err, ok, type Result } from './result.ts';

type Gap = { readonly open: boolean; readonly atLeast: number };

type Literal = { readonly text: string; readonly failure: Uint16Array };

/** gap, literal, gap, …, literal, gap: one more gap than literals. */
type Alternative = { readonly literals: readonly Literal[]; readonly gaps: readonly Gap[] };

export type Pattern = readonly Alternative[];

export function parsePattern(source: string, ignoreCase: boolean): Result<Pattern, string> {
  const alternatives: Alternative[] = [];
  let literals: string[] = [];
  let gaps: Gap[] = [];
  let gap: Gap = { open: false, atLeast: 0 };
  let literal = '';

  const endLiteral = () => {
    if (literal === '') return;
    literals.push(literal);
    gaps.push(gap);
    literal = '';
    gap = { open: false, atLeast: 0 };
  };
  const endAlternative = () => {
    endLiteral();
    gaps.push(gap);
    alternatives.push({ literals: literals.map((text) => compile(text, ignoreCase)), gaps });
    literals = [];
    gaps = [];
    gap = { open: false, atLeast: 0 };
  };

  for (let i = 0; i < source.length; i++) {
    const character = source[i] as string;
    if (character === '\\') {
      const next = source[++i];
      if (next === undefined || !'*+|\\'.includes(next)) {
        return err('a backslash stands before *, +, | or another backslash only');
      }
      literal += next;
    } else if (character === '*' || character === '+') {
      endLiteral();
      gap = { open: true, atLeast: gap.atLeast + (character === '+' ? 1 : 0) };
    } else if (character === '|') {
      endAlternative();
    } else {
      literal += character;
    }
  }
  endAlternative();
  return ok(alternatives);
}

/** Whether the whole text fits; folded by the caller when the pattern ignores case. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  return pattern.some((alternative) => matchesAlternative(alternative, text));
}

function matchesAlternative({ literals, gaps }: Alternative, text: string): boolean {
  let position = 0;
  for (let i = 0; i < literals.length; i++) {
    const { open, atLeast } = gaps[i] as Gap;
    const literal = literals[i] as Literal;
    const earliest = skipCharacters(text, position, atLeast);
    if (earliest === -1) return false;
    const isLast = i === literals.length - 1;
    if (isLast && !(gaps[i + 1] as Gap).open) {
      const start = text.length - literal.text.length;
      return (open ? start >= earliest : start === earliest) && text.endsWith(literal.text);
    }
    const start = open ? find(text, literal, earliest) : earliest;
    if (start === -1 || (!open && !text.startsWith(literal.text, start))) return false;
    position = start + literal.text.length;
  }
  const last = gaps[literals.length] as Gap;
  const rest = skipCharacters(text, position, last.atLeast);
  return rest !== -1 && (last.open || rest === text.length);
}

/** Index after `count` code points from `from`, or −1 when the text ends before. */
function skipCharacters(text: string, from: number, count: number): number {
  let index = from;
  for (let i = 0; i < count; i++) {
    if (index >= text.length) return -1;
    index += (text.codePointAt(index) as number) > 0xffff ? 2 : 1;
  }
  return index;
}

function compile(source: string, ignoreCase: boolean): Literal {
  const text = ignoreCase ? fold(source) : source;
  const failure = new Uint16Array(text.length);
  for (let i = 1, k = 0; i < text.length; i++) {
    while (k > 0 && text[i] !== text[k]) k = failure[k - 1] as number;
    if (text[i] === text[k]) k += 1;
    failure[i] = k;
  }
  return { text, failure };
}

function find(text: string, literal: Literal, from: number): number {
  for (let i = from, k = 0; i < text.length; i++) {
    while (k > 0 && text[i] !== literal.text[k]) k = literal.failure[k - 1] as number;
    if (text[i] === literal.text[k]) k += 1;
    if (k === literal.text.length) return i - k + 1;
  }
  return -1;
}
