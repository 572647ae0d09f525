/** Opening: a checkpoint is taken back, and the log after it replayed. */
import { type Position, type SavedPiece, shardOfPiece } from '../engine/index.ts';
import type { StoredCheckpoint } from './checkpoint-reader.ts';
import { KNOWN_PIECE, readKnown } from './checkpointer.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './log-record.ts';
import type { ShardAccess } from './shard-access.ts';
import type { WriterState } from './writer-state.ts';

type Progress = (message: string) => void;

/** Bytes of pieces that travel to the shards at a time, and such loads on their way. */
const LOAD_BYTES = 4 << 20;
const LOADS_AHEAD = 4;
/** Records, and bytes of batches, that are replayed as one group. */
const GROUP_RECORDS = 64;
const GROUP_BYTES = 1 << 20;
/** Told after so many records, or so many bytes of batches: a record of a bulk write has much. */
const REPORT_EVERY = 1000;
const REPORT_BYTES = 8 << 20;

/** Brings the writer's state and the shards to a checkpoint. */
export async function restoreCheckpoint(
  checkpoint: StoredCheckpoint,
  state: WriterState,
  shards: ShardAccess,
  onProgress: Progress,
): Promise<void> {
  const loads = new ShardLoads(shards, state.shardBits);
  const own: SavedPiece[] = [];
  const total = checkpoint.byteLength;
  let done = 0;
  let reported = 0;
  for (const { name, bytes } of checkpoint.pieces()) {
    done += bytes.length;
    if (name === KNOWN_PIECE) {
      const { schema, definitions, removedAt } = readKnown(bytes);
      state.removedAt = removedAt;
      state.schema.restore(schema);
      state.definitions.restore(definitions);
      shards.begin(checkpoint.position, schema, definitions);
      await shards.all('restore', { step: 'schema', schema });
    } else if (name.startsWith('writer/')) {
      own.push({ name, bytes });
    } else {
      await loads.add({ name, bytes });
    }
    if (done - reported < total / 10) continue;
    reported = done;
    onProgress(`read ${Math.floor((100 * done) / total)} % of the checkpoint`);
  }
  await loads.send();
  // Asked for behind the loads: the shards have theirs to do while the writer takes back its own.
  const finished = Promise.all([loads.finish(), shards.all('restore', { step: 'finish' })]);
  finished.catch(() => {});
  for (const { name, bytes } of own) state.restorePiece(name, bytes);
  state.finishRestoring();
  await finished;
}

/** Replays what the log has after a position; done when the shards have been given all of it. */
export async function replayLog(
  log: Pick<Log, 'last' | 'read'>,
  position: Position,
  state: WriterState,
  shards: ShardAccess,
  onProgress: Progress,
): Promise<void> {
  let group: LogRecord[] = [];
  let bytes = 0;
  let untoldBytes = 0;
  for (const record of log.read((position + 1) as Position)) {
    state.replay(record);
    group.push(record);
    for (const [, batch] of record.batches) {
      bytes += batch.length;
      untoldBytes += batch.length;
    }
    if (group.length === GROUP_RECORDS || bytes >= GROUP_BYTES) {
      await shards.publish(group);
      group = [];
      bytes = 0;
    }
    if (record.position % REPORT_EVERY === 0 || untoldBytes >= REPORT_BYTES) {
      untoldBytes = 0;
      onProgress(`replayed ${record.position} of ${log.last} records`);
    }
  }
  if (group.length > 0) await shards.publish(group);
}

/** Pieces on their way to the shards, a few loads ahead. */
class ShardLoads {
  readonly #shards: ShardAccess;
  readonly #shardBits: number;
  readonly #ahead = new Set<Promise<unknown>>();
  #waiting: SavedPiece[] = [];
  #waitingBytes = 0;
  #shard = 0;

  constructor(shards: ShardAccess, shardBits: number) {
    this.#shards = shards;
    this.#shardBits = shardBits;
  }

  async add(piece: SavedPiece): Promise<void> {
    const shard = shardOfPiece(piece.name);
    if (shard !== this.#shard) await this.send();
    this.#shard = shard;
    this.#waiting.push(piece);
    this.#waitingBytes += piece.bytes.length;
    if (this.#waitingBytes >= LOAD_BYTES) await this.send();
  }

  /** Resolves when everything has been given. */
  async finish(): Promise<void> {
    await this.send();
    await Promise.all(this.#ahead);
  }

  /** Has what was added on its way. */
  async send(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const pieces = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    while (this.#ahead.size >= LOADS_AHEAD) await Promise.race(this.#ahead);
    const ordinal = this.#shard * 2 ** this.#shardBits;
    const sent: Promise<unknown> = this.#shards
      .at(ordinal, 'restore', { step: 'pieces', pieces })
      .then(() => this.#ahead.delete(sent));
    this.#ahead.add(sent);
  }
}
