/**
 * The two header pages of an LMDB data file, read without LMDB, which believes whatever they say: a
 * wrong number there is a crash, or an older state taken for the newest.
 *
 * | bytes of a page | what |
 * |---|---|
 * | 0–7 | number of the page |
 * | 8–15 | transaction that wrote it |
 * | 18–19 | flags |
 *
 * | bytes of a header page | what |
 * |---|---|
 * | 24–27, 28–31 | magic number, version |
 * | 40–47 | size of the map |
 * | 48–95, 96–143 | tables of free pages and of entries |
 * | 144–151, 152–159 | last page in use, transaction |
 *
 * Within a table: 0–3 page size (in the first), 4–5 flags, 6–7 depth, 32–39 entries, 40–47 root.
 *
 * Transactions write the two header pages in turn, so their numbers follow each other and each
 * stands on the page of its parity. Every transaction of ours writes the root page anew, and the
 * state before the newest is never overwritten: so either root bears its header's transaction.
 */
export const PAGE_BYTES = 4096;
const HEADER_PAGES = 2;
const PAGE_HEADER_BYTES = 24;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
const META = 0x08;
const INTEGER_KEYS = 0x08;
const FREE_TABLE = 48;
const ENTRY_TABLE = 96;
const NO_ROOT = 0xffff_ffff_ffff_ffffn;

export type LmdbHeader = {
  readonly lastPage: number;
  readonly transaction: number;
  readonly entries: number;
};

/** Reads so many bytes at a place of the data file; fewer where it ends. */
export type ReadBytes = (place: number, length: number) => Buffer;

/** The header of an environment without a transaction, for a map of so many bytes. */
export function newHeader(mapBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADER_PAGES * PAGE_BYTES);
  for (let number = 0; number < HEADER_PAGES; number++) {
    const page = bytes.subarray(number * PAGE_BYTES);
    page.writeBigUInt64LE(BigInt(number), 0);
    page.writeUInt16LE(META, 18);
    page.writeUInt32LE(MAGIC, 24);
    page.writeUInt32LE(VERSION, 28);
    page.writeBigUInt64LE(BigInt(mapBytes), 40);
    page.writeUInt32LE(PAGE_BYTES, FREE_TABLE);
    page.writeUInt16LE(INTEGER_KEYS, FREE_TABLE + 4);
    page.writeBigUInt64LE(NO_ROOT, FREE_TABLE + 40);
    page.writeBigUInt64LE(NO_ROOT, ENTRY_TABLE + 40);
    page.writeBigUInt64LE(BigInt(HEADER_PAGES - 1), 144);
  }
  return bytes;
}

/** The newest header of a data file of so many bytes, or what is wrong with it. */
export function readHeader(
  read: ReadBytes,
  fileBytes: number,
  mapBytes: number,
): LmdbHeader | string {
  if (fileBytes < HEADER_PAGES * PAGE_BYTES) return `it has only ${fileBytes} bytes`;
  const headers: LmdbHeader[] = [];
  for (let number = 0; number < HEADER_PAGES; number++) {
    const header = readHeaderPage(read, number, mapBytes);
    if (typeof header === 'string') return header;
    headers.push(header);
  }
  const [even, odd] = headers as [LmdbHeader, LmdbHeader];
  const isNew = even.transaction === 0 && odd.transaction === 0;
  if (!isNew && Math.abs(even.transaction - odd.transaction) !== 1) {
    return `its header pages are of transactions ${even.transaction} and ${odd.transaction}`;
  }
  const newest = even.transaction > odd.transaction ? even : odd;
  const wanted = (newest.lastPage + 1) * PAGE_BYTES;
  if (fileBytes < wanted) return `it has ${fileBytes} of ${wanted} bytes`;
  return newest;
}

function readHeaderPage(read: ReadBytes, number: number, mapBytes: number): LmdbHeader | string {
  const page = read(number * PAGE_BYTES, PAGE_BYTES);
  const what = `its header page ${number}`;
  if (page.readUInt32LE(24) !== MAGIC) return `${what} is not one of LMDB`;
  if (page.readUInt32LE(28) !== VERSION) return `${what} is of another version`;
  const transaction = Number(page.readBigUInt64LE(152));
  const lastPage = Number(page.readBigUInt64LE(144));
  const isSound =
    page.readBigUInt64LE(0) === BigInt(number) &&
    page.readUInt16LE(18) === META &&
    page.readBigUInt64LE(40) === BigInt(mapBytes) &&
    page.readUInt32LE(FREE_TABLE) === PAGE_BYTES &&
    page.readUInt16LE(FREE_TABLE + 4) === INTEGER_KEYS &&
    page.readUInt16LE(ENTRY_TABLE + 4) === 0 &&
    (transaction === 0 || transaction % HEADER_PAGES === number) &&
    lastPage < mapBytes / PAGE_BYTES;
  if (!isSound) return `${what} is damaged`;
  const entries = Number(page.readBigUInt64LE(ENTRY_TABLE + 32));
  const root = page.readBigUInt64LE(ENTRY_TABLE + 40);
  if (transaction === 0) {
    return entries === 0 && root === NO_ROOT
      ? { lastPage, transaction, entries }
      : `${what} is damaged`;
  }
  if (root < BigInt(HEADER_PAGES) || root > BigInt(lastPage)) return `${what} is damaged`;
  const top = read(Number(root) * PAGE_BYTES, PAGE_HEADER_BYTES);
  if (top.length < PAGE_HEADER_BYTES) return `it ends before page ${root}`;
  const isRoot = top.readBigUInt64LE(0) === root && top.readBigUInt64LE(8) === BigInt(transaction);
  return isRoot ? { lastPage, transaction, entries } : `its page ${root} is damaged`;
}
