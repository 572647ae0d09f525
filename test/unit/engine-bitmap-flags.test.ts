/** Bitmaps built from flags against bitmaps built from their members. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapOf, serialize } from '../../engine/bitmap.ts';
import { FlagBuilder } from '../../engine/bitmap-flags.ts';

const SIZE = 200_000;
const run = fc.record({
  from: fc.nat(SIZE - 1),
  length: fc.nat(9000),
  step: fc.constantFrom(1, 2, 7),
});

test('a bitmap of flags has just the flagged members, in containers of either kind', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 8 }), fc.array(fc.nat(SIZE - 1)), (runs, singles) => {
      const members = new Set(singles);
      for (const { from, length, step } of runs) {
        for (let member = from; member < Math.min(SIZE, from + length * step); member += step) {
          members.add(member);
        }
      }
      const flags = new FlagBuilder(SIZE);
      for (const member of members) flags.add(member);
      const built = flags.finish();
      const expected = bitmapOf(Uint32Array.from(members));
      expect(built.size).toBe(members.size);
      expect(built.isEqual(expected)).toBe(true);
      expect(Buffer.compare(serialize(built), serialize(expected))).toBe(0);
    }),
    { numRuns: 200 },
  );
});
