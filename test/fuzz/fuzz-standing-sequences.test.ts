/**
 * Sequences and distinct values as standing conditions, against the oracle: few contacts, few types
 * of events close together, so that chains, absences and their ends come and go with nearly every
 * event and every step of the clock. `FUZZ_SEED` repeats a run.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Oracle } from '../oracle/oracle.ts';
import { openSubject } from '../subject.ts';
import { applyEvent, compare } from './fuzz-subject.ts';

const START = Date.UTC(2024, 2, 30, 22);
const MINUTE = 60_000;
const TYPES = ['a', 'b', 'c'] as const;

const type = fc.constantFrom(...TYPES);
const gap = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('PT10M', 'PT1H', 'PT3H') },
  { weight: 1, arbitrary: fc.constant('P1M') },
);
const within = fc.constantFrom(undefined, { last: 'PT2H' }, { last: 'P1D' }, { current: 'day' });
const where = fc.constantFrom(undefined, undefined, undefined, { attr: 'x', op: 'gte', value: 2 });

const step = fc.record({ event: type, where, gap: fc.option(gap, { nil: undefined }) });
const sequence = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 2 }),
    absent: fc.option(fc.record({ event: type, where, gap: fc.option(gap, { nil: undefined }) }), {
      nil: undefined,
    }),
    within,
  })
  .map(({ steps: [first, ...more], absent, within: window }) => ({
    sequence: [
      { event: first?.event, where: first?.where },
      ...more,
      ...(absent === undefined
        ? []
        : [{ not: { event: absent.event, where: absent.where }, gap: absent.gap }]),
    ],
    within: window,
  }));
const distinct = fc
  .record({ events: fc.subarray([...TYPES], { minLength: 1 }), within, where })
  .chain((drawn) =>
    fc
      .record({ op: fc.constantFrom('gte', 'eq', 'lt'), value: fc.integer({ min: 1, max: 3 }) })
      .map((compared) => ({
        event: drawn.events,
        where: drawn.where,
        within: drawn.within,
        aggregate: 'distinct',
        of: 'x',
        ...compared,
      })),
  );
const rule = fc.oneof({ weight: 3, arbitrary: sequence }, { weight: 1, arbitrary: distinct });

/** Minutes that pass, mostly few and now and then back; then an event, perhaps of another time. */
const move = fc.record({
  minutes: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(-30, 59, 60, 61, 180, 24 * 60) },
  ),
  event: fc.option(
    fc.record({
      contact: fc.constantFrom('k1', 'k2'),
      type,
      awayMinutes: fc.oneof(fc.constant(0), fc.integer({ min: -200, max: 90 })),
      x: fc.integer({ min: 1, max: 3 }),
    }),
    { nil: undefined, freq: 4 },
  ),
});

test('sequences and distinct values that stand stay right', { timeout: 300_000 }, async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`FUZZ_SEED=${seed}`);
  let telling = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(move, { minLength: 1, maxLength: 40 }),
      async (drawnRules, moves) => {
        const rules = drawnRules.map((one) => JSON.parse(JSON.stringify(one)) as unknown);
        const oracle = new Oracle();
        const subject = await openSubject({ shardBits: 1, asks: 'now' });
        try {
          let now = START;
          // A type of events that is new makes a condition another one.
          for (const event of TYPES) {
            const item = { contact: 'k0', event, time: START, attributes: { x: 1 } };
            await applyEvent(item, now, oracle, subject);
          }
          for (const { minutes, event } of moves) {
            now += minutes * MINUTE;
            if (event !== undefined) {
              const item = {
                contact: event.contact,
                event: event.type,
                time: now + event.awayMinutes * MINUTE,
                attributes: { x: event.x },
              };
              await applyEvent(item, now, oracle, subject);
            }
            for (const one of rules) {
              const asked = { rule: one, at: now, timezone: 'Europe/Warsaw' };
              const { count, total } = await compare(asked, oracle, subject);
              if (count > 0 && count < total) telling += 1;
            }
          }
        } finally {
          await subject.close();
        }
      },
    ),
    { seed, numRuns: 500 },
  );
  expect(telling).toBeGreaterThan(1000);
});
