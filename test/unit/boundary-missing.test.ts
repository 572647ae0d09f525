/**
 * Missing and empty: every operator on every type that it has, for contacts with a value that
 * fits, with one that does not, without one, with one that was taken away, and with an empty one;
 * the same for attributes of events; and aggregates over no event at all.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operatorTypes } from '../../engine/condition-parse.ts';
import { OPERATORS, type Operator } from '../../engine/rule.ts';
import { type BulkSubject, openSubject } from '../subject.ts';
import { ARRIVED, divided, division, divisionBy, withSubject } from './boundary-world.ts';

const AT = '2026-07-15T12:00:00Z';

type Row = readonly [
  op: Operator,
  /** The operator that is exactly its complement, if there is one. */
  negative: Operator | undefined,
  type: string,
  operand: unknown,
  fits: unknown,
  fitsNot: unknown,
];

const ROWS: readonly Row[] = [
  ['eq', 'neq', 'text', 'x', 'x', 'X'],
  ['eq', 'neq', 'number', 0, 0, 1],
  ['eq', 'neq', 'boolean', false, false, true],
  ['eq', 'neq', 'boolean', true, true, false],
  ['eq', 'neq', 'date', '1970-01-01', '1970-01-01', '1970-01-02'],
  ['eq', 'neq', 'datetime', 0, 0, 1],
  ['in', 'not_in', 'text', ['x', 'y'], 'y', 'xy'],
  ['in', 'not_in', 'number', [0, 1], 0, 2],
  ['in', 'not_in', 'date', ['1970-01-01', 'today'], '2026-07-15', '1970-01-02'],
  ['contains', 'not_contains', 'text', 'x', 'axb', 'ab'],
  ['contains', 'not_contains', 'text', ['x', 'y'], 'ayb', 'ab'],
  ['starts_with', undefined, 'text', 'x', 'xa', 'ax'],
  ['ends_with', undefined, 'text', ['x', 'y'], 'ay', 'ya'],
  ['matches', 'not_matches', 'text', 'x+', 'xa', 'x'],
  ['matches', 'not_matches', 'text', '*', 'any', undefined],
  ['gt', undefined, 'number', 0, 5e-324, 0],
  ['gte', undefined, 'number', 0, 0, -5e-324],
  ['lt', undefined, 'number', 0, -5e-324, 0],
  ['lte', undefined, 'number', 0, 0, 5e-324],
  ['between', undefined, 'number', [-1, 0], 0, 1],
  ['between', undefined, 'date', ['2026-01-01', 'today'], '2026-07-15', '2026-07-16'],
  ['between', undefined, 'datetime', [-1, 0], 0, 1],
  ['before', undefined, 'date', 'today', '2026-07-14', '2026-07-15'],
  ['before', undefined, 'datetime', 0, -1, 0],
  ['after', undefined, 'date', 'today', '2026-07-16', '2026-07-15'],
  ['after', undefined, 'datetime', 0, 1, 0],
  ['within_last', undefined, 'date', 'P1D', '2026-07-15', '2026-07-14'],
  ['within_last', undefined, 'datetime', 'P1D', AT, '2026-07-14T12:00:00Z'],
  ['within_next', undefined, 'date', 'P1D', '2026-07-16', '2026-07-17'],
  ['within_next', undefined, 'datetime', 'P1D', '2026-07-16T12:00:00Z', AT],
  ['older_than', undefined, 'date', 'P1D', '2026-07-14', '2026-07-15'],
  ['older_than', undefined, 'datetime', 'P1D', '2026-07-14T12:00:00Z', AT],
  ['anniversary', undefined, 'date', { from: 0, to: 0 }, '1990-07-15', '1990-07-16'],
  ['anniversary', undefined, 'date', { month: 1 }, '1970-01-01', '1970-02-01'],
  ['anniversary', undefined, 'datetime', { from: -366, to: 366 }, 0, undefined],
  ['anniversary', undefined, 'datetime', { month: 1 }, 0, '1970-02-01T00:00:00Z'],
  ['has_any', 'has_none', 'list', ['x', 'y'], ['y', 'z'], ['z']],
  ['has_all', undefined, 'list', ['x', 'y'], ['x', 'y', 'z'], ['x', 'z']],
  ['exists', 'not_exists', 'text', undefined, ' ', undefined],
  ['exists', 'not_exists', 'number', undefined, 0, undefined],
  ['exists', 'not_exists', 'boolean', undefined, false, undefined],
  ['exists', 'not_exists', 'date', undefined, '1970-01-01', undefined],
  ['exists', 'not_exists', 'datetime', undefined, 0, undefined],
  ['exists', 'not_exists', 'list', undefined, ['x'], undefined],
];

test('the rows have every operator with every type that it has', () => {
  const covered = new Set(
    ROWS.flatMap(([op, negative, type]) => [
      `${op} ${type}`,
      ...(negative ? [`${negative} ${type}`] : []),
    ]),
  );
  const all = OPERATORS.flatMap((op) => operatorTypes(op).map((type) => `${op} ${type}`));
  expect(all.filter((one) => !covered.has(one))).toEqual([]);
});

/** What has no value: never written, taken away by null, or an empty text or list. */
function emptyOf(type: string): unknown {
  if (type === 'text') return '';
  return type === 'list' ? [] : null;
}

describe('a field', () => {
  test.each(ROWS)(
    '%s and not (%s) of %s, with %j: %j fits, %j and nothing do not',
    async (op, negative, type, operand, fits, fitsNot) => {
      await withSubject(async (subject) => {
        await subject.declareField('f', type as 'text');
        await subject.writeContacts(
          [
            { id: 'fits', fields: { f: fits } },
            { id: 'fits, again', fields: { f: null } },
            { id: 'fits not', fields: { f: fitsNot ?? null } },
            { id: 'never' },
            { id: 'nulled', fields: { f: fits } },
            { id: 'emptied', fields: { f: fits } },
            { id: 'fits, again', fields: { f: fits } },
            { id: 'nulled', fields: { f: null } },
            { id: 'emptied', fields: { f: emptyOf(type) } },
          ],
          ARRIVED,
        );
        const expected = division(
          ['fits', 'fits, again'],
          ['emptied', 'fits not', 'never', 'nulled'],
        );
        const rest = operand === undefined ? {} : { value: operand };
        expect(await divisionBy(subject, { field: 'f', op, ...rest }, { at: AT })).toEqual(
          expected,
        );
        const twice = { none: [{ not: { field: 'F', op, ...rest } }] };
        expect(await divisionBy(subject, twice, { at: AT })).toEqual(expected);
        if (negative !== undefined) {
          const swapped = division(expected.others, expected.members);
          expect(
            await divisionBy(subject, { field: 'f', op: negative, ...rest }, { at: AT }),
          ).toEqual(swapped);
        }
      });
    },
  );

  test.each(ROWS)(
    '%s or its complement %s of %s, with %j, meets nobody’s value where nobody wrote one',
    async (op, negative, _type, operand) => {
      await withSubject(async (subject) => {
        await subject.writeContacts([{ id: 'c' }], ARRIVED);
        const rest = operand === undefined ? {} : { value: operand };
        const nobody = division([], ['c']);
        const everyone = division(['c'], []);
        expect(await divisionBy(subject, { field: 'f', op, ...rest }, { at: AT })).toEqual(nobody);
        if (negative === undefined) return;
        expect(
          await divisionBy(subject, { field: 'f', op: negative, ...rest }, { at: AT }),
        ).toEqual(everyone);
      });
    },
  );
});

describe('an attribute', () => {
  test.each(ROWS)(
    '%s and not (%s) of %s, with %j: %j fits, %j and nothing do not',
    async (op, negative, type, operand, fits, fitsNot) => {
      await withSubject(async (subject) => {
        await subject.declareAttribute('e', 'a', type as 'text');
        await subject.writeContacts([{ id: 'no event' }], ARRIVED);
        await subject.writeEvents(
          [
            { contact: 'never', event: 'e' },
            { contact: 'fits', event: 'e', attributes: { a: fits } },
            { contact: 'fits not', event: 'e', attributes: { a: fitsNot ?? null } },
            { contact: 'null', event: 'e', attributes: { a: null } },
            { contact: 'empty', event: 'e', attributes: { a: emptyOf(type) } },
            { contact: 'both', event: 'e', attributes: { a: fits } },
            { contact: 'both', event: 'e' },
            { contact: 'other type', event: 'other', attributes: { a: fits } },
          ],
          ARRIVED,
        );
        const positive = { attr: 'a', op, ...(operand !== undefined && { value: operand }) };
        const without = ['empty', 'fits not', 'never', 'null'];
        const apart = ['no event', 'other type'];
        const having = division(['both', 'fits'], [...without, ...apart]);
        const lacking = division(['both', ...without], ['fits', ...apart]);
        const at = { at: AT };
        expect(await divisionBy(subject, { event: 'e', where: positive }, at)).toEqual(having);
        expect(
          await divisionBy(subject, { event: 'e', where: { not: { not: positive } } }, at),
        ).toEqual(having);
        expect(await divisionBy(subject, { event: 'e', where: { not: positive } }, at)).toEqual(
          lacking,
        );
        expect(await divisionBy(subject, { event: 'e', where: { none: [positive] } }, at)).toEqual(
          lacking,
        );
        if (negative !== undefined) {
          const where = { ...positive, op: negative };
          expect(await divisionBy(subject, { event: 'e', where }, at)).toEqual(lacking);
        }
      });
    },
  );
});

/** Whether the condition holds: with no event, with one that has no attribute, with one of 2. */
type AggregateRow = readonly [condition: object, none: boolean, bare: boolean, two: boolean];

const AGGREGATES: readonly AggregateRow[] = [
  [{}, false, true, true],
  [{ op: 'eq', value: 0 }, true, false, false],
  [{ op: 'neq', value: 0 }, false, true, true],
  [{ op: 'neq', value: 1 }, true, false, false],
  [{ op: 'lt', value: 3 }, true, true, true],
  [{ op: 'lte', value: 0 }, true, false, false],
  [{ op: 'gt', value: 0 }, false, true, true],
  [{ op: 'gte', value: 0 }, true, true, true],
  [{ op: 'gte', value: -1 }, true, true, true],
  [{ op: 'in', value: [0, 7] }, true, false, false],
  [{ op: 'not_in', value: [0, 7] }, false, true, true],
  [{ op: 'between', value: [0, 0] }, true, false, false],
  [{ op: 'between', value: [1, 0] }, false, false, false],
  [{ op: 'exists' }, true, true, true],
  [{ op: 'not_exists' }, false, false, false],
  ...(['sum', 'distinct'] as const).flatMap((aggregate): AggregateRow[] => [
    [{ aggregate, of: 'n' }, false, false, true],
    [{ aggregate, of: 'n', op: 'eq', value: 0 }, true, true, false],
    [{ aggregate, of: 'n', op: 'neq', value: 0 }, false, false, true],
    [{ aggregate, of: 'n', op: 'lt', value: 1 }, true, true, false],
    [{ aggregate, of: 'n', op: 'lte', value: 0 }, true, true, false],
    [{ aggregate, of: 'n', op: 'gt', value: 0 }, false, false, true],
    [{ aggregate, of: 'n', op: 'gte', value: 0 }, true, true, true],
    [{ aggregate, of: 'n', op: 'in', value: [0] }, true, true, false],
    [{ aggregate, of: 'n', op: 'not_in', value: [0] }, false, false, true],
    [{ aggregate, of: 'n', op: 'between', value: [-1, 0] }, true, true, false],
    [{ aggregate, of: 'n', op: 'exists' }, true, true, true],
    [{ aggregate, of: 'n', op: 'not_exists' }, false, false, false],
  ]),
  ...(['avg', 'min', 'max'] as const).flatMap((aggregate): AggregateRow[] => [
    [{ aggregate, of: 'n' }, false, false, true],
    [{ aggregate, of: 'n', op: 'eq', value: 2 }, false, false, true],
    [{ aggregate, of: 'n', op: 'eq', value: 0 }, false, false, false],
    [{ aggregate, of: 'n', op: 'neq', value: 2 }, true, true, false],
    [{ aggregate, of: 'n', op: 'neq', value: 0 }, true, true, true],
    [{ aggregate, of: 'n', op: 'lt', value: 3 }, false, false, true],
    [{ aggregate, of: 'n', op: 'lte', value: 0 }, false, false, false],
    [{ aggregate, of: 'n', op: 'gt', value: -1 }, false, false, true],
    [{ aggregate, of: 'n', op: 'gte', value: 0 }, false, false, true],
    [{ aggregate, of: 'n', op: 'in', value: [0, 2] }, false, false, true],
    [{ aggregate, of: 'n', op: 'not_in', value: [0, 2] }, true, true, false],
    [{ aggregate, of: 'n', op: 'between', value: [-9, 9] }, false, false, true],
    [{ aggregate, of: 'n', op: 'exists' }, false, false, true],
    [{ aggregate, of: 'n', op: 'not_exists' }, true, true, false],
  ]),
  ...(['first', 'last'] as const).flatMap((aggregate): AggregateRow[] => [
    [{ aggregate }, false, true, true],
    [{ aggregate, op: 'exists' }, false, true, true],
    [{ aggregate, op: 'not_exists' }, true, false, false],
    [{ aggregate, op: 'eq', value: '2000-01-01' }, false, true, true],
    [{ aggregate, op: 'neq', value: '2000-01-01' }, true, false, false],
    [{ aggregate, op: 'neq', value: '2000-01-02' }, true, true, true],
    [{ aggregate, op: 'before', value: 'now' }, false, true, true],
    [{ aggregate, op: 'after', value: 'now' }, false, false, false],
    [{ aggregate, op: 'between', value: [0, 'now'] }, false, true, true],
    [{ aggregate, op: 'within_last', value: 'P50Y' }, false, true, true],
    [{ aggregate, op: 'within_next', value: 'P50Y' }, false, false, false],
    [{ aggregate, op: 'older_than', value: 'P1Y' }, false, true, true],
    [{ aggregate, op: 'anniversary', value: { month: 1 } }, false, true, true],
    [{ aggregate, op: 'anniversary', value: { from: -366, to: 366 } }, false, true, true],
  ]),
];

describe('an aggregate', () => {
  let subject: BulkSubject;
  beforeAll(async () => {
    subject = await openSubject();
    await subject.declareAttribute('e', 'n', 'number');
    await subject.writeContacts([{ id: 'none' }], ARRIVED);
    await subject.writeEvents(
      [
        { contact: 'bare', event: 'e', attributes: { on: true } },
        { contact: 'two', event: 'e', attributes: { on: true, n: 2 } },
        // Neither in the window, nor of the type, nor with the attribute that is asked for.
        {
          contact: 'early',
          event: 'e',
          time: '1999-12-31T23:59:59.999Z',
          attributes: { on: true, n: 2 },
        },
        {
          contact: 'late',
          event: 'e',
          time: '2027-01-01T00:00:00Z',
          attributes: { on: true, n: 2 },
        },
        { contact: 'off', event: 'e', attributes: { on: false, n: 2 } },
        { contact: 'else', event: 'f', attributes: { on: true, n: 2 } },
      ],
      ARRIVED,
    );
  });
  afterAll(() => subject.close());

  test.each(AGGREGATES)(
    '%j: of nothing %s, without the attribute %s, of 2 %s',
    async (condition, none, bare, two) => {
      const rule = {
        event: 'e',
        where: { attr: 'on', op: 'eq', value: true },
        within: { from: '2000-01-01' },
        ...condition,
      };
      const holds = new Map([
        ...['none', 'early', 'late', 'off', 'else'].map((id) => [id, none] as const),
        ['bare', bare],
        ['two', two],
      ]);
      expect(await divisionBy(subject, rule, { at: AT })).toEqual(divided(holds));
    },
  );

  test.each(AGGREGATES)('%j of an event that nobody has done: %s', async (condition, none) => {
    const all = ['bare', 'early', 'else', 'late', 'none', 'off', 'two'];
    const expected = none ? division(all, []) : division([], all);
    expect(await divisionBy(subject, { event: 'nobody did it', ...condition }, { at: AT })).toEqual(
      expected,
    );
  });
});
