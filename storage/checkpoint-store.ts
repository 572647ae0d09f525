/**
 * The checkpoints of a data folder: `checkpoint/<number>/` are stores, one LMDB file each.
 *
 * Stores that an earlier process made are only read. The first checkpoint of a process goes in full
 * to a new store, later ones add what has changed; when more than half of the store is garbage, the
 * next one is full again. Within a store keys only grow and nothing is overwritten. Space is freed
 * by deleting whole stores: a full checkpoint deletes every other store once its manifest is on
 * disk, so that nothing erased from the new one is left. Numbers of stores only grow.
 *
 * One owner writes; this is where the decision is what may be deleted.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../engine/index.ts';
import { CheckpointError } from './checkpoint-error.ts';
import type { Manifest } from './checkpoint-manifest.ts';
import { newestCheckpoint, type StoredCheckpoint } from './checkpoint-reader.ts';
import { HEADER_BYTES } from './checkpoint-value.ts';
import { type CheckpointPoint, CheckpointWriter, storedBytes } from './checkpoint-writer.ts';
import { makeFolder, removeFolder, removeRemains } from './durable-folder.ts';
import { FileFault } from './file-errors.ts';
import { LmdbFile } from './lmdb-file.ts';

const NUMBER_DIGITS = 8;
const DATA_FILE = 'data.mdb';
/** A store of less than this is not worth writing anew. */
const SMALL_STORE_BYTES = 4 * 2 ** 20;

/** A folder `checkpoint/<number>`. */
export type StoreFolder = { readonly number: number; readonly path: string };

export type CheckpointStoreOptions = {
  /** Called at each named moment; throws or ends the process in tests. */
  readonly at?: (point: CheckpointPoint) => void;
  /** Bytes of a store up to which its garbage does not matter. */
  readonly smallStoreBytes?: number;
};

/** The store that this process writes. */
type OwnStore = {
  readonly number: number;
  readonly file: LmdbFile;
  readonly manifest: Manifest;
  readonly writtenBytes: number;
};

export class CheckpointStore {
  readonly #folder: string;
  readonly #at: (point: CheckpointPoint) => void;
  readonly #smallStoreBytes: number;
  /** Open for reading, by number. */
  readonly #readers = new Map<number, LmdbFile>();
  /** Stores that were seen to have no checkpoint, by number. */
  readonly #incomplete = new Set<number>();
  #own: OwnStore | undefined;
  #hasFailed = false;
  #isWriting = false;

  private constructor(folder: string, options: CheckpointStoreOptions) {
    this.#folder = join(folder, 'checkpoint');
    this.#at = options.at ?? (() => undefined);
    this.#smallStoreBytes = options.smallStoreBytes ?? SMALL_STORE_BYTES;
  }

  /** The checkpoints of a data folder, which need not exist yet. Reads and writes nothing. */
  static open(folder: string, options: CheckpointStoreOptions = {}): CheckpointStore {
    return new CheckpointStore(folder, options);
  }

  /** The stores there are now, newest first, complete or not. */
  get stores(): readonly StoreFolder[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => /^\d{8}$/.test(name))
      .map((name) => ({ number: Number(name), path: join(this.#folder, name) }))
      .sort((a, b) => b.number - a.number);
  }

  /**
   * The newest complete checkpoint of a store, or the one of a key that the probe named. Undefined
   * when none was ever completed. Throws `CheckpointError` naming the file when it is damaged.
   * What it gives can be read until the store is deleted by a full checkpoint, or `close`.
   */
  read(store: StoreFolder, key?: number): StoredCheckpoint | undefined {
    const file = this.#fileOf(store);
    let found = file && newestCheckpoint(file);
    while (key !== undefined && found !== undefined && found.key !== key) found = found.older();
    if (key !== undefined && found === undefined) {
      throw new CheckpointError(`${store.path} has no checkpoint ${key}`);
    }
    if (found === undefined && store.number !== this.#own?.number) {
      this.#incomplete.add(store.number);
    }
    return found;
  }

  /**
   * True when the next checkpoint must bring all pieces: this process has no store yet, the last
   * attempt failed, or more than half of the store is garbage.
   */
  get needsFull(): boolean {
    if (this.#own === undefined || this.#hasFailed) return true;
    const { writtenBytes, manifest } = this.#own;
    if (writtenBytes <= this.#smallStoreBytes) return false;
    let liveBytes = 0;
    for (const { length } of manifest.pieces.values()) {
      liveBytes += storedBytes(length + HEADER_BYTES);
    }
    return writtenBytes > 2 * liveBytes;
  }

  /**
   * Begins a checkpoint, one at a time; `full`: into a new store, and with every piece's bytes.
   * Rejects with `DiskFullError` when there is no room for a store; then all is as it was.
   */
  async begin(full: boolean): Promise<CheckpointWriter> {
    assert(!this.#isWriting, 'one checkpoint at a time');
    assert(full || !this.needsFull, 'a checkpoint that must be full is asked for in full');
    this.#isWriting = true;
    try {
      return full ? await this.#beginFull() : this.#beginChanged();
    } catch (error) {
      this.#isWriting = false;
      throw error;
    }
  }

  /** Ends reading and writing; a checkpoint that was begun is abandoned or committed before. */
  async close(): Promise<void> {
    assert(!this.#isWriting, 'no checkpoint is being written');
    for (const file of this.#readers.values()) await file.close();
    this.#readers.clear();
    await this.#own?.file.close();
    this.#own = undefined;
  }

  #fileOf(store: StoreFolder): LmdbFile | undefined {
    const open =
      this.#own?.number === store.number ? this.#own.file : this.#readers.get(store.number);
    if (open !== undefined) return open;
    if (!existsSync(join(store.path, DATA_FILE))) return undefined;
    try {
      const file = LmdbFile.openReadOnly(store.path);
      this.#readers.set(store.number, file);
      return file;
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      throw new CheckpointError(error.message, { cause: error });
    }
  }

  async #beginFull(): Promise<CheckpointWriter> {
    makeFolder(this.#folder);
    removeRemains(this.#folder);
    const stores = this.stores;
    for (const store of stores) {
      if (this.#incomplete.has(store.number)) await this.#delete(store);
    }
    const number = (stores[0]?.number ?? 0) + 1;
    const path = join(this.#folder, String(number).padStart(NUMBER_DIGITS, '0'));
    const file = await this.#create(path);
    return new CheckpointWriter(file, undefined, {
      at: this.#at,
      committed: async (manifest, writtenBytes) => {
        const before = this.#own;
        this.#own = { number, file, manifest, writtenBytes };
        this.#hasFailed = false;
        await before?.file.close();
        await this.#deleteOthers(number);
        this.#isWriting = false;
      },
      abandoned: async (mayCount) => {
        this.#hasFailed = true;
        this.#isWriting = false;
        // The commit went through when the store is this process's own already.
        if (this.#own?.number === number) return;
        await file.close();
        if (!mayCount) await this.#delete({ number, path });
      },
    });
  }

  /** A new store, or none. */
  async #create(path: string): Promise<LmdbFile> {
    let file: LmdbFile | undefined;
    try {
      file = LmdbFile.create(path);
      this.#at('store-created');
      return file;
    } catch (error) {
      await file?.close();
      if (file !== undefined) removeFolder(path);
      throw error;
    }
  }

  #beginChanged(): CheckpointWriter {
    const own = this.#own;
    assert(own !== undefined, 'there is a checkpoint that changes are added to');
    return new CheckpointWriter(own.file, own.manifest, {
      at: this.#at,
      committed: async (manifest, writtenBytes) => {
        this.#own = { ...own, manifest, writtenBytes: own.writtenBytes + writtenBytes };
        this.#isWriting = false;
      },
      abandoned: async () => {
        this.#hasFailed = true;
        this.#isWriting = false;
      },
    });
  }

  async #deleteOthers(kept: number): Promise<void> {
    // Oldest first: what is left after a kill is the newest, as if nothing had been deleted yet.
    for (const store of this.stores.toReversed()) {
      if (store.number === kept) continue;
      await this.#delete(store);
      this.#at('old-deleted');
    }
  }

  async #delete({ number, path }: StoreFolder): Promise<void> {
    await this.#readers.get(number)?.close();
    this.#readers.delete(number);
    this.#incomplete.delete(number);
    removeFolder(path);
  }
}
