/**
 * What a checkpoint and the log after it lead to, or the whole log: shards and the writer's state
 * are built in this thread, looked over and let go of. What is left of them is small enough to be
 * compared with what another way leads to.
 */
import { createHash } from 'node:crypto';
import {
  type DefinitionsState,
  InlineExecutor,
  type Position,
  type SchemaState,
} from '../engine/index.ts';
import type { StoredCheckpoint } from './checkpoint-reader.ts';
import type { DuplicateFilter } from './duplicate-filter.ts';
import { FaultList } from './fault-list.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './log-record.ts';
import { Publication } from './publication.ts';
import { replayLog, restoreCheckpoint } from './recovery.ts';
import { WriterState } from './writer-state.ts';

const ROWS_AT_ONCE = 4096;

export type Rebuilt = {
  readonly contacts: number;
  /** Of contacts that exist. */
  readonly events: number;
  readonly schema: SchemaState;
  readonly definitions: DefinitionsState;
  /** See `WriterState`. */
  readonly removedAt: number;
  readonly nextOrdinal: number;
  /** Digest of the ordinals and ids of the contacts that exist. */
  readonly ids: string;
  /** Digests of what the shards hold, by number. */
  readonly shards: ReadonlyMap<number, string>;
  readonly eventKeys: DuplicateFilter;
  /** When the newer generation of the checkpoint's event keys began; −Infinity without any. */
  readonly eventKeysSince: number;
  /** Where parts of it disagree with each other. */
  readonly faults: readonly string[];
};

export type RebuildOptions = {
  /** Without one, the log is replayed from its beginning. */
  readonly checkpoint: StoredCheckpoint | undefined;
  readonly log: Pick<Log, 'last' | 'read'>;
  readonly shardBits: number;
  /** Told of each record of the log before it is taken in, with the state as it is then. */
  readonly onRecord?: (record: LogRecord, state: WriterState) => void;
  readonly onProgress: (message: string) => void;
};

/** Rejects where the files are sound and yet can't be taken in; the message says what. */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { checkpoint, log, shardBits, onRecord = () => {}, onProgress } = options;
  const publication = new Publication(new InlineExecutor(shardBits));
  // How long event ids are remembered is not in the folder: whatever is added is kept.
  const state = new WriterState(shardBits, Infinity);
  if (checkpoint !== undefined) {
    await restoreCheckpoint(checkpoint, state, publication, onProgress);
  }
  const eventKeysSince = state.duplicates.since;
  const position = checkpoint?.position ?? (0 as Position);
  const told = {
    last: log.last,
    *read(from: Position) {
      for (const record of log.read(from)) {
        onRecord(record, state);
        yield record;
      }
    },
  };
  await replayLog(told, position, state, publication, onProgress);
  // A shard that failed to take a record makes what follows reject.
  await publication.close();
  onProgress('looking over what was read');
  const [digests = []] = await publication.all('fingerprint', {});
  const [statistics] = await publication.all('statistics', { limit: 0 });
  const living = digestOf(state);
  return {
    contacts: living.contacts,
    events: statistics?.events.reduce((sum, { events }) => sum + events, 0) ?? 0,
    schema: state.schema.dump(),
    definitions: state.definitions.dump(),
    removedAt: state.removedAt,
    nextOrdinal: state.contacts.next,
    ids: living.digest,
    shards: new Map(digests.map(({ shard, digest }) => [shard, digest])),
    eventKeys: state.duplicates,
    eventKeysSince,
    faults: await faultsOf(state, publication),
  };
}

function digestOf({ contacts }: WriterState): {
  readonly contacts: number;
  readonly digest: string;
} {
  const hash = createHash('sha256');
  let count = 0;
  for (const entry of contacts.living()) {
    hash.update(JSON.stringify(entry));
    count += 1;
  }
  return { contacts: count, digest: hash.digest('hex') };
}

/** Indexes against their columns and rows, and the writer's contacts against the shards'. */
async function faultsOf(state: WriterState, shards: Publication): Promise<readonly string[]> {
  const faults = new FaultList('the index');
  const [found = []] = await shards.all('check', {});
  for (const { shard, fault } of found) faults.add(`shard ${shard}: ${fault}`);
  let contacts = 0;
  for (const block of blocksOf(state)) {
    contacts += block.length;
    const ids = await idsInShards(block, shards);
    for (const [ordinal, id] of block) {
      const other = ids.get(ordinal);
      if (other === id) continue;
      const what = other === undefined ? 'no contact' : `contact ${JSON.stringify(other)}`;
      faults.add(
        `the shards have ${what} for ordinal ${ordinal}, the writer ${JSON.stringify(id)}`,
      );
    }
  }
  const [counted] = await shards.all('count', { plan: { nodes: [], roots: [] } });
  if (counted !== undefined && counted.total !== contacts) {
    faults.add(`the shards have ${counted.total} contacts, the writer has ${contacts}`);
  }
  return faults.all();
}

type Block = readonly (readonly [ordinal: number, id: string])[];

/** The contacts that the writer has, some at a time, and of one shard at a time. */
function* blocksOf({ contacts, shardBits }: WriterState): Iterable<Block> {
  let block: (readonly [ordinal: number, id: string])[] = [];
  let shard = 0;
  for (const [ordinal, id] of contacts.living()) {
    if (block.length === ROWS_AT_ONCE || ordinal >>> shardBits !== shard) {
      if (block.length > 0) yield block;
      block = [];
      shard = ordinal >>> shardBits;
    }
    block.push([ordinal, id]);
  }
  if (block.length > 0) yield block;
}

/** Ids by ordinal, of those that the shards have. */
async function idsInShards(
  block: Block,
  shards: Publication,
): Promise<ReadonlyMap<number, string>> {
  const ordinals = Uint32Array.from(block, ([ordinal]) => ordinal);
  const { bytes } = await shards.at(ordinals[0] as number, 'rows', {
    ordinals,
    fields: [],
    format: 'ndjson',
  });
  const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1);
  return new Map(
    lines.map((line) => {
      const row = JSON.parse(line) as { readonly ordinal: number; readonly id: string };
      return [row.ordinal, row.id] as const;
    }),
  );
}
