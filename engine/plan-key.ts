/** Texts that tell parts of plans apart. */
import { createHash } from 'node:crypto';

/** JSON of what is bound; flags by day, which are bytes, as an array. */
export function keyOfParts(parts: unknown): string {
  return JSON.stringify(parts, (_, value: unknown) => {
    if (value === Infinity) return 'inf';
    if (value === -Infinity) return '-inf';
    return value instanceof Uint8Array ? Array.from(value).join('') : value;
  });
}

/** A key of at most about a kilobyte: rules may list a hundred thousand values, and keys are kept. */
export function shortKey(key: string): string {
  if (key.length <= MAX_KEY) return key;
  return `sha256 ${createHash('sha256').update(key).digest('base64')}`;
}

const MAX_KEY = 1024;
