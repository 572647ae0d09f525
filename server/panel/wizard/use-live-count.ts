/**
 * The count of what is being built, asked at every change and again every few seconds. The question is
 * the key of its answer, so a late answer to an earlier question is never shown for a later one; until
 * there is an answer the last one stays, marked as old.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type MusterClient, MusterError, type Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS } from '../api/queries.ts';
import type { Draft } from '../rule/draft.ts';
import { type WrittenRule, writeRule } from '../rule/draft-json.ts';
import { type PlacedIssues, placeIssues } from './place-issues.ts';

export type NodeCount = {
  /** Who matches the node alone. */
  readonly count: number;
  /** What the whole would be without it. */
  readonly without: number;
};

export type LiveCount = {
  readonly written: WrittenRule;
  readonly count: number | undefined;
  readonly total: number | undefined;
  readonly tookUs: number | undefined;
  /** By key of the node. */
  readonly nodes: ReadonlyMap<string, NodeCount>;
  /** What is shown is of an earlier rule. */
  readonly isOld: boolean;
  /** And has been for longer than a moment. */
  readonly isSlow: boolean;
  readonly error: Error | null;
  readonly issues: PlacedIssues;
  readonly retry: () => void;
};

/** The server gives counts of single conditions up to so many nodes. */
const MAX_BREAKDOWN_NODES = 200;
/** Before it is said that an answer takes time. */
const PATIENCE_MS = 400;
const NO_ISSUES: PlacedIssues = new Map();

export function useLiveCount(draft: Draft, timezone: string): LiveCount {
  const client = useClient();
  const written = useMemo(() => writeRule(draft), [draft]);
  const text = JSON.stringify(written.rule);
  const keysOf = useRef(new Map<string, WrittenRule['keys']>());
  keysOf.current.set(text, written.keys);
  const query = useQuery({
    queryKey: ['live-count', text, timezone],
    queryFn: ({ signal }) => ask(client, text, timezone, written.keys.size, signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
    gcTime: 30_000,
  });
  const { data, error } = query;
  const isOld = query.isPlaceholderData || data === undefined;
  const nodes = useMemo(() => {
    const keys = data && keysOf.current.get(data.text);
    return new Map(
      (data?.nodes ?? []).flatMap(({ path, count, without }) => {
        const key = keys?.get(path);
        return key === undefined ? [] : [[key, { count, without }] as const];
      }),
    );
  }, [data]);
  const issues = useMemo(
    () =>
      error instanceof MusterError && error.status === 400
        ? placeIssues(error.errors, written.keys, draft)
        : NO_ISSUES,
    [error, written, draft],
  );
  return {
    written,
    count: data?.count,
    total: data?.total,
    tookUs: data?.took_us,
    nodes,
    isOld,
    isSlow: useIsLong(query.isFetching && isOld),
    error,
    issues,
    retry: () => void query.refetch(),
  };
}

async function ask(
  client: MusterClient,
  text: string,
  timezone: string,
  nodes: number,
  signal: AbortSignal,
) {
  const rule = JSON.parse(text) as Rule;
  const question = { rule, timezone };
  const answer =
    nodes > MAX_BREAKDOWN_NODES
      ? await client.count(question, { signal })
      : await client.breakdown(question, { signal });
  return { ...answer, text };
}

/** Whether something has been so for longer than a moment. */
function useIsLong(is: boolean): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!is) return setIsLong(false);
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [is]);
  return isLong;
}
