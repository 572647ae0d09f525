/** A bounded map, against a list in the order of use. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LruMap } from '../../engine/lru-map.ts';

const MOST = 4;
const step = fc.record({ key: fc.nat(7), value: fc.option(fc.nat(99), { nil: undefined }) });

test('holds what was used last, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const map = new LruMap<number, number>(MOST);
      let expected: (readonly [key: number, value: number])[] = [];
      for (const { key, value } of steps) {
        const known = expected.find(([other]) => other === key);
        expect(map.has(key)).toBe(known !== undefined);
        // Without a value, the key is asked for.
        if (value === undefined) expect(map.get(key)).toBe(known?.[1]);
        else map.set(key, value);
        const used = value ?? known?.[1];
        if (used === undefined) continue;
        expected = [...expected.filter(([other]) => other !== key), [key, used] as const];
        expected = expected.slice(-MOST);
        expect([...map.values()]).toEqual(expected.map(([, one]) => one));
      }
      map.clear();
      expect([...map.values()]).toEqual([]);
    }),
  );
});
