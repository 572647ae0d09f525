/**
 * What may wait for the writer is bounded: beyond that a write is refused, and nothing of it stored;
 * and so is what the writer has unpacked.
 */
import { expect, it } from 'vitest';
import { problemResponse } from '../../server/http/problem.ts';
import { ReadRoom } from '../../server/read-room.ts';
import { EVERYONE, openSession } from '../contract/muster-session.ts';

const WAITING = 1024;
const MORE = 40;

it('refuses the writes that come on top of those that may wait, and takes writes afterwards', async () => {
  const session = await openSession({ threads: 1 });
  const { muster } = session;
  const answers = await Promise.all(
    Array.from({ length: WAITING + MORE }, (_, i) => muster.patchContact(`c${i}`, { n: i })),
  );
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
  expect(refused.map(({ kind }) => kind)).toEqual(Array.from({ length: MORE }, () => 'busy'));
  expect(answers.slice(0, WAITING).every(({ ok }) => ok)).toBe(true);
  expect(await session.count(EVERYONE)).toBe(WAITING);
  const [first] = refused;
  const { status, headers } = problemResponse(first as NonNullable<typeof first>);
  expect(status).toBe(503);
  expect(new Map(headers).get('Retry-After')).toBe('1');
  await session.contacts(['later']);
  expect(await session.count(EVERYONE)).toBe(WAITING + 1);
  await session.close();
});

it.each([0, 1])('bounds the bytes of all kinds of writes, with %i threads', async (threads) => {
  const { muster, close } = await openSession({ threads });
  // Some 12 MiB each: five of them fit.
  const contacts = [...'abcdefgh'].map((id) => id.repeat(4 * 2 ** 20));
  const answers = await Promise.all(
    contacts.map((id) => muster.putGroup(`g ${id[0]}`, { contacts: [id] })),
  );
  expect(answers.map(({ ok }) => ok)).toEqual([...Array(5).fill(true), ...Array(3).fill(false)]);
  expect(await muster.putGroup('g', { contacts })).toMatchObject({ ok: true });
  await close();
});

it('unpacks one body after the other, while those that are not stored leave room', async () => {
  const room = new ReadRoom();
  const big = new Uint8Array(16 * 2 ** 20);
  const unpacked: number[] = [];
  const stored: (() => void)[] = [];
  const held = Array.from({ length: 5 }, (_, i) =>
    room.hold(
      async () => {
        unpacked.push(i);
        return big;
      },
      () => new Promise<string>((resolve) => stored.push(() => resolve(`stored ${i}`))),
    ),
  );
  const turn = () => new Promise(setImmediate);
  await turn();
  expect(unpacked).toEqual([0, 1]);
  stored[1]?.();
  await turn();
  expect(unpacked).toEqual([0, 1, 2]);
  for (const at of [0, 2, 3, 4]) {
    stored[at]?.();
    await turn();
  }
  expect(await Promise.all(held)).toEqual([0, 1, 2, 3, 4].map((i) => `stored ${i}`));
  // What is refused, or throws, holds nothing up.
  expect(
    await room.hold<string>(
      async () => 'refused',
      async () => 'used',
    ),
  ).toBe('refused');
  const broken = room.hold<string>(
    async () => Promise.reject(new Error('no')),
    async () => '',
  );
  await expect(broken).rejects.toThrow('no');
  expect(
    await room.hold<string>(
      async () => big,
      async () => 'used',
    ),
  ).toBe('used');
});
