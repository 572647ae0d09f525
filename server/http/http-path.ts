/**
 * Paths and their patterns. A path is split at its slashes first and percent-decoded then, so
 * that an id may hold a slash; ids are matched as they are, without any folding or trimming.
 */
import { err, ok, type Result } from '../../engine/index.ts';

/** What stands for bytes that are not UTF-8 once they have been read as text. */
const REPLACEMENT = '\ufffd';

/** A part of a pattern: a literal segment, or a name for any segment that is not empty. */
type PatternPart = { readonly literal: string } | { readonly name: string };
export type PathPattern = readonly PatternPart[];

/** Names of the parameters of a pattern such as `/v1/segments/{id}/count`. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** The segments of `/a/b`, decoded; the error says what is wrong with them. */
export function splitPath(path: string): Result<readonly string[], string> {
  if (path.includes(REPLACEMENT)) return err('the path is not valid UTF-8');
  const segments: string[] = [];
  for (const segment of path.slice(1).split('/')) {
    try {
      segments.push(segment.includes('%') ? decodeURIComponent(segment) : segment);
    } catch {
      return err('the path is not valid percent-encoded UTF-8');
    }
  }
  return ok(segments);
}

export function parsePattern(pattern: string): PathPattern {
  return pattern
    .slice(1)
    .split('/')
    .map((part) => (part.startsWith('{') ? { name: part.slice(1, -1) } : { literal: part }));
}

/** The values of the pattern's names, or undefined when the path is another one. */
export function matchPath(
  pattern: PathPattern,
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const values = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] as string;
    if ('name' in part) {
      if (segment === '') return undefined;
      values.set(part.name, segment);
    } else if (part.literal !== segment) {
      return undefined;
    }
  }
  return values;
}
