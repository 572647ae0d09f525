/** The real integer sets of the Roaring papers, as `test/data/roaring` has them: gaps in lines. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

/** From the dense to the sparse. */
export const ROARING_FAMILIES = [
  'census-income',
  'census1881',
  'wikileaks-noquotes',
  'uscensus2000',
] as const;

export type RoaringFamily = (typeof ROARING_FAMILIES)[number];

const FOLDER = new URL('../../test/data/roaring/', import.meta.url);
const [COMMA, LINE_END, ZERO] = [0x2c, 0x0a, 0x30];

/** The 200 sets of a family, each ascending. */
export function readRoaringSets(family: RoaringFamily): readonly Uint32Array[] {
  const file = fileURLToPath(new URL(`${family}.gaps.csv.br`, FOLDER));
  const sets: Uint32Array[] = [];
  let values: number[] = [];
  let [value, gap] = [0, 0];
  for (const byte of brotliDecompressSync(readFileSync(file))) {
    if (byte !== COMMA && byte !== LINE_END) {
      gap = gap * 10 + byte - ZERO;
      continue;
    }
    value += gap;
    values.push(value);
    gap = 0;
    if (byte === COMMA) continue;
    sets.push(Uint32Array.from(values));
    values = [];
    value = 0;
  }
  return sets;
}
