/**
 * Appends to a log until there is no room, as the limit of its process has it, and prints how that
 * went. Argument: the folder. Each write asks for room before it is made, as the writer does.
 */
import { writeSync } from 'node:fs';
import { LmdbLog } from '../../dist/storage/log-lmdb.js';

const [data] = process.argv.slice(2);
const log = await LmdbLog.open(data, { shardBits: 4, rangeBytes: 2_000_000 });
const SIZES = [10, 500, 2030, 2040, 4000, 4100, 30_000, 200_000];
let refused = 0;
for (let i = 0; refused < 8 && i < 150; i++) {
  const length = SIZES[(i * 5) % SIZES.length];
  try {
    log.reserve(length + 100);
  } catch (error) {
    refused += 1;
    if (error.name !== 'DiskFullError') throw error;
    continue;
  }
  await log.append([recordAt(log.last + 1, length)]);
}
const positions = [...log.read(log.first)].map(({ position }) => position);
writeSync(1, `${JSON.stringify({ refused, last: log.last, read: positions.length })}\n`);
await log.close();

function recordAt(position, length) {
  const bytes = new Uint8Array(length).fill(position);
  return { position, arrived: position, schema: [], definitions: [], batches: [[0, bytes]] };
}
