/** Checks of the texts that come from outside: ids, names, values. Each says what is wrong. */
import { MAX_ID_BYTES, MAX_NAME_CHARACTERS } from './rule-limits.ts';

const CONTROL = /\p{Cc}/u;
/** What is wrong with a text of at most `maxBytes` bytes of UTF-8; undefined when nothing is. */
export function textFault(text, maxBytes) {
  if (!text.isWellFormed()) return 'the text has a lone surrogate';
  // A UTF-16 unit is at most three bytes of UTF-8: short texts need no measuring.
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes) {
    return `the text is longer than ${maxBytes} bytes of UTF-8`;
  }
  return undefined;
}
/** What is wrong with the id of a contact, event, segment or group. */
export function idFault(value) {
  if (typeof value !== 'string') return 'expected a text';
  if (value === '') return `expected 1 to ${MAX_ID_BYTES} bytes`;
  return textFault(value, MAX_ID_BYTES);
}
/** What is wrong with the name of a field, event type or attribute. */
export function nameFault(value) {
  if (typeof value !== 'string') return 'expected a name';
  if (value === '') return 'a name is not empty';
  if (!value.isWellFormed()) return 'the name has a lone surrogate';
  if (value.length > MAX_NAME_CHARACTERS && [...value].length > MAX_NAME_CHARACTERS) {
    return `a name has at most ${MAX_NAME_CHARACTERS} characters`;
  }
  if (CONTROL.test(value)) return 'a name has no control characters';
  return undefined;
}
/** The name of an event type: a name without `*`, which stands for prefixes in rules. */
export function eventNameFault(value) {
  const fault = nameFault(value);
  if (fault !== undefined) return fault;
  return value.includes('*') ? 'the name of an event type has no *' : undefined;
}
/** One more step of an RFC 6901 JSON pointer. */
export function pointer(path, key) {
  if (typeof key === 'number') return `${path}/${key}`;
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
