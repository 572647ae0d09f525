/**
 * A draft from a rule's JSON and back. `readRule` checks the shape and the keys, so that nothing of a
 * rule is lost by opening it; what fits what is the server's business. What a draft leaves out because
 * it is the default (`"aggregate": "count"`, `"op": "gte"` with 1) may be missing after a round trip;
 * the rule means the same.
 */
import {
  type Aggregate,
  type Draft,
  type DraftEvent,
  type DraftLeaf,
  type DraftStep,
  newKey,
  type Operator,
  type Value,
  type Window,
} from './draft.ts';
import {
  aggregateType,
  OPERATORS,
  operandOf,
  takesAttribute,
  type ValueType,
} from './operators.ts';

export type Json = { readonly [key: string]: unknown };

/** What is wrong with a JSON as a rule: where (a JSON pointer), and which text tells it. */
export type RuleFault = {
  readonly path: string;
  readonly fault: 'not-json' | 'not-a-rule' | 'unknown-key' | 'wrong-shape' | 'no-operator';
  /** The key or operator that it is about. */
  readonly about?: string;
};

export type ReadRule =
  | { readonly ok: true; readonly draft: Draft }
  | { readonly ok: false; readonly fault: RuleFault };

class Fault extends Error {
  readonly fault: RuleFault;

  constructor(path: string, fault: RuleFault['fault'], about?: string) {
    super(`${fault} at ${path}`);
    this.fault = { path, fault, ...(about !== undefined && { about }) };
  }
}

/** Of a text that somebody typed. */
export function readRuleText(text: string): ReadRule {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, fault: { path: '', fault: 'not-json' } };
  }
  return readRule(json);
}

export function readRule(json: unknown): ReadRule {
  try {
    return { ok: true, draft: node(json, '', false) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

const GROUP_MODES = ['all', 'any', 'none'] as const;

function node(json: unknown, path: string, isWhere: boolean): Draft {
  if (!isObject(json)) throw new Fault(path, 'not-a-rule');
  const named = nameOf(json, path);
  for (const mode of GROUP_MODES) {
    if (!(mode in json)) continue;
    allow(json, path, [mode]);
    const children = listAt(json, mode, path).map((child, index) =>
      node(child, `${path}/${mode}/${index}`, isWhere),
    );
    return { ...named, kind: 'group', mode, children };
  }
  if ('not' in json) {
    allow(json, path, ['not']);
    return { ...named, kind: 'not', child: node(json['not'], `${path}/not`, isWhere) };
  }
  if (isWhere) {
    allow(json, path, ['attr', 'op', 'value', 'ignore_case']);
    return { ...named, kind: 'attr', attr: textAt(json, 'attr', path), ...comparison(json, path) };
  }
  return { ...named, ...leaf(json, path) };
}

/** A leaf without what every node has. */
type Leaf = DraftLeaf extends infer One
  ? One extends DraftLeaf
    ? Omit<One, 'key' | 'name'>
    : never
  : never;

function leaf(json: Json, path: string): Leaf {
  if ('field' in json) {
    allow(json, path, ['field', 'op', 'value', 'ignore_case']);
    return { kind: 'field', field: textAt(json, 'field', path), ...comparison(json, path) };
  }
  if ('event' in json) return event(json, path);
  if ('sequence' in json) {
    allow(json, path, ['sequence', 'within']);
    const items = listAt(json, 'sequence', path);
    const steps = items.map((item, index) => step(item, `${path}/sequence/${index}`));
    return { kind: 'sequence', steps, ...windowOf(json, path) };
  }
  if ('segment' in json) {
    allow(json, path, ['segment']);
    return { kind: 'segment', segment: textAt(json, 'segment', path) };
  }
  if ('group' in json) {
    allow(json, path, ['group']);
    return { kind: 'fixed-group', group: textAt(json, 'group', path) };
  }
  if ('contacts' in json) {
    allow(json, path, ['contacts']);
    return { kind: 'contacts', contacts: textsAt(json, 'contacts', path) };
  }
  if ('reachable' in json) {
    allow(json, path, ['reachable']);
    return { kind: 'reachable', channel: textAt(json, 'reachable', path) };
  }
  if ('sample' in json) {
    allow(json, path, ['sample']);
    const sample = json['sample'];
    if (!isObject(sample)) throw new Fault(`${path}/sample`, 'wrong-shape');
    allowOnly(sample, `${path}/sample`, ['seed', 'from', 'to']);
    const { seed, from, to } = sample as { seed: unknown; from: unknown; to: unknown };
    if (typeof seed !== 'string' || typeof from !== 'number' || typeof to !== 'number') {
      throw new Fault(`${path}/sample`, 'wrong-shape');
    }
    return { kind: 'sample', seed, from, to };
  }
  throw new Fault(path, 'not-a-rule');
}

const AGGREGATES: readonly string[] = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'distinct',
  'first',
  'last',
];

function event(json: Json, path: string): Leaf {
  allow(json, path, ['event', 'where', 'within', 'aggregate', 'of', 'op', 'value']);
  const aggregate = (json['aggregate'] === undefined ? 'count' : json['aggregate']) as Aggregate;
  if (!AGGREGATES.includes(aggregate)) throw new Fault(`${path}/aggregate`, 'wrong-shape');
  const isTime = aggregateType(aggregate) === 'datetime';
  const op = operatorAt(json, path, isTime ? 'exists' : 'gte');
  const value = json['value'] === undefined && op === 'gte' ? 1 : json['value'];
  const of = json['of'] === undefined ? undefined : textAt(json, 'of', path);
  return {
    kind: 'event',
    ...eventsOf(json, path),
    ...windowOf(json, path),
    aggregate,
    ...(of !== undefined && { of }),
    op,
    ...(value !== undefined && { value }),
  };
}

function step(json: unknown, path: string): DraftStep {
  if (!isObject(json)) throw new Fault(path, 'wrong-shape');
  const gap = json['gap'] === undefined ? {} : { gap: textAt(json, 'gap', path) };
  const named = nameOf(json, path);
  if ('not' in json) {
    allow(json, path, ['not', 'gap']);
    const inner = json['not'];
    if (!isObject(inner)) throw new Fault(`${path}/not`, 'wrong-shape');
    allow(inner, `${path}/not`, ['event', 'where']);
    const { name: innerName } = nameOf(inner, `${path}/not`);
    return {
      ...named,
      ...(innerName !== undefined && { innerName }),
      isNot: true,
      ...eventsOf(inner, `${path}/not`),
      ...gap,
    };
  }
  allow(json, path, ['event', 'where', 'gap']);
  return { ...named, isNot: false, ...eventsOf(json, path), ...gap };
}

function eventsOf(json: Json, path: string): Pick<DraftEvent, 'events' | 'where'> {
  const names = json['event'];
  const events = typeof names === 'string' ? [names] : textsAt(json, 'event', path);
  const where = json['where'];
  return {
    events,
    ...(where !== undefined && { where: node(where, `${path}/where`, true) }),
  };
}

function windowOf(json: Json, path: string): { readonly within?: Window } {
  const within = json['within'];
  if (within === undefined) return {};
  const at = `${path}/within`;
  if (!isObject(within)) throw new Fault(at, 'wrong-shape');
  const kinds = [['last'], ['current'], ['previous'], ['from', 'to']];
  const kind = kinds.find((keys) => keys.some((key) => key in within));
  if (kind === undefined) throw new Fault(at, 'wrong-shape');
  const other = Object.keys(within).find((key) => !kind.includes(key));
  if (other !== undefined) throw new Fault(`${at}/${pointer(other)}`, 'unknown-key', other);
  return { within: within as Window };
}

function comparison(
  json: Json,
  path: string,
): { readonly op: Operator; readonly value?: Value; readonly ignoreCase?: boolean } {
  const ignoreCase = json['ignore_case'];
  if (ignoreCase !== undefined && typeof ignoreCase !== 'boolean') {
    throw new Fault(`${path}/ignore_case`, 'wrong-shape');
  }
  return {
    op: operatorAt(json, path),
    ...(json['value'] !== undefined && { value: json['value'] }),
    ...(ignoreCase !== undefined && { ignoreCase }),
  };
}

const ALL_OPERATORS: readonly string[] = Object.values(OPERATORS).flat();

function operatorAt(json: Json, path: string, otherwise?: Operator): Operator {
  const op = json['op'] === undefined ? otherwise : json['op'];
  if (typeof op !== 'string' || !ALL_OPERATORS.includes(op)) {
    throw new Fault(
      op === undefined ? path : `${path}/op`,
      'no-operator',
      typeof op === 'string' ? op : '',
    );
  }
  return op as Operator;
}

function nameOf(json: Json, path: string): { readonly key: string; readonly name?: string } {
  const key = newKey();
  return json['name'] === undefined ? { key } : { key, name: textAt(json, 'name', path) };
}

/** A node may have these keys, and a name. */
function allow(json: Json, path: string, known: readonly string[]): void {
  allowOnly(json, path, ['name', ...known]);
}

function allowOnly(json: Json, path: string, known: readonly string[]): void {
  const other = Object.keys(json).find((key) => !known.includes(key));
  if (other !== undefined) throw new Fault(`${path}/${pointer(other)}`, 'unknown-key', other);
}

function textAt(json: Json, key: string, path: string): string {
  const value = json[key];
  if (typeof value !== 'string') throw new Fault(`${path}/${key}`, 'wrong-shape');
  return value;
}

function listAt(json: Json, key: string, path: string): readonly unknown[] {
  const value = json[key];
  if (!Array.isArray(value)) throw new Fault(`${path}/${key}`, 'wrong-shape');
  return value;
}

function textsAt(json: Json, key: string, path: string): readonly string[] {
  return listAt(json, key, path).map((item, index) => {
    if (typeof item !== 'string') throw new Fault(`${path}/${key}/${index}`, 'wrong-shape');
    return item;
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A rule, and where its nodes came from. */
export type WrittenRule = {
  readonly rule: Json;
  /** The keys of nodes (of `where` and steps, too) by their JSON pointers in the rule. */
  readonly keys: ReadonlyMap<string, string>;
  /** Keys of conditions that were left out, since something is still missing in them. */
  readonly incomplete: readonly string[];
};

/**
 * The rule as it can be asked now: conditions in which something is missing are left out, with the
 * groups that have nothing else. Without any condition: everyone.
 */
export function writeRule(draft: Draft): WrittenRule {
  const writer = new RuleWriter();
  const rule = writer.node(draft, '') ?? { all: [] };
  return { rule, keys: writer.keys, incomplete: writer.incomplete };
}

class RuleWriter {
  readonly keys = new Map<string, string>();
  readonly incomplete: string[] = [];

  node(draft: Draft, path: string): Json | undefined {
    const written = this.#unnamed(draft, path);
    if (written === undefined) return undefined;
    this.keys.set(path, draft.key);
    return { ...written, ...nameJson(draft.name) };
  }

  #unnamed(draft: Draft, path: string): Json | undefined {
    switch (draft.kind) {
      case 'group': {
        const children: Json[] = [];
        for (const child of draft.children) {
          const written = this.node(child, `${path}/${draft.mode}/${children.length}`);
          if (written !== undefined) children.push(written);
        }
        if (children.length === 0 && draft.children.length > 0) return undefined;
        return { [draft.mode]: children };
      }
      case 'not': {
        const child = this.node(draft.child, `${path}/not`);
        return child && { not: child };
      }
      default:
        if (!isComplete(draft)) {
          this.incomplete.push(draft.key);
          return undefined;
        }
        return this.#leaf(draft, path);
    }
  }

  #leaf(draft: DraftLeaf, path: string): Json {
    switch (draft.kind) {
      case 'field':
        return { field: draft.field, ...comparisonJson(draft) };
      case 'attr':
        return { attr: draft.attr, ...comparisonJson(draft) };
      case 'event': {
        const isTime = aggregateType(draft.aggregate) === 'datetime';
        const isDefault = isTime ? draft.op === 'exists' : draft.op === 'gte' && draft.value === 1;
        return {
          ...this.#events(draft, path),
          ...(draft.within !== undefined && { within: draft.within }),
          ...(draft.aggregate !== 'count' && { aggregate: draft.aggregate }),
          ...(draft.of !== undefined && takesAttribute(draft.aggregate) && { of: draft.of }),
          ...(!isDefault && comparisonJson(draft)),
        };
      }
      case 'sequence':
        return {
          sequence: draft.steps.map((one, index) => this.#step(one, `${path}/sequence/${index}`)),
          ...(draft.within !== undefined && { within: draft.within }),
        };
      case 'segment':
        return { segment: draft.segment };
      case 'fixed-group':
        return { group: draft.group };
      case 'contacts':
        return { contacts: draft.contacts };
      case 'reachable':
        return { reachable: draft.channel };
      case 'sample':
        return { sample: { seed: draft.seed, from: draft.from, to: draft.to } };
    }
  }

  #step(step: DraftStep, path: string): Json {
    this.keys.set(path, step.key);
    const rest = { ...(step.gap !== undefined && { gap: step.gap }), ...nameJson(step.name) };
    if (!step.isNot) return { ...this.#events(step, path), ...rest };
    const inner = this.#events(step, `${path}/not`);
    return { not: { ...inner, ...nameJson(step.innerName) }, ...rest };
  }

  #events({ events, where }: Pick<DraftEvent, 'events' | 'where'>, path: string): Json {
    const written = where && this.node(where, `${path}/where`);
    return {
      event: events.length === 1 ? events[0] : events,
      ...(written !== undefined && { where: written }),
    };
  }
}

function nameJson(name: string | undefined): { readonly name?: string } {
  return name === undefined || name === '' ? {} : { name };
}

function comparisonJson({
  op,
  value,
  ignoreCase,
}: {
  readonly op: Operator;
  readonly value?: Value;
  readonly ignoreCase?: boolean;
}): Json {
  return {
    op,
    ...(value !== undefined && op !== 'exists' && op !== 'not_exists' && { value }),
    ...(ignoreCase !== undefined && { ignore_case: ignoreCase }),
  };
}

/** Whether nothing is missing in a condition. Whether it is right, the server says. */
function isComplete(leaf: DraftLeaf): boolean {
  switch (leaf.kind) {
    case 'field':
      return leaf.field !== '' && hasOperand(leaf.op, leaf.value);
    case 'attr':
      return leaf.attr !== '' && hasOperand(leaf.op, leaf.value);
    case 'event':
      return (
        isAnEvent(leaf) &&
        isWindow(leaf.within) &&
        (!takesAttribute(leaf.aggregate) || (leaf.of ?? '') !== '') &&
        hasOperand(leaf.op, leaf.value, aggregateType(leaf.aggregate))
      );
    case 'sequence':
      return (
        leaf.steps.length > 0 &&
        leaf.steps.every((step) => isAnEvent(step) && step.gap !== '') &&
        isWindow(leaf.within)
      );
    case 'segment':
      return leaf.segment !== '';
    case 'fixed-group':
      return leaf.group !== '';
    case 'contacts':
      return true;
    case 'reachable':
      return leaf.channel !== '';
    case 'sample':
      return Number.isFinite(leaf.from) && Number.isFinite(leaf.to);
  }
}

/** Events are chosen; what is missing within `where` is left out of it. */
function isAnEvent({ events }: Pick<DraftEvent, 'events'>): boolean {
  return events.length > 0 && events.every((name) => name !== '');
}

function isWindow(within: Window | undefined): boolean {
  if (within === undefined) return true;
  if ('last' in within) return within.last !== '';
  if ('current' in within || 'previous' in within) return true;
  const edges = [within.from, within.to].filter((edge) => edge !== undefined);
  return edges.length > 0 && edges.every(isInstant);
}

function isInstant(value: unknown): boolean {
  if (isObject(value)) return Object.values(value).every((duration) => duration !== '');
  return value !== undefined && value !== '';
}

function hasOperand(op: Operator, value: Value, type: ValueType = 'text'): boolean {
  if (operandOf(op, type) === 'nothing') return true;
  if (value === undefined || value === '') return false;
  if (op === 'anniversary') {
    return isObject(value) && ('month' in value || ('from' in value && 'to' in value));
  }
  if (!Array.isArray(value)) return isInstant(value);
  if (op === 'between' && value.length !== 2) return false;
  return value.length > 0 && value.every((item) => item !== undefined && isInstant(item));
}
