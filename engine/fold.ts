/**
 * Unicode simple case folding (the C and S mappings of CaseFolding.txt): two texts match without
 * regard to case exactly when their folds are equal. No normalisation, one code point to one.
 *
 * The fold is derived from the runtime's own upper and lower case mappings, with the few code
 * points listed for which those are not the simple folding; a test holds it against every code
 * point's equivalence in regular expressions with the flags `iu`.
 */

/** Code points for which lower(upper(c)) is not the simple fold. */
const EXCEPTIONS = new Map<number, number>([
  [0x0130, 0x0130], // İ folds only by the full or the Turkic mapping
  [0x0131, 0x0131], // ı likewise
  [0x1e9e, 0x00df], // ẞ to ß
  [0x1fd3, 0x0390],
  [0x1fe3, 0x03b0],
  [0xfb05, 0xfb06],
]);

const NOT_ASCII = /[^\0-\x7f]/;
const folds = new Map<number, string>();

export function fold(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  let folded = folds.get(code);
  if (folded === undefined) {
    folded = deriveFold(code, character);
    folds.set(code, folded);
  }
  return folded;
}

function deriveFold(code: number, character: string): string {
  const exception = EXCEPTIONS.get(code);
  if (exception !== undefined) return String.fromCodePoint(exception);
  // Upper case first, so that the several lower cases of one letter (σ and ς) meet.
  const upper = onlyCharacter(character.toUpperCase()) ?? character;
  return onlyCharacter(upper.toLowerCase()) ?? character;
}

/** The text itself when it is one code point: multi-character mappings are not simple. */
function onlyCharacter(text: string): string | undefined {
  const length = text.length === 2 && (text.codePointAt(0) as number) > 0xffff ? 1 : text.length;
  return length === 1 ? text : undefined;
}
