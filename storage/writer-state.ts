/**
 * What the writer knows besides the log: names and types, saved definitions, who exists, which
 * events were seen, how long lists may be. Every change to it follows from what a record says, so
 * writing and replaying lead to the same state; so does replaying onto a part of it that was saved
 * while the records were being written, and has some of them already.
 */
import {
  assert,
  type DefinitionChange,
  Definitions,
  decodeBatch,
  OP,
  type Ordinal,
  type Piece,
  type Position,
  Schema,
  type SchemaChange,
  type ShardOp,
} from '../engine/index.ts';
import { ContactDirectory } from './contact-directory.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { ListSizes } from './list-sizes.ts';
import type { LogRecord } from './log-record.ts';

export class WriterState {
  readonly schema = new Schema();
  readonly definitions = new Definitions();
  readonly contacts = new ContactDirectory();
  readonly duplicates: DuplicateFilter;
  readonly listSizes = new ListSizes();
  /** The newest record that took a contact or old events away: since then there is what to erase. */
  removedAt = 0;
  readonly shardBits: number;

  constructor(shardBits: number, dedupeMs: number) {
    this.shardBits = shardBits;
    this.duplicates = new DuplicateFilter(dedupeMs);
  }

  /** Number of shards that have a contact. */
  get shards(): number {
    return Math.ceil(this.contacts.next / 2 ** this.shardBits);
  }

  replay(record: LogRecord): void {
    if (record.batches.length > 0) this.duplicates.advance(record.arrived);
    for (const change of record.schema) this.changeSchema(change, record.position);
    for (const [shard, batch] of record.batches) {
      for (const op of decodeBatch(batch)) this.remember(shard, op, record.position);
    }
    for (const change of record.definitions) this.define(change);
  }

  /** What of it is saved in pieces; names, types and definitions are not among them. */
  *pieces(full: boolean): Generator<Piece> {
    yield* this.contacts.pieces(full);
    yield* this.duplicates.pieces(full);
    yield* this.listSizes.pieces(full);
  }

  /** Ends the taking back of pieces. */
  finishRestoring(): void {
    this.duplicates.finishRestoring();
  }

  /** Takes a piece back. */
  restorePiece(name: string, bytes: Uint8Array): void {
    this.contacts.restore(name, bytes);
    this.duplicates.restore(name, bytes);
    this.listSizes.restore(name, bytes);
  }

  changeSchema(change: SchemaChange, position: Position): void {
    this.schema.apply(change);
    if (change.kind === 'events-expired') this.removedAt = position;
    if (change.kind === 'field-dropped') this.listSizes.dropField(change.field);
  }

  define(change: DefinitionChange): void {
    this.definitions.apply(change);
  }

  /** Takes in an operation that goes to a shard. */
  remember(shard: number, op: ShardOp, position: Position): void {
    const ordinal = (shard * 2 ** this.shardBits + (op[1] as number)) as Ordinal;
    switch (op[0]) {
      case OP.create: {
        if (ordinal < this.contacts.next) return;
        const added = this.contacts.add(op[2]);
        assert(added === ordinal, 'contacts are created in the order of their ordinals');
        return;
      }
      case OP.set:
        if (typeof op[3] === 'object') this.listSizes.set(op[2], ordinal, op[3].length);
        return;
      case OP.edit: {
        const bound = this.listSizes.boundOf(op[2], ordinal) + op[3].length;
        this.listSizes.set(op[2], ordinal, bound);
        return;
      }
      case OP.remove:
        this.removedAt = position;
        return this.contacts.remove(ordinal);
      case OP.event:
        if (op[5] !== null) this.duplicates.add(ordinal, op[5]);
        return;
      case OP.clear:
      case OP.groupSet:
      case OP.groupEdit:
      case OP.groupDrop:
        return;
    }
  }
}
