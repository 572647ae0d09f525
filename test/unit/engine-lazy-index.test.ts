/** An index that is made in steps while its column changes has what the column has. */
import { expect, test } from 'vitest';
import { LazyIndex } from '../../engine/lazy-index.ts';
import { RangeBuckets } from '../../engine/range-buckets.ts';
import { Random } from '../../server/sample/sample-random.ts';

const SIZE = 150_000;

test.each([1, 2, 3])('whatever is written between the steps (%i)', (seed) => {
  const random = new Random(seed, 1, 1);
  const column = Float64Array.from({ length: SIZE }, () => random.integer(0, 5000));
  const index = new LazyIndex(
    () => new RangeBuckets(() => column, SIZE),
    () => SIZE,
  );
  const write = (member: number, after: number | undefined) => {
    const before = column[member] as number;
    index.change(member, Number.isNaN(before) ? undefined : before, after);
    column[member] = after ?? Number.NaN;
  };
  let steps = 0;
  for (const _ of index.making()) {
    steps += 1;
    for (let i = 0; i < 2000; i++) {
      const member = random.integer(0, SIZE - 1);
      write(member, random.chance(0.2) ? undefined : random.integer(-50, 6000));
    }
  }
  expect(steps).toBe(Math.ceil(SIZE / 32_768));
  expect(index.made).toBeDefined();
  for (let i = 0; i < 500; i++) write(random.integer(0, SIZE - 1), random.integer(-50, 6000));
  for (const [low, high] of [
    [-50, -1],
    [0, 0],
    [17, 4000],
    [4999, 6000],
    [-Infinity, Infinity],
  ] as const) {
    const expected = column.reduce((sum, v) => sum + (v >= low && v <= high ? 1 : 0), 0);
    const found = index.ask().between(low, high);
    expect([low, high, found.size]).toEqual([low, high, expected]);
    expect([...found].every((member) => (column[member] as number) >= low)).toBe(true);
    found.dispose();
  }
});

test('one that is asked for before it is whole is made at once', () => {
  const column = Float64Array.from({ length: SIZE }, (_, i) => i);
  const index = new LazyIndex(
    () => new RangeBuckets(() => column, SIZE),
    () => SIZE,
  );
  const steps = index.making();
  steps.next();
  steps.next();
  expect(index.made).toBeUndefined();
  expect(index.ask().between(10, 20).size).toBe(11);
  expect(steps.next().done).toBe(true);
});
