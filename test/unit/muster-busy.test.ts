/** What may wait for the writer's thread is bounded: beyond that a write is refused, and nothing of it stored. */
import { expect, it } from 'vitest';
import { problemResponse } from '../../server/http/problem.ts';
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
