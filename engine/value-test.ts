/** Testing single stored values of any type, compiled once for a question. */
import { fold } from './fold.ts';
import { numberPredicate } from './number-test.ts';
import type { ValueTest } from './plan.ts';
import { textPredicate } from './text-test.ts';
import type { StoredValue } from './value.ts';

/** Whether a value, of the type that the test was bound for, passes. */
export function valuePredicate(test: ValueTest): (value: StoredValue) => boolean {
  switch (test.kind) {
    case 'exists':
      return () => true;
    case 'boolean':
      return (value) => value === test.value;
    case 'text': {
      const isMatch = textPredicate(test);
      return (value) => isMatch(value as string);
    }
    case 'list': {
      const isMatch = listPredicate(test);
      return (value) => isMatch(value as readonly string[]);
    }
    case 'ranges':
    case 'anniversary': {
      const isMatch = numberPredicate(test);
      return (value) => isMatch(value as number);
    }
  }
}

export function listPredicate(
  test: Extract<ValueTest, { kind: 'list' }>,
): (list: readonly string[]) => boolean {
  const wanted = test.ignoreCase ? test.values.map(fold) : test.values;
  return (list) => {
    const elements = new Set(test.ignoreCase ? list.map(fold) : list);
    return test.match === 'any'
      ? wanted.some((value) => elements.has(value))
      : wanted.every((value) => elements.has(value));
  };
}
