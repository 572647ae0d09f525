/** Positions, what is visible when, and answers that are of one moment while writes arrive. */
import roaring from 'roaring';
import { afterEach, describe, expect, it } from 'vitest';
import type { Service } from '../../server/service.ts';
import {
  bulk,
  EVERYONE,
  NOON,
  openSession,
  rowsOf,
  type Session,
  valueOf,
} from '../contract/muster-session.ts';

let open: Session | undefined;

afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('positions', () => {
  it('grow by one for each write that changes something', async () => {
    open = await openSession();
    const { muster } = open;
    expect(muster.position()).toBe(0);
    const positions = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => (await open?.contacts([`c${i}`]))?.position),
    );
    expect(positions).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    await muster.writeContacts(bulk(1), { strict: true });
    await muster.deleteContact('missing');
    await muster.declareField('created_at', 'datetime');
    expect(muster.position()).toBe(50);
  });

  it('are visible when they were given out, and refused beyond the last', async () => {
    open = await openSession();
    const muster: Service = open.muster;
    await open.contacts(['a']);
    for (const position of [0, 1])
      expect(muster.checkPosition(position)).toEqual({ ok: true, value: undefined });
    expect(muster.checkPosition(2)).toMatchObject({
      ok: false,
      error: { kind: 'invalid', errors: [{ path: '/min_position' }] },
    });
  });

  it.each([0, 2])(
    'let a question see what was acknowledged before it (%i threads)',
    async (threads) => {
      open = await openSession({ threads });
      const { contacts, count, muster } = open;
      await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          const { position } = await contacts([`c${i}`]);
          expect(muster.position()).toBeGreaterThanOrEqual(position);
          expect(await count({ contacts: [`c${i}`] })).toBe(1);
        }),
      );
    },
  );
});

describe('recipients of a large set, while writes arrive', () => {
  const CONTACTS = 40_000;

  it.each([0, 2])('are of one moment, rows and all (%i threads)', async (threads) => {
    open = await openSession({ threads, shardBits: 13 });
    const { muster, setClock } = open;
    const all = Array.from({ length: CONTACTS }, (_, i) => ({ id: `c${i}`, fields: { v: 0 } }));
    await valueOf(muster.writeContacts(bulk(...all), { strict: true }));
    let isDone = false;
    const writing = (async () => {
      for (let round = 1; !isDone; round++) {
        setClock(NOON + round);
        // The first and the last contact always change together.
        const items = [0, CONTACTS - 1].map((i) => ({ id: `c${i}`, fields: { v: round } }));
        await valueOf(muster.writeContacts(bulk(...items), { strict: true }));
      }
    })();
    for (let attempt = 0; attempt < 4; attempt++) {
      const answer = await valueOf(
        muster.recipients({ rule: EVERYONE }, { format: 'ndjson', fields: ['v'] }),
      );
      const rows = rowsOf(answer);
      expect(rows).toHaveLength(CONTACTS);
      expect(rows.at(-1)?.fields).toEqual(rows[0]?.fields);
      // Each round is one record: the position tells which of them the rows show.
      expect(rows[0]?.fields).toEqual({ v: answer.position - 1 });
    }
    isDone = true;
    await writing;
  });

  it('have the members that are counted, none of whom is deleted in between', async () => {
    open = await openSession({ threads: 2, shardBits: 13 });
    const { muster } = open;
    const all = Array.from({ length: CONTACTS }, (_, i) => ({ id: `c${i}` }));
    await valueOf(muster.writeContacts(bulk(...all), { strict: true }));
    const asked = Array.from({ length: 3 }, () =>
      valueOf(muster.recipients({ rule: EVERYONE }, { format: 'ndjson', fields: [] })),
    );
    const deleted = Array.from({ length: 200 }, (_, i) =>
      valueOf(muster.deleteContact(`c${i * 199}`)),
    );
    for (const answer of await Promise.all(asked)) {
      expect(rowsOf(answer)).toHaveLength(answer.count);
    }
    await Promise.all(deleted);
    const { count, body } = await valueOf(
      muster.recipients({ rule: EVERYONE }, { format: 'roaring', fields: [] }),
    );
    if (body.kind !== 'roaring') throw new Error('a bitmap was asked for');
    const { RoaringBitmap32, SerializationFormat } = roaring;
    const bitmap = RoaringBitmap32.deserialize(body.bytes, SerializationFormat.portable);
    expect([count, bitmap.size]).toEqual([CONTACTS - 200, CONTACTS - 200]);
  });
});
