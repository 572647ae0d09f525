/**
 * Bytes from outside as JSON: strict UTF-8, bounded depth and number of values, and a message with
 * the place when it is not JSON. Numbers beyond float64 become infinite and lone surrogates stay,
 * both for the engine to refuse where they stand.
 */
import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../../engine/index.ts';
import type { Failure } from '../service.ts';
import { describeJsonFault } from './json-fault.ts';
import type { Limits } from './limits.ts';
import { invalid } from './problem.ts';

const BYTE_ORDER_MARK = '\ufeff';

export function parseJson(bytes: Uint8Array, limits: Limits): Result<unknown, Failure> {
  if (!isUtf8(bytes)) return err(invalid('the body is not valid UTF-8'));
  const text = withoutMark(textOf(bytes));
  if (text.trim() === '') return err(invalid('the body is empty'));
  return parseJsonText(text, limits);
}

/** The same for text that is known to be whole. */
export function parseJsonText(text: string, limits: Limits): Result<unknown, Failure> {
  const refusal = measureJson(text, limits);
  if (refusal !== undefined) return err(refusal);
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(invalid(describeJsonFault(text)));
  }
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** Too deep or too many values, seen from brackets and commas alone. */
function measureJson(text: string, limits: Limits): Failure | undefined {
  // So short a text can neither be that deep nor hold that many values.
  if (text.length <= limits.bodyDepth && text.length <= limits.bodyValues) return undefined;
  let depth = 0;
  let values = 1;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22: // "
        index = endOfString(text, index);
        break;
      case 0x5b: // [
      case 0x7b: // {
        values++;
        if (++depth > limits.bodyDepth) return tooDeep(limits);
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x2c: // ,
        values++;
        break;
    }
  }
  return values > limits.bodyValues ? tooManyValues(limits) : undefined;
}

/** The index of the quote that ends the string begun at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let index = start;
  for (;;) {
    index = text.indexOf('"', index + 1);
    if (index === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(index - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return index;
  }
}

export function tooDeep(limits: Limits): Failure {
  return invalid(`the body is nested deeper than ${limits.bodyDepth} levels`);
}

export function tooManyValues(limits: Limits): Failure {
  const message = `the body has more than ${limits.bodyValues} values`;
  return { kind: 'too-large', message };
}
