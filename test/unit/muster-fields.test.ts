/** Names and types of fields and attributes, `created_at`, and the catalog of it all. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  DAY,
  failureOf,
  NOON,
  openSession,
  type Session,
  valueOf,
} from '../contract/muster-session.ts';

let session: Session;

beforeEach(async () => {
  session = await openSession();
  return () => session.close();
});

async function fieldTypes(): Promise<Record<string, string>> {
  const { fields } = await valueOf(session.muster.catalog());
  return Object.fromEntries(fields.map(({ name, type }) => [name, type]));
}

describe('a field', () => {
  it('matches by case folding and keeps its first spelling', async () => {
    await session.contacts(['a', { Größe: 1, ΣΟΦΟΣ: 'x' }], ['b', { gRÖSSE: 2 }]);
    await session.contacts(['a', { GRÖßE: 3, σοφος: 'y', σοφοσ2: 'z' }]);
    expect(await session.fieldsOf('a')).toMatchObject({ Größe: 3, ΣΟΦΟΣ: 'y' });
    expect(await session.members({ field: 'größe', op: 'gte', value: 3 })).toEqual(['a']);
    expect(await session.members({ field: 'σοφοσ', op: 'eq', value: 'y' })).toEqual(['a']);
    // Simple folding: ß is not ss.
    expect(await fieldTypes()).toMatchObject({ Größe: 'number', gRÖSSE: 'number' });
  });

  it('may be called anything', async () => {
    const names = ['__proto__', 'constructor', 'a/b~c', 'ordinal', 'id', ' ', '😀'];
    const fields = JSON.parse(`{${names.map((name) => `"${name}":"v"`).join()}}`) as object;
    await session.contacts(['a', fields]);
    expect(Object.keys(await session.fieldsOf('a'))).toEqual(['created_at', ...names]);
    for (const field of names) {
      expect(await session.count({ field, op: 'eq', value: 'v' })).toBe(1);
    }
  });

  it('with values cannot be declared with another type, and with the same one it can', async () => {
    const { muster } = session;
    await session.contacts(['a', { n: 1 }]);
    expect(await failureOf(muster.declareField('N', 'text'))).toMatchObject({ kind: 'conflict' });
    expect((await valueOf(muster.declareField('N', 'number'))).position).toBe(1);
    expect(await failureOf(muster.declareField('created_at', 'text'))).toMatchObject({
      kind: 'conflict',
    });
    expect(await fieldTypes()).toEqual({ created_at: 'datetime', n: 'number' });
  });

  it('that never had a value can be declared with another type', async () => {
    const { muster } = session;
    await valueOf(muster.declareField('n', 'text'));
    await valueOf(muster.declareField('N', 'date'));
    await session.contacts(['a', { n: '2026-03-15' }]);
    expect(await failureOf(muster.declareField('n', 'text'))).toMatchObject({ kind: 'conflict' });
    expect(await session.members({ field: 'n', op: 'eq', value: 'today' })).toEqual(['a']);
  });

  it('whose values are all gone can be declared with another type', async () => {
    const { muster } = session;
    await session.contacts(['a', { n: 1 }], ['b', { m: 1 }]);
    await session.contacts(['a', { n: null }]);
    await valueOf(muster.deleteContact('b'));
    expect(await muster.declareField('n', 'text')).toMatchObject({ ok: true });
    expect(await muster.declareField('m', 'text')).toMatchObject({ ok: true });
    await session.contacts(['a', { n: 'x', m: 'y' }]);
    expect(await session.fieldsOf('a')).toMatchObject({ n: 'x', m: 'y' });
  });

  it('is dropped with its values and is another when it comes back', async () => {
    const { muster } = session;
    await session.contacts(['a', { Number: 1 }], ['b', { Number: 2 }]);
    await valueOf(muster.dropField('NUMBER'));
    expect(await session.count({ field: 'Number', op: 'exists' })).toBe(0);
    expect(await fieldTypes()).toEqual({ created_at: 'datetime' });
    await session.contacts(['b', { number: 'two' }]);
    expect(await fieldTypes()).toEqual({ created_at: 'datetime', number: 'text' });
    expect(await session.members({ field: 'Number', op: 'exists' })).toEqual(['b']);
    expect(await failureOf(muster.dropField('missing'))).toMatchObject({ kind: 'not-found' });
    expect(await failureOf(muster.dropField('Created_At'))).toMatchObject({ kind: 'conflict' });
  });
});

describe('an attribute', () => {
  it('has its type by event type, and is dropped with its values', async () => {
    const { muster } = session;
    await session.events(
      { contact: 'a', event: 'one', attributes: { Price: 5 } },
      { contact: 'a', event: 'two', attributes: { price: 'five' } },
    );
    const priced = (value: unknown) => ({ event: '*', where: { attr: 'PRICE', op: 'eq', value } });
    expect(await session.count(priced(5))).toBe(1);
    expect(await session.count(priced('five'))).toBe(1);
    expect(await failureOf(muster.declareAttribute('ONE', 'price', 'text'))).toMatchObject({
      kind: 'conflict',
    });
    await valueOf(muster.dropAttribute('One', 'price'));
    await valueOf(muster.declareAttribute('one', 'price', 'date'));
    await session.events({ contact: 'a', event: 'one', attributes: { price: '2026-03-15' } });
    const { events } = await valueOf(muster.catalog());
    expect(events[0]).toMatchObject({
      type: 'one',
      events: 2,
      attributes: [{ name: 'price', type: 'date', events: 1 }],
    });
    expect(await failureOf(muster.dropAttribute('one', 'x'))).toMatchObject({ kind: 'not-found' });
    expect(await failureOf(muster.dropAttribute('x', 'price'))).toMatchObject({
      kind: 'not-found',
    });
  });

  it('is declared together with an event type that nobody has written', async () => {
    await valueOf(session.muster.declareAttribute('booking', 'day', 'date'));
    expect((await valueOf(session.muster.catalog())).events).toEqual([
      {
        type: 'booking',
        events: 0,
        contacts: 0,
        attributes: [{ name: 'day', type: 'date', events: 0, values: [] }],
      },
    ]);
    const refused = await failureOf(session.muster.declareAttribute('book*', 'day', 'date'));
    expect(refused).toMatchObject({ kind: 'invalid' });
  });
});

describe('created_at', () => {
  it('is the arrival of the first write of any kind, unless a write gives it', async () => {
    const { muster } = session;
    await session.contacts(['a'], ['given', { Created_At: '2020-02-29T12:00:00+01:00' }]);
    await session.events({ contact: 'event', event: 'visit', time: NOON - 90 * DAY });
    await valueOf(muster.patchContact('patch', {}));
    session.setClock(NOON + DAY);
    await session.contacts(['a', { n: 1 }], ['later', { created_at: NOON - DAY }]);
    await valueOf(muster.patchContact('event', { created_at: '2021-01-01T00:00:00Z' }));
    const created = [];
    for (const id of ['a', 'given', 'event', 'patch', 'later']) {
      created.push((await session.fieldsOf(id))['created_at']);
    }
    expect(created).toEqual([
      '2026-03-15T12:00:00.000Z',
      '2020-02-29T11:00:00.000Z',
      '2021-01-01T00:00:00.000Z',
      '2026-03-15T12:00:00.000Z',
      '2026-03-14T12:00:00.000Z',
    ]);
  });

  it('is that of the new contact for an id that comes back', async () => {
    await session.contacts(['a']);
    await valueOf(session.muster.deleteContact('a'));
    session.setClock(NOON + DAY);
    await session.contacts(['a']);
    expect(await session.fieldsOf('a')).toEqual({ created_at: '2026-03-16T12:00:00.000Z' });
    expect(
      (await valueOf(session.muster.contact('a', { segments: false, events: 0 }))).ordinal,
    ).toBe(1);
  });
});

describe('the catalog', () => {
  it('counts what living contacts have, the commonest values first', async () => {
    const cities = ['Rome', 'Rome', 'Rome', 'Bonn', 'Bonn', 'Oslo', 'Oslo'];
    await session.contacts(
      ...cities.map((City, i) => [`c${i}`, { City, born: i > 2, tags: ['x', City] }] as const),
    );
    await session.events(
      ...cities.map((page, i) => ({ contact: `c${i}`, event: 'visit', attributes: { page } })),
      { contact: 'c0', event: 'visit', attributes: { page: 'Rome' } },
      { contact: 'c6', event: 'visit', attributes: { page: 'Oslo' } },
    );
    await valueOf(session.muster.deleteContact('c5'));
    await valueOf(session.muster.deleteContact('c6'));
    await session.contacts(['c3', { City: 'Rome' }], ['c6']);
    const { fields, events } = await valueOf(session.muster.catalog());
    expect(fields.slice(1)).toEqual([
      {
        name: 'City',
        type: 'text',
        contacts: 5,
        values: [
          { value: 'Rome', count: 4 },
          { value: 'Bonn', count: 1 },
        ],
      },
      {
        name: 'born',
        type: 'boolean',
        contacts: 5,
        values: [
          { value: false, count: 3 },
          { value: true, count: 2 },
        ],
      },
      {
        name: 'tags',
        type: 'list',
        contacts: 5,
        values: [
          { value: 'x', count: 5 },
          { value: 'Rome', count: 3 },
          { value: 'Bonn', count: 2 },
        ],
      },
    ]);
    expect(events).toEqual([
      {
        type: 'visit',
        events: 6,
        contacts: 5,
        attributes: [
          {
            name: 'page',
            type: 'text',
            events: 6,
            values: [
              { value: 'Rome', count: 4 },
              { value: 'Bonn', count: 2 },
            ],
          },
        ],
      },
    ]);
  });

  it('has at most the 20 commonest values', async () => {
    await session.contacts(
      ...Array.from({ length: 300 }, (_, i) => [`c${i}`, { v: Math.floor(Math.sqrt(i)) }] as const),
    );
    const { fields } = await valueOf(session.muster.catalog());
    // The value k is that of 2k + 1 contacts; 17 is cut off at 300.
    const expected = [16, 15, 14, 13, 12, 11, 17, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    expect(fields[1]?.contacts).toBe(300);
    expect(fields[1]?.values.slice(0, 6).map(({ value }) => value)).toEqual(expected.slice(0, 6));
    await session.contacts(
      ...Array.from({ length: 30 }, (_, i) => [`d${i}`, { v: -1 - i }] as const),
    );
    expect((await valueOf(session.muster.catalog())).fields[1]?.values).toHaveLength(20);
  });
});
