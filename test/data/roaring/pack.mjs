/**
 * Makes the files of this folder from the ones that are published, `NAME.csv.gz` with a set a line
 * as ascending integers: `node pack.mjs FOLDER`. The gaps between them compress to an eighth of
 * what the integers do, so that all sets fit into the repository.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib';

const [from] = process.argv.slice(2);
const params = {
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
};

for (const name of ['census-income', 'census1881', 'uscensus2000', 'wikileaks-noquotes']) {
  const sets = gunzipSync(readFileSync(join(from, `${name}.csv.gz`))).toString().trimEnd();
  const gaps = sets.split('\n').map((line) => {
    let last = 0;
    return line.split(',').map((value) => {
      const gap = value - last;
      last = Number(value);
      return gap;
    });
  });
  const text = gaps.map((line) => `${line.join(',')}\n`).join('');
  writeFileSync(
    join(import.meta.dirname, `${name}.gaps.csv.br`),
    brotliCompressSync(text, { params }),
  );
}
