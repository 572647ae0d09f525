/** What can be done to the details that are asked of an event, beyond what can be done to any tree. */
import type { Draft } from '../../rule/draft.ts';
import { parentOf, placeOf, removeNode, unitOf } from '../../rule/draft-edit.ts';

/**
 * Without a detail, and without the groups that then have nothing: an empty one would ask for something
 * else. Undefined: nothing is asked any more.
 */
export function removeDetail(where: Draft, key: string): Draft | undefined {
  const unit = unitOf(where, key);
  if (unit === where.key) return undefined;
  const place = placeOf(where, unit);
  const parent = parentOf(where, unit);
  if (place !== undefined && parent?.kind === 'group' && parent.children.length === 1) {
    return removeDetail(where, place.group);
  }
  return removeNode(where, unit);
}
