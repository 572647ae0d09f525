/** Which values are instants and dates, and how they are written again. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpochDay, Millis } from '../../engine/brands.ts';
import {
  formatDate,
  formatInstant,
  MAX_INSTANT,
  MIN_INSTANT,
  parseDate,
  parseInstant,
} from '../../engine/instant.ts';

function written(value: unknown): string | undefined {
  const instant = parseInstant(value);
  return instant.ok ? formatInstant(instant.value) : undefined;
}

describe('instants', () => {
  test.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01t12:00:00z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.1Z', '2026-03-01T12:00:00.100Z'],
    ['2026-03-01T12:00:00.12Z', '2026-03-01T12:00:00.120Z'],
    ['2026-03-01T12:00:00.123Z', '2026-03-01T12:00:00.123Z'],
    ['2026-03-01T12:00:00.1239999Z', '2026-03-01T12:00:00.123Z'],
    ['2026-03-01T12:00:00.0009Z', '2026-03-01T12:00:00.000Z'],
    [`2026-03-01T12:00:00.${'9'.repeat(50)}Z`, '2026-03-01T12:00:00.999Z'],
    ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z'],
    ['2026-03-01T12:00:00+00:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00-00:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00+05:45', '2026-03-01T06:15:00.000Z'],
    ['2026-03-01T12:00:00-03:30', '2026-03-01T15:30:00.000Z'],
    ['2026-03-01T00:00:00+23:59', '2026-02-28T00:01:00.000Z'],
    ['2024-02-29T23:59:59-00:01', '2024-03-01T00:00:59.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31T18:59:60-05:00', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T05:29:60+05:30', '2017-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00-01:00', '0001-01-01T01:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['0099-06-01T00:00:00Z', '0099-06-01T00:00:00.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [-0, '1970-01-01T00:00:00.000Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [1_767_225_600_000, '2026-01-01T00:00:00.000Z'],
    [-62_135_596_800_000, '0001-01-01T00:00:00.000Z'],
    [253_402_300_799_999, '9999-12-31T23:59:59.999Z'],
  ])('%j is %s', (value, expected) => {
    expect(written(value)).toBe(expected);
  });

  test.each([
    '2026-03-01T24:00:00Z',
    '2026-03-01T12:60:00Z',
    '2026-03-01T12:00:61Z',
    '2026-03-01T12:00:60Z',
    '2016-12-31T23:59:60+01:00',
    '2026-03-01T12:00:00',
    '2026-03-01T12:00Z',
    '2026-03-01 12:00:00Z',
    '2026-03-01T12:00:00 Z',
    '2026-03-01T12:00:00.Z',
    '2026-03-01T12:00:00,5Z',
    '2026-03-01T12:00:00+0100',
    '2026-03-01T12:00:00+01',
    '2026-03-01T12:00:00+24:00',
    '2026-03-01T12:00:00+01:60',
    '2026-03-01T12:00:00Z\n',
    ' 2026-03-01T12:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '9999-12-31T23:59:60Z',
    '10000-01-01T00:00:00Z',
    '+002026-03-01T00:00:00Z',
    '26-03-01T00:00:00Z',
    '2026-3-1T00:00:00Z',
    '２０２６-03-01T12:00:00Z',
    '2026-03-01',
    'now',
    'today',
    '',
    '0',
    1.5,
    -62_135_596_800_001,
    253_402_300_800_000,
    1e300,
    Number.NaN,
    Infinity,
    true,
    null,
    undefined,
    [],
    {},
  ])('%j is none', (value) => {
    expect(parseInstant(value).ok).toBe(false);
  });

  test('zero has no sign', () => {
    expect(parseInstant(-0)).toEqual({ ok: true, value: 0 });
    expect(parseInstant('1970-01-01T00:00:00-00:00')).toEqual({ ok: true, value: 0 });
  });

  test('are read again as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: MIN_INSTANT, max: MAX_INSTANT }), (ms) => {
        expect(parseInstant(formatInstant(ms as Millis))).toEqual({ ok: true, value: ms });
      }),
    );
  });

  test('with Z are what they are with +00:00, and faulty with it when one character is off', () => {
    const plain = fc
      .integer({ min: MIN_INSTANT, max: MAX_INSTANT })
      .map((ms) => formatInstant(ms as Millis));
    const character = fc.constantFrom(...'0123456789-:.TtZz+ ６', '\0');
    fc.assert(
      fc.property(plain, fc.boolean(), fc.nat({ max: 22 }), character, (text, isShort, at, by) => {
        const whole = isShort ? text.slice(0, 19) : text.slice(0, 23);
        for (const form of [whole, whole.slice(0, at) + by + whole.slice(at + 1)]) {
          expect(parseInstant(`${form}Z`)).toEqual(parseInstant(`${form}+00:00`));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('dates', () => {
  test('are the days that months have, through 800 years', () => {
    const texts: string[] = [];
    const expected: (number | undefined)[] = [];
    for (let year = 1600; year < 2400; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 27; day <= 32; day++) {
          const parts = [month, day].map((part) => String(part).padStart(2, '0'));
          texts.push(`${year}-${parts.join('-')}`);
          const date = new Date(Date.UTC(year, month - 1, day));
          expected.push(date.getUTCDate() === day ? date.getTime() / 86_400_000 : undefined);
        }
      }
    }
    expect(texts.map(parseDate)).toEqual(expected);
  });

  test.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2024-02-29', 19_782],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('%s is day %i', (text, day) => {
    expect(parseDate(text)).toBe(day);
    expect(formatDate(day as EpochDay)).toBe(text);
  });

  test.each([
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '2026-01-32',
    '0000-12-31',
    '2026-1-1',
    '2026-01-01T00:00:00Z',
    '2026-01-01 ',
    '20260101',
    '-2026-01-01',
    '12026-01-01',
    '',
  ])('%j is none', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  test('are read again as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
        expect(parseDate(formatDate(day as EpochDay))).toBe(day);
      }),
    );
  });
});
