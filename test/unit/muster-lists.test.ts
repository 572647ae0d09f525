/** Lists: whole and in place, and never longer than a list may be. */
import { beforeEach, describe, expect, it } from 'vitest';
import { bulk, openSession, pathsOf, type Session, valueOf } from '../contract/muster-session.ts';

const LIMIT = 1000;

let session: Session;

beforeEach(async () => {
  session = await openSession();
  return () => session.close();
});

/** So many distinct texts, starting with this number. */
function texts(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, i) => `t${first + i}`);
}

async function tagsOf(id: string, name = 'tags'): Promise<string[]> {
  const list = (await session.fieldsOf(id))[name] as string[] | undefined;
  return [...(list ?? [])].sort();
}

/** Writes `[id, fields]` items; places of those that are refused. */
async function refusedOf(...items: readonly (readonly [string, unknown])[]) {
  const written = bulk(...items.map(([id, fields]) => ({ id, fields })));
  const { rejected } = await valueOf(session.muster.writeContacts(written, { strict: false }));
  return rejected.map(({ index, path }) => [index, path]);
}

describe('a list', () => {
  it('is a set that is replaced as a whole', async () => {
    await session.contacts(['a', { tags: ['x', 'y', 'x'] }]);
    expect(await tagsOf('a')).toEqual(['x', 'y']);
    await session.contacts(['a', { tags: ['z'] }]);
    expect(await tagsOf('a')).toEqual(['z']);
  });

  it('is changed in place, and what is in both is removed', async () => {
    await session.contacts(['a', { tags: ['x', 'y'] }]);
    await session.contacts(['a', { tags: { add: ['z', 'x', 'both'], remove: ['y', 'both'] } }]);
    expect(await tagsOf('a')).toEqual(['x', 'z']);
    await session.contacts(['a', { TAGS: { remove: ['x', 'never there'] } }]);
    expect(await tagsOf('a')).toEqual(['z']);
    await session.contacts(['a', { tags: { add: ['z', 'z'] } }]);
    expect(await tagsOf('a')).toEqual(['z']);
  });

  it('that is emptied is no value', async () => {
    await session.contacts(['a', { tags: ['x'] }], ['b', { tags: ['x'] }], ['c', { tags: ['x'] }]);
    await session.contacts(['a', { tags: { remove: ['x'] } }], ['b', { tags: [] }]);
    expect(await session.members({ field: 'tags', op: 'exists' })).toEqual(['c']);
    expect(await session.fieldsOf('a')).not.toHaveProperty('tags');
  });

  it('begins with the first change in place', async () => {
    await session.contacts(['a', { fresh: { add: ['x'] } }], ['b', { other: { remove: ['x'] } }]);
    expect(await tagsOf('a', 'fresh')).toEqual(['x']);
    expect((await valueOf(session.muster.catalog())).fields.map(({ name }) => name)).toEqual([
      'created_at',
      'fresh',
    ]);
  });

  it('is changed in place by nothing but add and remove, and only if it is a list', async () => {
    await session.contacts(['a', { n: 1, tags: ['x'] }]);
    expect(
      await refusedOf(
        ['a', { n: { add: ['x'] } }],
        ['a', { tags: {} }],
        ['a', { tags: { add: ['y'], more: [] } }],
        ['a', { tags: { add: 'y' } }],
        ['a', { tags: { remove: [1] } }],
      ),
    ).toEqual([
      [0, '/fields/n'],
      [1, '/fields/tags'],
      [2, '/fields/tags/more'],
      [3, '/fields/tags/add'],
      [4, '/fields/tags/remove'],
    ]);
    expect(await tagsOf('a')).toEqual(['x']);
  });
});

describe('the limit of a list', () => {
  it('holds over several writes', async () => {
    await session.contacts(['a', { tags: texts(400) }]);
    await session.contacts(['a', { tags: { add: texts(400, 400) } }]);
    // Elements that are there already do not count again.
    await session.contacts(['a', { tags: { add: texts(900) } }]);
    expect(await refusedOf(['a', { n: 1, tags: { add: texts(101, 900) } }])).toEqual([
      [0, '/fields/tags/add'],
    ]);
    expect(await session.fieldsOf('a')).not.toHaveProperty('n');
    await session.contacts(['a', { tags: { add: texts(100, 900) } }]);
    expect(await tagsOf('a')).toEqual(texts(LIMIT).sort());
    expect(await refusedOf(['a', { tags: { add: ['one more'] } }])).toHaveLength(1);
    await session.contacts(['a', { tags: { add: ['one more'], remove: ['t0'] } }]);
    expect(await tagsOf('a')).toHaveLength(LIMIT);
  });

  it('holds within one write', async () => {
    await valueOf(session.muster.declareField('tags', 'list'));
    await session.contacts(['a', { tags: texts(10) }]);
    expect(
      await refusedOf(
        ['a', { tags: { add: texts(600, 10) } }],
        ['a', { tags: { add: texts(391, 610) } }],
        ['a', { tags: { add: texts(390, 610) } }],
        ['a', { tags: { add: ['one more'] } }],
        ['a', { tags: { remove: texts(500) } }],
        ['a', { tags: { add: texts(500, 5000) } }],
        ['a', { tags: { add: ['one more'] } }],
        ['a', { tags: null }],
        ['a', { tags: { add: texts(LIMIT, 9000) } }],
      ),
    ).toEqual([
      [1, '/fields/tags/add'],
      [3, '/fields/tags/add'],
      [6, '/fields/tags/add'],
    ]);
    expect(await tagsOf('a')).toEqual(texts(LIMIT, 9000).sort());
  });

  it('holds for new contacts', async () => {
    await valueOf(session.muster.declareField('tags', 'list'));
    expect(
      await refusedOf(
        ['new', { tags: texts(LIMIT + 1) }],
        ['other', { tags: { add: texts(LIMIT + 1) } }],
        ['third', { tags: texts(LIMIT) }],
        ['third', { tags: { add: ['one more'] } }],
      ),
    ).toEqual([
      [0, '/fields/tags'],
      [1, '/fields/tags/add'],
      [3, '/fields/tags/add'],
    ]);
    expect(await session.members({ all: [] })).toEqual(['third']);
    expect(await tagsOf('third')).toHaveLength(LIMIT);
  });

  it('holds for a field that the write itself creates', async () => {
    expect(
      await refusedOf(['a', { tags: texts(LIMIT) }], ['a', { tags: { add: ['one more'] } }]),
    ).toEqual([[1, '/fields/tags/add']]);
    expect(await tagsOf('a')).toHaveLength(LIMIT);
  });

  it('holds whatever the refused items before did to other lists', async () => {
    await session.contacts(['a', { one: texts(400), two: texts(LIMIT) }]);
    expect(
      await refusedOf(
        ['a', { one: { add: texts(600, 400) }, two: { add: ['one more'] } }],
        ['a', { one: { add: texts(600, 2000) } }],
        ['a', { one: null, two: { add: ['one more'] } }],
        ['a', { one: { add: ['one more'] } }],
      ),
    ).toEqual([
      [0, '/fields/two/add'],
      [2, '/fields/two/add'],
      [3, '/fields/one/add'],
    ]);
    expect(await tagsOf('a', 'one')).toHaveLength(LIMIT);
    expect(await tagsOf('a', 'two')).toHaveLength(LIMIT);
  });

  it('is of the contact, not of the one with its id before', async () => {
    await session.contacts(['a', { tags: texts(LIMIT) }]);
    await valueOf(session.muster.deleteContact('a'));
    await session.contacts(['a', { tags: { add: texts(LIMIT) } }]);
    expect(await tagsOf('a')).toHaveLength(LIMIT);
  });

  it('is of the field, not of the one with its name before', async () => {
    await session.contacts(['a', { tags: texts(LIMIT) }]);
    await valueOf(session.muster.dropField('tags'));
    await session.contacts(['a', { tags: { add: texts(LIMIT, LIMIT) } }]);
    expect(await tagsOf('a')).toEqual(texts(LIMIT, LIMIT).sort());
  });

  it('holds for a patch, which names the place in its own body', async () => {
    await session.contacts(['a', { tags: texts(LIMIT) }]);
    const patch = { n: 1, tags: { add: ['one more'] } };
    expect(await pathsOf(session.muster.patchContact('a', patch))).toEqual(['/tags/add']);
    expect((await valueOf(session.muster.catalog())).fields.map(({ name }) => name)).toEqual([
      'created_at',
      'tags',
    ]);
  });

  it('holds for writes that are under way together', async () => {
    await session.contacts(['a', { tags: texts(400) }]);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        refusedOf(['a', { tags: { add: texts(100, 1000 * (i + 1)) } }]),
      ),
    );
    expect(outcomes.map((refused) => refused.length)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(await tagsOf('a')).toHaveLength(LIMIT);
  });
});
