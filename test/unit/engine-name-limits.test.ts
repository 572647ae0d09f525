/** There are only so many names: each has an index of its own. */
import { expect, test } from 'vitest';
import { bulk, openSession, pathsOf, valueOf } from '../contract/muster-session.ts';

const fieldsOf = (first: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${first + i}`, i]));

test('a field beyond the last there is room for rejects its item, and takes none of it', async () => {
  const { muster, close, fieldsOf: read } = await openSession();
  const write = async (id: string, fields: object) =>
    valueOf(muster.writeContacts(bulk({ id, fields }), { strict: false }));
  // Besides created_at.
  expect((await write('a', fieldsOf(0, 4999))).rejected).toEqual([]);
  const { rejected } = await write('b', { f1: 1, another: 1 });
  expect(rejected).toEqual([
    { index: 0, path: '/fields/another', message: 'there are 5000 fields' },
  ]);
  expect((await write('c', { f1: 5, gone: null })).rejected).toEqual([]);
  expect(await read('c')).toMatchObject({ f1: 5 });
  expect(await muster.declareField('another', 'text')).toMatchObject({
    ok: false,
    error: { kind: 'conflict' },
  });
  expect(await pathsOf(muster.patchContact('c', fieldsOf(0, 5001)))).toEqual(['']);
  await close();
});

test('an attribute beyond the last of its event type rejects its item', async () => {
  const { muster, close } = await openSession();
  const write = async (attributes: object) => {
    const event = { contact: 'a', event: 'e', attributes };
    return (await valueOf(muster.writeEvents(bulk(event), { strict: false }))).rejected;
  };
  expect(await write(fieldsOf(0, 1000))).toEqual([]);
  expect(await write({ f0: 1, more: 1 })).toMatchObject([{ path: '/attributes/more' }]);
  expect(await write(fieldsOf(0, 1001))).toMatchObject([{ path: '/attributes' }]);
  await close();
});
