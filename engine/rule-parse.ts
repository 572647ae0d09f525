/**
 * Reading a rule from JSON: shapes, keys, operands and bounds. Every fault is named by a JSON
 * pointer from the rule's root. Nothing is looked up: whether names exist and types fit is
 * `rule-check.ts`'s business.
 */
import { isObject, parseCondition, parseMoment } from './condition-parse.ts';
import { type Duration, parseDuration } from './duration.ts';
import { err, type Issue, ok, type Result } from './result.ts';
import {
  AGGREGATES,
  type Aggregate,
  type Condition,
  type EventPattern,
  type Moment,
  type Rule,
  type SequenceStep,
  type Where,
  type Window,
} from './rule.ts';
import {
  MAX_RULE_LEVELS,
  MAX_RULE_NODES,
  MAX_SEQUENCE_STEPS,
  MAX_TEXT_BYTES,
} from './rule-limits.ts';
import { idFault, nameFault, pointer, textFault } from './text.ts';
import type { ValueType } from './value.ts';
import type { CalendarUnit } from './zone.ts';

type Json = Readonly<Record<string, unknown>>;

/** Faults reported of one rule. */
const MAX_ISSUES = 100;

/** Reads a rule; the error is all that is wrong with it. */
export function parseRule(json: unknown): Result<Rule, readonly Issue[]> {
  const reader = new RuleReader();
  const rule = reader.rule(json, '', 1);
  return rule !== undefined && reader.issues.length === 0 ? ok(rule) : err(reader.issues);
}

const KINDS = [
  'all',
  'any',
  'none',
  'not',
  'field',
  'event',
  'sequence',
  'segment',
  'group',
  'contacts',
  'reachable',
  'sample',
] as const;

const WHERE_KINDS = ['all', 'any', 'none', 'not', 'attr'] as const;

const UNITS: readonly string[] = ['day', 'week', 'month', 'quarter', 'year'];

/** Aggregates over an attribute; the others are over the events themselves. */
const NEEDS_ATTRIBUTE: readonly Aggregate[] = ['sum', 'avg', 'min', 'max', 'distinct'];

/** Reads one rule and collects what is wrong. A method returns undefined after reporting. */
class RuleReader {
  readonly issues: Issue[] = [];
  #nodes = 0;

  rule(json: unknown, path: string, level: number): Rule | undefined {
    if (!this.#enter(json, path, level)) return undefined;
    const kind = this.#kindOf(json, path, KINDS, 'a rule');
    switch (kind) {
      case undefined:
        return undefined;
      case 'all':
      case 'any':
      case 'none': {
        if (!this.#keys(json, path, [kind])) return undefined;
        const children = this.#children(json[kind], `${path}/${kind}`, (child, at) =>
          this.rule(child, at, level + 1),
        );
        return children && { kind, children, path };
      }
      case 'not': {
        if (!this.#keys(json, path, ['not'])) return undefined;
        const child = this.rule(json['not'], `${path}/not`, level + 1);
        return child && { kind, child, path };
      }
      case 'field': {
        const condition = this.#comparison(json, path, 'field');
        return condition && { kind, field: json['field'] as string, condition, path };
      }
      case 'event':
        return this.#event(json, path, level);
      case 'sequence':
        return this.#sequence(json, path, level);
      case 'segment':
      case 'group': {
        const isRead = this.#keys(json, path, [kind]) && this.#id(json[kind], `${path}/${kind}`);
        return isRead ? { kind, id: json[kind] as string, path } : undefined;
      }
      case 'reachable': {
        const isRead = this.#keys(json, path, [kind]) && this.#name(json[kind], `${path}/${kind}`);
        return isRead ? { kind, channel: json[kind] as string, path } : undefined;
      }
      case 'contacts': {
        if (!this.#keys(json, path, [kind])) return undefined;
        const ids = this.#children(json[kind], `${path}/contacts`, (id, at) =>
          this.#id(id, at) ? (id as string) : undefined,
        );
        return ids && { kind, ids, path };
      }
      case 'sample':
        return this.#sample(json, path);
    }
  }

  #event(json: Json, path: string, level: number): Rule | undefined {
    const known = ['event', 'where', 'within', 'aggregate', 'of', 'op', 'value'];
    if (!this.#keys(json, path, known)) return undefined;
    const events = this.#patterns(json['event'], `${path}/event`);
    const where = this.#optionalWhere(json, path, level);
    const within = this.#optionalWindow(json, path);
    const aggregate = json['aggregate'] === undefined ? 'count' : json['aggregate'];
    if (!AGGREGATES.includes(aggregate as Aggregate)) {
      return this.#fail(`${path}/aggregate`, `unknown; there are ${AGGREGATES.join(', ')}`);
    }
    const of = this.#attributeOf(json, path, aggregate as Aggregate);
    const condition = this.#aggregateCondition(json, path, aggregate as Aggregate);
    if (!events || !where || !within || !of || !condition) return undefined;
    return {
      kind: 'event',
      path,
      events,
      aggregate: aggregate as Aggregate,
      condition,
      ...where,
      ...within,
      ...of,
    };
  }

  #attributeOf(json: Json, path: string, aggregate: Aggregate): { of?: string } | undefined {
    if (!NEEDS_ATTRIBUTE.includes(aggregate)) {
      if (json['of'] === undefined) return {};
      return this.#fail(`${path}/of`, `${aggregate} is of events, not of an attribute`);
    }
    if (json['of'] === undefined) return this.#fail(path, `${aggregate} needs "of": an attribute`);
    return this.#name(json['of'], `${path}/of`) ? { of: json['of'] as string } : undefined;
  }

  #aggregateCondition(json: Json, path: string, aggregate: Aggregate): Condition | undefined {
    const isTime = aggregate === 'first' || aggregate === 'last';
    const op = json['op'] === undefined ? (isTime ? 'exists' : 'gte') : json['op'];
    const value = json['value'] === undefined && op === 'gte' ? 1 : json['value'];
    return this.#condition({ op, value, ignoreCase: undefined }, path, [
      isTime ? 'datetime' : 'number',
    ]);
  }

  #sequence(json: Json, path: string, level: number): Rule | undefined {
    if (!this.#keys(json, path, ['sequence', 'within'])) return undefined;
    const within = this.#optionalWindow(json, path);
    const at = `${path}/sequence`;
    const items = json['sequence'];
    if (!Array.isArray(items)) return this.#fail(at, 'expected an array of steps');
    if (items.length === 0 || items.length > MAX_SEQUENCE_STEPS) {
      return this.#fail(at, `expected 1 to ${MAX_SEQUENCE_STEPS} steps`);
    }
    const last = items.length - 1;
    const isClosed = last > 0 && isObject(items[last]) && 'not' in items[last];
    const steps = this.#children(
      isClosed ? items.slice(0, last) : items,
      at,
      (step, stepPath, index) => this.#step(step, stepPath, level + 1, index > 0),
    );
    const absent = isClosed ? this.#absentStep(items[last], `${at}/${last}`, level + 1) : {};
    if (!steps || !absent || !within) return undefined;
    return { kind: 'sequence', path, steps, ...absent, ...within };
  }

  #step(json: unknown, path: string, level: number, mayGap: boolean): SequenceStep | undefined {
    if (!this.#enter(json, path, level)) return undefined;
    if ('not' in json) {
      return this.#fail(path, 'a "not" step closes a sequence: the last of at least two steps');
    }
    if ('gap' in json && !mayGap) return this.#fail(`${path}/gap`, 'the first step has no gap');
    if (!this.#keys(json, path, ['event', 'where', 'gap'])) return undefined;
    const events = this.#patterns(json['event'], `${path}/event`);
    const where = this.#optionalWhere(json, path, level);
    const gap = this.#optionalGap(json, path);
    return events && where && gap && { path, events, ...where, ...gap };
  }

  #absentStep(json: Json, path: string, level: number): { absent: SequenceStep } | undefined {
    if (!this.#enter(json, path, level) || !this.#keys(json, path, ['not', 'gap']))
      return undefined;
    const inner = json['not'];
    const innerPath = `${path}/not`;
    if (!this.#enter(inner, innerPath, level + 1)) return undefined;
    if (!this.#keys(inner, innerPath, ['event', 'where'])) return undefined;
    const events = this.#patterns(inner['event'], `${innerPath}/event`);
    const where = this.#optionalWhere(inner, innerPath, level + 1);
    const gap = this.#optionalGap(json, path);
    return events && where && gap && { absent: { path: innerPath, events, ...where, ...gap } };
  }

  #optionalGap(json: Json, path: string): { gap?: Duration } | undefined {
    if (json['gap'] === undefined) return {};
    const gap = this.#duration(json['gap'], `${path}/gap`);
    return gap && { gap };
  }

  #sample(json: Json, path: string): Rule | undefined {
    if (!this.#keys(json, path, ['sample'])) return undefined;
    const at = `${path}/sample`;
    const sample = json['sample'];
    if (!isObject(sample)) return this.#fail(at, 'expected { "seed", "from", "to" }');
    if (!this.#keys(sample, at, ['seed', 'from', 'to'], false)) return undefined;
    const { seed, from, to } = sample as { seed: unknown; from: unknown; to: unknown };
    if (typeof seed !== 'string') return this.#fail(`${at}/seed`, 'expected a text');
    const wrong = textFault(seed, MAX_TEXT_BYTES);
    if (wrong !== undefined) return this.#fail(`${at}/seed`, wrong);
    const low = this.#percent(from, `${at}/from`);
    const high = this.#percent(to, `${at}/to`);
    if (low === undefined || high === undefined) return undefined;
    if (low > high) return this.#fail(`${at}/to`, 'from is at most to');
    return { kind: 'sample', path, seed, from: low, to: high };
  }

  /** A share in percent with up to two decimals, as whole hundredths. */
  #percent(value: unknown, path: string): number | undefined {
    const hundredths = typeof value === 'number' ? Math.round(value * 100) : Number.NaN;
    if (!(hundredths >= 0 && hundredths <= 10_000) || hundredths / 100 !== value) {
      return this.#fail(path, 'expected percent from 0 to 100 with up to two decimals');
    }
    return hundredths;
  }

  #optionalWhere(json: Json, path: string, level: number): { where?: Where } | undefined {
    if (json['where'] === undefined) return {};
    const where = this.#where(json['where'], `${path}/where`, level + 1);
    return where && { where };
  }

  #where(json: unknown, path: string, level: number): Where | undefined {
    if (!this.#enter(json, path, level)) return undefined;
    const kind = this.#kindOf(json, path, WHERE_KINDS, 'a condition on an event');
    switch (kind) {
      case undefined:
        return undefined;
      case 'all':
      case 'any':
      case 'none': {
        if (!this.#keys(json, path, [kind])) return undefined;
        const children = this.#children(json[kind], `${path}/${kind}`, (child, at) =>
          this.#where(child, at, level + 1),
        );
        return children && { kind, children, path };
      }
      case 'not': {
        if (!this.#keys(json, path, ['not'])) return undefined;
        const child = this.#where(json['not'], `${path}/not`, level + 1);
        return child && { kind, child, path };
      }
      case 'attr': {
        const condition = this.#comparison(json, path, 'attr');
        return condition && { kind, attr: json['attr'] as string, condition, path };
      }
    }
  }

  /** A condition on a field or an attribute: its name, operator and operand. */
  #comparison(json: Json, path: string, subject: 'field' | 'attr'): Condition | undefined {
    if (!this.#keys(json, path, [subject, 'op', 'value', 'ignore_case'])) return undefined;
    if (!this.#name(json[subject], `${path}/${subject}`)) return undefined;
    if (json['op'] === undefined) return this.#fail(path, 'a condition needs "op"');
    const { op, value, ignore_case: ignoreCase } = json as { [key: string]: unknown };
    return this.#condition({ op, value, ignoreCase }, path);
  }

  #condition(
    keys: { op: unknown; value: unknown; ignoreCase: unknown },
    path: string,
    among?: readonly ValueType[],
  ): Condition | undefined {
    const condition = parseCondition(keys, among);
    if (condition.ok) return condition.value;
    return this.#fail(path + condition.error.path, condition.error.message);
  }

  #patterns(value: unknown, path: string): readonly EventPattern[] | undefined {
    if (value === undefined) return this.#fail(path, 'expected the type of an event');
    if (!Array.isArray(value)) {
      const pattern = this.#pattern(value, path);
      return pattern && [pattern];
    }
    if (value.length === 0) return this.#fail(path, 'an array of event types is not empty');
    return this.#children(value, path, (item, at) => this.#pattern(item, at));
  }

  #pattern(value: unknown, path: string): EventPattern | undefined {
    const prefix = typeof value === 'string' && value.endsWith('*');
    const name = prefix ? value.slice(0, -1) : value;
    if (prefix && name === '') return { name: '', prefix };
    const wrong = nameFault(name);
    if (wrong !== undefined) return this.#fail(path, wrong);
    if ((name as string).includes('*')) return this.#fail(path, 'a * stands at the end only');
    return { name: name as string, prefix };
  }

  #optionalWindow(json: Json, path: string): { within?: Window } | undefined {
    if (json['within'] === undefined) return {};
    const within = this.#window(json['within'], `${path}/within`);
    return within && { within };
  }

  #window(json: unknown, path: string): Window | undefined {
    const forms = 'expected one of { "last" }, { "from", "to" }, { "current" }, { "previous" }';
    if (!isObject(json)) return this.#fail(path, forms);
    const keys = Object.keys(json);
    if ('last' in json && this.#keys(json, path, ['last'], false)) {
      const duration = this.#duration(json['last'], `${path}/last`);
      return duration && { kind: 'last', duration };
    }
    for (const kind of ['current', 'previous'] as const) {
      if (!(kind in json)) continue;
      if (!this.#keys(json, path, [kind], false)) return undefined;
      const unit = json[kind];
      if (!UNITS.includes(unit as string)) {
        return this.#fail(`${path}/${kind}`, `expected one of ${UNITS.join(', ')}`);
      }
      return { kind, unit: unit as CalendarUnit };
    }
    if ('last' in json || !this.#keys(json, path, ['from', 'to'], false)) return undefined;
    if (keys.length === 0) return this.#fail(path, forms);
    const from = 'from' in json ? this.#moment(json['from'], `${path}/from`) : null;
    const to = 'to' in json ? this.#moment(json['to'], `${path}/to`) : null;
    if (from === undefined || to === undefined) return undefined;
    return { kind: 'between', ...(from && { from }), ...(to && { to }) };
  }

  #moment(value: unknown, path: string): Moment | undefined {
    const moment = parseMoment(value);
    if (moment.ok) return moment.value;
    return this.#fail(path + moment.error.path, moment.error.message);
  }

  #duration(value: unknown, path: string): Duration | undefined {
    const duration = parseDuration(value);
    return duration.ok ? duration.value : this.#fail(path, duration.error);
  }

  #id(value: unknown, path: string): boolean {
    const wrong = idFault(value);
    if (wrong !== undefined) this.#fail(path, wrong);
    return wrong === undefined;
  }

  #name(value: unknown, path: string): boolean {
    const wrong = nameFault(value);
    if (wrong !== undefined) this.#fail(path, wrong);
    return wrong === undefined;
  }

  /** Counts a node and holds it to the bounds; every node is an object. */
  #enter(json: unknown, path: string, level: number): json is Json {
    this.#nodes += 1;
    if (this.#nodes > MAX_RULE_NODES) {
      if (this.#nodes === MAX_RULE_NODES + 1) {
        this.#fail('', `a rule has at most ${MAX_RULE_NODES} nodes`);
      }
      return false;
    }
    if (level > MAX_RULE_LEVELS) {
      this.#fail(path, `a rule has at most ${MAX_RULE_LEVELS} levels`);
      return false;
    }
    if (isObject(json)) return true;
    this.#fail(path, 'expected an object');
    return false;
  }

  /** The one key that says which kind of node this is. */
  #kindOf<Kind extends string>(
    json: Json,
    path: string,
    kinds: readonly Kind[],
    what: string,
  ): Kind | undefined {
    const found = kinds.filter((kind) => Object.hasOwn(json, kind));
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      return this.#fail(pointer(path, found[1] as string), `not together with "${found[0]}"`);
    }
    return this.#fail(path, `${what} has one of the keys ${kinds.join(', ')}`);
  }

  /** Whether an object has no other keys than these (and `name`, on nodes). */
  #keys(json: Json, path: string, known: readonly string[], isNode = true): boolean {
    let isRead = true;
    for (const key of Object.keys(json)) {
      if (isNode && key === 'name') {
        if (typeof json['name'] === 'string' && json['name'].isWellFormed()) continue;
        this.#fail(`${path}/name`, 'expected a text');
        isRead = false;
      } else if (!known.includes(key)) {
        this.#fail(pointer(path, key), `unknown key; known are ${known.join(', ')}`);
        isRead = false;
      }
    }
    return isRead;
  }

  /** Reads every item, to report all that is wrong; undefined when one could not be read. */
  #children<T>(
    json: unknown,
    path: string,
    read: (item: unknown, path: string, index: number) => T | undefined,
  ): readonly T[] | undefined {
    if (!Array.isArray(json)) return this.#fail(path, 'expected an array');
    const items: T[] = [];
    for (const [index, item] of json.entries()) {
      const value = read(item, `${path}/${index}`, index);
      if (value !== undefined) items.push(value);
    }
    return items.length === json.length ? items : undefined;
  }

  #fail(path: string, message: string): undefined {
    if (this.issues.length < MAX_ISSUES) this.issues.push({ path, message });
    return undefined;
  }
}
