/** The shards from where the writer stands: they are given what is on disk, and can be asked. */
import type { DefinitionsState, Executor, Position, SchemaState } from '../engine/index.ts';
import type { LogRecord } from './log-record.ts';

/**
 * Questions see exactly the records that were published before them. Everything rejects once the
 * shards cannot be trusted any more.
 */
export interface ShardAccess extends Pick<Executor, 'all' | 'at'> {
  /** Tells what was known at the position of a checkpoint, from which everything goes on. */
  begin(position: Position, schema: SchemaState, definitions: DefinitionsState): void;
  /**
   * Gives the shards the next records, which are on disk. Resolves when whoever hears of it
   * afterwards will see them; later when the shards have fallen behind.
   */
  publish(records: readonly LogRecord[]): Promise<void>;
}
