/**
 * What makes writes last, as a whole: the log, the checkpoints, the writer on top of them. Opening
 * it brings the shards to where the log ends: from the newest good checkpoint and the log after it,
 * or, without one, from the whole log.
 */
import type { Millis, Position } from '../engine/index.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { Checkpointer } from './checkpointer.ts';
import type { Log } from './log.ts';
import { LmdbLog } from './log-lmdb.ts';
import { MemoryLog } from './log-memory.ts';
import { replayLog, restoreCheckpoint } from './recovery.ts';
import { probeNewestCheckpoint, probeOpening, probeSealed } from './recovery-probe.ts';
import type { ShardAccess } from './shard-access.ts';
import { Writer } from './writer.ts';
import { WriterState } from './writer-state.ts';

export type StorageOptions = {
  /** The data folder, or `memory` for a log that is gone with the process. */
  readonly data: string;
  readonly shardBits: number;
  readonly dedupeMs: number;
  /** Bytes of a range of the log, about. */
  readonly rangeBytes: number | undefined;
  /** The compiled `probe-child`. */
  readonly probe: URL;
  readonly shards: ShardAccess;
  /** Told what opening finds, and how far it is. */
  readonly onProgress: (message: string) => void;
};

/** Work that is done now and then, beside writing. */
export type Upkeep =
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'compact' }
  | { readonly kind: 'expire'; readonly before: Millis; readonly arrived: Millis }
  | { readonly kind: 'trim'; readonly before: Millis };

export type UpkeepReport = {
  /** The position of the newest checkpoint, 0 without one. */
  readonly checkpoint: Position;
  /** Ranges of the log that were deleted. */
  readonly trimmed: number;
};

export class Storage {
  readonly writer: Writer;
  readonly #log: Log;
  readonly #store: CheckpointStore | undefined;
  readonly #checkpointer: Checkpointer | undefined;

  private constructor(
    writer: Writer,
    log: Log,
    store: CheckpointStore | undefined,
    checkpointer: Checkpointer | undefined,
  ) {
    this.writer = writer;
    this.#log = log;
    this.#store = store;
    this.#checkpointer = checkpointer;
  }

  /** Rejects, naming the file, when what is needed of the data cannot be read. */
  static async open(options: StorageOptions): Promise<Storage> {
    const { data, shards, onProgress } = options;
    if (data === 'memory') return Storage.openLog(new MemoryLog(), options);
    const state = new WriterState(options.shardBits, options.dedupeMs);
    const store = CheckpointStore.open(data);
    const { checkpoint, reached } = await probeOpening(data, store, options.probe, onProgress);
    const position = checkpoint?.position ?? (0 as Position);
    const log = await LmdbLog.open(data, {
      shardBits: options.shardBits,
      reaches: reached,
      ...(options.rangeBytes !== undefined && { rangeBytes: options.rangeBytes }),
    });
    try {
      if (checkpoint !== undefined) await restoreCheckpoint(checkpoint, state, shards, onProgress);
      await replayLog(log, position, state, shards, onProgress);
      const writer = new Writer({ log, shards, state });
      const probes = {
        log: () => probeSealed(data, log.first, log.unsealed, options.probe),
        checkpoint: (at: Position) => probeNewestCheckpoint(store, at, options.probe),
      };
      const parts = { log, store, writer, shards, probes };
      return new Storage(writer, log, store, new Checkpointer(parts, position));
    } catch (error) {
      await log.close();
      await store.close();
      throw error;
    }
  }

  /** On a log alone, all of which is replayed; without checkpoints. */
  static async openLog(
    log: Log,
    options: Pick<StorageOptions, 'shardBits' | 'dedupeMs' | 'shards' | 'onProgress'>,
  ): Promise<Storage> {
    const { shards, onProgress } = options;
    const state = new WriterState(options.shardBits, options.dedupeMs);
    await replayLog(log, 0 as Position, state, shards, onProgress);
    return new Storage(new Writer({ log, shards, state }), log, undefined, undefined);
  }

  /** Does what is wanted, after what was wanted before. */
  async upkeep(upkeep: Upkeep): Promise<UpkeepReport> {
    const checkpointer = this.#checkpointer;
    let trimmed = 0;
    switch (upkeep.kind) {
      case 'checkpoint':
        await checkpointer?.checkpoint();
        break;
      case 'compact':
        await checkpointer?.compact();
        break;
      case 'expire':
        await this.#expire(upkeep.before, upkeep.arrived);
        break;
      case 'trim':
        trimmed = (await checkpointer?.trim(upkeep.before)) ?? 0;
        break;
    }
    return { checkpoint: checkpointer?.position ?? (0 as Position), trimmed };
  }

  /** Waits for everything under way. */
  async close(): Promise<void> {
    await this.#checkpointer?.close();
    await this.writer.close();
    await this.#store?.close();
    await this.#log.close();
  }

  async #expire(before: Millis, arrived: Millis): Promise<void> {
    await this.writer.transact({ arrived, bytes: 0 }, (batch) => {
      if (before > this.writer.state.schema.eventsFrom) {
        batch.changeSchema({ kind: 'events-expired', before });
      }
      return { ok: true, value: undefined };
    });
  }
}
