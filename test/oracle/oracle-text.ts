/**
 * Texts of the oracle: Unicode simple case folding, names, lengths and the patterns of `matches`.
 *
 * Nothing is normalised; characters are code points.
 */

/**
 * Pairs that fold together though neither upper nor lower case leads from one to the other by
 * single characters (Unicode 15.1 and later, CaseFolding.txt).
 */
const FOLDED_BY_TABLE = new Map([
  ['\u1FD3', '\u0390'],
  ['\u1FE3', '\u03B0'],
  ['\uFB05', '\uFB06'],
]);

const foldedCharacters = new Map<string, string>();

/** Two texts are equal when case is ignored exactly if their foldings are equal. */
export function fold(text: string): string {
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  let folded = foldedCharacters.get(character);
  if (folded === undefined) {
    folded = FOLDED_BY_TABLE.get(character) ?? lowerOfUpper(character);
    foldedCharacters.set(character, folded);
  }
  return folded;
}

/**
 * The lower case of the upper case, each step only where it leads to a single character that
 * simple case folding holds equal: what a regular expression with the flags `iu` holds equal. That
 * keeps ı and İ alone, and takes ß with ẞ, σ with ς, k with the Kelvin sign, s with ſ.
 */
function lowerOfUpper(character: string): string {
  const upper = sameLetter(character, character.toUpperCase());
  return sameLetter(upper, upper.toLowerCase());
}

function sameLetter(character: string, candidate: string): string {
  if (candidate === character || [...candidate].length !== 1) return character;
  const code = (candidate.codePointAt(0) as number).toString(16);
  return new RegExp(`^\\u{${code}}$`, 'iu').test(character) ? candidate : character;
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** A contact's or an event's id: 1 to 256 bytes of UTF-8. */
export function isId(json: unknown): json is string {
  if (typeof json !== 'string' || !json.isWellFormed()) return false;
  return byteLength(json) >= 1 && byteLength(json) <= 256;
}

/** Name of a field, an event type or an attribute. */
export function isName(json: unknown): json is string {
  if (typeof json !== 'string' || !json.isWellFormed() || /\p{Cc}/u.test(json)) return false;
  const characters = [...json].length;
  return characters >= 1 && characters <= 128;
}

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any'; readonly atLeast: 0 | 1 };

/** Alternatives of a pattern, each as its tokens. */
function readPattern(pattern: string): Token[][] {
  const alternatives: Token[][] = [[]];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const tokens = alternatives.at(-1) as Token[];
    const character = characters[index] as string;
    if (character === '*') tokens.push({ kind: 'any', atLeast: 0 });
    else if (character === '+') tokens.push({ kind: 'any', atLeast: 1 });
    else if (character === '|') alternatives.push([]);
    else if (character === '\\') {
      tokens.push({ kind: 'character', character: characters[++index] as string });
    } else tokens.push({ kind: 'character', character });
  }
  return alternatives;
}

/** True when one alternative of the pattern takes the whole text. */
export function matchesPattern(pattern: string, text: string): boolean {
  const characters = [...text];
  return readPattern(pattern).some((tokens) => takesAll(tokens, characters));
}

/** Follows every place of the text that the tokens so far can have reached. */
function takesAll(tokens: readonly Token[], characters: readonly string[]): boolean {
  let places = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const place of places) {
      if (token.kind === 'any') {
        for (let end = place + token.atLeast; end <= characters.length; end++) next.add(end);
      } else if (characters[place] === token.character) {
        next.add(place + 1);
      }
    }
    places = next;
  }
  return places.has(characters.length);
}
