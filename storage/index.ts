/** What storage gives to the server. */
export type { BulkItem, BulkOutcome } from './bulk-write.ts';
export { CheckpointError } from './checkpoint-error.ts';
export { DiskFullError, FileFault } from './file-errors.ts';
export { backupFolder, CopyError } from './folder-copy.ts';
export { LogError } from './log.ts';
export type { LogRecord } from './log-record.ts';
export { Publication, type PublishedChange } from './publication.ts';
export type { ShardAccess } from './shard-access.ts';
export { Storage, type Upkeep, type UpkeepReport } from './storage.ts';
export { type VerifyReport, verifyFolder } from './verify.ts';
export type { WriteBatch } from './write-batch.ts';
export type { Arrival, Writer } from './writer.ts';
export type { WriterState } from './writer-state.ts';
