/**
 * The canonical rule: what is asked, in one form, saying everything. References to segments and
 * channels are replaced by their rules, each condition carries its own time zone, negative
 * operators are complements of positive ones; logic is flattened, constants folded, children
 * sorted and deduplicated. It knows nothing of shards, bitmaps or the index, so that another
 * back end could answer it.
 */

import { createHash } from 'node:crypto';
import type { Duration } from './duration.ts';
import { fold } from './fold.ts';
import type {
  Aggregate,
  EventCondition,
  EventPattern,
  Rule,
  Sample,
  Test,
  Where,
  Window,
} from './rule.ts';
import type { ValueType } from './value.ts';

export type CanonicalRule =
  | { readonly kind: 'everyone' | 'nobody' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly CanonicalRule[] }
  | { readonly kind: 'not'; readonly child: CanonicalRule }
  | CanonicalLeaf;

export type CanonicalLeaf =
  | { readonly kind: 'field'; readonly field: string; readonly tests: Tests; readonly zone: string }
  | ({ readonly kind: 'event'; readonly zone: string } & CanonicalEvent)
  | ({ readonly kind: 'sequence'; readonly zone: string } & CanonicalSequence)
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'contacts'; readonly ids: readonly string[] }
  | ({ readonly kind: 'sample' } & Sample);

/** A positive test for each type of value that can satisfy it. */
export type Tests = { readonly [Type in ValueType]?: Test };

/** Names are folded. */
export type CanonicalEvent = {
  readonly events: readonly EventPattern[];
  readonly where: CanonicalWhere;
  readonly within: Window | undefined;
  readonly aggregate: Aggregate;
  readonly of: string | undefined;
  readonly tests: Tests;
};

export type CanonicalSequence = {
  readonly steps: readonly CanonicalStep[];
  readonly absent: CanonicalStep | undefined;
  readonly within: Window | undefined;
};

export type CanonicalStep = {
  readonly events: readonly EventPattern[];
  readonly where: CanonicalWhere;
  readonly gap: Duration | undefined;
};

export type CanonicalWhere =
  | { readonly kind: 'true' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly CanonicalWhere[] }
  | { readonly kind: 'not'; readonly child: CanonicalWhere }
  | { readonly kind: 'attr'; readonly attr: string; readonly tests: Tests };

/** What a reference stands for: a rule with its own time zone. */
export type References = {
  readonly segment: (id: string) => { readonly rule: Rule; readonly zone: string };
  readonly channel: (name: string) => Rule;
};

/** A channel's rule uses no segment's zone. */
const CHANNEL_ZONE = 'UTC';

/**
 * Makes canonical rules of rules that have been checked: their references exist, without a circle.
 * A node is converted once, so that rules which share nodes share the work; to be replaced when what
 * references stand for has changed.
 */
export class Canonicalizer {
  readonly #references: References;
  readonly #converted = new WeakMap<Rule, CanonicalRule>();

  constructor(references: References) {
    this.#references = references;
  }

  /** `zone` is the time zone of the rule's own conditions. */
  convert(node: Rule, zone: string): CanonicalRule {
    let canonical = this.#converted.get(node);
    if (canonical === undefined) {
      canonical = this.#convert(node, zone);
      this.#converted.set(node, canonical);
    }
    return canonical;
  }

  #convert(node: Rule, zone: string): CanonicalRule {
    switch (node.kind) {
      case 'all':
        return and(this.#children(node.children, zone));
      case 'any':
        return or(this.#children(node.children, zone));
      case 'none':
        return not(or(this.#children(node.children, zone)));
      case 'not':
        return not(this.convert(node.child, zone));
      case 'field': {
        const { tests, negated } = node.condition;
        return complementIf(negated, { kind: 'field', field: fold(node.field), tests, zone });
      }
      case 'event':
        return canonicalEvent(node, zone);
      case 'sequence':
        return {
          kind: 'sequence',
          zone,
          steps: node.steps.map(canonicalStep),
          absent: node.absent && canonicalStep(node.absent),
          within: node.within,
        };
      case 'segment': {
        const segment = this.#references.segment(node.id);
        return this.convert(segment.rule, segment.zone);
      }
      case 'reachable':
        return this.convert(this.#references.channel(node.channel), CHANNEL_ZONE);
      case 'group':
        return { kind: 'group', id: node.id };
      case 'contacts':
        if (node.ids.length === 0) return { kind: 'nobody' };
        return { kind: 'contacts', ids: [...new Set(node.ids)].sort() };
      case 'sample':
        if (node.from === node.to) return { kind: 'nobody' };
        if (node.from === 0 && node.to === 10_000) return { kind: 'everyone' };
        return { kind: 'sample', seed: node.seed, from: node.from, to: node.to };
    }
  }

  #children(children: readonly Rule[], zone: string): readonly CanonicalRule[] {
    return children.map((child) => this.convert(child, zone));
  }
}

function canonicalEvent(event: EventCondition, zone: string): CanonicalRule {
  const { tests, negated } = event.condition;
  return complementIf(negated, {
    kind: 'event',
    zone,
    events: foldPatterns(event.events),
    where: canonicalWhere(event.where),
    within: event.within,
    aggregate: event.aggregate,
    of: event.of === undefined ? undefined : fold(event.of),
    tests,
  });
}

function canonicalStep(step: {
  readonly events: readonly EventPattern[];
  readonly where?: Where;
  readonly gap?: Duration;
}): CanonicalStep {
  return {
    events: foldPatterns(step.events),
    where: canonicalWhere(step.where),
    gap: step.gap,
  };
}

function canonicalWhere(where: Where | undefined): CanonicalWhere {
  if (where === undefined) return { kind: 'true' };
  switch (where.kind) {
    case 'all':
      return { kind: 'and', children: where.children.map(canonicalWhere) };
    case 'any':
      return { kind: 'or', children: where.children.map(canonicalWhere) };
    case 'none':
      return { kind: 'not', child: { kind: 'or', children: where.children.map(canonicalWhere) } };
    case 'not':
      return { kind: 'not', child: canonicalWhere(where.child) };
    case 'attr': {
      const { tests, negated } = where.condition;
      const leaf = { kind: 'attr', attr: fold(where.attr), tests } as const;
      return negated ? { kind: 'not', child: leaf } : leaf;
    }
  }
}

function foldPatterns(patterns: readonly EventPattern[]): readonly EventPattern[] {
  return patterns.map(({ name, prefix }) => ({ name: fold(name), prefix }));
}

function complementIf(negated: boolean, leaf: CanonicalLeaf): CanonicalRule {
  return negated ? not(leaf) : leaf;
}

export function not(child: CanonicalRule): CanonicalRule {
  if (child.kind === 'everyone') return { kind: 'nobody' };
  if (child.kind === 'nobody') return { kind: 'everyone' };
  if (child.kind === 'not') return child.child;
  return { kind: 'not', child };
}

export function and(children: readonly CanonicalRule[]): CanonicalRule {
  return combine('and', children, 'everyone', 'nobody');
}

function or(children: readonly CanonicalRule[]): CanonicalRule {
  return combine('or', children, 'nobody', 'everyone');
}

/** `neutral` leaves a combination as it is, `absorbing` decides it. */
function combine(
  kind: 'and' | 'or',
  children: readonly CanonicalRule[],
  neutral: 'everyone' | 'nobody',
  absorbing: 'everyone' | 'nobody',
): CanonicalRule {
  const flat = children.flatMap((child) => (child.kind === kind ? child.children : [child]));
  const byKey = new Map<string, CanonicalRule>();
  for (const child of flat) {
    if (child.kind === absorbing) return { kind: absorbing };
    if (child.kind !== neutral) byKey.set(canonicalKey(child), child);
  }
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, child]) => child);
  const [first] = sorted;
  if (first === undefined) return { kind: neutral };
  return sorted.length === 1 ? first : { kind, children: sorted };
}

const keys = new WeakMap<CanonicalRule, string>();

/**
 * A text that two canonical rules share exactly when they ask the same. A composite is named by a
 * digest of its children's keys: rules that share parts must not grow with every way to a part.
 */
export function canonicalKey(rule: CanonicalRule): string {
  let key = keys.get(rule);
  if (key === undefined) {
    key = keyOf(rule);
    keys.set(rule, key);
  }
  return key;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function keyOf(rule: CanonicalRule): string {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return `${rule.kind} ${digest(rule.children.map(canonicalKey).join('\n'))}`;
    case 'not':
      return `not ${canonicalKey(rule.child)}`;
    default:
      return JSON.stringify(rule, (_, value: unknown) =>
        value === Infinity ? 'inf' : value === -Infinity ? '-inf' : value,
      );
  }
}
