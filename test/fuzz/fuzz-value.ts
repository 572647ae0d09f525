/** Values of random items: right for their type, empty, or wrong for it. */
import fc from 'fast-check';

import type { ValueType } from '../../engine/value.ts';
import type { Plan } from './fuzz-plan.ts';
import { dateArbitrary, instantJson, momentArbitrary, weighted } from './fuzz-pool.ts';

function textsArbitrary(plan: Plan, maxLength: number): fc.Arbitrary<string[]> {
  return fc.array(fc.constantFrom(...plan.texts), { minLength: 1, maxLength, size: 'max' });
}

/** A value of the type as an item gives it. */
export function valueArbitrary(plan: Plan, type: ValueType): fc.Arbitrary<unknown> {
  switch (type) {
    case 'text':
      return weighted([60, fc.constantFrom(...plan.texts)], [1, fc.constant('é'.repeat(2048))]);
    case 'number':
      return fc.constantFrom(...plan.numbers);
    case 'boolean':
      return fc.boolean();
    case 'date':
      return dateArbitrary(plan.era);
    case 'datetime':
      return instantJson(momentArbitrary(plan.era));
    case 'list':
      return textsArbitrary(plan, 4);
  }
}

/** What is no value of a type that has such a thing. */
export function emptyArbitrary(type: ValueType): fc.Arbitrary<unknown> {
  if (type === 'text') return fc.constantFrom(null, '');
  if (type === 'list') return fc.constantFrom(null, []);
  return fc.constant(null);
}

export function listChangeArbitrary(plan: Plan): fc.Arbitrary<unknown> {
  const texts = textsArbitrary(plan, 3);
  return fc.oneof(
    texts.map((add) => ({ add })),
    texts.map((remove) => ({ remove })),
    fc.tuple(texts, texts).map(([add, remove]) => ({ add, remove })),
  );
}

/** Rejected by a field or attribute of the type. */
export function wrongValueArbitrary(type: ValueType): fc.Arbitrary<unknown> {
  return fc.constantFrom(...WRONG[type]);
}

const WRONG: { readonly [T in ValueType]: readonly unknown[] } = {
  text: [5, true, ['a'], 'x'.repeat(4097), 'é'.repeat(2049)],
  number: ['5', true, [1]],
  boolean: ['true', 1, 0],
  date: ['2023-02-29', '2024-13-01', '2024-1-1', '2024-01-01T00:00:00Z', 5, true],
  datetime: ['2024-01-01', 'now', '2024-02-30T00:00:00Z', '2024-01-01T00:00:00', 1.5, true],
  list: [
    'a',
    5,
    [1],
    ['a', null],
    ['x'.repeat(257)],
    Array.from({ length: 1001 }, (_, index) => `t${index}`),
  ],
};
