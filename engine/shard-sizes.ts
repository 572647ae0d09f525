/** Sizes of the parts that a shard is cut into. Tests make them small, so that small worlds have many. */
export type ShardSizes = {
  /** Rows of a page of events. */
  readonly pageRows: number;
  /** Contacts of a chunk of a field: one container of a Roaring bitmap. */
  readonly chunkContacts: number;
  /** Texts of a chunk of a dictionary. */
  readonly chunkTexts: number;
  /** Days of a block of activity. */
  readonly blockDays: number;
  /** Contacts of a chunk from which a value's posting is saved; smaller ones follow from the column. */
  readonly savedPosting: number;
  /** Bytes after which a step of a snapshot ends. */
  readonly stepBytes: number;
};

export const SHARD_SIZES: ShardSizes = {
  pageRows: 65_536,
  chunkContacts: 65_536,
  chunkTexts: 4096,
  blockDays: 8,
  savedPosting: 32,
  stepBytes: 2 ** 18,
};
