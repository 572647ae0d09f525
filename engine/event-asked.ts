/** What of events is asked that needs no numbers of contacts. */
import type { EventLeaf } from './plan.ts';

/** Whether a leaf asks for some event of whole types in a window, which activity answers. */
export function activityAsked(leaf: EventLeaf): boolean {
  return asksForSome(leaf) && leaf.sources.every(({ where }) => where.kind === 'true');
}

/** Whether a leaf asks for at least one event. */
export function asksForSome({ aggregate, test }: EventLeaf): boolean {
  if (aggregate !== 'count' || test.kind !== 'ranges') return false;
  const [range, more] = test.ranges;
  if (range === undefined || more !== undefined) return false;
  return range[0] > 0 && range[0] <= 1 && range[1] === Infinity;
}
