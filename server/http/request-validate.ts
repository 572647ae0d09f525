/** zod schemas applied to what came in, their issues turned into pointers and sentences. */
import type { z } from 'zod';
import { err, type Issue, ok, pointer, type Result } from '../../engine/index.ts';
import type { QueryValues } from './http-query.ts';
import type { Refusal } from './problem.ts';

/** Query parameters whose value is a list; any other is given once. */
const LIST_PARAMETERS: ReadonlySet<string> = new Set(['fields']);

export type QuerySchema = z.ZodObject;

/** Faults carry the pointer into the value at which they stand. */
export function validate<S extends z.ZodType>(
  schema: S,
  value: unknown,
): Result<z.output<S>, Refusal> {
  const parsed = schema.safeParse(value, { error: sentence });
  if (parsed.success) return ok(parsed.data);
  const errors = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.reduce<string>((at, key) => pointer(at, pathKey(key)), '');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: pointer(path, key), message: 'unknown key' }));
  });
  return err({ kind: 'invalid', errors });
}

/** A query is read as an object with a member for each parameter; faults point into that. */
export function validateQuery<S extends QuerySchema>(
  schema: S,
  values: QueryValues,
): Result<z.output<S>, Refusal> {
  const errors: Issue[] = [];
  const given: [name: string, value: unknown][] = [];
  for (const [name, list] of values) {
    const path = pointer('', name);
    if (!Object.hasOwn(schema.shape, name)) errors.push({ path, message: UNKNOWN_PARAMETER });
    else if (LIST_PARAMETERS.has(name)) given.push([name, list]);
    else if (list.length > 1) errors.push({ path, message: 'the parameter is given twice' });
    else given.push([name, list[0]]);
  }
  if (errors.length > 0) return err({ kind: 'invalid', errors });
  return validate(schema, Object.fromEntries(given));
}

const UNKNOWN_PARAMETER = 'unknown query parameter';

function pathKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

/** zod's own sentences, but for those that speak of what is not there or of JavaScript. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'is required';
    return `expected ${EXPECTED.get(issue.expected) ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') {
    return `expected one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  return undefined;
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'an array'],
  ['object', 'an object'],
]);
