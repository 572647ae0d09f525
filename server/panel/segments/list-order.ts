/** In which order the segments are listed, and which a search finds. */
import { useState } from 'react';
import type { SegmentListing } from '../../client.ts';

export const SORT_KEYS = ['name', 'count', 'changed'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export type Sort = { readonly by: SortKey; readonly isDescending: boolean };

/** What somebody sees first who sorts by it: names from A, otherwise the largest and the latest. */
export function firstSort(by: SortKey): Sort {
  return { by, isDescending: by !== 'name' };
}

/**
 * Live counts would make rows change places under the pointer: they are put in order when that is asked
 * for, and when a segment comes, goes or is changed.
 */
export function useInOrder(
  segments: readonly SegmentListing[],
  sort: Sort,
  language: string,
): readonly SegmentListing[] {
  const asked = JSON.stringify([
    sort,
    language,
    segments.map(({ id, updated_at }) => [id, updated_at]),
  ]);
  const [order, setOrder] = useState<{ asked: string; ids: readonly string[] }>(() => ({
    asked,
    ids: idsInOrder(segments, sort, language),
  }));
  let { ids } = order;
  if (order.asked !== asked) {
    ids = idsInOrder(segments, sort, language);
    setOrder({ asked, ids });
  }
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function idsInOrder(
  segments: readonly SegmentListing[],
  { by, isDescending }: Sort,
  language: string,
): readonly string[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const byName = (a: SegmentListing, b: SegmentListing) => compare(a.name, b.name);
  const order = {
    name: byName,
    count: (a: SegmentListing, b: SegmentListing) => a.count - b.count,
    changed: (a: SegmentListing, b: SegmentListing) =>
      Date.parse(a.updated_at) - Date.parse(b.updated_at),
  }[by];
  const sign = isDescending ? -1 : 1;
  return segments.toSorted((a, b) => sign * order(a, b) || byName(a, b)).map(({ id }) => id);
}

/** Whether every word of the search is somewhere in it. */
export function matches(segment: SegmentListing, search: string): boolean {
  const text = textOf(segment);
  return folded(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Made once, not for every letter that is typed. */
const texts = new WeakMap<SegmentListing, string>();

function textOf(segment: SegmentListing): string {
  const { name, description, id } = segment;
  const text = texts.get(segment) ?? folded(`${name}\n${description}\n${id}`);
  texts.set(segment, text);
  return text;
}

/** Without case and without marks: `krakow` finds `Kraków`. */
function folded(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l');
}
