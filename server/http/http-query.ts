/** The query part of a URL as names and values (application/x-www-form-urlencoded). */
import { err, ok, type Result } from '../../engine/index.ts';

const REPLACEMENT = '\ufffd';

/** All values by name, in the order in which they were given. */
export type QueryValues = ReadonlyMap<string, readonly string[]>;

export function parseQuery(query: string): Result<QueryValues, string> {
  if (query.includes(REPLACEMENT)) return err('the query is not valid UTF-8');
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return err('the query is not valid percent-encoded UTF-8');
    }
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return ok(values);
}

function decode(text: string): string | undefined {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
