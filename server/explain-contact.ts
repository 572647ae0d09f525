/**
 * Why one contact is in or out: condition by condition, with the events that decided; since when, and
 * until when if nothing happens.
 */
import {
  type CanonicalRule,
  ContactWorld,
  formatInstant,
  isLeaf,
  type Millis,
  type Plan,
  type PlanNode,
  type Rule,
  type Schema,
} from '../engine/index.ts';
import { leafInWords } from './plan-words.ts';
import type { ContactExplanation, ExplainedCondition } from './service.ts';

/** Deciding events shown of each condition. */
const SHOWN_EVENTS = 20;
const DAY_MS = 86_400_000;
/** How far it is looked back and ahead. */
const HORIZON_DAYS = 400;
/** Moments at which something may change that are looked at in each direction. */
const MAX_CHANGES = 256;
/** Moments looked at between two turns of other work. */
const MOMENTS_A_TURN = 16;

export type ContactToExplain = {
  readonly id: string;
  readonly ordinal: number;
  readonly batch: Uint8Array;
  readonly schema: Schema;
  readonly at: Millis;
  /** The rule as a whole, with the channel when there is one. */
  readonly rule: CanonicalRule;
  /** Its parts, with what each is by itself. */
  readonly parts: readonly { readonly node: Rule; readonly rule: CanonicalRule }[];
  readonly bind: (at: Millis, rules: readonly CanonicalRule[]) => Plan;
};

export async function explainContact(asked: ContactToExplain): Promise<ContactExplanation> {
  const { id, ordinal, batch, schema, at, rule, parts, bind } = asked;
  const world = new ContactWorld(batch, schema);
  const [isIn = false, ...partsIn] = world.selects(
    bind(at, [rule, ...parts.map((part) => part.rule)]),
  );
  const conditions = parts.map(({ node, rule: part }, i): ExplainedCondition => {
    const plan = bind(at, [part]);
    return {
      path: node.path,
      condition: inWords(node, plan, schema),
      in: partsIn[i] as boolean,
      ...(!isGroup(node) && decidingEvents(world, plan)),
    };
  });
  const answerAt = (moment: Millis) => {
    const plan = bind(moment, [rule]);
    return { signature: world.signatureOf(plan), isIn: () => world.selects(plan)[0] === true };
  };
  const since = await changeFrom(at, -1, isIn, answerAt);
  const until = await changeFrom(at, 1, isIn, answerAt);
  return {
    id,
    ordinal,
    in: isIn,
    conditions,
    ...(since !== undefined && { since: formatInstant(since) }),
    ...(until !== undefined && { until: formatInstant(until) }),
  };
}

/** Of a condition on events, and of what refers to such. */
function decidingEvents(
  world: ContactWorld,
  plan: Plan,
): Partial<Pick<ExplainedCondition, 'events' | 'events_total'>> {
  if (!plan.nodes.some(({ kind }) => kind === 'event' || kind === 'sequence')) return {};
  const { count, newest } = world.eventsOf(plan, SHOWN_EVENTS);
  return {
    events_total: count,
    events: newest.map(({ time, ...event }) => ({ ...event, time: formatInstant(time as Millis) })),
  };
}

type AnswerAt = (moment: Millis) => {
  readonly signature: string | undefined;
  readonly isIn: () => boolean;
};

/**
 * The first moment of another answer from a moment on; backwards, the first moment of this answer.
 * Undefined when there is none within the horizon, or when it cannot be told.
 */
async function changeFrom(
  at: Millis,
  direction: 1 | -1,
  isIn: boolean,
  answerAt: AnswerAt,
): Promise<Millis | undefined> {
  let looked = 0;
  const look = async (moment: number) => {
    looked += 1;
    if (looked % MOMENTS_A_TURN === 0) await new Promise(setImmediate);
    return answerAt(moment as Millis);
  };
  let from: number = at;
  let { signature } = await look(from);
  if (signature === undefined) return undefined;
  let changes = 0;
  for (let day = 1; day <= HORIZON_DAYS; day++) {
    const end = at + direction * day * DAY_MS;
    while ((await look(end)).signature !== signature) {
      changes += 1;
      if (changes > MAX_CHANGES) return undefined;
      // Between the two lies the nearest change.
      let same = from;
      let other = end;
      while (Math.abs(other - same) > 1) {
        const middle = Math.floor((same + other) / 2);
        if ((await look(middle)).signature === signature) same = middle;
        else other = middle;
      }
      const next = await look(other);
      if (next.isIn() !== isIn) return (direction === 1 ? other : same) as Millis;
      from = other;
      signature = next.signature;
    }
    from = end;
  }
  return undefined;
}

function isGroup({ kind }: Rule): boolean {
  return kind === 'all' || kind === 'any' || kind === 'none' || kind === 'not';
}

function inWords(node: Rule, plan: Plan, schema: Schema): string {
  switch (node.kind) {
    case 'all':
      return 'all of these';
    case 'any':
      return 'any of these';
    case 'none':
      return 'none of these';
    case 'not':
      return 'not this';
    case 'segment':
      return `in the segment ${JSON.stringify(node.id)}`;
    case 'reachable':
      return `reachable by ${JSON.stringify(node.channel)}`;
    default:
      return planInWords(plan, plan.roots[0] as number, schema);
  }
}

/** Of a condition that became some logic over leaves. */
function planInWords(plan: Plan, index: number, schema: Schema): string {
  const node = plan.nodes[index] as PlanNode;
  if (isLeaf(node)) return leafInWords(node, schema);
  switch (node.kind) {
    case 'everyone':
    case 'nobody':
      return node.kind;
    case 'not':
      return `not (${planInWords(plan, node.child, schema)})`;
    case 'and':
    case 'or':
      return node.children
        .map((child) => `(${planInWords(plan, child, schema)})`)
        .join(` ${node.kind} `);
  }
}
