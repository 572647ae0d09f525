/**
 * Plays one round with a log, and kills itself when it comes to the nth point between two states on
 * disk. Prints a line for each point, and for each append, trim and compaction that was done.
 *
 * Arguments: the folder, the number of the point, 0 for none.
 */
import { writeSync } from 'node:fs';
import { LmdbLog } from '../../dist/storage/log-lmdb.js';

const [data, fatal] = process.argv.slice(2);
let points = 0;

const log = await LmdbLog.open(data, {
  shardBits: 4,
  rangeBytes: 100_000,
  at: (point) => {
    points += 1;
    say('point', point);
    if (points === Number(fatal)) process.kill(process.pid, 'SIGKILL');
  },
});

await append(2);
await log.seal();
await append(4);
await log.seal();
// Long enough for the range to end by itself.
await append(2, 60_000);
await append(2);
await log.compact(log.last, (record) =>
  record.position % 2 === 0 ? { ...record, definitions: [] } : undefined,
);
say('compacted');
const { first } = log.ranges.at(-1);
await log.trim(first);
say('trimmed', first);
await log.close();

async function append(count, length = 50) {
  const from = log.last + 1;
  log.reserve(count * length);
  await log.append(Array.from({ length: count }, (_, i) => recordAt(from + i, length)));
  say('appended', log.last);
}

function recordAt(position, length) {
  const bytes = new Uint8Array(length).fill(position);
  const definitions = [{ kind: 'channel-put', name: 'c', rule: { field: 'f', op: 'exists' } }];
  return { position, arrived: position * 1000, schema: [], definitions, batches: [[0, bytes]] };
}

function say(...words) {
  writeSync(1, `${words.join(' ')}\n`);
}
