/**
 * Holding a rule that was read against what exists: references must name something, and operators
 * and operands must fit the types of fields and attributes that are known. For a rule that is
 * being asked or saved the faults are errors; for one saved earlier they are warnings, since a
 * field may have got another type in the meantime.
 */
import { misfit } from './condition-parse.ts';
import type { Issue } from './result.ts';
import type { Condition, EventCondition, EventPattern, Rule, Where } from './rule.ts';
import type { Schema } from './schema.ts';
import type { ValueType } from './value.ts';

/** Which saved things exist. */
export type Known = {
  readonly hasSegment: (id: string) => boolean;
  readonly hasGroup: (id: string) => boolean;
  readonly hasChannel: (name: string) => boolean;
};

/** All that is wrong with a rule, each with its place from the rule's root. */
export function checkRule(rule: Rule, schema: Schema, known: Known): readonly Issue[] {
  const issues: Issue[] = [];
  visit(rule);
  return issues;

  function visit(node: Rule): void {
    switch (node.kind) {
      case 'all':
      case 'any':
      case 'none':
        node.children.forEach(visit);
        return;
      case 'not':
        visit(node.child);
        return;
      case 'field': {
        const field = schema.field(node.field);
        if (field === undefined) return;
        const subject = `field ${field.name} is ${field.type}`;
        issues.push(...checkCondition(node.condition, [field.type], node.path, subject));
        return;
      }
      case 'event':
        issues.push(...checkAggregate(node, node.path, schema));
        if (node.where) issues.push(...checkWhere(node.where, node.events, schema));
        return;
      case 'sequence':
        for (const step of [...node.steps, ...(node.absent ? [node.absent] : [])]) {
          if (step.where) issues.push(...checkWhere(step.where, step.events, schema));
        }
        return;
      case 'segment':
        if (known.hasSegment(node.id)) return;
        issues.push({ path: `${node.path}/segment`, message: 'there is no such segment' });
        return;
      case 'group':
        if (known.hasGroup(node.id)) return;
        issues.push({ path: `${node.path}/group`, message: 'there is no such group' });
        return;
      case 'reachable':
        if (known.hasChannel(node.channel)) return;
        issues.push({ path: `${node.path}/reachable`, message: 'there is no such channel' });
        return;
      case 'contacts':
      case 'sample':
        return;
    }
  }
}

function checkWhere(
  where: Where,
  events: readonly EventPattern[],
  schema: Schema,
): readonly Issue[] {
  switch (where.kind) {
    case 'all':
    case 'any':
    case 'none':
      return where.children.flatMap((child) => checkWhere(child, events, schema));
    case 'not':
      return checkWhere(where.child, events, schema);
    case 'attr': {
      const types = attributeTypes(where.attr, events, schema);
      const subject = `attribute ${where.attr} is ${types.join(' or ')}`;
      return checkCondition(where.condition, types, where.path, subject);
    }
  }
}

function checkAggregate(event: EventCondition, path: string, schema: Schema): readonly Issue[] {
  if (event.of === undefined || event.aggregate === 'distinct') return [];
  const types = attributeTypes(event.of, event.events, schema);
  if (types.length === 0 || types.includes('number')) return [];
  const message = `${event.aggregate} is of a number; the attribute is ${types.join(' or ')}`;
  return [{ path: `${path}/of`, message }];
}

/** A condition is legal when one of the types has a test, or when no type is known yet. */
function checkCondition(
  condition: Condition,
  types: readonly ValueType[],
  path: string,
  subject: string,
): readonly Issue[] {
  const [first] = types;
  if (first === undefined || types.some((type) => condition.tests[type] !== undefined)) return [];
  const issue = misfit(condition, first);
  return [{ path: path + issue.path, message: `${issue.message} (${subject})` }];
}

/** The types that an attribute has in the event types meant, each once. */
function attributeTypes(
  name: string,
  events: readonly EventPattern[],
  schema: Schema,
): readonly ValueType[] {
  const types = new Set<ValueType>();
  for (const event of schema.matchingEventTypes(events)) {
    const attribute = schema.attribute(event.name, name);
    if (attribute !== undefined) types.add(attribute.type);
  }
  return [...types];
}
