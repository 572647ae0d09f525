/**
 * What the engine's calls on bitmaps cost next to bare calls of CRoaring on the same bitmaps: the
 * real sets of the Roaring papers, each with its successor, and all 200 of a family at once. The
 * ways are timed in turns; a figure is the median of the rounds with their range. The last column
 * has bare calls on copies with run containers, which is what such sets can gain from them.
 *
 * `--rounds N` (default 31), `--json FILE`, `--smoke` for a run of a moment over the small families.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  type Bitmap,
  bitmapOf,
  intersection,
  intersectionCount,
  union,
  unionCount,
} from '../engine/bitmap.ts';
import {
  BARE_VERSIONS,
  bareIntersection,
  bareIntersectionCount,
  bareUnion,
  bareUnionCount,
  bareUnionOfAll,
  runOptimized,
} from './bare-roaring.ts';
import { type Timed, timeInterleaved } from './interleaved.ts';
import { Report, type Spread, spreadText } from './report.ts';
import { ROARING_FAMILIES, readRoaringSets } from './roaring-sets.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '31' },
    json: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});

const rounds = flags.smoke ? 3 : Number(flags.rounds);
const leastMs = flags.smoke ? 0.1 : 5;
const families = flags.smoke ? ROARING_FAMILIES.slice(2) : ROARING_FAMILIES;

/** One way to do the operations. */
type Calls = {
  readonly intersectionCount: (a: Bitmap, b: Bitmap) => number;
  readonly unionCount: (a: Bitmap, b: Bitmap) => number;
  readonly intersection: (a: Bitmap, b: Bitmap) => Bitmap;
  readonly union: (a: Bitmap, b: Bitmap) => Bitmap;
  readonly unionOfAll: (bitmaps: readonly Bitmap[]) => Bitmap;
};

const BARE: Calls = {
  intersectionCount: bareIntersectionCount,
  unionCount: bareUnionCount,
  intersection: bareIntersection,
  union: bareUnion,
  unionOfAll: bareUnionOfAll,
};
const ENGINE: Calls = {
  intersectionCount,
  unionCount,
  intersection,
  union: (a, b) => union([a, b]),
  unionOfAll: union,
};

/** What is done to the bitmaps of a family, and how many times in one run. */
type Operation = {
  readonly name: string;
  readonly per: 'pair' | 'family';
  readonly run: (bitmaps: readonly Bitmap[], calls: Calls) => number;
};

const OPERATIONS: readonly Operation[] = [
  {
    name: 'count of A AND B',
    per: 'pair',
    run: (bitmaps, calls) => sumOfPairs(bitmaps, calls.intersectionCount),
  },
  {
    name: 'count of A OR B',
    per: 'pair',
    run: (bitmaps, calls) => sumOfPairs(bitmaps, calls.unionCount),
  },
  {
    name: 'A AND B as a bitmap',
    per: 'pair',
    run: (bitmaps, calls) => sumOfPairs(bitmaps, (a, b) => sizeOf(calls.intersection(a, b))),
  },
  {
    name: 'A OR B as a bitmap',
    per: 'pair',
    run: (bitmaps, calls) => sumOfPairs(bitmaps, (a, b) => sizeOf(calls.union(a, b))),
  },
  {
    name: 'union of all as a bitmap',
    per: 'family',
    run: (bitmaps, calls) => sizeOf(calls.unionOfAll(bitmaps)),
  },
];

/** Of one operation over one family; microseconds of one call. */
type Figures = {
  readonly family: string;
  readonly operation: string;
  readonly answer: number;
  readonly bareMicros: Spread;
  readonly engineMicros: Spread;
  readonly ratio: Spread;
  readonly runContainersMicros: Spread;
};

const report = new Report('bitmap', { rounds, versions: BARE_VERSIONS });
const all = families.flatMap(measureFamily);
report.table(
  'microseconds a call, in turns',
  ['family', 'operation', 'bare', 'engine', 'engine / bare', 'bare, run containers'],
  all.map((figures) => [
    figures.family,
    figures.operation,
    spreadText(figures.bareMicros, 2),
    spreadText(figures.engineMicros, 2),
    spreadText(figures.ratio, 2),
    spreadText(figures.runContainersMicros, 2),
  ]),
  all,
);
const checksum = createHash('sha256');
for (const { family, operation, answer } of all) {
  checksum.update(`${family} ${operation} ${answer}\n`);
}
const sum = checksum.digest('hex').slice(0, 16);
report.line('checksum of the results, equal for all ways', sum, sum);
report.write(flags.json);

function measureFamily(family: (typeof ROARING_FAMILIES)[number]): readonly Figures[] {
  const bitmaps = readRoaringSets(family).map((values) => bitmapOf(values));
  const optimized = bitmaps.map(runOptimized);
  return OPERATIONS.map(({ name, per, run }) => {
    const { timed, answer } = timeInterleaved(
      [
        { name: 'bare', run: () => run(bitmaps, BARE) },
        { name: 'engine', run: () => run(bitmaps, ENGINE) },
        { name: 'bare, run containers', run: () => run(optimized, BARE) },
      ],
      { rounds, leastMs },
    );
    const [bare, engine, runContainers] = timed as [Timed, Timed, Timed];
    const calls = per === 'pair' ? bitmaps.length - 1 : 1;
    return {
      family,
      operation: name,
      answer,
      bareMicros: perCall(bare.micros, calls),
      engineMicros: perCall(engine.micros, calls),
      ratio: engine.ratio,
      runContainersMicros: perCall(runContainers.micros, calls),
    };
  });
}

/** Adds up what a call says of each set and its successor. */
function sumOfPairs(bitmaps: readonly Bitmap[], call: (a: Bitmap, b: Bitmap) => number): number {
  let total = 0;
  for (let i = 1; i < bitmaps.length; i++) {
    total += call(bitmaps[i - 1] as Bitmap, bitmaps[i] as Bitmap);
  }
  return total;
}

function sizeOf(temporary: Bitmap): number {
  const { size } = temporary;
  temporary.dispose();
  return size;
}

function perCall({ median, low, high }: Spread, calls: number): Spread {
  return { median: median / calls, low: low / calls, high: high / calls };
}
