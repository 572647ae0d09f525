/**
 * Pools that random worlds and rules draw from: small, so that what is written and what is asked
 * meet often, and full of values that have caught engines out.
 */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import { readDuration, type Zone, zoneNamed } from '../oracle/oracle-time.ts';

/** Like `fc.record`, always with ordinary objects, as parsed JSON has them. */
export function shape<T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

/** `weighted([3, a], [1, b])` draws a three times as often as b. */
export function weighted<T>(
  ...parts: readonly (readonly [number, fc.Arbitrary<T>])[]
): fc.Arbitrary<T> {
  return fc.oneof(...parts.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** True `percent` times in a hundred. */
export function chance(percent: number): fc.Arbitrary<boolean> {
  return fc.nat(99).map((drawn) => drawn >= 100 - percent);
}

/** Texts that differ by little: what a fold, a normal form or a cast would take for the same. */
const TEXT_FAMILIES: readonly (readonly string[])[] = [
  ['Łódź', 'łódź', 'ŁÓDŹ', 'Lodz'],
  ['Straße', 'STRASSE', 'STRAẞE', 'strasse'],
  ['ẞ', 'ß', 'ss', 'SS'],
  ['İ', 'I', 'ı', 'i'],
  ['K', 'k', '\u212A'],
  ['ſ', 's', 'S'],
  ['Σοφός', 'σοφόσ', 'ΣΟΦΌΣ'],
  ['é', 'e\u0301', 'É'],
  ['a*b', 'a+b', 'a|b', 'a\\b', 'ab'],
  ['a b', ' ', 'a\nb', 'a\u0000b'],
  ['😀', 'x😀y', '😀😀'],
  ['hard', 'soft', 'HARD'],
  ['abc', 'ABC', 'abcabc'],
  ['__proto__', 'constructor', '__PROTO__'],
  ['1', '0', 'true', '5'],
  ['2024-02-29', 'today', 'now'],
];

/** Texts of a few families. */
export const textsOfWorld: fc.Arbitrary<string[]> = fc
  .shuffledSubarray([...TEXT_FAMILIES], { minLength: 2, maxLength: 3 })
  .map((families) => families.flat());

/** Numbers whose sums tell an exact sum from a running one, a tie from a near miss, and −0. */
const NUMBER_FAMILIES: readonly (readonly number[])[] = [
  [0.1, 0.2, 0.3, 0.6],
  [0.1, 0.7, 0.9, 1.1],
  [0.1, 0.2, 0.3, 0.30000000000000004],
  [1e16, -1e16, 1, 2],
  [1e300, -1e300, 0.1, 1],
  [9007199254740992, 1, 3],
  [0, -0, 1, -1],
  [19.99, 0.01, 20, 100],
  [1, 2, 3, 5, 10],
  [-2.5, 2.5, 40],
  [5e-324, 1e-300, 1],
  [1.7976931348623157e308, 1, -1],
];

/** Numbers of one or two families. */
export const numbersOfWorld: fc.Arbitrary<number[]> = fc
  .shuffledSubarray([...NUMBER_FAMILIES], { minLength: 1, maxLength: 2 })
  .map((families) => families.flat());

export const DURATIONS: readonly string[] = [
  'PT90S',
  'PT30M',
  'PT2H',
  'P1D',
  'PT24H',
  'P2D',
  'P7D',
  'P2W',
  'P30D',
  'P1M',
  'P3M',
  'P1Y',
  'P1M1D',
  'P1Y1M1DT1H',
];

export const TIMEZONES: readonly string[] = [
  'UTC',
  'Europe/Warsaw',
  'America/New_York',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kathmandu',
];

/** Wall clocks around which things happen: clock changes, month ends, leap days, New Year. */
const ANCHORS: readonly (readonly [timezone: string, wall: string])[] = [
  ['Europe/Warsaw', '2024-03-31T02:30'],
  ['Europe/Warsaw', '2024-03-31T00:00'],
  ['Europe/Warsaw', '2024-10-27T02:30'],
  ['Europe/Warsaw', '2024-02-29T12:00'],
  ['America/New_York', '2024-03-10T02:30'],
  ['America/New_York', '2024-11-03T01:30'],
  ['America/New_York', '2023-12-31T23:59:59.999'],
  ['Pacific/Apia', '2011-12-29T23:59:59.999'],
  ['Pacific/Apia', '2011-12-31T12:00'],
  ['Australia/Lord_Howe', '2024-04-07T01:45'],
  ['Australia/Lord_Howe', '2024-10-06T02:15'],
  ['America/Sao_Paulo', '2018-11-04T00:30'],
  ['America/Sao_Paulo', '2018-02-17T23:30'],
  ['America/St_Johns', '2010-11-07T00:00:30'],
  ['America/St_Johns', '2009-11-01T00:00:59.999'],
  ['UTC', '2024-02-29T00:00'],
  ['UTC', '2023-02-28T12:00'],
  ['America/New_York', '2023-03-01T00:00'],
  ['UTC', '2023-01-31T08:00'],
  ['UTC', '2024-01-01T00:00'],
  ['UTC', '1970-01-01T00:00'],
  ['Asia/Kathmandu', '2023-12-31T23:59:59.999'],
];

const HOUR = 3_600_000;

/** Where in time a world lives. */
export type Era = {
  readonly timezone: string;
  readonly anchor: number;
  /** The anchor, every duration before and after it, and a millisecond to either side. */
  readonly moments: readonly number[];
  /** Those of the moments. */
  readonly dates: readonly string[];
};

export const eraArbitrary: fc.Arbitrary<Era> = fc
  .constantFrom(...ANCHORS)
  .map(([timezone, wall]) => eraOf(timezone, wall));

function eraOf(timezone: string, wall: string): Era {
  const zone = zoneNamed(timezone);
  const anchor = Temporal.PlainDateTime.from(wall).toZonedDateTime(timezone).epochMilliseconds;
  const moments = momentsAround(anchor, zone);
  const days = moments.map((moment) => zone.dateAt(moment));
  const apia = timezone === 'Pacific/Apia' ? ['2011-12-30'] : [];
  return { timezone, anchor, moments, dates: [...new Set([...days, ...apia])] };
}

function momentsAround(anchor: number, zone: Zone): number[] {
  const centres = [anchor, anchor - HOUR, anchor + HOUR];
  for (const duration of DURATIONS.map(readDuration)) {
    centres.push(zone.before(anchor, duration), zone.after(anchor, duration));
  }
  for (const date of [zone.dateAt(anchor), zone.dateAt(anchor - 24 * HOUR)]) {
    centres.push(zone.startOf(date));
  }
  return [...new Set(centres.flatMap((centre) => [centre - 1, centre, centre + 1]))];
}

/** Days that some years do not have or keep on another day, and the ends of years. */
const SPECIAL_DATES = [
  '2000-02-29',
  '1996-02-29',
  '2024-02-29',
  '1999-02-28',
  '1999-03-01',
  '1999-12-31',
  '2000-01-01',
  '0001-01-01',
  '9999-12-31',
];

export function dateArbitrary(era: Era): fc.Arbitrary<string> {
  return weighted([3, fc.constantFrom(...era.dates)], [1, fc.constantFrom(...SPECIAL_DATES)]);
}

/** Mostly right at the anchor, where windows that the pools make have their edges on moments. */
export function momentArbitrary(era: Era): fc.Arbitrary<number> {
  return weighted(
    [3, fc.constantFrom(era.anchor, era.anchor - 1, era.anchor + 1)],
    [7, fc.constantFrom(...era.moments)],
  );
}

/** The instant as the API takes it: milliseconds, or RFC 3339 with any offset. */
export function instantJson(moment: fc.Arbitrary<number>): fc.Arbitrary<number | string> {
  const offset = fc.constantFrom(0, 60, -210, 345, 840, -720);
  return weighted<number | string>(
    [1, moment],
    [
      1,
      fc.tuple(moment, offset, fc.boolean()).map(([time, east, fine]) => rfc3339(time, east, fine)),
    ],
  );
}

function rfc3339(time: number, east: number, finer: boolean): string {
  const local = new Date(time + east * 60_000).toISOString().slice(0, -1);
  const digits = finer ? `${local}999` : local.replace(/\.000$/, '');
  if (east === 0) return `${digits}Z`;
  const [hours, minutes] = [Math.floor(Math.abs(east) / 60), Math.abs(east) % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${digits}${east < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

/** A node that may carry a name. */
export function named<Node extends object>(node: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  return fc.tuple(node, chance(4)).map(([made, is]) => (is ? { ...made, name: 'a name' } : made));
}

/** A name in another spelling that folds to the same. */
export function spelledArbitrary(name: string): fc.Arbitrary<string> {
  return weighted([4, fc.constant(name)], [1, fc.constant(swapCase(name))]);
}

/** Characters whose other case has one character and leads back to them change their case. */
function swapCase(text: string): string {
  const swap = (character: string): string => {
    for (const other of [character.toUpperCase(), character.toLowerCase()]) {
      const isPair = other.toLowerCase() === character || other.toUpperCase() === character;
      if (other !== character && isPair && [...other].length === 1) return other;
    }
    return character;
  };
  return [...text].map(swap).join('');
}
