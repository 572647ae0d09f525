/** Headers and rows of CSV as contacts and events. */
import { describe, expect, test } from 'vitest';
import { rowMapper } from '../../server/import/import-columns.ts';
import type { ImportKind } from '../../server/import/import-record.ts';
import {
  parseAttributeDeclaration,
  parseFieldDeclaration,
  splitType,
  TypeTable,
} from '../../server/import/import-types.ts';

function mapper(kind: ImportKind, header: string[], types = new TypeTable()) {
  const made = rowMapper(kind, header, types);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

function mapped(kind: ImportKind, header: string[], cells: string[], types = new TypeTable()) {
  const record = mapper(kind, header, types).map({ line: 2, cells, isUtf8: true });
  return record.kind === 'value' ? record.value : record;
}

function headerFault(kind: ImportKind, header: string[]): string {
  const made = rowMapper(kind, header, new TypeTable());
  return made.ok ? '' : made.error;
}

describe('a row of contacts', () => {
  test('is an id and fields, text unless the type is known', () => {
    const types = new TypeTable([{ kind: 'field', name: 'Age', type: 'number' }]);
    expect(mapped('contacts', ['ID', 'age', 'zip'], ['u1', '42', '01234'], types)).toEqual({
      id: 'u1',
      fields: { age: 42, zip: '01234' },
    });
  });

  test('leaves out empty cells', () => {
    expect(mapped('contacts', ['id', 'a', 'b:list'], ['u1', '', '||'])).toEqual({
      id: 'u1',
      fields: {},
    });
    expect(mapped('contacts', ['id', 'a'], ['', 'x'])).toEqual({ fields: { a: 'x' } });
  });

  test('takes any name for a field', () => {
    const value = mapped(
      'contacts',
      ['id', '__proto__', 'a:b', 'utm:x:text'],
      ['u', '1', '2', '3'],
    );
    expect(JSON.stringify(value)).toBe(
      '{"id":"u","fields":{"__proto__":"1","a:b":"2","utm:x":"3"}}',
    );
  });

  test.each([
    ['number', '-1.5e3', -1500],
    ['number', ' .5 ', 0.5],
    ['number', '1.', 1],
    ['boolean', 'TRUE', true],
    ['boolean', '0', false],
    ['date', '2024-02-29', '2024-02-29'],
    ['datetime', '2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
    ['datetime', '1709208000000', 1709208000000],
    ['list', 'red| blue||red', ['red', ' blue', 'red']],
    ['text', ' as it is ', ' as it is '],
  ])('converts a %s from %j', (type, cell, value) => {
    expect(mapped('contacts', ['id', `f:${type}`], ['u', cell])).toEqual({
      id: 'u',
      fields: { f: value },
    });
  });

  test.each([
    ['number', '1,5', 'expected a number'],
    ['number', '0x10', 'expected a number'],
    ['number', 'Infinity', 'expected a number'],
    ['number', '1e999', 'the number is too large'],
    ['boolean', 'yes', 'expected true or false, 1 or 0'],
  ])('rejects %s from %j', (type, cell, message) => {
    expect(mapped('contacts', ['id', `a/b:${type}`], ['u', cell])).toEqual({
      kind: 'reject',
      line: 2,
      path: '/fields/a~1b',
      message,
    });
  });

  test('is rejected when it does not fit the header or is not UTF-8', () => {
    const contacts = mapper('contacts', ['id', 'a']);
    const reject = (cells: string[], isUtf8: boolean) => contacts.map({ line: 9, cells, isUtf8 });
    expect(reject(['u'], true)).toMatchObject({ line: 9, message: /1 cells, the header 2/ });
    expect(reject(['u', '', ''], true)).toMatchObject({ message: /3 cells, the header 2/ });
    expect(reject(['u', '\ufffd'], false)).toMatchObject({ message: /not valid UTF-8/ });
  });

  test('declares the types of the header, once', () => {
    const contacts = mapper('contacts', ['id:text', 'age:number', 'name', 'tags:list']);
    expect(contacts.takeDeclarations()).toEqual([
      { kind: 'field', name: 'age', type: 'number' },
      { kind: 'field', name: 'tags', type: 'list' },
    ]);
    expect(contacts.takeDeclarations()).toEqual([]);
  });
});

describe('a row of events', () => {
  const header = ['contact', 'event', 'time', 'id', 'amount', 'note'];

  test('is an event with attributes typed by its own type', () => {
    const types = new TypeTable([
      { kind: 'attribute', event: 'Purchase', name: 'AMOUNT', type: 'number' },
    ]);
    const events = mapper('events', header, types);
    const values = ['purchase', 'refund'].map((event) =>
      events.map({ line: 1, cells: ['u', event, '17', 'e1', '5', ''], isUtf8: true }),
    );
    expect(values).toMatchObject([
      { value: { contact: 'u', event: 'purchase', time: 17, id: 'e1', attributes: { amount: 5 } } },
      { value: { event: 'refund', attributes: { amount: '5' } } },
    ]);
  });

  test('needs neither a time nor an id', () => {
    expect(mapped('events', ['EVENT', 'Contact'], ['visit', 'u'])).toEqual({
      contact: 'u',
      event: 'visit',
      attributes: {},
    });
  });

  test('declares a typed column for the events that have a value there', () => {
    const events = mapper('events', ['contact', 'event', 'amount:number', 'seen:boolean']);
    const take = (...cells: string[]) => {
      events.map({ line: 1, cells, isUtf8: true });
      return events.takeDeclarations();
    };
    const amount = { kind: 'attribute', event: 'buy', name: 'amount', type: 'number' };
    expect(take('u', 'buy', '1', '')).toEqual([amount]);
    expect(take('u', 'buy', '2', '')).toEqual([]);
    expect(take('u', 'buy', '2', 'true')).toMatchObject([{ event: 'buy', name: 'seen' }]);
    expect(take('u', 'visit', '', '1')).toMatchObject([{ event: 'visit', name: 'seen' }]);
    expect(take('u', 'other', 'x', '')).toEqual([]);
  });
});

test('a header that leaves something open is refused', () => {
  expect(headerFault('contacts', ['name'])).toBe('the header has no column id');
  expect(headerFault('events', ['contact', 'time'])).toBe('the header has no column event');
  expect(headerFault('contacts', ['id', 'Age', 'AGE:number'])).toBe(
    'the header has the column AGE twice',
  );
  expect(headerFault('contacts', ['id', ''])).toBe('column 2 of the header has no name');
  expect(headerFault('events', ['contact', 'event', 'time:number'])).toMatch(/cannot be a number/);
  expect(headerFault('events', ['contact', 'event', 'time:datetime', 'id:text'])).toBe('');
});

test('a declaration is a name and a type, split at the last colon and the last dot', () => {
  expect(splitType('a:number')).toEqual({ name: 'a', type: 'number' });
  expect(splitType('a:b')).toEqual({ name: 'a:b' });
  expect(parseFieldDeclaration('utm:x:date')).toEqual({
    ok: true,
    value: { kind: 'field', name: 'utm:x', type: 'date' },
  });
  expect(parseAttributeDeclaration('invoice.paid.amount:number')).toEqual({
    ok: true,
    value: { kind: 'attribute', event: 'invoice.paid', name: 'amount', type: 'number' },
  });
  for (const text of ['a', 'a:int', ':number']) expect(parseFieldDeclaration(text).ok).toBe(false);
  for (const text of ['a:text', '.a:text', 'a.:text', 'a.b']) {
    expect(parseAttributeDeclaration(text).ok).toBe(false);
  }
});
