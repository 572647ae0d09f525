/**
 * Rules as SQL, for the part of the contract that the sample's segments and the ad hoc rules use.
 * What differs between the peers, from operators to sequences, is a dialect's.
 *
 * Tables: `contacts` with a row for each contact, and one for each event type with `contact` (a
 * number), `t` (milliseconds) and its attributes. A condition on a row is true, or false or NULL; a
 * negated one is true exactly where the positive is not, as the contract says of missing values.
 */
import { assert } from '../engine/index.ts';
import type { PeerQuestion } from './peer.ts';
import { dayText, Moments, type Span } from './peer-moments.ts';
import type {
  AttributeJson,
  ConditionJson,
  EventJson,
  FieldJson,
  RuleJson,
  SequenceJson,
  StepJson,
  WhereJson,
} from './rule-json.ts';
import type { WorldEventType } from './world.ts';
import { CONTACT_COLUMNS, type CsvColumn, columnsOf, WORLD_EVENT_TYPES } from './world-csv.ts';

/** A column and where it is. */
export type Column = CsvColumn & { readonly table: string };

/** Contacts with a first event and, within a gap after it, a second or none. */
export type SqlSequence = {
  readonly first: SqlEvents;
  readonly second: SqlEvents;
  readonly isAbsent: boolean;
  readonly gapMs: number;
  readonly span: Span | undefined;
  readonly at: number;
};

/** Rows of one event type. */
export type SqlEvents = { readonly table: string; readonly conditions: readonly string[] };

export type SqlDialect = {
  /** The complement of a condition, which may be NULL. */
  not(condition: string): string;
  exists(column: Column): string;
  boolean(column: Column, value: boolean): string;
  textIn(column: Column, texts: readonly string[]): string;
  contains(column: Column, text: string): string;
  startsWith(column: Column, text: string): string;
  endsWith(column: Column, text: string): string;
  listHas(column: Column, match: 'any' | 'all', texts: readonly string[]): string;
  /** Compares a date column with `YYYY-MM-DD`. */
  day(column: Column, operator: '<' | '<=' | '>' | '>=', day: string): string;
  /** Month × 100 + day of a date column. */
  monthDay(column: Column): string;
  /** How many distinct contacts the rows have that a condition selects. */
  distinctContacts(events: SqlEvents): string;
  /** A query of the contacts, each once. */
  sequence(sequence: SqlSequence): string;
};

/** What SQL of this file cannot say. */
export class CannotTranslate extends Error {}

/** A query whose only value is the number of contacts that a question selects. */
export function countSql(dialect: SqlDialect, question: PeerQuestion, at: number): string {
  const { rule, timezone } = question;
  return new Translation(dialect, new Moments(at, timezone)).count(rule);
}

const COMPARISONS: Readonly<Record<string, string>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** Negative operators and the positive ones that they are complements of. */
const COMPLEMENTS: Readonly<Record<string, string>> = {
  neq: 'eq',
  not_in: 'in',
  not_contains: 'contains',
  has_none: 'has_any',
  not_exists: 'exists',
};

class Translation {
  readonly #dialect: SqlDialect;
  readonly #moments: Moments;

  constructor(dialect: SqlDialect, moments: Moments) {
    this.#dialect = dialect;
    this.#moments = moments;
  }

  count(rule: RuleJson): string {
    // Asked of the events alone, as whoever writes the SQL by hand would.
    if ('event' in rule && !holdsOfNothing(rule) && rule.event !== '*') {
      const events = this.#events(rule);
      const having = this.#having(rule);
      if (having === undefined) return this.#dialect.distinctContacts(events);
      return `SELECT count(*) FROM (${grouped(events, having)}) AS found`;
    }
    if ('sequence' in rule) return `SELECT count(*) FROM (${this.#sequence(rule)}) AS found`;
    return `SELECT count(*) FROM contacts WHERE ${this.#rule(rule)}`;
  }

  #rule(rule: RuleJson): string {
    if ('all' in rule) return this.#joined(rule.all, 'AND');
    if ('any' in rule) return this.#joined(rule.any, 'OR');
    if ('none' in rule) return this.#dialect.not(this.#joined(rule.none, 'OR'));
    if ('not' in rule) return this.#dialect.not(this.#rule(rule.not));
    if ('sequence' in rule) return `contact IN (${this.#sequence(rule)})`;
    if ('event' in rule) return this.#happened(rule);
    return this.#field(rule);
  }

  #joined(rules: readonly RuleJson[], word: 'AND' | 'OR'): string {
    assert(rules.length > 0, 'a group has children');
    return `(${rules.map((rule) => this.#rule(rule)).join(` ${word} `)})`;
  }

  #field(rule: FieldJson): string {
    const column = CONTACT_COLUMNS.find(({ name }) => name === rule.field);
    assert(column !== undefined, `${rule.field} is a field`);
    return this.#test({ ...column, table: 'contacts' }, rule);
  }

  #where(where: WhereJson, event: WorldEventType): string {
    const all = (list: readonly WhereJson[], word: string) =>
      `(${list.map((each) => this.#where(each, event)).join(` ${word} `)})`;
    if ('all' in where) return all(where.all, 'AND');
    if ('any' in where) return all(where.any, 'OR');
    if ('none' in where) return this.#dialect.not(all(where.none, 'OR'));
    if ('not' in where) return this.#dialect.not(this.#where(where.not, event));
    return this.#attribute(where, event);
  }

  #attribute(where: AttributeJson, event: WorldEventType): string {
    const column = columnsOf(event).find(({ name }) => name === where.attr);
    assert(column !== undefined, `${where.attr} is an attribute of ${event}`);
    return this.#test({ ...column, table: event }, where);
  }

  #test(column: Column, condition: ConditionJson): string {
    const positive = COMPLEMENTS[condition.op];
    if (positive !== undefined) {
      return this.#dialect.not(this.#test(column, { ...condition, op: positive }));
    }
    if (condition.op === 'exists') return this.#dialect.exists(column);
    switch (column.type) {
      case 'text':
        return this.#textTest(column, condition);
      case 'boolean':
        return this.#dialect.boolean(column, condition.value as boolean);
      case 'list':
        return this.#dialect.listHas(
          column,
          condition.op === 'has_all' ? 'all' : 'any',
          condition.value as readonly string[],
        );
      case 'number':
        return numberTest(column, condition);
      case 'date':
        return this.#dateTest(column, condition);
      case 'datetime':
        return this.#timeTest(column.name, condition);
    }
  }

  #textTest(column: Column, { op, value }: ConditionJson): string {
    const dialect = this.#dialect;
    const text = value as string;
    switch (op) {
      case 'eq':
        return dialect.textIn(column, [text]);
      case 'in':
        return dialect.textIn(column, value as readonly string[]);
      case 'contains':
        return dialect.contains(column, text);
      case 'starts_with':
        return dialect.startsWith(column, text);
      case 'ends_with':
        return dialect.endsWith(column, text);
      default:
        throw new CannotTranslate(`${op} of a text`);
    }
  }

  /** A date is the start of its day in the time zone, so bounds become days. */
  #dateTest(column: Column, { op, value }: ConditionJson): string {
    const moments = this.#moments;
    const compare = (operator: '<' | '<=' | '>' | '>=', day: number) =>
      this.#dialect.day(column, operator, dayText(day));
    switch (op) {
      case 'older_than':
        return compare('<=', moments.dayOf(moments.ago(value as string)));
      case 'before':
        return compare('<', moments.firstDayFrom(moments.instant(value as string)));
      case 'after':
        return compare('>', moments.dayOf(moments.instant(value as string)));
      case 'between': {
        const [low, high] = value as readonly [string, string];
        const from = compare('>=', moments.firstDayFrom(moments.instant(low)));
        return `(${from} AND ${compare('<=', moments.dayOf(moments.instant(high)))})`;
      }
      case 'anniversary':
        return this.#anniversary(column, value as Anniversary);
      default:
        throw new CannotTranslate(`${op} of a date`);
    }
  }

  #anniversary(column: Column, value: Anniversary): string {
    const monthDay = this.#dialect.monthDay(column);
    if ('month' in value) {
      return `(${monthDay} BETWEEN ${value.month * 100} AND ${value.month * 100 + 31})`;
    }
    return `(${monthDay} IN (${this.#moments.daysOfYear(value.from, value.to).join(', ')}))`;
  }

  #timeTest(expression: string, { op, value }: ConditionJson): string {
    const moments = this.#moments;
    switch (op) {
      case 'within_last':
        return `(${expression} > ${moments.ago(value as string)} AND ${expression} <= ${moments.at})`;
      case 'older_than':
        return `(${expression} <= ${moments.ago(value as string)})`;
      case 'before':
        return `(${expression} < ${moments.instant(value as string)})`;
      case 'after':
        return `(${expression} > ${moments.instant(value as string)})`;
      default:
        throw new CannotTranslate(`${op} of an instant`);
    }
  }

  /** Where no event would do, the contacts are those without events that contradict. */
  #happened(rule: EventJson): string {
    const having = this.#having(rule);
    const isComplement = holdsOfNothing(rule);
    const select = this.#types(rule.event).map((event) => {
      const events = this.#events({ ...rule, event });
      return `SELECT contact FROM ${events.table}${whereOf(events)}`;
    });
    if (having === undefined || isNever(rule)) {
      return `contact ${isComplement ? 'NOT IN' : 'IN'} (${select.join(' UNION ALL ')})`;
    }
    if (rule.event === '*') throw new CannotTranslate('a count over all event types');
    const condition = isComplement ? `NOT (${having})` : having;
    const contacts = grouped(this.#events(rule), condition);
    return `contact ${isComplement ? 'NOT IN' : 'IN'} (${contacts})`;
  }

  #types(event: string): readonly string[] {
    return event === '*' ? WORLD_EVENT_TYPES : [event];
  }

  #events({ event, where, within }: EventJson): SqlEvents {
    const type = event as WorldEventType;
    const conditions: string[] = [];
    if (within !== undefined) conditions.push(...spanConditions('t', this.#moments.span(within)));
    if (where !== undefined) conditions.push(this.#where(where, type));
    return { table: type, conditions };
  }

  /** What is asked of each contact's events together; undefined when one is enough. */
  #having({ aggregate = 'count', of, op, value }: EventJson): string | undefined {
    if (aggregate === 'last') return this.#timeTest('max(t)', { op: op as string, value });
    const operator = COMPARISONS[op ?? 'gte'];
    if (operator === undefined) throw new CannotTranslate(`${op} of an aggregate`);
    const bound = Number(value ?? 1);
    if (aggregate === 'count' && operator === '>=' && bound === 1) return undefined;
    return `${aggregate === 'count' ? 'count(*)' : `${aggregate}(${of})`} ${operator} ${bound}`;
  }

  #sequence({ sequence, within }: SequenceJson): string {
    const [first, last] = sequence;
    const step = 'not' in last ? last.not : last;
    const { gap } = last;
    if (gap === undefined) throw new CannotTranslate('a sequence without a gap');
    const { at } = this.#moments;
    const events = ({ event, where }: StepJson): SqlEvents => {
      const conditions = where === undefined ? [] : [this.#where(where, event as WorldEventType)];
      return { table: event, conditions };
    };
    return this.#dialect.sequence({
      first: events(first),
      second: events(step),
      isAbsent: 'not' in last,
      gapMs: this.#moments.after(at, gap) - at,
      span: within === undefined ? undefined : this.#moments.span(within),
      at,
    });
  }
}

type Anniversary = { readonly month: number } | { readonly from: number; readonly to: number };

function numberTest({ name }: Column, { op, value }: ConditionJson): string {
  if (op === 'between') {
    const [low, high] = value as readonly [number, number];
    return `(${name} BETWEEN ${low} AND ${high})`;
  }
  const operator = COMPARISONS[op];
  if (operator === undefined) throw new CannotTranslate(`${op} of a number`);
  return `(${name} ${operator} ${Number(value)})`;
}

/** Whether a contact without events meets the condition: a count or sum of 0 does. */
function holdsOfNothing({ aggregate = 'count', op = 'gte', value = 1 }: EventJson): boolean {
  if (aggregate !== 'count' && aggregate !== 'sum') return false;
  const bound = Number(value);
  switch (op) {
    case 'eq':
      return bound === 0;
    case 'gte':
      return bound <= 0;
    case 'gt':
      return bound < 0;
    case 'lt':
      return bound > 0;
    case 'lte':
      return bound >= 0;
    default:
      throw new CannotTranslate(`${op} of an aggregate`);
  }
}

function isNever({ aggregate = 'count', op, value }: EventJson): boolean {
  return aggregate === 'count' && op === 'eq' && Number(value) === 0;
}

function grouped(events: SqlEvents, having: string): string {
  const from = `SELECT contact FROM ${events.table}${whereOf(events)}`;
  return `${from} GROUP BY contact HAVING ${having}`;
}

export function whereOf({ conditions }: SqlEvents): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

export function spanConditions(time: string, { from, to }: Span): readonly string[] {
  return [`${time} >= ${from}`, `${time} < ${to}`];
}

/** A text as a literal; the world has none with a backslash. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
