/**
 * What each stage of a write of events costs, one after the other in this thread: microseconds per
 * event, over the same bodies, by the functions that the server itself calls.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeBatch,
  encodeBatch,
  ItemReader,
  type Millis,
  type Position,
  Schema,
  ShardSet,
} from '../engine/index.ts';
import { parseJson } from '../server/http/json-parse.ts';
import { LIMITS } from '../server/http/limits.ts';
import { LmdbLog } from '../storage/log-lmdb.ts';
import { MemoryLog } from '../storage/log-memory.ts';
import { decodeRecord, encodeRecord, type LogRecord } from '../storage/log-record.ts';
import type { ShardAccess } from '../storage/shard-access.ts';
import { Writer } from '../storage/writer.ts';
import { WriterState } from '../storage/writer-state.ts';
import { Body, contactId } from './load-items.ts';
import { type Spread, spreadOf } from './report.ts';

export type StageOptions = {
  readonly batch: number;
  readonly batches: number;
  readonly contacts: number;
  readonly seed: number;
  readonly runs: number;
};

export type StageCost = { readonly stage: string; readonly micros: Spread };

const SHARD_BITS = 20;
const CREATED_AT_ONCE = 5000;
const DEDUPE_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12) as Millis;
const ARRIVAL = { arrived: NOW, bytes: 0 };

/** Shards that take everything and do nothing, so that the writer is measured alone. */
const NOWHERE: ShardAccess = {
  begin: () => {},
  publish: async () => {},
  all: () => Promise.reject(new Error('nothing is asked')),
  at: () => Promise.reject(new Error('nothing is asked')),
};

/** One run more than asked for goes first and is not counted: it warms the compiler. */
export async function measureStages(options: StageOptions): Promise<readonly StageCost[]> {
  const runs: ReadonlyMap<string, number>[] = [];
  for (let run = 0; run <= options.runs; run++) runs.push(await measureOnce(options));
  const counted = runs.slice(1);
  return [...(runs[0] as ReadonlyMap<string, number>).keys()].map((stage) => ({
    stage,
    micros: spreadOf(counted.map((costs) => costs.get(stage) as number)),
  }));
}

async function measureOnce(options: StageOptions): Promise<ReadonlyMap<string, number>> {
  const { batch, batches, contacts, seed } = options;
  const bodies = Array.from({ length: batches }, (_, number) => {
    const kind = 'events-with-ids';
    const body = new Body({
      kind,
      format: 'json',
      items: batch,
      contacts,
      fields: 0,
      seed,
      number,
    });
    body.renumber(number * batch);
    return body.bytes;
  });
  const costs = new Map<string, number>();
  const timed = async <T>(stage: string, run: () => T | Promise<T>): Promise<T> => {
    const startedMs = performance.now();
    const result = await run();
    costs.set(stage, ((performance.now() - startedMs) * 1000) / (batch * batches));
    return result;
  };

  const lists = await timed('parse JSON', () =>
    bodies.map((bytes) => valueOf(parseJson(bytes, LIMITS)) as readonly unknown[]),
  );
  const reader = new ItemReader(new Schema());
  await timed('check items', () => {
    for (const list of lists) for (const json of list) valueOf(reader.event(json, NOW));
  });
  const log = new MemoryLog();
  const writer = new Writer({
    log,
    shards: NOWHERE,
    state: new WriterState(SHARD_BITS, DEDUPE_MS),
  });
  await createContacts(writer, contacts);
  const created = log.last;
  await timed('check, plan and encode operations', async () => {
    for (const list of lists) valueOf(await writer.putEvents(itemsOf(list), false, ARRIVAL));
  });
  await writer.close();
  const records = [...log.read((created + 1) as Position)];
  const operations = records.map(({ batches: encoded }) =>
    encoded.map(([, bytes]) => decodeBatch(bytes)),
  );
  await timed('of which: encode operations', () => {
    for (const shards of operations) for (const ops of shards) encodeBatch(ops);
  });
  const encoded = await timed('encode records', () => records.map(encodeRecord));
  await timed('decode records (a replay)', () => {
    for (const [i, bytes] of encoded.entries()) {
      valueOf(decodeRecord(bytes, (created + i + 1) as Position));
    }
  });
  await appendAll(records, (run) => timed('encode and append records, fsync', run));
  const shards = new ShardSet(SHARD_BITS);
  const before = [...log.read(1 as Position)].filter(({ position }) => position <= created);
  shards.run('apply', { records: before });
  await timed('apply to shards', () => {
    for (const record of records) shards.run('apply', { records: [record] });
  });
  return costs;
}

/** So that events meet contacts that exist, as they mostly do. */
async function createContacts(writer: Writer, contacts: number): Promise<void> {
  const ids = Array.from({ length: contacts }, (_, number) => ({ id: contactId(number) }));
  for (let from = 0; from < contacts; from += CREATED_AT_ONCE) {
    const items = itemsOf(ids.slice(from, from + CREATED_AT_ONCE));
    valueOf(await writer.putContacts(items, false, ARRIVAL));
  }
}

function itemsOf(list: readonly unknown[]) {
  return list.map((json) => ({ parsed: true, json }) as const);
}

/** Four at a time, as connections would, to a log that begins with them; opening it is not timed. */
async function appendAll(
  records: readonly LogRecord[],
  timed: (run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    const log = await LmdbLog.open(folder, { shardBits: SHARD_BITS });
    await timed(async () => {
      for (let from = 0; from < records.length; from += 4) {
        const group = records.slice(from, from + 4);
        await log.append(
          group.map((record, i) => ({ ...record, position: (from + i + 1) as Position })),
        );
      }
    });
    await log.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function valueOf<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}
