/**
 * Where a text stops being JSON (RFC 8259). `JSON.parse` names the place of some faults only, and
 * quotes the text around them, which may be somebody's data.
 *
 * Runs once a text has been refused, so it is plain rather than fast. It keeps its own stack: no
 * depth of nesting can exhaust that of the process.
 */
type Expecting =
  | 'value'
  | 'value-or-end'
  | 'key'
  | 'key-or-end'
  | 'colon'
  | 'comma-or-end'
  | 'done';

const NUMBER_OR_WORD = /[-+.0-9A-Za-z]/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const ESCAPE = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;
/** Longer numbers and words than this are not looked at as a whole. */
const LONGEST_SCALAR = 4096;

/** Says what is wrong with a text that `JSON.parse` refuses, and where. */
export function describeJsonFault(text: string): string {
  const at = jsonFaultAt(text);
  if (at >= text.length) return `not valid JSON: it ends too early, at position ${text.length}`;
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return `not valid JSON: unexpected character at position ${at} (line ${line}, column ${column})`;
}

/** The index of the first character that cannot go on; the text's length if it ends too early. */
export function jsonFaultAt(text: string): number {
  const open: ('[' | '{')[] = [];
  let expecting: Expecting = 'value';
  let index = 0;
  for (;;) {
    index = skipSpace(text, index);
    const char = text[index];
    if (char === undefined) return text.length;
    const closes = char === (open.at(-1) === '[' ? ']' : '}') && open.length > 0;
    if (closes && expecting.endsWith('-or-end')) {
      open.pop();
      index++;
      expecting = open.length === 0 ? 'done' : 'comma-or-end';
    } else if (expecting === 'comma-or-end' && char === ',') {
      index++;
      expecting = open.at(-1) === '[' ? 'value' : 'key';
    } else if (expecting === 'colon' && char === ':') {
      index++;
      expecting = 'value';
    } else if (expecting.startsWith('key') && char === '"') {
      const string = scanString(text, index);
      if (!string.whole) return string.end;
      index = string.end;
      expecting = 'colon';
    } else if (!expecting.startsWith('value')) {
      return index;
    } else if (char === '[' || char === '{') {
      open.push(char);
      index++;
      expecting = char === '[' ? 'value-or-end' : 'key-or-end';
    } else {
      const scalar = char === '"' ? scanString(text, index) : scanScalar(text, index);
      if (!scalar.whole) return scalar.end;
      index = scalar.end;
      expecting = open.length === 0 ? 'done' : 'comma-or-end';
    }
  }
}

/** Where a token ends, or where it goes wrong. */
type Scanned = { readonly whole: boolean; readonly end: number };

function scanString(text: string, start: number): Scanned {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return { whole: true, end: index + 1 };
    if (code < 0x20) return { whole: false, end: index };
    if (code !== 0x5c) continue;
    const escape = ESCAPE.exec(text.slice(index, index + 6));
    if (escape === null) return { whole: false, end: index };
    index += escape[0].length - 1;
  }
  return { whole: false, end: text.length };
}

function scanScalar(text: string, start: number): Scanned {
  let end = start;
  while (
    end < text.length &&
    end - start < LONGEST_SCALAR &&
    NUMBER_OR_WORD.test(text[end] ?? '')
  ) {
    end++;
  }
  const scalar = text.slice(start, end);
  if (['true', 'false', 'null'].includes(scalar) || NUMBER.test(scalar))
    return { whole: true, end };
  return { whole: false, end: start };
}

function skipSpace(text: string, start: number): number {
  let index = start;
  while (index < text.length && ' \t\n\r'.includes(text[index] as string)) index++;
  return index;
}
