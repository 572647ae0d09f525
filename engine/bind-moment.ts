/** Which tests show the moment of the question when they are bound, and how. */
import type { Moment, Test, Window } from './rule.ts';
import type { CanonicalWhere, Tests } from './rule-canonical.ts';

/** Whether the instants of a test move with every millisecond of the question's moment. */
export function isMovingTest(test: Test): boolean {
  switch (test.kind) {
    case 'within-last':
    case 'within-next':
    case 'older-than':
      return true;
    case 'time-in':
      return test.moments.some(isMoving);
    case 'time-between':
      return isMoving(test.low) || isMoving(test.high);
    case 'time-before':
    case 'time-after':
      return isMoving(test.moment);
    default:
      // Days of today, of which an anniversary is made, stay the same all day.
      return false;
  }
}

export function isMovingWhere(where: CanonicalWhere): boolean {
  switch (where.kind) {
    case 'true':
      return false;
    case 'and':
    case 'or':
      return where.children.some(isMovingWhere);
    case 'not':
      return isMovingWhere(where.child);
    case 'attr':
      return isMovingTests(where.tests);
  }
}

export function isMovingTests(tests: Tests): boolean {
  return Object.values(tests).some((test) => isMovingTest(test));
}

/** A text that tells windows apart whatever the moment. */
export function windowKey(window: Window | undefined): string {
  return JSON.stringify(window ?? null);
}

function isMoving({ kind }: Moment): boolean {
  return kind === 'now' || kind === 'ago' || kind === 'ahead';
}
