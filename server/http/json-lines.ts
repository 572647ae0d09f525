/**
 * NDJSON: one JSON value a line. A line that is not JSON, or not UTF-8, is a faulty item and
 * nothing more; lines of white space are no items.
 */
import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../../engine/index.ts';
import type { BulkItem, Failure } from '../service.ts';
import { parseJsonText, textOf, withoutMark } from './json-parse.ts';
import type { Limits } from './limits.ts';

const LINE_FEED = 0x0a;
const BLANK = /^[ \t\r]*$/;

export function parseJsonLines(
  bytes: Uint8Array,
  limits: Limits,
): Result<readonly BulkItem[], Failure> {
  const items: BulkItem[] = [];
  for (const line of lines(bytes)) {
    if (line !== undefined && BLANK.test(line)) continue;
    if (items.length === limits.batchItems) return err(tooManyItems(limits));
    items.push(lineItem(line, limits));
  }
  return ok(items);
}

export function tooManyItems(limits: Limits): Failure {
  return { kind: 'too-large', message: `a bulk write has at most ${limits.batchItems} items` };
}

function lineItem(line: string | undefined, limits: Limits): BulkItem {
  if (line === undefined) return { parsed: false, message: 'the line is not valid UTF-8' };
  const json = parseJsonText(line, limits);
  if (json.ok) return { parsed: true, json: json.value };
  const refusal = json.error;
  const message = refusal.kind === 'invalid' ? refusal.errors[0]?.message : refusal.message;
  return { parsed: false, message: message ?? 'the line is not valid JSON' };
}

/** The lines as text; undefined for one that is not UTF-8. */
function* lines(bytes: Uint8Array): Generator<string | undefined> {
  if (isUtf8(bytes)) {
    // The common case: one conversion for the whole body.
    yield* withoutMark(textOf(bytes)).split('\n');
    return;
  }
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    yield isUtf8(line) ? textOf(line) : undefined;
    start = end + 1;
  }
}
