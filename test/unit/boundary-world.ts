/**
 * Small worlds for the boundary tables: a row says of an edge whether what lies one millisecond
 * before it, on it and one millisecond after it is in (`X`) or out (`.`).
 */
import { formatInstant, type Millis, parseInstant } from '../../engine/index.ts';
import { type BulkSubject, openSubject } from '../subject.ts';

/** `..X`: only what lies one millisecond after the edge. */
export type Verdict = `${'X' | '.'}${'X' | '.'}${'X' | '.'}`;

export type Edge = readonly [edge: string, verdict: Verdict];

/** A moment at which everything in these tables has been written. */
export const ARRIVED = ms('2000-01-01T00:00:00Z');

function ms(instant: string): number {
  const parsed = parseInstant(instant);
  if (!parsed.ok) throw new Error(`${instant}: ${parsed.error}`);
  return parsed.value;
}

/** The instants around an edge, as texts that name contacts well. */
function around(edge: string): readonly string[] {
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

/** The names of who is in and of who is not, each in alphabetical order. */
export type Division = { readonly members: readonly string[]; readonly others: readonly string[] };

export function division(members: readonly string[], others: readonly string[]): Division {
  return { members: [...members].sort(), others: [...others].sort() };
}

/** Divides what is named by whether it is in. */
export function divided(instants: ReadonlyMap<string, boolean>): Division {
  const names = [...instants.keys()];
  return division(
    names.filter((name) => instants.get(name) === true),
    names.filter((name) => instants.get(name) === false),
  );
}

/** What a rule says, and what its complement says; counts must agree with them. */
export async function divisionBy(
  subject: BulkSubject,
  rule: unknown,
  asked: { readonly at: string; readonly timezone?: string },
): Promise<Division> {
  const at = ms(asked.at);
  const options = asked.timezone === undefined ? { at } : { at, timezone: asked.timezone };
  const members = await subject.members(rule, options);
  const others = await subject.members({ not: rule }, options);
  for (const [one, size] of [
    [rule, members.length],
    [{ not: rule }, others.length],
  ] as const) {
    const count = await subject.count(one, options);
    if (count !== size) throw new Error(`counted ${count}, listed ${size}: ${JSON.stringify(one)}`);
  }
  return division(members, others);
}
