/** Operators and operands against the types of fields and attributes, and names of saved things. */
import { describe, expect, test } from 'vitest';
import { OPERATORS, type Operator } from '../../engine/rule.ts';
import { checkRule } from '../../engine/rule-check.ts';
import { parseRule } from '../../engine/rule-parse.ts';
import { Schema } from '../../engine/schema.ts';
import { VALUE_TYPES, type ValueType } from '../../engine/value.ts';

const schema = new Schema();
for (const type of VALUE_TYPES) schema.apply({ kind: 'field-declared', name: `a_${type}`, type });
schema.apply({ kind: 'event-declared', name: 'Buy' });
schema.apply({ kind: 'event-declared', name: 'Book' });
const [buy, book] = [...schema.eventTypes()].map(({ id }) => id) as [number, number];
for (const type of VALUE_TYPES) {
  schema.apply({ kind: 'attribute-declared', event: buy, name: `a_${type}`, type });
}
schema.apply({ kind: 'attribute-declared', event: buy, name: 'mixed', type: 'text' });
schema.apply({ kind: 'attribute-declared', event: book, name: 'MIXED', type: 'number' });

const known = {
  hasSegment: (id: string) => id === 'known',
  hasGroup: (id: string) => id === 'known',
  hasChannel: (name: string) => name === 'known',
};

function faultPaths(json: unknown): readonly string[] {
  const rule = parseRule(json);
  if (!rule.ok) throw new Error(JSON.stringify(rule.error));
  return checkRule(rule.value, schema, known).map(({ path }) => path);
}

/** The contract's table, and an operand that fits all types of the operator that it can. */
const TABLE: { readonly [Op in Operator]: { types: string; operands: readonly unknown[] } } = {
  eq: { types: 'text number boolean date datetime', operands: ['2026-01-01', 1, true] },
  neq: { types: 'text number boolean date datetime', operands: ['2026-01-01', 1, true] },
  in: { types: 'text number date', operands: [['2026-01-01'], [1]] },
  not_in: { types: 'text number date', operands: [['2026-01-01'], [1]] },
  contains: { types: 'text', operands: ['x'] },
  not_contains: { types: 'text', operands: [['x', 'y']] },
  starts_with: { types: 'text', operands: ['x'] },
  ends_with: { types: 'text', operands: [['x']] },
  matches: { types: 'text', operands: ['x*'] },
  not_matches: { types: 'text', operands: ['x*'] },
  gt: { types: 'number', operands: [1] },
  gte: { types: 'number', operands: [1] },
  lt: { types: 'number', operands: [1] },
  lte: { types: 'number', operands: [1] },
  between: {
    types: 'number date datetime',
    operands: [
      [1, 2],
      ['2026-01-01', 'now'],
    ],
  },
  before: { types: 'date datetime', operands: ['now'] },
  after: { types: 'date datetime', operands: [{ ago: 'P1D' }] },
  within_last: { types: 'date datetime', operands: ['P1D'] },
  within_next: { types: 'date datetime', operands: ['P1D'] },
  older_than: { types: 'date datetime', operands: ['P1D'] },
  anniversary: { types: 'date datetime', operands: [{ month: 1 }] },
  has_any: { types: 'list', operands: [['x']] },
  has_all: { types: 'list', operands: [['x']] },
  has_none: { types: 'list', operands: [['x']] },
  exists: { types: 'text number boolean date datetime list', operands: [undefined] },
  not_exists: { types: 'text number boolean date datetime list', operands: [undefined] },
};

const rows = OPERATORS.flatMap((op) =>
  VALUE_TYPES.map((type) => ({ op, type, has: TABLE[op].types.split(' ').includes(type) })),
);

/** Whether the operator can be used with the type by one of its operands, and where it cannot. */
function verdicts(op: Operator, rule: (condition: object) => object): (readonly string[])[] {
  return TABLE[op].operands.map((value) =>
    faultPaths(rule({ op, ...(value !== undefined && { value }) })),
  );
}

describe('operators', () => {
  test.each(rows)('$op on a field of type $type: $has', ({ op, type, has }) => {
    const faults = verdicts(op, (condition) => ({ field: `A_${type}`, ...condition }));
    if (has) expect(faults).toContainEqual([]);
    else expect(faults).toEqual(TABLE[op].operands.map(() => ['/op']));
  });

  test.each(rows)('$op on an attribute of type $type: $has', ({ op, type, has }) => {
    const faults = verdicts(op, (condition) => ({
      event: 'buy',
      where: { not: { attr: `a_${type}`, ...condition } },
    }));
    if (has) expect(faults).toContainEqual([]);
    else expect(faults).toEqual(TABLE[op].operands.map(() => ['/where/not/op']));
  });
});

describe('operands', () => {
  test.each<readonly [ValueType, string, unknown]>([
    ['text', 'eq', 1],
    ['text', 'in', [1]],
    ['number', 'eq', '2026-01-01'],
    ['number', 'in', ['x']],
    ['number', 'between', ['2026-01-01', 'now']],
    ['boolean', 'eq', 'true'],
    ['boolean', 'neq', 0],
    ['date', 'eq', true],
    ['date', 'eq', 'tomorrow'],
    ['date', 'between', [1.5, 2]],
    ['datetime', 'neq', 'tomorrow'],
  ])('a field of type %s, %s, does not take %j', (type, op, value) => {
    const [path] = faultPaths({ field: `a_${type}`, op, value });
    expect(path).toMatch(/^\/value/);
  });

  test('of a type that fits with case ignored only for texts and lists', () => {
    const condition = { op: 'eq', value: 'x', ignore_case: true };
    expect(faultPaths({ field: 'a_text', ...condition })).toEqual([]);
    expect(
      faultPaths({ field: 'a_date', op: 'eq', value: '2026-01-01', ignore_case: true }),
    ).toEqual(['/ignore_case']);
    expect(faultPaths({ field: 'nobody wrote it', ...condition })).toEqual([]);
  });
});

describe('conditions on events', () => {
  test.each([
    [{ event: 'buy', where: { attr: 'mixed', op: 'gt', value: 1 } }, ['/where/op']],
    [{ event: 'book', where: { attr: 'mixed', op: 'contains', value: 'x' } }, ['/where/op']],
    [{ event: ['buy', 'book'], where: { attr: 'mixed', op: 'gt', value: 1 } }, []],
    [{ event: 'B*', where: { attr: 'mixed', op: 'contains', value: 'x' } }, []],
    [{ event: '*', where: { attr: 'mixed', op: 'has_any', value: ['x'] } }, ['/where/op']],
    [{ event: 'nobody did it', where: { attr: 'mixed', op: 'has_any', value: ['x'] } }, []],
    [{ event: 'buy', aggregate: 'sum', of: 'mixed' }, ['/of']],
    [{ event: 'book', aggregate: 'sum', of: 'mixed' }, []],
    [{ event: 'b*', aggregate: 'max', of: 'mixed' }, []],
    [{ event: 'buy', aggregate: 'avg', of: 'a_boolean' }, ['/of']],
    [{ event: 'buy', aggregate: 'distinct', of: 'a_list' }, []],
    [{ event: 'buy', aggregate: 'min', of: 'unheard of' }, []],
    [
      {
        sequence: [
          { event: 'buy', where: { attr: 'a_text', op: 'gt', value: 1 } },
          { not: { event: 'book', where: { attr: 'mixed', op: 'starts_with', value: 'x' } } },
        ],
      },
      ['/sequence/0/where/op', '/sequence/1/not/where/op'],
    ],
  ])('%j is wrong at %j', (rule, paths) => {
    expect(faultPaths(rule)).toEqual(paths);
  });
});

describe('names of saved things', () => {
  test('are known or a fault at their place', () => {
    expect(
      faultPaths({
        any: [
          { segment: 'known' },
          { segment: 'other' },
          { none: [{ group: 'known' }, { group: 'other' }] },
          { not: { reachable: 'other' } },
          { reachable: 'known' },
          { contacts: ['unknown'] },
        ],
      }),
    ).toEqual(['/any/1/segment', '/any/2/none/1/group', '/any/3/not/reachable']);
  });
});
