/**
 * Edges of gaps and closings of sequences: a second event, or the moment of the question, one
 * millisecond before, at and after each.
 */
import { describe, expect, test } from 'vitest';
import {
  ARRIVED,
  divided,
  division,
  divisionBy,
  type Edge,
  instantsOf,
  withSubject,
} from './boundary-world.ts';

const WARSAW = 'Europe/Warsaw';
const NEW_YORK = 'America/New_York';
const A = { event: 'a' };
const B = { event: 'b' };
const NOT_B = { not: { event: 'b' } };
const TEN = '2026-07-15T10:00:00Z';
const EVENING = '2026-07-15T20:00:00Z';

type Row = readonly [timezone: string, first: string, rule: object, at: string, ...edges: Edge[]];

/** `a` happens once, `b` once around the edges. */
const SECONDS: readonly Row[] = [
  ['UTC', TEN, { sequence: [A, B] }, EVENING, [TEN, '..X'], [EVENING, 'XX.']],
  ['UTC', TEN, { sequence: [B, A] }, EVENING, [TEN, 'X..']],
  [
    'UTC',
    TEN,
    { sequence: [A, { ...B, gap: 'PT1S' }] },
    EVENING,
    [TEN, '..X'],
    ['2026-07-15T10:00:01Z', 'XX.'],
  ],
  [
    'UTC',
    TEN,
    { sequence: [A, { ...B, gap: 'PT2H' }] },
    EVENING,
    [TEN, '..X'],
    ['2026-07-15T12:00:00Z', 'XX.'],
  ],
  ['UTC', TEN, { sequence: [{ event: '*' }, { event: '*' }] }, EVENING, [TEN, 'X.X']],
  // Gaps of days are exact, gaps of months keep the wall clock.
  [
    WARSAW,
    '2026-03-28T12:00:00Z',
    { sequence: [A, { ...B, gap: 'P1D' }] },
    EVENING,
    ['2026-03-29T12:00:00Z', 'XX.'],
  ],
  [
    WARSAW,
    '2026-03-15T11:00:00Z',
    { sequence: [A, { ...B, gap: 'P1M' }] },
    EVENING,
    ['2026-04-15T10:00:00Z', 'XX.'],
  ],
  [
    WARSAW,
    '2026-01-29T01:30:00Z',
    { sequence: [A, { ...B, gap: 'P2M' }] },
    EVENING,
    ['2026-03-29T01:30:00Z', 'XX.'],
  ],
  [
    WARSAW,
    '2025-09-26T00:30:00Z',
    { sequence: [A, { ...B, gap: 'P1M' }] },
    EVENING,
    ['2025-10-26T00:30:00Z', 'XX.'],
  ],
  [
    NEW_YORK,
    '2026-02-08T07:30:00Z',
    { sequence: [A, { ...B, gap: 'P1M' }] },
    EVENING,
    ['2026-03-08T07:30:00Z', 'XX.'],
  ],
  [
    'UTC',
    '2026-01-31T12:00:00Z',
    { sequence: [A, { ...B, gap: 'P1M' }] },
    EVENING,
    ['2026-02-28T12:00:00Z', 'XX.'],
  ],
  [
    'UTC',
    '2024-01-31T12:00:00Z',
    { sequence: [A, { ...B, gap: 'P1M' }] },
    EVENING,
    ['2024-02-29T12:00:00Z', 'XX.'],
  ],
  [
    'UTC',
    '2024-02-29T12:00:00Z',
    { sequence: [A, { ...B, gap: 'P1Y' }] },
    EVENING,
    ['2025-02-28T12:00:00Z', 'XX.'],
  ],
  [
    'UTC',
    '2025-01-31T12:00:00Z',
    { sequence: [A, { ...B, gap: 'P1M1D' }] },
    EVENING,
    ['2025-03-01T12:00:00Z', 'XX.'],
  ],
  // Both stand in the window.
  [
    'UTC',
    '2026-07-14T20:00:00.001Z',
    { sequence: [A, B], within: { last: 'P1D' } },
    EVENING,
    ['2026-07-14T20:00:00.001Z', '..X'],
    [EVENING, 'XX.'],
  ],
  [
    'UTC',
    '2026-07-14T20:00:00Z',
    { sequence: [A, B], within: { last: 'P1D' } },
    EVENING,
    [TEN, '...'],
  ],
  [
    'UTC',
    TEN,
    { sequence: [B, A], within: { last: 'P1D' } },
    EVENING,
    ['2026-07-14T20:00:00Z', '..X'],
  ],
  [
    'UTC',
    TEN,
    { sequence: [A, B], within: { to: '2026-07-15T12:00:00Z' } },
    EVENING,
    ['2026-07-15T12:00:00Z', 'X..'],
  ],
  [
    'UTC',
    TEN,
    { sequence: [B, A], within: { from: '2026-07-15' } },
    EVENING,
    ['2026-07-15T00:00:00Z', '.XX'],
  ],
  // A closing not: strictly after the chain, up to the end of its gap.
  ['UTC', TEN, { sequence: [A, NOT_B] }, EVENING, [TEN, 'XX.'], [EVENING, '..X']],
  [
    'UTC',
    TEN,
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }] },
    EVENING,
    [TEN, 'XX.'],
    ['2026-07-15T12:00:00Z', '..X'],
  ],
  [
    'UTC',
    '2026-01-31T12:00:00Z',
    { sequence: [A, { ...NOT_B, gap: 'P1M' }] },
    EVENING,
    ['2026-01-31T12:00:00Z', 'XX.'],
    ['2026-02-28T12:00:00Z', '..X'],
  ],
  [
    WARSAW,
    '2026-01-29T01:30:00Z',
    { sequence: [A, { ...NOT_B, gap: 'P2M' }] },
    EVENING,
    ['2026-03-29T01:30:00Z', '..X'],
  ],
  [
    WARSAW,
    '2026-03-28T12:00:00Z',
    { sequence: [A, { ...NOT_B, gap: 'P1D' }] },
    EVENING,
    ['2026-03-29T12:00:00Z', '..X'],
  ],
  [
    'UTC',
    '2024-02-29T12:00:00Z',
    { sequence: [A, { ...NOT_B, gap: 'P1Y' }] },
    EVENING,
    ['2025-02-28T12:00:00Z', '..X'],
  ],
  // What must not happen counts outside of the window too.
  [
    'UTC',
    TEN,
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }], within: { to: '2026-07-15T11:00:00Z' } },
    EVENING,
    ['2026-07-15T12:00:00Z', '..X'],
  ],
  [
    'UTC',
    TEN,
    { sequence: [A, NOT_B], within: { to: '2026-07-15T11:00:00Z' } },
    EVENING,
    ['2026-07-15T11:00:00Z', '...'],
    [EVENING, '..X'],
  ],
];

describe('the second event', () => {
  test.each(
    SECONDS.map(
      ([timezone, first, rule, at, ...edges]) => [timezone, first, rule, at, edges] as const,
    ),
  )('in %s, after %s, %j at %s has its edges at %j', async (timezone, first, rule, at, edges) => {
    const instants = instantsOf(edges);
    await withSubject(async (subject) => {
      await subject.writeEvents(
        [...instants.keys()].flatMap((time) => [
          { contact: time, event: 'b', time },
          { contact: time, event: 'a', time: first },
        ]),
        ARRIVED,
      );
      expect(await divisionBy(subject, rule, { at, timezone })).toEqual(divided(instants));
    });
  });
});

type MomentRow = readonly [
  timezone: string,
  events: readonly string[],
  rule: object,
  ...edges: Edge[],
];

/** Events as `a 2026-…`; the edges are of the moment of the question. */
const MOMENTS: readonly MomentRow[] = [
  ['UTC', [`a ${TEN}`], { sequence: [A] }, [TEN, '.XX']],
  ['UTC', [`a ${TEN}`], { sequence: [A, NOT_B] }, [TEN, '.XX']],
  ['UTC', [`a ${TEN}`, `b ${EVENING}`], { sequence: [A, B] }, [TEN, '...'], [EVENING, '.XX']],
  ['UTC', [`a ${TEN}`, `b ${EVENING}`], { sequence: [A, NOT_B] }, [TEN, '.XX'], [EVENING, 'X..']],
  [
    'UTC',
    [`a ${TEN}`],
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }] },
    [TEN, '...'],
    ['2026-07-15T12:00:00Z', '.XX'],
  ],
  [
    'UTC',
    [`a ${TEN}`, `a ${EVENING}`],
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }] },
    ['2026-07-15T12:00:00Z', '.XX'],
    [EVENING, 'XXX'],
  ],
  [
    'UTC',
    [`a ${TEN}`, 'b 2026-07-15T12:00:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }] },
    ['2026-07-15T12:00:00Z', '...'],
  ],
  [
    'UTC',
    [`a ${TEN}`, 'b 2026-07-15T12:00:00.001Z'],
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }] },
    ['2026-07-15T12:00:00Z', '.XX'],
  ],
  [
    'UTC',
    ['a 2026-01-31T12:00:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'P1M' }] },
    ['2026-02-28T12:00:00Z', '.XX'],
  ],
  [
    'UTC',
    ['a 2024-02-29T12:00:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'P1Y' }] },
    ['2025-02-28T12:00:00Z', '.XX'],
  ],
  [
    WARSAW,
    ['a 2026-01-29T01:30:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'P2M' }] },
    ['2026-03-29T01:30:00Z', '.XX'],
  ],
  [
    WARSAW,
    ['a 2026-09-25T00:30:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'P1M' }] },
    ['2026-10-25T00:30:00Z', '.XX'],
  ],
  [
    WARSAW,
    ['a 2026-10-24T12:00:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'P1D' }] },
    ['2026-10-25T12:00:00Z', '.XX'],
  ],
  [
    NEW_YORK,
    ['a 2026-02-15T17:00:00Z'],
    { sequence: [A, { ...NOT_B, gap: 'P1M' }] },
    ['2026-03-15T16:00:00Z', '.XX'],
  ],
  // The cart of the contract: added in the last day, not bought within two hours.
  [
    'UTC',
    [`a ${TEN}`],
    { sequence: [A, { ...NOT_B, gap: 'PT2H' }], within: { last: 'P1D' } },
    ['2026-07-15T12:00:00Z', '.XX'],
    ['2026-07-16T10:00:00Z', 'X..'],
  ],
  // Any chain that fits is enough.
  [
    'UTC',
    [`a ${TEN}`, 'a 2026-07-15T11:00:00Z', 'b 2026-07-15T12:30:00Z'],
    { sequence: [A, { ...B, gap: 'PT2H' }] },
    ['2026-07-15T12:30:00Z', '.XX'],
  ],
];

describe('the moment of the question', () => {
  test.each(
    MOMENTS.map(([timezone, events, rule, ...edges]) => [timezone, events, rule, edges] as const),
  )('in %s, after %j, %j has its edges at %j', async (timezone, events, rule, edges) => {
    await withSubject(async (subject) => {
      await subject.writeEvents(
        events.map((text) => ({ contact: 'c', event: text.slice(0, 1), time: text.slice(2) })),
        ARRIVED,
      );
      for (const [at, isIn] of instantsOf(edges)) {
        const expected = isIn ? division(['c'], []) : division([], ['c']);
        expect(await divisionBy(subject, rule, { at, timezone })).toEqual(expected);
      }
    });
  });
});
