/**
 * One LMDB environment to which entries are only ever added: the only importer of `lmdb`.
 *
 * - It is written by the object that created it, and from then on read only: LMDB keeps no
 *   checksums, and a damaged page of an old file could make it overwrite good ones.
 * - `overlappingSync: false`: a commit that resolves has been through fsync.
 * - LMDB on a full disk fails in bad ways (opening a new environment ends the process, a commit
 *   leaves it unusable), so the file is lengthened by written zeros before LMDB needs the room. LMDB
 *   does not look at what follows its last page, and overwrites it.
 * - Whoever opens an environment writes the transaction that it found newest into the lock file, from
 *   which LMDB takes the one to go on from: a commit made between the two would be overwritten by the
 *   next. So a writer has a lock file that nobody else can open.
 * - LMDB writes freed pages again, which it leaves alone only for readers that it sees in its lock
 *   file. Another process that reads a file being written says so by a file beside it, and the
 *   writer holds a transaction for it.
 * - A failed commit also rejects promises of lmdb-js that nobody holds. The process has to end after
 *   such a failure anyway; that it may be ended by them does no harm.
 * - Within a process an environment must not be open twice.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { assert } from '../engine/index.ts';
import { makeFolder, renameFolder, syncFolder, UNFINISHED } from './durable-folder.ts';
import { asDiskError, FileFault } from './file-errors.ts';
import { newHeader, PAGE_BYTES, readHeader } from './lmdb-header.ts';

const DATA_FILE = 'data.mdb';
const LOCK_FILE = 'lock.mdb';
/** A file whose name begins so says that another process reads the data file. */
const READER_FILE = 'reader-';
/** Address space that a file may grow into. */
const MAP_BYTES = 2 ** 38;
/** Longer than LMDB makes it: written in advance, its pages in memory can't lack room on disk. */
const LOCK_BYTES = 12288;
const MIB = 2 ** 20;
const ZEROS = Buffer.alloc(MIB);
/** Room that is made in advance: as much again as there is, within these bounds. */
const MIN_AHEAD = MIB;
const MAX_AHEAD = 32 * MIB;
/** Pages that a transaction copies or adds besides those of its values. */
const COMMIT_BYTES = 256 * 1024;
/** Key, node and pointer of an entry. */
const ENTRY_BYTES = 64;
const KEYS_AT_ONCE = 256;
const HEADER_BYTES = 2 * PAGE_BYTES;
const MAX_ATTEMPTS = 100;
const ATTEMPT_MS = 5;
const sleeping = new Int32Array(new SharedArrayBuffer(4));

export type LmdbEntry = readonly [key: number, value: Uint8Array];

/** Where the entries of a file end: as LMDB counts them, and by the newest key. */
type End = { readonly count: number; readonly lastKey: number };

type Sizes = End & { readonly fileBytes: number; readonly usedBytes: number };

export class LmdbFile {
  readonly folder: string;
  readonly #root: RootDatabase<Buffer, number>;
  /** The data file opened for lengthening it; none when it is only read. */
  readonly #file: number | undefined;
  /** The file that says that it is read. */
  readonly #reader: string | undefined;
  /** Keeps the pages that others read, while there are such. */
  #held: Transaction | undefined;
  #fileBytes: number;
  #usedBytes: number;
  #count: number;
  #lastKey: number;
  /** Room that the running commit may take. */
  #committing = 0;
  #failure: Error | undefined;
  #isClosed = false;

  private constructor(
    folder: string,
    root: RootDatabase<Buffer, number>,
    file: number | undefined,
    { fileBytes, usedBytes, count, lastKey }: Sizes,
    reader?: string,
  ) {
    this.folder = folder;
    this.#root = root;
    this.#file = file;
    this.#reader = reader;
    this.#fileBytes = fileBytes;
    this.#usedBytes = usedBytes;
    this.#count = count;
    this.#lastKey = lastKey;
  }

  /**
   * A new environment without an entry, in a folder that must not exist; the folder and its name are
   * on disk when it returns. Throws `DiskFullError`, which leaves nothing.
   */
  static create(folder: string): LmdbFile {
    const unfinished = `${folder}${UNFINISHED}`;
    let file: number | undefined;
    let root: RootDatabase<Buffer, number> | undefined;
    try {
      makeFolder(dirname(folder));
      rmSync(unfinished, { recursive: true, force: true });
      mkdirSync(unfinished);
      const lock = join(unfinished, LOCK_FILE);
      for (const path of [lock, `${lock}${UNFINISHED}`]) {
        writeFileSync(path, Buffer.alloc(LOCK_BYTES), { flush: true });
      }
      // Appending, so that making room can never overwrite what LMDB has just written.
      file = openSync(join(unfinished, DATA_FILE), 'a+');
      const header = newHeader(MAP_BYTES);
      writeAll(file, Buffer.concat([header, ZEROS.subarray(header.length)]));
      fsyncSync(file);
      root = openRoot(unfinished, false, MAP_BYTES);
      // Before anybody else can open it: the writer keeps the lock file that has no name any more.
      renameSync(`${lock}${UNFINISHED}`, lock);
      syncFolder(unfinished);
      renameFolder(unfinished, folder);
    } catch (error) {
      void root?.close();
      if (file !== undefined) closeSync(file);
      rmSync(unfinished, { recursive: true, force: true });
      throw asDiskError(error, folder);
    }
    return new LmdbFile(folder, root, file, {
      fileBytes: MIB,
      usedBytes: 2 * PAGE_BYTES,
      count: 0,
      lastKey: 0,
    });
  }

  /**
   * An environment for reading that nobody writes. Throws `FileFault`, which names the folder, where
   * there is none of ours, whose headers are sound and whose file is long enough.
   */
  static openReadOnly(folder: string): LmdbFile {
    return LmdbFile.#openReadOnly(folder);
  }

  /**
   * One that another process may be writing: has what it had now, and may show what is added
   * meanwhile. Throws as `openReadOnly`.
   */
  static openLive(folder: string): LmdbFile {
    const reader = announceReader(folder);
    try {
      return LmdbFile.#openReadOnly(folder, reader);
    } catch (error) {
      removeReader(reader);
      throw error;
    }
  }

  static #openReadOnly(folder: string, reader?: string): LmdbFile {
    const { fileBytes, usedBytes, entries } = checkFile(folder);
    try {
      const root = openRoot(folder, true, usedBytes);
      const end = awaitEnd(root, entries);
      return new LmdbFile(folder, root, undefined, { fileBytes, usedBytes, ...end }, reader);
    } catch (error) {
      throw new FileFault(`${folder} can't be opened: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** Bytes of the pages in use. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Entries, as LMDB counts them: other than its tree, so each shows a loss in the other. */
  get count(): number {
    return this.#count;
  }

  /** The newest key, 0 when there is none. */
  get lastKey(): number {
    return this.#lastKey;
  }

  /**
   * Makes sure that values of so many bytes can be written after what is being committed. Throws
   * `DiskFullError`, which changes nothing.
   */
  reserve(bytes: number): void {
    // A value that is just too long for a shared page takes one of its own, and is half of it.
    this.#reserve(COMMIT_BYTES + 2 * bytes);
  }

  /**
   * Adds entries in one transaction; resolves when they are on disk. Keys ascend, above every key
   * there is; values must not change meanwhile; one call at a time. Rejects with `DiskFullError` when
   * there is no room, which changes nothing. After another rejection the file takes no more.
   */
  async append(entries: readonly LmdbEntry[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    assert(this.#file !== undefined && !this.#isClosed, 'a file is written by who created it');
    assert(this.#committing === 0, 'one append at a time');
    let lastKey = this.#lastKey;
    let bytes = COMMIT_BYTES;
    for (const [key, value] of entries) {
      assert(Number.isSafeInteger(key) && key > lastKey, 'keys only grow');
      lastKey = key;
      bytes += ENTRY_BYTES + 2 * value.length;
    }
    if (lastKey === this.#lastKey) return;
    this.#reserve(bytes);
    this.#committing = bytes;
    try {
      await this.#commit(entries);
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    } finally {
      this.#committing = 0;
    }
    this.#lastKey = lastKey;
    this.#count += entries.length;
    this.#usedBytes = usedBytes(this.#root);
  }

  /** A value, as a copy. */
  get(key: number): Buffer | undefined {
    return this.#root.get(key);
  }

  /** The entries from a key on, in order; those that are added meanwhile may be among them. */
  *entries(from: number): Iterable<{ readonly key: number; readonly value: Buffer }> {
    let start = from;
    for (;;) {
      // No cursor stays open while a consumer has its turn: closing the file must stay possible.
      const keys = [...this.#root.getKeys({ start, limit: KEYS_AT_ONCE })];
      for (const key of keys) {
        const value = this.get(key);
        if (value === undefined || key < start) {
          throw new FileFault(`${this.folder} is damaged: its keys are out of order`);
        }
        yield { key, value };
        start = key + 1;
      }
      if (keys.length < KEYS_AT_ONCE) return;
    }
  }

  /** Gives back what was made room for and not used. Does nothing the second time. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#held?.done();
    await this.#root.close();
    removeReader(this.#reader);
    if (this.#file === undefined) return;
    try {
      // After a failure nobody knows how much of the file LMDB has written.
      if (this.#failure === undefined) ftruncateSync(this.#file, this.#usedBytes);
    } finally {
      closeSync(this.#file);
    }
  }

  async #commit(entries: readonly LmdbEntry[]): Promise<void> {
    this.#holdForReaders();
    const puts: Promise<boolean>[] = [];
    const header = readAt(this.#file as number, 0, HEADER_BYTES);
    try {
      const isStored = await this.#root.batch(() => {
        for (const [key, value] of entries) {
          puts.push(this.#root.put(key, value as Buffer));
        }
      });
      assert(isStored, 'an unconditional batch is stored');
      for (const isPut of await Promise.all(puts)) assert(isPut, 'a new key is stored');
    } catch (error) {
      this.#restoreHeader(header);
      void Promise.allSettled(puts);
      const { commitError } = error as { commitError?: Promise<unknown> };
      const cause = await Promise.resolve(commitError).catch((reason: unknown) => reason);
      throw new Error(`${this.folder} could not be written`, { cause: cause ?? error });
    }
  }

  /**
   * Has LMDB leave alone, from the newest state on, what is read by others. No page of a state is
   * written again before the second commit after it: so whoever has said that it reads, and looks
   * for the newest state then, finds one that stays.
   */
  #holdForReaders(): void {
    const isRead = hasReaders(this.folder);
    if (isRead && this.#held === undefined) {
      this.#held = this.#root.useReadTransaction();
      // What this process reads is to be newer.
      this.#root.resetReadTxn();
    } else if (!isRead) {
      this.#held?.done();
      this.#held = undefined;
    }
  }

  /**
   * Puts back the header pages of before a commit that failed. LMDB itself leaves one that names the
   * older transaction with the roots of the failed one, which could not be told from damage. To be
   * called at once: promises of lmdb-js that are rejected with the commit may end the thread.
   */
  #restoreHeader(header: Buffer): void {
    try {
      const file = openSync(join(this.folder, DATA_FILE), 'r+');
      try {
        writeSync(file, header, 0, header.length, 0);
      } finally {
        closeSync(file);
      }
    } catch {
      // The disk is lost to this process anyway, and the next one says what it finds.
    }
  }

  #reserve(bytes: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    assert(this.#file !== undefined && !this.#isClosed, 'a file is written by who created it');
    const wanted = this.#usedBytes + this.#committing + bytes;
    if (wanted <= this.#fileBytes) return;
    const before = this.#fileBytes;
    const ahead = Math.min(MAX_AHEAD, Math.max(MIN_AHEAD, this.#usedBytes));
    try {
      while (this.#fileBytes < wanted + ahead) {
        this.#fileBytes += writeSync(this.#file, ZEROS);
      }
    } catch (error) {
      // What is made in advance is welcome, not needed.
      if (this.#fileBytes >= wanted) return;
      if (this.#committing === 0) {
        ftruncateSync(this.#file, before);
        this.#fileBytes = before;
      }
      throw asDiskError(error, this.folder);
    }
  }
}

/**
 * Gives a file that its writer has left a lock file of its own, as new. LMDB takes the newest
 * transaction from the lock file while any process has that open, and a killed writer may not have
 * got to writing it there: a reader that outlives the writer would hide the last commit from all who
 * open the file after. Whoever holds the old lock file goes on with it. Does nothing where there is
 * no room for a new one. Nobody writes the file any more, so its readers need not say that they are
 * there, and those that were killed no longer do.
 */
export function renewLock(folder: string): void {
  const path = join(folder, LOCK_FILE);
  try {
    writeFileSync(`${path}${UNFINISHED}`, Buffer.alloc(LOCK_BYTES));
    renameSync(`${path}${UNFINISHED}`, path);
  } catch {
    rmSync(`${path}${UNFINISHED}`, { force: true });
  }
  for (const name of readdirSync(folder)) {
    if (name.startsWith(READER_FILE)) removeReader(join(folder, name));
  }
}

/** Says that this process reads a file; undefined where it may not write, and nobody hears of it. */
function announceReader(folder: string): string | undefined {
  const path = join(folder, `${READER_FILE}${randomUUID()}`);
  try {
    writeFileSync(path, '');
    return path;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EROFS' || code === 'EACCES') return undefined;
    throw new FileFault(`${folder} can't be read: ${message}`, { cause: error });
  }
}

function removeReader(path: string | undefined): void {
  if (path !== undefined) rmSync(path, { force: true });
}

function hasReaders(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.startsWith(READER_FILE));
  } catch {
    // Nobody knows; to leave pages alone costs room and nothing else.
    return true;
  }
}

function openRoot(folder: string, readOnly: boolean, mapSize: number) {
  return open<Buffer, number>({
    path: folder,
    readOnly,
    mapSize,
    overlappingSync: false,
    maxDbs: 1,
    encoding: 'binary',
    noSubdir: false,
  });
}

/**
 * Waits until LMDB shows as many entries as the header has: the writer of the file, if there is one,
 * tells of a commit a moment after it has made it. It may have made others since, so count and key
 * are taken from one transaction: of two they would not fit each other. An end that stays short of
 * the header has its count, so that the loss shows.
 */
function awaitEnd(root: RootDatabase<Buffer, number>, wanted: number): End {
  for (let attempt = 1; ; attempt++) {
    // LMDB's transaction for reading lasts until it is reset, here or by the event loop.
    const { entryCount } = root.getStats() as { entryCount: number };
    const [lastKey = 0] = root.getKeys({ reverse: true, limit: 1 });
    if (entryCount >= wanted || attempt === MAX_ATTEMPTS) {
      return { count: Math.max(entryCount, wanted), lastKey };
    }
    root.resetReadTxn();
    Atomics.wait(sleeping, 0, 0, ATTEMPT_MS);
  }
}

function usedBytes(root: RootDatabase<Buffer, number>): number {
  const { lastPageNumber } = root.getStats() as { lastPageNumber: number };
  return (lastPageNumber + 1) * PAGE_BYTES;
}

/**
 * Looks at a file before LMDB does, which trusts it. A commit that is made meanwhile can leave a
 * header that fits neither itself nor the pages that it names: a fault counts when the header is
 * still the one that it was found in.
 */
function checkFile(folder: string) {
  let file: number;
  try {
    file = openSync(join(folder, DATA_FILE), 'r');
  } catch (error) {
    throw new FileFault(`${folder} can't be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    for (let attempt = 1; ; attempt++) {
      const pages = readAt(file, 0, HEADER_BYTES);
      // After the header: a file is long enough before its header says so.
      const fileBytes = fstatSync(file).size;
      const header = readHeader(
        (place, length) =>
          place < HEADER_BYTES
            ? pages.subarray(place, place + length)
            : readAt(file, place, length),
        fileBytes,
        MAP_BYTES,
      );
      if (typeof header !== 'string') {
        return {
          fileBytes,
          usedBytes: (header.lastPage + 1) * PAGE_BYTES,
          entries: header.entries,
        };
      }
      if (attempt === MAX_ATTEMPTS || readAt(file, 0, HEADER_BYTES).equals(pages)) {
        throw new FileFault(`${folder} is damaged: ${header}`);
      }
    }
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, place: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, place));
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
