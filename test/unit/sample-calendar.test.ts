/** The sample's rhythm of days, weeks and months. */
import { describe, expect, it } from 'vitest';
import {
  busyness,
  DAY_MS,
  dateText,
  HOUR_MS,
  lastHour,
} from '../../server/sample/sample-calendar.ts';

const at = (text: string): number => Date.parse(text);

describe('busyness', () => {
  it('is a share above 0 and at most 1 at every hour of two years', () => {
    const firstMs = at('2024-01-01T00:30:00Z');
    const shares = Array.from({ length: 2 * 366 * 24 }, (_, hour) =>
      busyness(firstMs + hour * HOUR_MS),
    );
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('peaks in the evening, sinks at night and is highest in December', () => {
    expect(busyness(at('2025-12-11T19:30:00Z'))).toBe(1);
    expect(busyness(at('2025-12-11T02:30:00Z'))).toBeLessThan(0.1);
    expect(busyness(at('2025-07-10T19:30:00Z'))).toBeLessThan(0.7);
  });
});

describe('the last full hour of the wall clock', () => {
  it('is at most a day before, and the moment itself counts', () => {
    const nineMs = at('2026-03-10T08:00:00Z');
    expect(lastHour(nineMs, 9)).toBe(nineMs);
    expect(lastHour(nineMs + 1, 9)).toBe(nineMs);
    expect(lastHour(nineMs - 1, 9)).toBe(nineMs - DAY_MS);
    expect(lastHour(nineMs + DAY_MS - 1, 9)).toBe(nineMs);
  });
});

it('a date is written as the UTC day', () => {
  expect(dateText(at('2024-02-29T23:59:59.999Z'))).toBe('2024-02-29');
});
