/**
 * Small worlds for the boundary tables: a row says of an edge whether what lies one millisecond
 * before it, on it and one millisecond after it is in (`X`) or out (`.`).
 */
import { expect } from 'vitest';
import { formatInstant, type Millis, parseInstant } from '../../engine/index.ts';
import { type BulkSubject, openSubject } from '../subject.ts';

/** `..X`: only what lies one millisecond after the edge. */
export type Verdict = `${'X' | '.'}${'X' | '.'}${'X' | '.'}`;

export type Edge = readonly [edge: string, verdict: Verdict];

/** A moment at which everything in these tables has been written. */
export const ARRIVED = ms('2000-01-01T00:00:00Z');

export function ms(instant: string): number {
  const parsed = parseInstant(instant);
  if (!parsed.ok) throw new Error(`${instant}: ${parsed.error}`);
  return parsed.value;
}

/** The instants around an edge, as texts that name contacts well. */
export function around(edge: string): readonly string[] {
  return [-1, 0, 1].map((away) => formatInstant((ms(edge) + away) as Millis));
}

/** All instants around the edges, each once, and which of them are in. */
export function instantsOf(edges: readonly Edge[]): ReadonlyMap<string, boolean> {
  const instants = new Map<string, boolean>();
  for (const [edge, verdict] of edges) {
    around(edge).forEach((instant, index) => instants.set(instant, verdict[index] === 'X'));
  }
  return instants;
}

export async function withSubject(run: (subject: BulkSubject) => Promise<void>): Promise<void> {
  const subject = await openSubject();
  try {
    await run(subject);
  } finally {
    await subject.close();
  }
}

/** Who is in, of both a rule and its complement, by name and in alphabetical order. */
export async function expectMembers(
  subject: BulkSubject,
  rule: unknown,
  asked: { readonly at: string; readonly timezone?: string },
  { members, others }: { readonly members: readonly string[]; readonly others: readonly string[] },
): Promise<void> {
  const at = ms(asked.at);
  const options = asked.timezone === undefined ? { at } : { at, timezone: asked.timezone };
  const what = JSON.stringify(rule);
  const found = await subject.members(rule, options);
  expect([...found].sort(), what).toEqual([...members].sort());
  expect(await subject.count(rule, options), what).toBe(members.length);
  const left = await subject.members({ not: rule }, options);
  expect([...left].sort(), `not ${what}`).toEqual([...others].sort());
}

/** Divides what is named by whether it is in. */
export function divided(instants: ReadonlyMap<string, boolean>): {
  readonly members: readonly string[];
  readonly others: readonly string[];
} {
  const names = [...instants.keys()];
  return {
    members: names.filter((name) => instants.get(name)),
    others: names.filter((name) => !instants.get(name)),
  };
}
