/**
 * A rule in words: each condition is a clause with a subject of its own, so that names, which nobody can
 * decline, only ever stand in quotes, and clauses can be joined in any language.
 */
import type {
  Aggregate,
  Draft,
  DraftEvent,
  DraftGroup,
  DraftLeaf,
  DraftSequence,
  Operator,
  Value,
} from './draft.ts';
import { operandOf, type ValueType } from './operators.ts';
import {
  anniversaryWords,
  durationWords,
  eventLabel,
  fieldLabel,
  instantsWords,
  quoted,
  someOf,
  valueWords,
  windowWords,
} from './value-words.ts';
import type { Words } from './words.ts';

export type { Words } from './words.ts';

/** The whole rule as one sentence. */
export function sentence(draft: Draft, words: Words): string {
  const { t } = words;
  if (draft.kind === 'group' && draft.children.length === 0) {
    return t(draft.mode === 'any' ? 'rule.sentence.nobody' : 'rule.sentence.everyone');
  }
  return t('rule.sentence.contacts', { clause: clauseOf(draft, words, true) });
}

/** One node: a condition as its clause, a group as the heading of what is in it. */
export function conditionPhrase(node: Draft, words: Words): string {
  const { t } = words;
  if (node.kind === 'group') {
    const heading = t(`rule.group.${node.mode}`);
    return node.name ? t('rule.group.named', { name: node.name, clause: heading }) : heading;
  }
  if (node.kind === 'not') return t('rule.group.not');
  return clauseOf(node, words, true);
}

/** One node with all that is in it, as a clause. */
export function nodeClause(node: Draft, words: Words): string {
  return clauseOf(node, words, true);
}

function clauseOf(node: Draft, words: Words, isOuter: boolean): string {
  const { t } = words;
  if (node.kind === 'group') return groupClause(node, words, isOuter);
  if (node.kind === 'not') {
    const { child } = node;
    // "Never" is what people say.
    if (child.kind === 'event' && isOnce(child) && !child.name) {
      return eventClause({ ...child, op: 'eq', value: 0 }, words);
    }
    return t('rule.not', { clause: clauseOf(node.child, words, node.child.kind !== 'group') });
  }
  const clause = leafClause(node, words);
  return node.name ? t('rule.group.named', { name: node.name, clause }) : clause;
}

function isOnce({ aggregate, op, value }: DraftEvent): boolean {
  return aggregate === 'count' && op === 'gte' && value === 1;
}

function groupClause(group: DraftGroup, words: Words, isOuter: boolean): string {
  const { t, f } = words;
  const { mode, children, name } = group;
  const clauses = children.map((child) => clauseOf(child, words, false));
  const clause =
    clauses.length === 0
      ? t(mode === 'any' ? 'rule.clause.nobody' : 'rule.clause.everyone')
      : mode === 'none'
        ? t('rule.none', { clauses: clauses.join('; ') })
        : f.list(clauses, mode === 'all' ? 'and' : 'or');
  if (name) return t('rule.group.named', { name, clause });
  return isOuter || clauses.length < 2 ? clause : `(${clause})`;
}

function leafClause(leaf: DraftLeaf, words: Words): string {
  const { t, f } = words;
  switch (leaf.kind) {
    case 'field':
      return comparisonClause(
        leaf.field === ''
          ? t('rule.missing.field')
          : t('rule.subject.field', { name: fieldLabel(leaf.field, words) }),
        leaf,
        words,
      );
    case 'attr':
      return comparisonClause(
        leaf.attr === '' ? t('rule.missing.attr') : quoted(fieldLabel(leaf.attr, words), words),
        leaf,
        words,
      );
    case 'event':
      return eventClause(leaf, words);
    case 'sequence':
      return sequenceClause(leaf, words);
    case 'segment':
      return leaf.segment === ''
        ? t('rule.missing.segment')
        : t('rule.reference.segment', { name: words.nameOfSegment(leaf.segment) });
    case 'fixed-group':
      return leaf.group === ''
        ? t('rule.missing.group')
        : t('rule.reference.group', { name: words.nameOfGroup(leaf.group) });
    case 'contacts':
      return leaf.contacts.length === 0
        ? t('rule.clause.nobody')
        : t('rule.reference.contacts', {
            names: someOf(
              leaf.contacts.map((id) => quoted(id, words)),
              words,
            ),
          });
    case 'reachable':
      return leaf.channel === ''
        ? t('rule.missing.channel')
        : t('rule.reference.reachable', { channel: leaf.channel });
    case 'sample':
      return t('rule.reference.sample', {
        from: f.number(leaf.from),
        to: f.number(leaf.to),
        seed: leaf.seed,
      });
  }
}

type Comparison = {
  readonly op: Operator;
  readonly value?: Value;
  readonly ignoreCase?: boolean;
};

/** "is at least 3": what is said of a subject. */
export function testWords({ op, value, ignoreCase }: Comparison, words: Words): string {
  const { t } = words;
  if (typeof value === 'boolean' && (op === 'eq' || op === 'neq')) {
    return t(`rule.boolean.${op}.${value ? 'true' : 'false'}`);
  }
  if (op === 'between') {
    const [low, high] = (Array.isArray(value) ? value : []) as Value[];
    return t('rule.test.between', { low: oneValue(low, words), high: oneValue(high, words) });
  }
  const test = t(`rule.test.${op}`, { value: operandWords(op, value, words) });
  return ignoreCase ? t('rule.ignoreCase', { test }) : test;
}

function comparisonClause(subject: string, comparison: Comparison, words: Words): string {
  return `${subject} ${testWords(comparison, words)}`;
}

/** Nobody but the server knows the type of what is compared; the value shows enough of it. */
function typeOf(op: Operator, value: Value): ValueType {
  const [sample] = (Array.isArray(value) ? value : [value]) as Value[];
  if (typeof sample === 'number') return 'number';
  if (typeof sample === 'boolean') return 'boolean';
  const isTime =
    op === 'before' || op === 'after' || (typeof sample === 'object' && sample !== null);
  return isTime || looksLikeTime(sample) ? 'datetime' : 'text';
}

const TIME = /^(?:\d{4}-\d\d-\d\d(?:T.+)?|now|today)$/;

function looksLikeTime(value: Value): boolean {
  return typeof value === 'string' && TIME.test(value);
}

function operandWords(op: Operator, value: Value, words: Words): string {
  switch (operandOf(op, typeOf(op, value))) {
    case 'nothing':
      return '';
    case 'duration':
      return durationWords(
        value,
        op === 'within_last' ? 'last' : op === 'within_next' ? 'next' : 'plain',
        words,
      );
    case 'anniversary':
      return anniversaryWords(value, words);
    case 'instant':
    case 'instants':
      return instantsWords(value, words);
    case 'texts': {
      const join = op === 'has_all' ? 'and' : 'or';
      const texts = Array.isArray(value) ? value : [value];
      return someOf(
        texts.map((text) => valueWords(text, words)),
        words,
        join,
      );
    }
    default:
      return valueWords(value, words);
  }
}

function oneValue(value: Value, words: Words): string {
  return typeof value === 'number' ? words.f.number(value) : instantsWords(value, words);
}

function eventClause(event: DraftEvent, words: Words): string {
  const { t } = words;
  const { aggregate, of = '' } = event;
  const events = eventsWords(event.events, words);
  const rest = spaced(windowWords(event.within, words)) + whereWords(event.where, words);
  if (aggregate === 'count') return countClause(event, events, rest, words);
  if (aggregate === 'first' || aggregate === 'last') {
    if (event.op === 'exists') return t('rule.times.once', { events, rest });
    if (event.op === 'not_exists') return t('rule.times.never', { events, rest });
  }
  const attribute = of === '' ? t('rule.missing.attr') : quoted(of, words);
  const subject = t(`rule.aggregate.subject.${aggregate}`, { attribute, events, rest });
  return comparisonClause(subject, event, words);
}

/** How often it happened. */
function countClause(
  { op, value }: DraftEvent,
  events: string,
  rest: string,
  words: Words,
): string {
  const { t, f } = words;
  const parts = { events, rest };
  if (op === 'exists') return t('rule.times.any', parts);
  if (op === 'not_exists') return t('rule.clause.nobody');
  const isNever = (value === 0 && (op === 'eq' || op === 'lte')) || (value === 1 && op === 'lt');
  if (isNever) return t('rule.times.never', parts);
  if (value === 1 && op === 'gte') return t('rule.times.once', parts);
  if (typeof value === 'number' && op !== 'between') {
    return t(`rule.times.${op as 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte'}`, {
      ...parts,
      count: value,
      formatted: f.number(value),
    });
  }
  return t('rule.times.other', { ...parts, test: testWords({ op, value }, words) });
}

function eventsWords(events: readonly string[], words: Words): string {
  if (events.length === 0) return words.t('rule.missing.event');
  return someOf(
    events.map((type) =>
      type === '*' ? eventLabel(type, words) : quoted(eventLabel(type, words), words),
    ),
    words,
  );
}

function whereWords(where: Draft | undefined, words: Words): string {
  if (where === undefined) return '';
  if (where.kind === 'group' && where.children.length === 0 && where.mode !== 'any') return '';
  return words.t('rule.where', { clause: clauseOf(where, words, true) });
}

function spaced(text: string): string {
  return text === '' ? '' : ` ${text}`;
}

function sequenceClause({ steps, within }: DraftSequence, words: Words): string {
  const { t } = words;
  const said = steps.map((step, index) => {
    const events = eventsWords(step.events, words) + whereWords(step.where, words);
    if (index === 0) return events;
    const kind = step.isNot ? 'missing' : 'followed';
    return step.gap === undefined
      ? t(`rule.sequence.${kind}`, { events })
      : t(`rule.sequence.${kind}Within`, {
          events,
          duration: durationWords(step.gap, 'of', words),
        });
  });
  return t('rule.sequence.all', {
    steps: said.join(', '),
    window: spaced(windowWords(within, words)),
  });
}

/** An operator to choose, as it is called for a type of value. */
export function operatorLabel(op: Operator, type: ValueType, words: Words): string {
  const { t } = words;
  if ((type === 'date' || type === 'datetime') && (op === 'eq' || op === 'neq')) {
    return t(`rule.operator.time.${op}`);
  }
  return t(`rule.operator.${op}`);
}

/** An aggregate to choose. */
export function aggregateLabel(aggregate: Aggregate, { t }: Words): string {
  return t(`rule.aggregate.label.${aggregate}`);
}
