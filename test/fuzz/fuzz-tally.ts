/**
 * Counts what random rules were made of, so that a test can say that nothing was left out.
 *
 * Kinds of keys: `node:all`, `field:text:eq` and `attr:number:gt` (by planned type), `op:eq`,
 * `aggregate:sum:gte`, `window:last`, `pattern:prefix`, `sequence:gap`, `instant:ago`,
 * `ignore_case:eq`, `name`, `where:name`.
 */
import type {
  AttributeRule,
  Comparison,
  EventRule,
  OccurrenceRule,
  Rule,
  SequenceRule,
  Step,
  WhereRule,
  WindowRule,
} from '../oracle/oracle-json.ts';
import { fold } from '../oracle/oracle-text.ts';
import { isDate } from '../oracle/oracle-time.ts';
import { typesMeant } from './fuzz-event-rule.ts';
import type { NamePlan, Plan } from './fuzz-plan.ts';

export class Tally {
  readonly counts = new Map<string, number>();

  add(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  addRule(rule: Rule, plan: Plan): void {
    if (rule.name !== undefined) this.add('name');
    const addChild = (child: Rule): void => this.addRule(child, plan);
    if ('all' in rule) this.#addGroup('all', rule.all, addChild);
    else if ('any' in rule) this.#addGroup('any', rule.any, addChild);
    else if ('none' in rule) this.#addGroup('none', rule.none, addChild);
    else if ('not' in rule) this.#addGroup('not', [rule.not], addChild);
    else if ('field' in rule) {
      this.add('node:field');
      this.#addComparison('field', [typeOf(rule.field, plan.fields)], rule);
    } else if ('event' in rule) this.#addEvent(rule, plan);
    else if ('sequence' in rule) this.#addSequence(rule, plan);
    else {
      const kinds = ['segment', 'group', 'contacts', 'reachable', 'sample'];
      for (const kind of kinds) if (kind in rule) this.add(`node:${kind}`);
    }
  }

  #addGroup<Node>(kind: string, children: readonly Node[], addChild: (node: Node) => void): void {
    this.add(`node:${kind}`);
    if (children.length === 0) this.add(`node:${kind}:empty`);
    for (const child of children) addChild(child);
  }

  #addComparison(subject: string, types: readonly string[], comparison: Comparison): void {
    const { op, value, ignore_case: ignoreCase } = comparison;
    this.add(`op:${op}`);
    for (const type of new Set(types)) {
      this.add(`${subject}:${type}:${op}`);
      if (type === 'date' || type === 'datetime') this.#addInstants(value);
    }
    if (ignoreCase) this.add(`ignore_case:${op}`);
  }

  #addInstants(value: unknown): void {
    for (const operand of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const kind = instantKind(operand);
      if (kind) this.add(`instant:${kind}`);
    }
  }

  #addEvent(rule: EventRule, plan: Plan): void {
    this.add('node:event');
    this.#addOccurrence(rule, plan);
    this.#addWindow(rule.within);
    const aggregate = rule.aggregate ?? 'count';
    this.add(`aggregate:${aggregate}`);
    this.add(`aggregate:${aggregate}:${rule.op ?? 'default'}`);
    if (rule.op !== undefined) this.add(`op:${rule.op}`);
    if (aggregate === 'first' || aggregate === 'last') this.#addInstants(rule.value);
  }

  #addOccurrence(rule: OccurrenceRule, plan: Plan): void {
    const { event, where } = rule;
    if (typeof event !== 'string') this.add('pattern:several');
    for (const pattern of typeof event === 'string' ? [event] : event) {
      this.add(`pattern:${pattern === '*' ? 'any' : pattern.endsWith('*') ? 'prefix' : 'exact'}`);
    }
    if (!where) return;
    const attributes = typesMeant(plan, event).flatMap((type) => type.attributes);
    this.#addWhere(where, attributes);
  }

  #addWhere(rule: WhereRule, attributes: readonly NamePlan[]): void {
    if (rule.name !== undefined) this.add('where:name');
    const addChild = (child: WhereRule): void => this.#addWhere(child, attributes);
    if ('all' in rule) this.#addGroup('where:all', rule.all, addChild);
    else if ('any' in rule) this.#addGroup('where:any', rule.any, addChild);
    else if ('none' in rule) this.#addGroup('where:none', rule.none, addChild);
    else if ('not' in rule) this.#addGroup('where:not', [rule.not], addChild);
    else this.#addAttribute(rule, attributes);
  }

  #addAttribute(rule: AttributeRule, attributes: readonly NamePlan[]): void {
    const named = attributes.filter(({ name }) => fold(name) === fold(rule.attr));
    const types = named.map(({ type }) => type);
    if (new Set(types).size > 1) this.add('attr:mixed');
    this.#addComparison('attr', types.length > 0 ? types : ['unknown'], rule);
  }

  #addWindow(within: WindowRule | undefined): void {
    if (!within) return this.add('window:none');
    if (within.last !== undefined) this.add('window:last');
    else if (within.current !== undefined) this.add(`window:current:${within.current}`);
    else if (within.previous !== undefined) this.add(`window:previous:${within.previous}`);
    else {
      const ends = (['from', 'to'] as const).filter((end) => within[end] !== undefined);
      this.add(`window:${ends.join('-')}`);
      for (const end of ends) this.#addInstants(within[end]);
    }
  }

  #addSequence(rule: SequenceRule, plan: Plan): void {
    this.add('node:sequence');
    this.add(`sequence:steps:${rule.sequence.length}`);
    this.#addWindow(rule.within);
    for (const step of rule.sequence) this.#addStep(step, plan);
  }

  #addStep(step: Step, plan: Plan): void {
    const gap = step.gap === undefined ? '' : '-gap';
    const isClosing = 'not' in step;
    this.add(`sequence:${isClosing ? 'closing' : 'happened'}${gap}`);
    this.#addOccurrence(isClosing ? step.not : step, plan);
  }
}

function typeOf(name: string, names: readonly NamePlan[]): string {
  return names.find((named) => fold(named.name) === fold(name))?.type ?? 'unknown';
}

function instantKind(operand: unknown): string | undefined {
  if (operand === 'now' || operand === 'today') return operand;
  if (typeof operand === 'number') return 'millis';
  if (typeof operand === 'string') {
    if (operand.startsWith('P')) return undefined;
    return isDate(operand) ? 'date' : 'text';
  }
  if (typeof operand !== 'object' || operand === null) return undefined;
  if ('ago' in operand) return 'ago';
  return 'ahead' in operand ? 'ahead' : undefined;
}
