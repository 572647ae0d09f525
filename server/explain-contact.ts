/**
 * Why one contact is in or out: condition by condition, with the events that decided; since when, and
 * until when if nothing happens.
 */
import {
  type CanonicalRule,
  ContactWorld,
  calendarMoments,
  formatInstant,
  isLeaf,
  MAX_INSTANT,
  MIN_INSTANT,
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
/** How far it is looked back and ahead, at most. */
const HORIZON_MS = 400 * DAY_MS;
/** How long it is looked in each direction. */
const MOST_MS = 500;
/** Then others have their turn. */
const TURN_MS = 5;

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
  const looking = { isIn, answerAt, zones: calendarZones(rule) };
  const since = await changeFrom(at, -1, looking);
  const until = await changeFrom(at, 1, looking);
  return {
    id,
    ordinal,
    in: isIn,
    conditions,
    ...(since.change !== undefined && { since: formatInstant(since.change) }),
    ...(until.change !== undefined && { until: formatInstant(until.change) }),
    looked_from: formatInstant(since.looked),
    looked_until: formatInstant(until.looked),
  };
}

/** The time zones in which a rule steps by months or years; a window of exact length needs none. */
function calendarZones(rule: CanonicalRule): readonly string[] {
  const zones = new Set<string>();
  const visit = (part: unknown, zone: string | undefined): void => {
    if (typeof part !== 'object' || part === null) return;
    const own = 'zone' in part && typeof part.zone === 'string' ? part.zone : zone;
    if ('months' in part && typeof part.months === 'number' && part.months > 0) {
      zones.add(own ?? 'UTC');
    }
    for (const inner of Object.values(part)) visit(inner, own);
  };
  visit(rule, undefined);
  return [...zones];
}

/** So much time to look, with turns for others in between. */
class LookBudget {
  readonly #endMs = performance.now() + MOST_MS;
  #turnMs = performance.now();

  /** False when it is used up. */
  async spend(): Promise<boolean> {
    const now = performance.now();
    if (now > this.#endMs) return false;
    if (now - this.#turnMs > TURN_MS) {
      await new Promise(setImmediate);
      this.#turnMs = performance.now();
    }
    return true;
  }
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

type Looking = {
  readonly isIn: boolean;
  readonly answerAt: AnswerAt;
  readonly zones: readonly string[];
};

/**
 * The first moment of another answer from a moment on; backwards, the first moment of this answer. And
 * how far it was looked: as far as the horizon, if there was the time.
 */
async function changeFrom(
  at: Millis,
  direction: 1 | -1,
  { isIn, answerAt, zones }: Looking,
): Promise<{ readonly change: Millis | undefined; readonly looked: Millis }> {
  const budget = new LookBudget();
  let from: number = at;
  let { signature } = answerAt(at);
  const ended = () => ({ change: undefined, looked: from as Millis });
  if (signature === undefined) return ended();
  for (const end of calendarMoments(zones, at, direction)) {
    if (!isInstant(end) || Math.abs(end - at) > HORIZON_MS) return ended();
    for (;;) {
      if (!(await budget.spend())) return ended();
      if (answerAt(end as Millis).signature === signature) break;
      // Between the two lies the nearest change.
      let same = from;
      let other = end;
      while (Math.abs(other - same) > 1) {
        if (!(await budget.spend())) return ended();
        const middle = Math.floor((same + other) / 2);
        if (answerAt(middle as Millis).signature === signature) same = middle;
        else other = middle;
      }
      const next = answerAt(other as Millis);
      const change = (direction === 1 ? other : same) as Millis;
      if (next.isIn() !== isIn) return { change, looked: change };
      from = other;
      signature = next.signature;
    }
    from = end;
  }
  return ended();
}

function isInstant(moment: number): boolean {
  return moment >= MIN_INSTANT && moment <= MAX_INSTANT;
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
