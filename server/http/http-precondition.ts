/**
 * `ETag` and `If-Match` (RFC 9110, sections 8.8.3 and 13.1.1): a segment is changed only if it is
 * still the one that the client has seen.
 */
import { err, ok, type Result } from '../../engine/index.ts';
import type { Precondition } from '../service.ts';
import { invalid, type Refusal } from './problem.ts';

const TAG = /^(W\/)?"([\x21\x23-\x7e]*)"$/;

export function entityTag(version: string): string {
  return `"${version}"`;
}

/** Weak tags are read and match nothing: a strong comparison is asked for. */
export function parseIfMatch(header: string | undefined): Result<Precondition, Refusal> {
  if (header === undefined) return ok(undefined);
  if (header.trim() === '*') return ok({ any: true });
  const versions: string[] = [];
  for (const tag of header.split(',')) {
    const parts = TAG.exec(tag.trim());
    if (parts === null) return err(invalid('If-Match has to be * or a list of quoted tags'));
    if (parts[1] === undefined) versions.push(parts[2] as string);
  }
  return ok({ versions });
}
