/**
 * Serves as a writer whose folder is copied: appends records without end, and in between writes
 * checkpoints, seals, compacts and trims. Prints `durable <position>` after each append.
 *
 * Record p says that key p mod 50 has the value p. A checkpoint holds the values by key, and records
 * behind a full one lose theirs by compaction, so that they only go with it or a later one.
 */
import { writeSync } from 'node:fs';
import { CheckpointStore } from '../../dist/storage/checkpoint-store.js';
import { LmdbLog } from '../../dist/storage/log-lmdb.js';

const [folder] = process.argv.slice(2);
const KEYS = 50;
const log = await LmdbLog.open(folder, { shardBits: 4, rangeBytes: 512 * 1024 });
const store = CheckpointStore.open(folder);
const values = new Map();

for (let round = 1; ; round++) {
  const records = Array.from({ length: 1 + (round % 20) }, (_, i) => recordAt(log.last + 1 + i));
  await log.append(records);
  for (const { position } of records) values.set(position % KEYS, position);
  writeSync(1, `durable ${log.last}\n`);
  if (round % 20 === 0) await checkpoint(round % 60 === 0);
  await new Promise((resume) => setTimeout(resume, 1));
}

function recordAt(position) {
  const batches = [[0, Buffer.alloc(2000, `${position};`)]];
  return { position, arrived: position, schema: [], definitions: [], batches };
}

async function checkpoint(wantsFull) {
  const full = wantsFull || store.needsFull;
  const writer = await store.begin(full);
  const position = log.last;
  const bytes = Buffer.from(JSON.stringify([...values]));
  await writer.put([{ name: 'values', bytes }]);
  await writer.put([{ name: 'ballast', bytes: full ? Buffer.alloc(300_000, 'b') : undefined }]);
  await writer.commit(position);
  if (!wantsFull) return;
  await log.seal();
  await log.compact(position + 1, (record) =>
    record.batches.length === 0 ? undefined : { ...record, batches: [] },
  );
  await log.trim(position - 1500);
}
