/** Recipients, previews, look-ups: who is shown, in which order, and how much of them. */
import roaring from 'roaring';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Millis, Ordinal } from '../../engine/index.ts';
import type { Question, RecipientOptions, SegmentQuestion } from '../../server/service.ts';
import {
  chunkRows,
  EVERYONE,
  failureOf,
  HOUR,
  NOON,
  openSession,
  type Row,
  rowsOf,
  type Session,
  valueOf,
} from '../contract/muster-session.ts';

let session: Session;

/** Ten contacts, of whom `d` (ordinal 3) is gone. */
beforeEach(async () => {
  session = await openSession();
  await session.contacts(
    ...'abcdefghij'.split('').map((id, n) => [id, { n, City: n % 2 ? 'Rome' : 'Łódź' }] as const),
  );
  await valueOf(session.muster.deleteContact('d'));
  return () => session.close();
});

const AFTER = (ordinal: number) => ordinal as Ordinal;

function recipientsOf(
  options: Partial<RecipientOptions> = {},
  question: Question | SegmentQuestion = { rule: EVERYONE },
) {
  return valueOf(session.muster.recipients(question, { format: 'ndjson', fields: [], ...options }));
}

const ordinalsOf = (rows: readonly Row[]) => rows.map(({ ordinal }) => ordinal);

async function bitmapOf(options: Partial<RecipientOptions>): Promise<[number, number[]]> {
  const { count, body } = await recipientsOf({ ...options, format: 'roaring' });
  if (body.kind !== 'roaring') throw new Error('a bitmap was asked for');
  const { RoaringBitmap32, SerializationFormat } = roaring;
  const read = RoaringBitmap32.deserialize(body.bytes, SerializationFormat.portable);
  return [count, read.toArray()];
}

describe('recipients', () => {
  it('come by ordinal, with the fields that were asked for under their own names', async () => {
    const answer = await recipientsOf({ fields: ['CITY', 'missing'] });
    expect(ordinalsOf(rowsOf(answer))).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
    expect(rowsOf(answer).slice(0, 2)).toEqual([
      { ordinal: 0, id: 'a', fields: { City: 'Łódź' } },
      { ordinal: 1, id: 'b', fields: { City: 'Rome' } },
    ]);
    expect(answer).toMatchObject({ count: 9, at: NOON, position: 2 });
    expect(rowsOf(await recipientsOf())[0]).toEqual({ ordinal: 0, id: 'a', fields: {} });
  });

  it('are cut by limit and after, and counted whole', async () => {
    const cut = async (options: Partial<RecipientOptions>) => {
      const answer = await recipientsOf(options);
      expect(answer.count).toBe(9);
      const ordinals = ordinalsOf(rowsOf(answer));
      expect(await bitmapOf(options)).toEqual([9, ordinals]);
      return ordinals;
    };
    expect(await cut({ limit: 4 })).toEqual([0, 1, 2, 4]);
    expect(await cut({ limit: 2, after: AFTER(2) })).toEqual([4, 5]);
    expect(await cut({ after: AFTER(3) })).toEqual([4, 5, 6, 7, 8, 9]);
    expect(await cut({ after: AFTER(9) })).toEqual([]);
    expect(await cut({ after: AFTER(2 ** 32 - 1) })).toEqual([]);
    expect(await cut({ limit: 0 })).toEqual([]);
    expect(await cut({ limit: 9 })).toHaveLength(9);
    expect(await cut({ limit: 1000, after: AFTER(0) })).toHaveLength(8);
  });

  it('are those whom the channel reaches, of a rule or a segment, at any moment', async () => {
    const { muster } = session;
    await valueOf(muster.putChannel('post', { contacts: ['a', 'b', 'd'] }));
    const rule = { field: 'City', op: 'eq', value: 'Rome' };
    await valueOf(muster.putSegment('s', { name: 's', rule }, undefined));
    const reached = await recipientsOf({}, { segment: 's', channel: 'post', at: 5 as Millis });
    expect(rowsOf(reached).map(({ id }) => id)).toEqual(['b']);
    expect(reached).toMatchObject({ count: 1, at: 5 });
    const asked = { segment: 'missing' };
    const failure = muster.recipients(asked, { format: 'ndjson', fields: [] });
    expect((await failureOf(failure)).kind).toBe('not-found');
  });
});

describe('resolving', () => {
  const resolve = async (ordinals: readonly number[] | Uint32Array): Promise<number[]> => {
    const options = { format: 'ndjson', fields: ['n'] } as const;
    const { chunks } = await valueOf(session.muster.resolve(ordinals, options));
    return ordinalsOf(chunkRows(chunks));
  };

  it('leaves out unknown and deleted ones, gives each once and by ordinal', async () => {
    expect(await resolve([9, 3, 1, 9, 10, 4, 2 ** 32 - 1, 2 ** 31, 1])).toEqual([1, 4, 9]);
    expect(await resolve(Uint32Array.of(8, 8, 3))).toEqual([8]);
    expect(await resolve([])).toEqual([]);
  });

  it('of a bitmap of recipients gives what they are now', async () => {
    const [, ordinals] = await bitmapOf({});
    await session.contacts(['new']);
    await valueOf(session.muster.deleteContact('a'));
    expect(await resolve(ordinals)).toEqual([1, 2, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a preview', () => {
  const preview = async (limit: number, rule: unknown = EVERYONE) =>
    valueOf(session.muster.preview({ rule }, { limit }));

  it('has all fields of members, of whom a smaller one has the first', async () => {
    const all = await preview(100);
    expect(all.count).toBe(9);
    expect(all.members).toHaveLength(9);
    expect(all.members.find(({ id }) => id === 'b')).toEqual({
      ordinal: 1,
      id: 'b',
      fields: { created_at: '2026-03-15T12:00:00.000Z', n: 1, City: 'Rome' },
    });
    for (const limit of [0, 1, 5, 9]) {
      expect(await preview(limit)).toEqual({ count: 9, members: all.members.slice(0, limit) });
    }
  });

  it('is stable: others who come and go leave the order of the rest', async () => {
    const before = (await preview(100)).members.map(({ id }) => id);
    await session.contacts(['x'], ['y'], ['z']);
    await valueOf(session.muster.deleteContact('e'));
    const after = (await preview(100)).members.map(({ id }) => id);
    expect(after.filter((id) => before.includes(id))).toEqual(before.filter((id) => id !== 'e'));
    expect(after).not.toEqual([...after].sort());
  });
});

describe('looking up a contact', () => {
  const lookUp = (id: string, segments = false, events = 0) =>
    session.muster.contact(id, { segments, events });

  it('shows its fields, and no more than is asked for', async () => {
    expect(await valueOf(lookUp('c'))).toEqual({
      ordinal: 2,
      id: 'c',
      fields: { created_at: '2026-03-15T12:00:00.000Z', n: 2, City: 'Łódź' },
    });
    expect((await failureOf(lookUp('d'))).kind).toBe('not-found');
    expect((await failureOf(lookUp('C'))).kind).toBe('not-found');
  });

  it('shows the segments that it is in now', async () => {
    const rules = { rome: ['field', 'Rome'], lodz: ['field', 'Łódź'] } as const;
    for (const [id, [, value]] of Object.entries(rules)) {
      const rule = { field: 'City', op: 'eq', value };
      await valueOf(session.muster.putSegment(id, { name: id, rule }, undefined));
    }
    const visited = { event: 'visit', within: { last: 'PT1H' } };
    await valueOf(session.muster.putSegment('v', { name: 'v', rule: visited }, undefined));
    await session.events({ contact: 'b', event: 'visit', time: NOON - HOUR + 1 });
    expect((await valueOf(lookUp('b', true))).segments).toEqual(['rome', 'v']);
    session.setClock(NOON + 1);
    expect((await valueOf(lookUp('b', true))).segments).toEqual(['rome']);
    expect((await valueOf(lookUp('c', true))).segments).toEqual(['lodz']);
  });

  it('shows its latest events first, and none from the future', async () => {
    await session.events(
      { contact: 'a', event: 'late', time: NOON - HOUR },
      { contact: 'a', event: 'visit', time: NOON, attributes: { page: 'p', tags: ['x'] } },
      { contact: 'a', event: 'future', time: NOON + 1 },
      { contact: 'a', event: 'VISIT', time: NOON - 1, attributes: { PAGE: 'q' } },
      { contact: 'b', event: 'visit', time: NOON },
    );
    expect((await valueOf(lookUp('a', false, 50))).events).toEqual([
      {
        event: 'visit',
        time: '2026-03-15T12:00:00.000Z',
        attributes: { page: 'p', tags: ['x'] },
      },
      { event: 'visit', time: '2026-03-15T11:59:59.999Z', attributes: { page: 'q' } },
      { event: 'late', time: '2026-03-15T11:00:00.000Z', attributes: {} },
    ]);
    session.setClock(NOON + 1);
    const events = (await valueOf(lookUp('a', false, 2))).events ?? [];
    expect(events.map(({ event }) => event)).toEqual(['future', 'visit']);
    await valueOf(session.muster.dropAttribute('visit', 'Page'));
    const dropped = (await valueOf(lookUp('a', false, 2))).events ?? [];
    expect(dropped[1]?.attributes).toEqual({ tags: ['x'] });
  });
});
