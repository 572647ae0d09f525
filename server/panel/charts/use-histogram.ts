/** How a number is spread among contacts. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { MusterClient, Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import {
  type AtLeast,
  type Bin,
  binCounts,
  binsOf,
  firstBounds,
  mostBetween,
  niceBounds,
} from './histogram-bins.ts';

export type Histogram = {
  readonly bins: readonly (Bin & { readonly count: number })[];
  readonly withValue: number;
  readonly withoutValue: number;
};

/** `among`: of whom; `{ all: [] }` is everyone. */
export function useHistogram(field: string, among: Rule) {
  const client = useClient();
  return useQuery({
    queryKey: ['histogram', field, JSON.stringify(among)],
    queryFn: ({ signal }) => histogram(client, field, among, signal),
    enabled: field !== '',
    placeholderData: keepPreviousData,
  });
}

async function histogram(
  client: MusterClient,
  field: string,
  among: Rule,
  signal: AbortSignal,
): Promise<Histogram> {
  const askAll = async (rules: readonly Rule[]) => {
    const questions = rules.map((rule) => ({ rule: { all: [among, rule] } }));
    const { counts } = await client.counts({ questions }, { signal });
    return counts.map(({ count }) => count);
  };
  const atLeast = async (bounds: readonly number[]): Promise<readonly AtLeast[]> => {
    const counts = await askAll(bounds.map((value): Rule => ({ field, op: 'gte', value })));
    return bounds.map((bound, index) => ({ bound, count: counts[index] ?? 0 }));
  };
  const [withValue = 0, withoutValue = 0] = await askAll([
    { field, op: 'exists' },
    { field, op: 'not_exists' },
  ]);
  if (withValue === 0) return { bins: [], withValue, withoutValue };
  let bounds = firstBounds();
  for (let round = 0; round < 2; round++) {
    bounds = niceBounds(...mostBetween(await atLeast(bounds), withValue));
  }
  const counts = binCounts(await atLeast(bounds), withValue);
  const bins = binsOf(bounds).map((bin, index) => ({ ...bin, count: counts[index] ?? 0 }));
  // What lies beyond is shown where there is something.
  const isBeyond = ({ from, to }: Bin) => !Number.isFinite(from) || !Number.isFinite(to);
  return {
    bins: bins.filter((bin) => bin.count > 0 || !isBeyond(bin)),
    withValue,
    withoutValue,
  };
}
