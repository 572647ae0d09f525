/**
 * Which features of the rule grammar a rule uses, found by walking it, and the list of those that
 * the contract has. A feature is a short text such as `field number between`, `where has_any`,
 * `sum gte`, `within last months`, `sequence closing not with gap`.
 *
 * The walk trusts that the rule is valid. Types of fields are those of the travel data.
 */
import { TRAVEL_FIELDS } from './load.ts';

const OPERATOR_TYPES: Readonly<Record<string, readonly string[]>> = {
  eq: ['text', 'number', 'boolean', 'date', 'datetime'],
  neq: ['text', 'number', 'boolean', 'date', 'datetime'],
  in: ['text', 'number', 'date'],
  not_in: ['text', 'number', 'date'],
  contains: ['text'],
  not_contains: ['text'],
  starts_with: ['text'],
  ends_with: ['text'],
  matches: ['text'],
  not_matches: ['text'],
  gt: ['number'],
  gte: ['number'],
  lt: ['number'],
  lte: ['number'],
  between: ['number', 'date', 'datetime'],
  before: ['date', 'datetime'],
  after: ['date', 'datetime'],
  within_last: ['date', 'datetime'],
  within_next: ['date', 'datetime'],
  older_than: ['date', 'datetime'],
  'anniversary days': ['date', 'datetime'],
  'anniversary month': ['date', 'datetime'],
  has_any: ['list'],
  has_all: ['list'],
  has_none: ['list'],
  exists: ['text', 'number', 'boolean', 'date', 'datetime', 'list'],
  not_exists: ['text', 'number', 'boolean', 'date', 'datetime', 'list'],
};
const OPERATORS = Object.keys(OPERATOR_TYPES);
const NUMBER_AGGREGATES = ['count', 'sum', 'avg', 'min', 'max', 'distinct'];
const MOMENT_AGGREGATES = ['first', 'last'];
const UNITS = ['day', 'week', 'month', 'quarter', 'year'];

/** Everything that the questions have to use between them. */
export const REQUIRED_FEATURES: readonly string[] = [
  ...['all', 'any', 'none', 'not'].flatMap((logic) => [logic, `where ${logic}`]),
  ...OPERATORS.flatMap((op) => (OPERATOR_TYPES[op] ?? []).map((type) => `field ${type} ${op}`)),
  ...OPERATORS.filter((op) => op !== 'anniversary month').map((op) => `where ${op}`),
  'field ignore_case',
  'where ignore_case',
  ...NUMBER_AGGREGATES,
  ...MOMENT_AGGREGATES,
  ...operatorsOf('number')
    .filter((op) => !op.endsWith('exists'))
    .map((op) => `a number ${op}`),
  ...operatorsOf('datetime').map((op) => `a moment ${op}`),
  'an average not_exists',
  'a minimum exists',
  'event type',
  'event prefix*',
  'event *',
  'event [several]',
  ...['exact', 'months', 'years', 'mixed'].map((kind) => `within last ${kind}`),
  'within all time',
  'within from to',
  'within from',
  'within to',
  ...UNITS.flatMap((unit) => [`within current ${unit}`, `within previous ${unit}`]),
  'sequence',
  'sequence of 1',
  'sequence of 2',
  'sequence of 3',
  'sequence of 8',
  'sequence step where',
  'sequence step without gap',
  'sequence step with exact gap',
  'sequence step with calendar gap',
  'sequence closing not without gap',
  'sequence closing not with exact gap',
  'sequence closing not with calendar gap',
  'segment',
  'group',
  'contacts',
  'reachable',
  'sample',
];

type Json = Readonly<Record<string, unknown>>;

export function featuresOf(rule: unknown): Set<string> {
  const features = new Set<string>();
  visitRule(rule as Json, features);
  return features;
}

function operatorsOf(type: string): string[] {
  return OPERATORS.filter((op) => OPERATOR_TYPES[op]?.includes(type));
}

function visitRule(rule: Json, features: Set<string>): void {
  const children = logicOf(rule, features, '');
  if (children !== undefined) for (const child of children) visitRule(child, features);
  else if ('field' in rule) visitField(rule, features);
  else if ('event' in rule) visitEvent(rule, features);
  else if ('sequence' in rule) visitSequence(rule, features);
  else features.add(nodeKind(rule));
}

/** The children of a node of logic, which is counted as a feature; undefined for other nodes. */
function logicOf(rule: Json, features: Set<string>, prefix: string): Json[] | undefined {
  const key = ['all', 'any', 'none', 'not'].find((name) => name in rule);
  if (key === undefined) return undefined;
  features.add(prefix + key);
  return [rule[key]].flat() as Json[];
}

function nodeKind(rule: Json): string {
  return Object.keys(rule).find((key) => key !== 'name') ?? 'nothing';
}

function visitField(rule: Json, features: Set<string>): void {
  const name = String(rule['field']).toLowerCase();
  const type = TRAVEL_FIELDS.find((field) => field.name === name)?.type ?? 'unwritten';
  features.add(`field ${type} ${operatorOf(rule)}`);
  if (rule['ignore_case'] === true) features.add('field ignore_case');
}

function operatorOf(condition: Json): string {
  const op = String(condition['op']);
  if (op !== 'anniversary') return op;
  return 'month' in (condition['value'] as Json) ? 'anniversary month' : 'anniversary days';
}

function visitEvent(rule: Json, features: Set<string>): void {
  const { aggregate = 'count' } = rule as { readonly aggregate?: string };
  const isMoment = MOMENT_AGGREGATES.includes(aggregate);
  const op = 'op' in rule ? operatorOf(rule) : isMoment ? 'exists' : 'gte';
  features.add(aggregate).add(`${aggregate} ${op}`);
  if (aggregate === 'avg' && op === 'not_exists') features.add('an average not_exists');
  if (aggregate === 'min' && op === 'exists') features.add('a minimum exists');
  features.add(`a ${isMoment ? 'moment' : 'number'} ${op}`);
  visitOccurrence(rule, features);
  visitWindow(rule['within'] as Json | undefined, features);
}

/** The event types and the `where` of an event condition or a step. */
function visitOccurrence(rule: Json, features: Set<string>): void {
  if (Array.isArray(rule['event'])) features.add('event [several]');
  for (const type of [rule['event']].flat()) features.add(selectorKind(String(type)));
  if ('where' in rule) visitWhere(rule['where'] as Json, features);
}

function selectorKind(selector: string): string {
  if (selector === '*') return 'event *';
  return selector.endsWith('*') ? 'event prefix*' : 'event type';
}

function visitWhere(rule: Json, features: Set<string>): void {
  const children = logicOf(rule, features, 'where ');
  if (children !== undefined) for (const child of children) visitWhere(child, features);
  else {
    features.add(`where ${operatorOf(rule)}`);
    if (rule['ignore_case'] === true) features.add('where ignore_case');
  }
}

function visitWindow(within: Json | undefined, features: Set<string>): void {
  if (within === undefined) features.add('within all time');
  else if ('last' in within) features.add(`within last ${durationKind(String(within['last']))}`);
  else if ('current' in within) features.add(`within current ${String(within['current'])}`);
  else if ('previous' in within) features.add(`within previous ${String(within['previous'])}`);
  else features.add(`within ${['from', 'to'].filter((key) => key in within).join(' ')}`);
}

function durationKind(duration: string): 'exact' | 'months' | 'years' | 'mixed' {
  const [date = ''] = duration.split('T');
  const isCalendar = /[YM]/.test(date);
  if (!isCalendar) return 'exact';
  if (/^P\d+Y$/.test(duration)) return 'years';
  return /^P\d+M$/.test(duration) ? 'months' : 'mixed';
}

function visitSequence(rule: Json, features: Set<string>): void {
  const steps = rule['sequence'] as Json[];
  features.add('sequence').add(`sequence of ${steps.length}`);
  visitWindow(rule['within'] as Json | undefined, features);
  steps.forEach((step, index) => {
    const occurrence = (step['not'] ?? step) as Json;
    const subject = 'not' in step ? 'closing not' : 'step';
    if (index > 0)
      features.add(`sequence ${subject} ${gapKind(step['gap'] as string | undefined)}`);
    if ('where' in occurrence) features.add('sequence step where');
    visitOccurrence(occurrence, features);
  });
}

function gapKind(gap: string | undefined): string {
  if (gap === undefined) return 'without gap';
  return `with ${durationKind(gap) === 'exact' ? 'exact' : 'calendar'} gap`;
}
