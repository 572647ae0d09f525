/** Bulk writes: good items are stored and bad ones named; in strict mode all or nothing. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  bulk,
  EVERYONE,
  failureOf,
  openSession,
  pathsOf,
  type Session,
  valueOf,
} from '../contract/muster-session.ts';

let session: Session;

beforeEach(async () => {
  session = await openSession();
  return () => session.close();
});

const GOOD = { id: 'a', fields: { City: 'Rome', n: 1 } };
const BAD = { id: 'b', fields: { Street: 'x', n: 'one' } };

describe('a bulk write', () => {
  it('stores the good items and names the bad ones with their places', async () => {
    const items = [
      ...bulk(GOOD, BAD, 7, { id: 'c', fields: { n: 3 } }, { id: '' }, { id: 'd', x: 1 }),
      { parsed: false as const, message: 'no JSON' },
      ...bulk({ id: 'e' }),
    ];
    const outcome = await valueOf(session.muster.writeContacts(items, { strict: false }));
    expect(outcome).toMatchObject({ accepted: 3, duplicates: 0, position: 1 });
    expect(outcome.rejected.map(({ index, path }) => [index, path])).toEqual([
      [1, '/fields/n'],
      [2, ''],
      [4, '/id'],
      [5, '/x'],
      [6, ''],
    ]);
    expect(outcome.rejected[4]?.message).toBe('no JSON');
    expect(await session.members(EVERYONE)).toEqual(['a', 'c', 'e']);
  });

  it('declares nothing for a bad item, so that a later one may give the name another type', async () => {
    await valueOf(
      session.muster.writeContacts(bulk(GOOD, BAD, { id: 'c', fields: { street: 5 } }), {
        strict: false,
      }),
    );
    const { fields } = await valueOf(session.muster.catalog());
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['created_at', 'datetime'],
      ['City', 'text'],
      ['n', 'number'],
      ['street', 'number'],
    ]);
  });

  it('declares no event type and attribute for a bad event', async () => {
    const items = bulk(
      { contact: 'a', event: 'new', attributes: { page: 'x', bad: { no: 1 } } },
      { contact: 'a', event: 'New', attributes: { PAGE: 5 } },
      { contact: 'nobody', event: 'third', time: 'soon' },
    );
    const outcome = await valueOf(session.muster.writeEvents(items, { strict: false }));
    expect(outcome.rejected.map(({ index, path }) => [index, path])).toEqual([
      [0, '/attributes/bad'],
      [2, '/time'],
    ]);
    const { events } = await valueOf(session.muster.catalog());
    expect(events).toEqual([
      {
        type: 'New',
        events: 1,
        contacts: 1,
        attributes: [{ name: 'PAGE', type: 'number', events: 1, values: [{ value: 5, count: 1 }] }],
      },
    ]);
    expect(await session.members(EVERYONE)).toEqual(['a']);
  });

  it('of nothing, or of nothing good, gives the last position and stores nothing', async () => {
    await session.contacts(['a']);
    const { muster } = session;
    expect(await valueOf(muster.writeContacts([], { strict: true }))).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: [],
      position: 1,
    });
    expect(await valueOf(muster.writeContacts(bulk(BAD, BAD), { strict: false }))).toMatchObject({
      accepted: 2,
      position: 2,
    });
    const outcome = await valueOf(muster.writeEvents(bulk({}, 1), { strict: false }));
    expect(outcome).toMatchObject({ accepted: 0, position: 2 });
    expect(outcome.rejected).toHaveLength(2);
    expect(muster.position()).toBe(2);
  });

  it('lets an item see those before it', async () => {
    await session.contacts(
      ['a', { n: 1, tags: ['x'] }],
      ['a', { n: null, tags: { add: ['y'] } }],
      ['a', { N: 2, tags: { remove: ['x'] } }],
    );
    expect(await session.fieldsOf('a')).toMatchObject({ n: 2, tags: ['y'] });
    expect(await session.count(EVERYONE)).toBe(1);
  });
});

describe('a strict bulk write', () => {
  it('with a bad contact stores and declares nothing, and names every fault', async () => {
    await session.contacts(['z', { n: 1 }]);
    const items = bulk(GOOD, BAD, { id: 'c', fields: { fresh: true } }, { id: '' });
    const paths = await pathsOf(session.muster.writeContacts(items, { strict: true }));
    expect(paths).toEqual(['/1/fields/n', '/3/id']);
    expect(await session.members(EVERYONE)).toEqual(['z']);
    const { fields } = await valueOf(session.muster.catalog());
    expect(fields.map(({ name }) => name)).toEqual(['created_at', 'n']);
    expect(session.muster.position()).toBe(1);
    await session.contacts(['c', { fresh: 'now a text', City: false }]);
    expect(await session.fieldsOf('c')).toMatchObject({ fresh: 'now a text', City: false });
  });

  it('with a bad event stores and declares nothing, and its ids are still new', async () => {
    const event = { contact: 'a', event: 'visit', id: 'e1', attributes: { page: 'x' } };
    const refused = session.muster.writeEvents(bulk(event, { ...event, id: 'e2', time: 'soon' }), {
      strict: true,
    });
    expect(await pathsOf(refused)).toEqual(['/1/time']);
    expect(await session.count(EVERYONE)).toBe(0);
    expect((await valueOf(session.muster.catalog())).events).toEqual([]);
    const other = { ...event, attributes: { page: 5 } };
    expect(await session.events(other)).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  it('takes duplicates for no fault', async () => {
    const event = { contact: 'a', event: 'visit', id: 'e1' };
    const items = bulk(event, event, { ...event, id: 'e2' });
    expect(await valueOf(session.muster.writeEvents(items, { strict: true }))).toMatchObject({
      accepted: 2,
      duplicates: 1,
      rejected: [],
    });
  });
});

describe('a patch', () => {
  it('creates a contact, merges, and is refused with the field named', async () => {
    const { muster } = session;
    expect(await valueOf(muster.patchContact('a', { n: 1, City: 'Rome' }))).toEqual({
      position: 1,
    });
    expect(await valueOf(muster.patchContact('a', { n: null, tags: ['x'] }))).toEqual({
      position: 2,
    });
    const { created_at: _, ...fields } = await session.fieldsOf('a');
    expect(fields).toEqual({ City: 'Rome', tags: ['x'] });
    expect(await pathsOf(muster.patchContact('a', { fresh: 1, 'a/b~c': {} }))).toEqual([
      '/a~1b~0c',
    ]);
    expect(await pathsOf(muster.patchContact('new', [1]))).toEqual(['']);
    expect(await pathsOf(muster.patchContact('', { n: 1 }))).toEqual(['']);
    expect(await failureOf(muster.contact('new', { segments: false, events: 0 }))).toMatchObject({
      kind: 'not-found',
    });
    expect((await valueOf(muster.catalog())).fields.map(({ name }) => name)).not.toContain('fresh');
  });
});
