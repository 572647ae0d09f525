/** Which texts are durations, and of how long. */
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../engine/duration.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe('durations', () => {
  test.each([
    ['PT1S', 0, SECOND],
    ['PT90S', 0, 90 * SECOND],
    ['PT90M', 0, 90 * 60 * SECOND],
    ['PT2H', 0, 2 * HOUR],
    ['PT36H', 0, 36 * HOUR],
    ['PT1H2M3S', 0, HOUR + 123 * SECOND],
    ['P7D', 0, 7 * DAY],
    ['P2W', 0, 14 * DAY],
    ['P1W1D', 0, 8 * DAY],
    ['P3M', 3, 0],
    ['P1Y', 12, 0],
    ['P1Y2M3W4DT5H6M7S', 14, 25 * DAY + 5 * HOUR + 367 * SECOND],
    ['P1M1D', 1, DAY],
    ['P0Y1D', 0, DAY],
    ['P1YT0S', 12, 0],
    ['P007D', 0, 7 * DAY],
    ['P100Y', 1200, 0],
    ['P1200M', 1200, 0],
    ['P99Y12M', 1200, 0],
    ['P36525D', 0, 36_525 * DAY],
    ['PT876600H', 0, 36_525 * DAY],
  ])('%s is %i months and %i ms', (text, months, exactMs) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: { months, exactMs } });
  });

  test.each([
    '',
    'P',
    'PT',
    'P1',
    '7D',
    'P7DT',
    'P1YT',
    'p7d',
    'P7d',
    'PT1D',
    'P1H',
    'P1S',
    'PT1W',
    'P-7D',
    '-P7D',
    '+P7D',
    'P+7D',
    'P1.5D',
    'PT0.5H',
    'P1,5D',
    'P1D1W',
    'P1M1Y',
    'PT1S1M',
    'P1D ',
    ' P1D',
    'P1D\n',
    'P 1D',
    'P٧D',
    'P0D',
    'PT0S',
    'P0Y0M',
    'P101Y',
    'P1201M',
    'P100Y1D',
    'P100YT1S',
    'P36526D',
    'P36525DT1S',
    'P5218W',
    'PT3155760001S',
    `P${'9'.repeat(400)}D`,
    7,
    0,
    true,
    null,
    undefined,
    ['P7D'],
    { months: 1 },
  ])('%j is none', (value) => {
    expect(parseDuration(value).ok).toBe(false);
  });
});
