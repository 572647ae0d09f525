/** Many counts in one request against their slow twin: each asked by itself, on random worlds. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../server/http/http-server.ts';
import { DAY, openSession, type Session } from '../contract/muster-session.ts';
import { caseArbitrary, type FuzzCase } from '../fuzz/fuzz-run.ts';
import { ALL_REFERENCES } from '../fuzz/fuzz-world.ts';
import { playStep } from '../recovery/world-play.ts';
import { noKeys } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

type Question = {
  readonly rule?: unknown;
  readonly segment?: string;
  readonly timezone?: string;
  readonly at?: number;
  readonly channel?: string;
};

type Told = {
  readonly count: number;
  readonly matched?: number;
  readonly at: string;
  readonly events_from?: string;
};

const QUERIES = 120;
const KEPT_DAYS = 20;

let session: Session;
let drawn: FuzzCase;
let ask: Ask;
let close: () => Promise<void>;

beforeAll(async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`FUZZ_SEED=${seed}`);
  session = await openSession();
  [drawn] = fc.sample(caseArbitrary(QUERIES), { seed, numRuns: 1 }) as [FuzzCase];
  session.setClock(drawn.world.start);
  for (const step of drawn.world.steps) await playStep(step, session.muster);
  // From here on some questions look further back than events are kept, and some do not.
  await session.muster.expireEvents(KEPT_DAYS * DAY);
  const server = await listen({
    service: session.muster,
    access: noKeys(),
    host: '127.0.0.1',
    port: 0,
    readiness: () => ({ ready: true }),
  });
  ask = asking(`http://127.0.0.1:${server.port}`);
  close = async () => {
    await server.close();
    await session.close();
  };
});

afterAll(() => close());

async function counted(questions: readonly Question[]) {
  const { status, json, text } = await ask('POST', '/v1/counts', { body: { questions } });
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return json as { readonly counts: readonly Told[]; readonly total: number; readonly at: string };
}

async function alone({ segment, ...question }: Question): Promise<Told & { total: number }> {
  const { at, channel } = question;
  const query = new URLSearchParams({
    ...(at !== undefined && { at: String(at) }),
    ...(channel !== undefined && { channel }),
  });
  const { status, json, text } =
    segment === undefined
      ? await ask('POST', '/v1/count', { body: question })
      : await ask('GET', `/v1/segments/${segment}/count?${query}`);
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return json as Told & { total: number };
}

/** Random rules and the segments of the world: about now, about few moments and about many. */
function questionsOf({ queries, world }: FuzzCase): readonly Question[] {
  const { segments, channels } = ALL_REFERENCES;
  return queries.map(({ rule, at, timezone }, i) => {
    const moments = [undefined, at, world.start - 3 * DAY, undefined, world.start + DAY];
    const asked = moments[i % moments.length];
    const channel = i % 3 === 0 ? channels[i % channels.length] : undefined;
    return {
      ...(i % 7 === 0
        ? { segment: segments[i % segments.length] as string }
        : { rule, ...(timezone !== undefined && { timezone }) }),
      ...(asked !== undefined && { at: asked }),
      ...(channel !== undefined && { channel }),
    };
  });
}

describe('counts', () => {
  it('of random questions are what each says by itself, in their order', async () => {
    const questions = questionsOf(drawn);
    const { counts, total, at } = await counted(questions);
    expect(counts.length).toBe(questions.length);
    let lookBack = 0;
    for (const [index, question] of questions.entries()) {
      const told = await alone(question);
      const { count, matched, events_from } = told;
      const expected = { count, matched, at: told.at, events_from };
      const found = { matched: undefined, events_from: undefined, ...counts[index] };
      expect([question, found]).toEqual([question, expected]);
      expect(total).toBe(told.total);
      if (question.at === undefined) expect(told.at).toBe(at);
      if (events_from !== undefined) lookBack++;
    }
    expect(lookBack).toBeGreaterThan(0);
    expect(lookBack).toBeLessThan(questions.length);
  });

  it('tell from when events are kept only where the question looks further back', async () => {
    const [rule, back] = [
      { field: 'a', op: 'exists' },
      { event: 'a', within: { last: 'P1Y' } },
    ];
    const { counts } = await counted([{ rule }, { rule: back }, { rule, channel: 'email' }]);
    const told = counts.map(({ events_from }) => events_from !== undefined);
    // Whom mail reaches follows from what ever happened.
    expect(told).toEqual([false, true, true]);
  });

  it('of a segment that is not there are refused with its place', async () => {
    const questions = [{ rule: { all: [] } }, { segment: 's1' }, { segment: 'nobody' }];
    const refused = await ask('POST', '/v1/counts', { body: { questions } });
    expect(refusal(refused)).toMatchObject({ status: 404, paths: ['/questions/2'] });
  });
});
