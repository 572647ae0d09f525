/**
 * Testing single numbers, days or milliseconds, compiled once for a question: what fields,
 * attributes and aggregates share.
 */
import { assert } from './assert.ts';
import type { EpochDay } from './brands.ts';
import type { ValueTest } from './plan.ts';
import type { NumberRange } from './rule.ts';
import { dayOfLeapYear, zoneOf } from './zone.ts';

export type NumberPredicate = (value: number) => boolean;

/** So many ranges are tried one by one. */
const FEW_RANGES = 8;

export function numberPredicate(test: ValueTest): NumberPredicate {
  if (test.kind === 'exists') return () => true;
  if (test.kind === 'anniversary') return anniversaryPredicate(test);
  assert(test.kind === 'ranges', 'a number meets ranges');
  return rangesPredicate(test.ranges);
}

function rangesPredicate(ranges: readonly NumberRange[]): NumberPredicate {
  if (ranges.length === 1) {
    const [low, high] = ranges[0] as NumberRange;
    return (value) => value >= low && value <= high;
  }
  if (ranges.length > FEW_RANGES && ranges.every(([low, high]) => low === high)) {
    const values = new Set(ranges.map(([low]) => low));
    return (value) => values.has(value);
  }
  return (value) => ranges.some(([low, high]) => value >= low && value <= high);
}

function anniversaryPredicate({
  days,
  zone,
}: Extract<ValueTest, { kind: 'anniversary' }>): NumberPredicate {
  const isKept = (day: number) => days[dayOfLeapYear(day as EpochDay)] === 1;
  if (zone === undefined) return isKept;
  const local = zoneOf(zone);
  return (instant) => isKept(local.dayOf(instant));
}
