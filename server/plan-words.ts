/** Leaves of a plan in words, for whoever reads why an answer took what it took. */
import {
  type AttributeRef,
  type EventLeaf,
  formatDate,
  formatInstant,
  MAX_INSTANT,
  MIN_INSTANT,
  type Millis,
  type PlanLeaf,
  type PlanStep,
  type PlanWhere,
  type Schema,
  type Span,
  type ValueTest,
  type ValueType,
} from '../engine/index.ts';

/** Values that are shown of a longer list. */
const SHOWN = 5;

export function leafInWords(leaf: PlanLeaf, schema: Schema): string {
  switch (leaf.kind) {
    case 'field': {
      const { name, type } = schema.fieldById(leaf.field);
      return `${quoted(name)} ${testInWords(leaf.test, type)}`;
    }
    case 'event':
      return eventInWords(leaf, schema);
    case 'sequence': {
      const steps = leaf.steps.map((step) => stepInWords(step, schema));
      const absent = leaf.absent && `no ${stepInWords(leaf.absent, schema)}`;
      const all = absent === undefined ? steps : [...steps, absent];
      return `${all.join(', then ')}; ${spanInWords(leaf.window)}`;
    }
    case 'group':
      return `group ${quoted(leaf.id)}`;
    case 'contacts':
      return `contacts ${listInWords(leaf.ids.map(quoted))}`;
    case 'sample':
      return `sample ${leaf.from / 100} to ${leaf.to / 100} percent`;
  }
}

function eventInWords({ sources, window, aggregate, test }: EventLeaf, schema: Schema): string {
  const [first] = sources;
  const of = first?.of && ` of ${quoted(schema.attributeById(first.of.attribute).name)}`;
  const type = aggregate === 'first' || aggregate === 'last' ? 'datetime' : 'number';
  const compared = `${aggregate}${of ?? ''} ${testInWords(test, type)}`;
  return `${sourcesInWords(sources, schema)}; ${compared}; ${spanInWords(window)}`;
}

function stepInWords({ sources, gap }: PlanStep, schema: Schema): string {
  const within = gap === undefined ? '' : ' within the gap';
  return `${sourcesInWords(sources, schema)}${within}`;
}

function sourcesInWords(sources: EventLeaf['sources'], schema: Schema): string {
  const texts = sources.map(({ event, where }) => {
    const name = quoted(schema.eventTypeById(event).name);
    return where.kind === 'true' ? name : `${name} where ${whereInWords(where, schema)}`;
  });
  return texts.length === 0 ? 'no event type' : listInWords(texts);
}

function whereInWords(where: PlanWhere, schema: Schema): string {
  switch (where.kind) {
    case 'true':
      return 'anything';
    case 'false':
      return 'nothing';
    case 'and':
    case 'or':
      return `(${where.children.map((child) => whereInWords(child, schema)).join(` ${where.kind} `)})`;
    case 'not':
      return `not ${whereInWords(where.child, schema)}`;
    case 'attr':
      return attributeInWords(where, where.test, schema);
  }
}

function attributeInWords({ attribute, type }: AttributeRef, test: ValueTest, schema: Schema) {
  return `${quoted(schema.attributeById(attribute).name)} ${testInWords(test, type)}`;
}

function testInWords(test: ValueTest, type: ValueType): string {
  switch (test.kind) {
    case 'exists':
      return 'has a value';
    case 'boolean':
      return `is ${test.value}`;
    case 'text': {
      const how = test.ignoreCase ? ', whatever the case' : '';
      return `${TEXT_WORDS[test.match]} ${listInWords(test.values.map(quoted))}${how}`;
    }
    case 'list': {
      const how = test.ignoreCase ? ', whatever the case' : '';
      return `has ${test.match} of ${listInWords(test.values.map(quoted))}${how}`;
    }
    case 'anniversary':
      return `has its day on ${test.days.reduce((sum, day) => sum + day, 0)} days of the year`;
    case 'ranges':
      if (test.ranges.length === 0) return 'is nothing';
      return listInWords(test.ranges.map((range) => rangeInWords(range, type)));
  }
}

const TEXT_WORDS = {
  equals: 'is',
  contains: 'contains',
  starts: 'starts with',
  ends: 'ends with',
  pattern: 'matches',
} as const;

function rangeInWords([low, high]: readonly [number, number], type: ValueType): string {
  if (low === high) return `is ${valueInWords(low, type)}`;
  if (low === -Infinity && high === Infinity) return 'is anything';
  if (high === Infinity) return `≥ ${valueInWords(low, type)}`;
  if (low === -Infinity) return `≤ ${valueInWords(high, type)}`;
  return `${valueInWords(low, type)} to ${valueInWords(high, type)}`;
}

function valueInWords(value: number, type: ValueType): string {
  if (type === 'datetime') return instantInWords(value);
  return type === 'date' && isDay(value) ? formatDate(value as never) : String(value);
}

/** Whether a day has a date of four digits. */
function isDay(value: number): boolean {
  return Number.isInteger(value) && value * 86_400_000 >= MIN_INSTANT && value <= 2_932_896;
}

function instantInWords(value: number): string {
  const isInstant = value >= MIN_INSTANT && value <= MAX_INSTANT;
  return isInstant ? formatInstant(value as Millis) : String(value);
}

function spanInWords({ from, to }: Span): string {
  if (from >= to) return 'never';
  if (from === -Infinity) return `before ${instantInWords(to)}`;
  return `from ${instantInWords(from)} until ${instantInWords(to)}`;
}

function listInWords(items: readonly string[]): string {
  if (items.length <= SHOWN) return items.join(' or ');
  return `${items.slice(0, SHOWN).join(' or ')} or ${items.length - SHOWN} more`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
