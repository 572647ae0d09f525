/** The sample's random numbers: repeatable, spread as they say, and apart from each other. */
import { describe, expect, it } from 'vitest';
import { Random, rankedChoices, weightedChoices } from '../../server/sample/sample-random.ts';

const DRAWS = 100_000;

function draws(random: Random, count = 8): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

/** How far the counts are from even, as chi-square per degree of freedom: about 1 if even. */
function unevenness(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return chiSquare / (counts.length - 1);
}

describe('random numbers', () => {
  it('repeat with the same seed, stream and number', () => {
    expect(draws(new Random(7, 1, 42))).toEqual(draws(new Random(7, 1, 42)));
  });

  it('differ by seed, also above 32 bits, by stream and by number', () => {
    const variants = [
      [7, 1, 42],
      [8, 1, 42],
      [7 + 2 ** 32, 1, 42],
      [-7, 1, 42],
      [7, 2, 42],
      [7, 1, 43],
    ] as const;
    const firsts = variants.map(([seed, stream, number]) =>
      draws(new Random(seed, stream, number)),
    );
    expect(new Set(firsts.map(String)).size).toBe(variants.length);
  });

  it('are spread evenly within a stream', () => {
    const random = new Random(1, 0, 1);
    const counts = Array.from({ length: 256 }, () => 0);
    for (let draw = 0; draw < DRAWS; draw++) {
      const place = Math.floor(random.unit() * 256);
      counts[place] = (counts[place] as number) + 1;
    }
    expect(unevenness(counts)).toBeLessThan(1.4);
  });

  it('are spread evenly across contacts at their first draw', () => {
    const counts = Array.from({ length: 256 }, () => 0);
    for (let number = 1; number <= DRAWS; number++) {
      const place = Math.floor(new Random(1, 0, number).unit() * 256);
      counts[place] = (counts[place] as number) + 1;
    }
    expect(unevenness(counts)).toBeLessThan(1.4);
  });

  it('have the means they say', () => {
    const random = new Random(3, 0, 1);
    const mean = (draw: () => number) => {
      let sum = 0;
      for (let round = 0; round < DRAWS; round++) sum += draw();
      return sum / DRAWS;
    };
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => random.exponential(5)) / 5).toBeCloseTo(1, 1);
    expect(mean(() => Number(random.logNormal(5, 2) < 5))).toBeCloseTo(0.5, 1);
    expect(mean(() => random.integer(1, 6))).toBeCloseTo(3.5, 1);
    expect(mean(() => Number(random.chance(0.3)))).toBeCloseTo(0.3, 1);
  });

  it('stay within their bounds', () => {
    const random = new Random(4, 0, 1);
    const drawn = Array.from({ length: 10_000 }, () => [
      random.integer(1, 3),
      random.repeats(0.9, 3),
    ]);
    expect(new Set(drawn.flat())).toEqual(new Set([1, 2, 3]));
  });
});

describe('weighted choices', () => {
  it('come as often as their weights say, and never with none', () => {
    const random = new Random(5, 0, 1);
    const table = weightedChoices([
      ['never', 0],
      ['often', 3],
      ['seldom', 1],
      ['not at all', 0],
    ]);
    const counts = new Map<string, number>();
    for (let round = 0; round < DRAWS; round++) {
      const choice = random.weighted(table);
      counts.set(choice, (counts.get(choice) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['often', 'seldom']);
    expect((counts.get('often') as number) / DRAWS).toBeCloseTo(0.75, 2);
  });

  it('by rank fall off by the power of their place', () => {
    const { upTo, total } = rankedChoices(['a', 'b', 'c'], 1);
    expect([...upTo]).toEqual([1, 1.5, 1.5 + 1 / 3]);
    expect(total).toBe(upTo[2]);
  });
});
