/** Items of writes: what they change, what they declare, and where they are wrong. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ItemReader } from '../../engine/item.ts';
import type { Result } from '../../engine/result.ts';
import { CREATED_AT, Schema } from '../../engine/schema.ts';
import { VALUE_TYPES } from '../../engine/value.ts';

const ARRIVED = 1_767_225_600_000;

let schema: Schema;
let reader: ItemReader;

beforeEach(() => {
  schema = new Schema();
  for (const type of VALUE_TYPES) schema.apply({ kind: 'field-declared', name: `a_${type}`, type });
  schema.apply({ kind: 'event-declared', name: 'Buy' });
  for (const type of VALUE_TYPES) {
    schema.apply({ kind: 'attribute-declared', event: 0, name: `a_${type}`, type });
  }
  reader = new ItemReader(schema);
});

function pathOf(result: Result<unknown, { readonly path: string }>): string | undefined {
  return result.ok ? undefined : result.error.path;
}

function shortened(item: unknown): string {
  const text = JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return text === undefined ? 'undefined' : text.length > 90 ? `${text.slice(0, 87)}…` : text;
}

function named<T>(rows: readonly (readonly [item: unknown, expected: T])[]) {
  return rows.map(([item, expected]) => [shortened(item), expected, item] as const);
}

const fields = (values: object): object => ({ id: 'x', fields: values });
const manyTexts = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${i}`);

const BAD_CONTACTS: readonly (readonly [unknown, string])[] = [
  [null, ''],
  [7, ''],
  ['x', ''],
  [[], ''],
  [undefined, ''],
  [{}, '/id'],
  [{ id: '' }, '/id'],
  [{ id: 7 }, '/id'],
  [{ id: null }, '/id'],
  [{ id: '\ud800' }, '/id'],
  [{ id: 'x'.repeat(257) }, '/id'],
  [{ id: 'ü'.repeat(129) }, '/id'],
  [{ id: 'x', Fields: {} }, '/Fields'],
  [{ id: 'x', 'a/b': 1 }, '/a~1b'],
  [{ id: 'x', fields: null }, '/fields'],
  [{ id: 'x', fields: [] }, '/fields'],
  [{ id: 'x', fields: 'a' }, '/fields'],
  [fields({ '': 1 }), '/fields/'],
  [fields({ 'a\nb': 1 }), '/fields/a\nb'],
  [fields({ '\ud800': 1 }), '/fields/\ud800'],
  [fields({ ['x'.repeat(129)]: 1 }), `/fields/${'x'.repeat(129)}`],
  [fields({ 'a~/b': Infinity }), '/fields/a~0~1b'],
  [fields({ A_number: 1, a_NUMBER: 2 }), '/fields/a_NUMBER'],
  [fields({ new: 1, NEW: 2 }), '/fields/NEW'],
  [fields({ a_text: 7 }), '/fields/a_text'],
  [fields({ a_text: true }), '/fields/a_text'],
  [fields({ a_text: ['x'] }), '/fields/a_text'],
  [fields({ a_text: '\udc00' }), '/fields/a_text'],
  [fields({ a_text: 'x'.repeat(4097) }), '/fields/a_text'],
  [fields({ a_text: '😀'.repeat(1025) }), '/fields/a_text'],
  [fields({ a_text: { add: ['x'] } }), '/fields/a_text'],
  [fields({ a_number: '7' }), '/fields/a_number'],
  [fields({ a_number: '' }), '/fields/a_number'],
  [fields({ a_number: Number.NaN }), '/fields/a_number'],
  [fields({ a_number: Infinity }), '/fields/a_number'],
  [fields({ a_number: [] }), '/fields/a_number'],
  [fields({ a_boolean: 'true' }), '/fields/a_boolean'],
  [fields({ a_boolean: 0 }), '/fields/a_boolean'],
  [fields({ a_date: '2026-02-30' }), '/fields/a_date'],
  [fields({ a_date: '2026-01-01T00:00:00Z' }), '/fields/a_date'],
  [fields({ a_date: 0 }), '/fields/a_date'],
  [fields({ a_date: 'today' }), '/fields/a_date'],
  [fields({ a_datetime: '2026-01-01' }), '/fields/a_datetime'],
  [fields({ a_datetime: 'now' }), '/fields/a_datetime'],
  [fields({ a_datetime: 1.5 }), '/fields/a_datetime'],
  [fields({ a_datetime: { ago: 'P1D' } }), '/fields/a_datetime'],
  [fields({ created_at: 'x' }), '/fields/created_at'],
  [fields({ a_list: 'x' }), '/fields/a_list'],
  [fields({ a_list: ['x', 7] }), '/fields/a_list'],
  [fields({ a_list: ['x', null] }), '/fields/a_list'],
  [fields({ a_list: [['x']] }), '/fields/a_list'],
  [fields({ a_list: ['\ud800'] }), '/fields/a_list'],
  [fields({ a_list: ['x'.repeat(257)] }), '/fields/a_list'],
  [fields({ a_list: manyTexts(1001) }), '/fields/a_list'],
  [fields({ a_list: {} }), '/fields/a_list'],
  [fields({ a_list: { add: ['x'], set: [] } }), '/fields/a_list/set'],
  [fields({ a_list: { add: 'x' } }), '/fields/a_list/add'],
  [fields({ a_list: { add: null } }), '/fields/a_list/add'],
  [fields({ a_list: { add: [], remove: null } }), '/fields/a_list/remove'],
  [fields({ a_list: { add: ['x'], remove: [7] } }), '/fields/a_list/remove'],
  [fields({ new: Number.NaN }), '/fields/new'],
  [fields({ new: [1] }), '/fields/new'],
  [fields({ new: { x: 1 } }), '/fields/new/x'],
  [fields({ new: undefined }), '/fields/new'],
];

const BAD_EVENTS: readonly (readonly [unknown, string])[] = [
  [null, ''],
  ['x', ''],
  [[], ''],
  [{ event: 'buy' }, '/contact'],
  [{ contact: '', event: 'buy' }, '/contact'],
  [{ contact: 7, event: 'buy' }, '/contact'],
  [{ contact: '\ud800', event: 'buy' }, '/contact'],
  [{ contact: 'x'.repeat(257), event: 'buy' }, '/contact'],
  [{ contact: 'x' }, '/event'],
  [{ contact: 'x', event: '' }, '/event'],
  [{ contact: 'x', event: 'buy*' }, '/event'],
  [{ contact: 'x', event: '*' }, '/event'],
  [{ contact: 'x', event: 'a\u0007' }, '/event'],
  [{ contact: 'x', event: 'x'.repeat(129) }, '/event'],
  [{ contact: 'x', event: ['buy'] }, '/event'],
  [{ contact: 'x', event: 'buy', type: 'x' }, '/type'],
  [{ contact: 'x', event: 'buy', time: 'now' }, '/time'],
  [{ contact: 'x', event: 'buy', time: '2026-01-01' }, '/time'],
  [{ contact: 'x', event: 'buy', time: null }, '/time'],
  [{ contact: 'x', event: 'buy', time: 0.5 }, '/time'],
  [{ contact: 'x', event: 'buy', time: 1e17 }, '/time'],
  [{ contact: 'x', event: 'buy', id: '' }, '/id'],
  [{ contact: 'x', event: 'buy', id: 7 }, '/id'],
  [{ contact: 'x', event: 'buy', id: null }, '/id'],
  [{ contact: 'x', event: 'buy', id: 'x'.repeat(257) }, '/id'],
  [{ contact: 'x', event: 'buy', attributes: null }, '/attributes'],
  [{ contact: 'x', event: 'buy', attributes: [] }, '/attributes'],
  [{ contact: 'x', event: 'buy', attributes: { '': 1 } }, '/attributes/'],
  [{ contact: 'x', event: 'buy', attributes: { 'a/b': {} } }, '/attributes/a~1b'],
  [{ contact: 'x', event: 'buy', attributes: { a: 1, A: 1 } }, '/attributes/A'],
  [{ contact: 'x', event: 'buy', attributes: { A_TEXT: 7 } }, '/attributes/A_TEXT'],
  [{ contact: 'x', event: 'buy', attributes: { a_number: '7' } }, '/attributes/a_number'],
  [{ contact: 'x', event: 'buy', attributes: { a_boolean: 1 } }, '/attributes/a_boolean'],
  [{ contact: 'x', event: 'buy', attributes: { a_date: 'x' } }, '/attributes/a_date'],
  [{ contact: 'x', event: 'buy', attributes: { a_datetime: true } }, '/attributes/a_datetime'],
  [{ contact: 'x', event: 'buy', attributes: { a_list: [7] } }, '/attributes/a_list'],
  [{ contact: 'x', event: 'buy', attributes: { a_list: { add: ['x'] } } }, '/attributes/a_list'],
];

describe('bad items', () => {
  test.each(named(BAD_CONTACTS))('the contact %s is wrong at %j', (_, path, item) => {
    expect(pathOf(reader.contact(item))).toBe(path);
  });

  test.each(named(BAD_EVENTS))('the event %s is wrong at %j', (_, path, item) => {
    expect(pathOf(reader.event(item, ARRIVED))).toBe(path);
  });

  test('a patch is wrong within its own body', () => {
    expect(pathOf(reader.fields('x', { a_number: '7' }))).toBe('/a_number');
    expect(pathOf(reader.fields('x', []))).toBe('');
    expect(pathOf(reader.fields('', {}))).toBe('');
  });

  // What is good in a bad item comes first.
  const halfGood = BAD_CONTACTS.map(([item, path]) => {
    const given = (item as { fields?: unknown } | null | undefined)?.fields;
    const isMerged = typeof given === 'object' && given !== null && !Array.isArray(given);
    return [isMerged ? fields({ first: 1, second: ['x'], ...given }) : item, path] as const;
  });

  test.each(named(halfGood))('the contact %s declares nothing', (_text, _path, item) => {
    const before = [...schema.fields()];
    expect(reader.contact(item).ok).toBe(false);
    expect([...schema.fields()]).toEqual(before);
    expect(reader.declared).toEqual([]);
  });

  test.each(named(BAD_EVENTS))('the event %s declares nothing', (_text, _path, item) => {
    const before = [...schema.eventTypes()].map(({ name }) => name);
    expect(reader.event(item, ARRIVED).ok).toBe(false);
    expect([...schema.eventTypes()].map(({ name }) => name)).toEqual(before);
    expect(reader.declared).toEqual([]);
  });

  test('a bad event takes back its type and its attributes', () => {
    const item = { contact: 'x', event: 'new', attributes: { a: 1, b: 'x', c: {} } };
    expect(pathOf(reader.event(item, ARRIVED))).toBe('/attributes/c');
    expect(schema.eventType('new')).toBeUndefined();
    expect(reader.event({ ...item, attributes: { a: 'now a text' } }, ARRIVED).ok).toBe(true);
    expect(schema.attribute('new', 'a')?.type).toBe('text');
  });

  test('a bad item between good ones leaves their declarations in place', () => {
    expect(reader.contact(fields({ one: 1 })).ok).toBe(true);
    expect(reader.contact(fields({ two: 2, a_text: 7 })).ok).toBe(false);
    expect(reader.contact(fields({ three: 3 })).ok).toBe(true);
    expect(reader.declared.map((change) => (change as { name: string }).name)).toEqual([
      'one',
      'three',
    ]);
    expect(schema.field('two')).toBeUndefined();
  });
});

describe('types', () => {
  test.each([
    [1, 'number'],
    ['x', 'text'],
    ['2026-01-01', 'text'],
    ['2026-01-01T00:00:00Z', 'text'],
    [true, 'boolean'],
    [false, 'boolean'],
    [['x'], 'list'],
    [{ add: ['x'] }, 'list'],
  ])('a field whose first value is %j has the type %s', (value, type) => {
    expect(reader.contact(fields({ New: value })).ok).toBe(true);
    expect(schema.field('NEW')).toMatchObject({ name: 'New', type });
  });

  test.each([
    [null],
    [''],
    [[]],
    [['']],
    [{ remove: ['x'] }],
    [{ add: ['x'], remove: ['x'] }],
    [{ add: [] }],
  ])('%j gives a new field no type', (value) => {
    expect(reader.contact(fields({ New: value }))).toMatchObject({
      ok: true,
      value: { changes: [] },
    });
    expect(schema.field('New')).toBeUndefined();
  });

  test.each([
    [1, 'number'],
    ['x', 'text'],
    [true, 'boolean'],
    [['x'], 'list'],
  ])('an attribute whose first value is %j has the type %s', (value, type) => {
    expect(reader.event({ contact: 'x', event: 'new', attributes: { a: value } }, ARRIVED).ok).toBe(
      true,
    );
    expect(schema.attribute('NEW', 'A')?.type).toBe(type);
  });

  test.each([[null], [''], [[]]])('%j gives a new attribute no type', (value) => {
    const item = { contact: 'x', event: 'buy', attributes: { a: value } };
    expect(reader.event(item, ARRIVED)).toMatchObject({ ok: true, value: { attributes: [] } });
    expect(schema.attribute('buy', 'a')).toBeUndefined();
  });
});

describe('values of contacts', () => {
  test.each([
    ['a_text', 'x', 'x'],
    ['a_text', '😀'.repeat(1024), '😀'.repeat(1024)],
    ['a_number', 1.5, 1.5],
    ['a_number', -0, 0],
    ['a_number', Number.MAX_VALUE, Number.MAX_VALUE],
    ['a_boolean', false, false],
    ['a_date', '1969-12-31', -1],
    ['a_datetime', '1970-01-01T01:00:00+01:00', 0],
    ['a_datetime', -1, -1],
    ['a_list', ['x', 'y', 'x', ''], ['x', 'y']],
    ['a_list', manyTexts(1000), manyTexts(1000)],
  ])('%s takes %j', (name, value, stored) => {
    expect(reader.contact(fields({ [name]: value }))).toMatchObject({
      ok: true,
      value: { id: 'x', changes: [{ kind: 'set', field: schema.field(name)?.id, value: stored }] },
    });
  });

  test.each([
    ['a_text', null],
    ['a_text', ''],
    ['a_number', null],
    ['a_boolean', null],
    ['a_date', null],
    ['a_datetime', null],
    ['a_list', null],
    ['a_list', []],
    ['a_list', ['']],
    ['created_at', null],
  ])('%s is cleared by %j', (name, value) => {
    expect(reader.contact(fields({ [name]: value }))).toMatchObject({
      ok: true,
      value: { changes: [{ kind: 'clear', field: schema.field(name)?.id }] },
    });
  });

  test('a list is edited in place: what is in both is removed', () => {
    const edit = { add: ['a', 'b', 'a'], remove: ['b', 'c'] };
    expect(reader.contact(fields({ A_LIST: edit }))).toMatchObject({
      ok: true,
      value: {
        changes: [{ kind: 'edit', add: ['a'], remove: ['b', 'c'] }],
      },
    });
  });

  test('created_at is the first field', () => {
    expect(reader.contact(fields({ Created_At: 7 }))).toMatchObject({
      ok: true,
      value: { changes: [{ kind: 'set', field: CREATED_AT, value: 7 }] },
    });
  });

  test('no fields are no changes', () => {
    expect(reader.contact({ id: 'x' })).toMatchObject({ ok: true, value: { changes: [] } });
    expect(reader.contact({ id: 'x', fields: {} })).toMatchObject({
      ok: true,
      value: { changes: [] },
    });
  });
});

describe('events', () => {
  test('take the time of arrival when they have none', () => {
    const item = { contact: 'x', event: 'BUY' };
    expect(reader.event(item, ARRIVED)).toMatchObject({
      ok: true,
      value: { contact: 'x', event: 0, time: ARRIVED, id: undefined, attributes: [] },
    });
    expect(reader.event({ ...item, time: -5, id: 'i' }, ARRIVED)).toMatchObject({
      ok: true,
      value: { time: -5, id: 'i' },
    });
  });

  test('leave out attributes without a value', () => {
    const attributes = {
      a_text: '',
      a_list: [],
      a_number: null,
      a_boolean: false,
      A_DATE: '1970-01-02',
    };
    expect(reader.event({ contact: 'x', event: 'buy', attributes }, ARRIVED)).toMatchObject({
      ok: true,
      value: {
        attributes: [
          schema.attribute('buy', 'a_boolean')?.id,
          false,
          schema.attribute('buy', 'a_date')?.id,
          1,
        ],
      },
    });
  });
});

describe('names', () => {
  test.each(['__proto__', 'constructor', 'toString', '*', ' ', '😀'.repeat(64), '\u2028', 'a/b~c'])(
    '%j is as good as any',
    (name) => {
      const contact = JSON.parse(JSON.stringify({ id: name, fields: {} }));
      contact.fields = JSON.parse(`{${JSON.stringify(name)}:"x"}`);
      expect(reader.contact(contact)).toMatchObject({ ok: true, value: { id: name } });
      expect(schema.field(name)).toMatchObject({ name, type: 'text' });
      if (name === '*') return;
      const event = { contact: 'x', event: name, attributes: contact.fields };
      expect(reader.event(event, ARRIVED).ok).toBe(true);
      expect(schema.attribute(name, name)).toMatchObject({ name, type: 'text' });
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    },
  );

  test('match whatever their case and keep their first spelling', () => {
    expect(reader.contact(fields({ Größe: 1 })).ok).toBe(true);
    expect(reader.contact(fields({ GRÖẞE: 2 })).ok).toBe(true);
    expect(reader.declared).toHaveLength(1);
    expect(schema.field('größe')?.name).toBe('Größe');
  });

  test('of events and attributes are found again in any case, within one item and the next', () => {
    const buy = (event: string, attributes: object) => {
      const read = reader.event({ contact: 'x', event, attributes }, ARRIVED);
      return read.ok ? read.value : read.error.path;
    };
    const attribute = VALUE_TYPES.length;
    expect(buy('bUY', { Größe: 1 })).toMatchObject({ event: 0, attributes: [attribute, 1] });
    expect(buy('Buy', { GRÖẞE: 2 })).toMatchObject({ event: 0, attributes: [attribute, 2] });
    expect(buy('Buy', { größe: 3, Größe: 4 })).toBe('/attributes/Größe');
    expect(buy('Buy', { größe: null, Größe: 4 })).toBe('/attributes/Größe');
    expect(buy('Buy', { new: null, New: 4 })).toBe('/attributes/New');
    expect(buy('Buy', { größe: 'text' })).toBe('/attributes/größe');
    expect(reader.declared).toHaveLength(1);
  });

  test('that a bad item took back are declared again by the next good one', () => {
    const event = (price: unknown) => ({
      contact: 'x',
      event: 'Sell',
      attributes: { First: 1, Price: price },
    });
    expect(reader.event(event({}), ARRIVED).ok).toBe(false);
    expect(schema.eventType('Sell')).toBeUndefined();
    const other = { contact: 'x', event: 'Other', attributes: { Second: 'text' } };
    expect(reader.event(other, ARRIVED).ok).toBe(true);
    expect(reader.event(event(7), ARRIVED)).toMatchObject({
      ok: true,
      value: { event: schema.eventType('Sell')?.id },
    });
    expect(schema.eventType('Sell')?.attributes.size).toBe(2);
    expect(reader.declared.map(({ kind }) => kind)).toEqual([
      'event-declared',
      'attribute-declared',
      'event-declared',
      'attribute-declared',
      'attribute-declared',
    ]);
  });
});
