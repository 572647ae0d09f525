/**
 * Takes checkpoints: while writes go on, the writer's state and the shards are saved piece by piece,
 * in short steps, each piece as it is at the time. All of them are at the checkpoint's position or
 * after it, and replaying the log from that position onto them leads to where they would be anyway
 * (see `docs/ARCHITECTURE.md`), so nobody has to stand still.
 *
 * A compaction is a checkpoint in full, to a new store, of shards that have let go of what only
 * deleted contacts had, followed by the log without what was theirs.
 */
import {
  type DefinitionsState,
  type Millis,
  type Ordinal,
  type Piece,
  type Position,
  redactBatch,
  type SchemaState,
} from '../engine/index.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { CheckpointWriter } from './checkpoint-writer.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './log-record.ts';
import { packed, unpacked } from './packed.ts';
import type { ShardAccess } from './shard-access.ts';
import type { Writer } from './writer.ts';
import type { WriterState } from './writer-state.ts';

export type CheckpointerOptions = {
  readonly log: Log;
  readonly store: CheckpointStore;
  readonly writer: Writer;
  readonly shards: ShardAccess;
  readonly probes: Probes;
};

/**
 * Has files read by another process, before this one reads what an earlier one has written, or
 * deletes what would be needed without them. Reject, naming the file, when they are damaged.
 */
export type Probes = {
  readonly log: () => Promise<void>;
  readonly checkpoint: (position: Position) => Promise<void>;
};

/** What was known at the position of a checkpoint: the first of its pieces. */
export type Known = {
  readonly schema: SchemaState;
  readonly definitions: DefinitionsState;
  /** See `WriterState`. */
  readonly removedAt: number;
};

export const KNOWN_PIECE = 'writer/known';
/** Bytes of the writer's own pieces that are handed over at a time. */
const STEP_BYTES = 1 << 20;

export class Checkpointer {
  readonly #log: Log;
  readonly #store: CheckpointStore;
  readonly #writer: Writer;
  readonly #shards: ShardAccess;
  readonly #probes: Probes;
  /** The end of the queue: one checkpoint or compaction at a time. */
  #running: Promise<unknown> = Promise.resolve();
  /** The position of the newest checkpoint. */
  #position: Position;
  /** What was removed up to here has left the disk; unknown at first. */
  #compactedAt = 0;
  /**
   * What the log has up to here may go. A start whose newest checkpoint is damaged takes the one
   * before it in the same store, so the log after that stays. Of what an earlier process took
   * nothing is known: nothing goes before the first checkpoint of this one.
   */
  #trimmable = 0 as Position;

  constructor({ log, store, writer, shards, probes }: CheckpointerOptions, position: Position) {
    this.#log = log;
    this.#store = store;
    this.#writer = writer;
    this.#shards = shards;
    this.#probes = probes;
    this.#position = position;
  }

  /** The position of the newest checkpoint, 0 without one. */
  get position(): Position {
    return this.#position;
  }

  /** Takes a checkpoint unless nothing was written since the last one; gives its position. */
  checkpoint(): Promise<Position> {
    return this.#alone(async () => {
      if (this.#writer.decided > this.#position) await this.#take(this.#store.needsFull);
      return this.#position;
    });
  }

  /**
   * Leaves no byte in the data folder of what only contacts had that are deleted by now, nor of
   * events that have expired; where there is none, it is a checkpoint like any other. Gives the
   * position of the newest checkpoint.
   */
  compact(): Promise<Position> {
    return this.#alone(async () => {
      const erasable = await this.#writer.inspect(erasableIn);
      if (erasable.removedAt <= this.#compactedAt) {
        if (erasable.decided > this.#position) await this.#take(this.#store.needsFull);
        return this.#position;
      }
      await this.#probes.log();
      // What is about to be erased must not come back with a record that the disk has lost.
      await this.#writer.settled();
      await this.#eraseInShards();
      await this.#take(true);
      await this.#log.seal();
      // All that was removed is in sealed ranges now. So may be what was written meanwhile, of which
      // nothing is erased: no contact comes back, and no event from before the retention.
      await this.#log.compact(this.#log.unsealed, (record) => redacted(record, erasable));
      this.#compactedAt = erasable.removedAt;
      return this.#position;
    });
  }

  /**
   * Deletes the ranges of the log that no checkpoint of this process needs, and whose records all
   * arrived before a moment; the newest with records stays.
   */
  trim(before: Millis): Promise<number> {
    return this.#alone(async () => {
      const { ranges } = this.#log;
      const hasAny = ranges.slice(0, -1).some(({ last }) => last <= this.#trimmable);
      if (!hasAny) return 0;
      await this.#probes.log();
      await this.#probes.checkpoint(this.#position);
      const keep = ranges.find(({ last, newest }) => last > this.#trimmable || newest >= before);
      return this.#log.trim(keep?.first ?? ((this.#trimmable + 1) as Position));
    });
  }

  /** Waits for what is running. */
  async close(): Promise<void> {
    await this.#running;
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    const running = this.#running.then(run);
    this.#running = running.catch(() => {});
    return running;
  }

  async #take(full: boolean): Promise<void> {
    const { position, known } = await this.#writer.inspect((state, decided) => ({
      position: decided,
      known: {
        schema: state.schema.dump(),
        definitions: state.definitions.dump(),
        removedAt: state.removedAt,
      },
    }));
    // From here on the shards are at the position or after it.
    await this.#writer.settled();
    const checkpoint = await this.#store.begin(full);
    try {
      await checkpoint.put([{ name: KNOWN_PIECE, bytes: packed(known satisfies Known) }]);
      await this.#saveWriter(checkpoint, full);
      await this.#saveShards(checkpoint, full);
      // The writer's pieces may be ahead of the disk by what was being written.
      await this.#writer.settled();
      await checkpoint.commit(position);
    } catch (error) {
      await checkpoint.abandon();
      throw error;
    }
    this.#trimmable = full ? position : this.#position;
    this.#position = position;
  }

  async #saveWriter(checkpoint: CheckpointWriter, full: boolean): Promise<void> {
    let waiting: Piece[] = [];
    let bytes = 0;
    for (const piece of this.#writer.state.pieces(full)) {
      waiting.push(piece);
      bytes += piece.bytes?.length ?? 0;
      if (bytes < STEP_BYTES) continue;
      await checkpoint.put(waiting);
      waiting = [];
      bytes = 0;
    }
    await checkpoint.put(waiting);
  }

  async #saveShards(checkpoint: CheckpointWriter, full: boolean): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      const request = isFirst ? ({ start: full ? 'full' : 'changed' } as const) : {};
      const answers = await this.#shards.all('snapshot', request);
      await checkpoint.put(answers.flatMap(({ pieces }) => pieces));
      if (answers.every(({ done }) => done)) return;
    }
  }

  async #eraseInShards(): Promise<void> {
    for (let start = true; ; start = false) {
      const answers = await this.#shards.all('erase', { start });
      if (answers.every(({ done }) => done)) return;
    }
  }
}

export function readKnown(bytes: Uint8Array): Known {
  return unpacked(bytes) as Known;
}

/** What may be erased from the records up to a position. */
type Erasable = {
  readonly decided: Position;
  readonly removedAt: number;
  readonly shardBits: number;
  readonly eventsFrom: number;
  isErased(ordinal: number): boolean;
};

function erasableIn(
  { contacts, shardBits, schema, removedAt }: WriterState,
  decided: Position,
): Erasable {
  const gone = new Uint8Array(contacts.next);
  for (let ordinal = 0; ordinal < gone.length; ordinal++) {
    if (!contacts.isAlive(ordinal as Ordinal)) gone[ordinal] = 1;
  }
  return {
    decided,
    removedAt,
    shardBits,
    eventsFrom: schema.eventsFrom,
    isErased: (ordinal) => gone[ordinal] === 1,
  };
}

/** A record without what is to be forgotten; undefined when it holds nothing of it. */
function redacted(record: LogRecord, erasable: Erasable): LogRecord | undefined {
  let isChanged = false;
  const batches = record.batches.map(([shard, batch]) => {
    const first = shard * 2 ** erasable.shardBits;
    const rest = redactBatch(batch, {
      isErased: (local) => erasable.isErased(first + local),
      eventsFrom: erasable.eventsFrom,
    });
    isChanged ||= rest !== undefined;
    return [shard, rest ?? batch] as const;
  });
  return isChanged ? { ...record, batches } : undefined;
}
