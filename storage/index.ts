/** What storage gives to the server. */
export type { BulkItem, BulkOutcome } from './bulk-write.ts';
export type { Log } from './log.ts';
export { LmdbLog } from './log-lmdb.ts';
export { MemoryLog } from './log-memory.ts';
export type { WriteBatch } from './write-batch.ts';
export { Writer } from './writer.ts';
export type { WriterState } from './writer-state.ts';
