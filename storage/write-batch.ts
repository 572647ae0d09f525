/**
 * A write in the making: the changes that will be one record of the log. Each is taken into the
 * writer's state at once, so that the items of a batch see those before them.
 */
import {
  type AuditedChange,
  assert,
  type ContactItem,
  CREATED_AT,
  type DefinitionChange,
  type EventItem,
  encodeBatch,
  type Millis,
  OP,
  type Ordinal,
  type Position,
  type SchemaChange,
  type ShardOp,
  withinAudit,
} from '../engine/index.ts';
import type { LogRecord } from './log-record.ts';
import type { WriterState } from './writer-state.ts';

export class WriteBatch {
  /** The position that the record will have, should it be needed. */
  readonly position: Position;
  readonly arrived: Millis;
  /** The access key of whoever writes. */
  readonly #by: string | undefined;
  readonly #state: WriterState;
  readonly #schema: SchemaChange[] = [];
  readonly #definitions: DefinitionChange[] = [];
  readonly #ops = new Map<number, ShardOp[]>();

  constructor(state: WriterState, position: Position, arrived: Millis, by?: string) {
    this.#by = by;
    this.#state = state;
    this.position = position;
    this.arrived = arrived;
  }

  /** Whether there is anything to record. */
  get isEmpty(): boolean {
    return this.#ops.size + this.#schema.length + this.#definitions.length === 0;
  }

  changeSchema(change: SchemaChange): void {
    this.#state.changeSchema(change, this.position);
    this.#schema.push(change);
  }

  /** Takes over declarations that items have already made in the schema. */
  addDeclared(changes: readonly SchemaChange[]): void {
    this.#schema.push(...changes);
  }

  define(change: DefinitionChange): void {
    this.#state.define(change);
    this.#definitions.push(change);
  }

  /** Notes a change of what is saved or declared, and who makes it. */
  note(change: AuditedChange): void {
    const by = this.#by === undefined ? {} : { by: this.#by };
    const entry = { ...withinAudit(change), position: this.position, at: this.arrived, ...by };
    this.define({ kind: 'audited', entry });
  }

  putContact({ id, changes }: ContactItem): void {
    const [shard, local] = this.#place(this.#ordinalOf(id));
    for (const change of changes) {
      const { field } = change;
      if (change.kind === 'set') this.#push(shard, [OP.set, local, field, change.value]);
      else if (change.kind === 'clear') this.#push(shard, [OP.clear, local, field]);
      else this.#push(shard, [OP.edit, local, field, change.add, change.remove]);
    }
  }

  /** Adds an event; false, and nothing added, when its contact has had one with its id. */
  putEvent({ contact, event, time, id, attributes }: EventItem): boolean {
    const { duplicates } = this.#state;
    const ordinal = this.#ordinalOf(contact);
    if (id !== undefined) {
      // Time goes on with records only: for a batch that stays empty it does not.
      if (this.#ops.size === 0 && duplicates.has(ordinal, id)) return false;
      this.#begin();
      if (!duplicates.addNew(ordinal, id)) return false;
    }
    const [shard, local] = this.#place(ordinal);
    this.#begin();
    this.#append(shard, [OP.event, local, event, time, attributes, id ?? null]);
    return true;
  }

  /** Deletes a contact that exists. */
  deleteContact(id: string): void {
    const ordinal = this.#state.contacts.ordinalOf(id);
    assert(ordinal !== undefined, 'a contact that is deleted exists');
    const [shard, local] = this.#place(ordinal);
    this.#push(shard, [OP.remove, local]);
  }

  /** Replaces the members of a group by these ordinals. */
  setGroup(group: string, ordinals: Iterable<number>): void {
    const locals = this.#byShard(ordinals);
    for (let shard = 0; shard < this.#state.shards; shard++) {
      this.#push(shard, [OP.groupSet, group, locals.get(shard) ?? []]);
    }
  }

  editGroup(group: string, add: Iterable<number>, remove: Iterable<number>): void {
    const added = this.#byShard(add);
    const removed = this.#byShard(remove);
    for (const shard of new Set([...added.keys(), ...removed.keys()])) {
      const locals = [added.get(shard) ?? [], removed.get(shard) ?? []] as const;
      this.#push(shard, [OP.groupEdit, group, ...locals]);
    }
  }

  dropGroup(group: string): void {
    for (let shard = 0; shard < this.#state.shards; shard++) {
      this.#push(shard, [OP.groupDrop, group]);
    }
  }

  record(): LogRecord {
    return {
      position: this.position,
      arrived: this.arrived,
      schema: this.#schema,
      definitions: this.#definitions,
      batches: [...this.#ops].map(([shard, ops]) => [shard, encodeBatch(ops)] as const),
    };
  }

  #ordinalOf(id: string): Ordinal {
    return this.#state.contacts.ordinalOf(id) ?? this.#create(id);
  }

  #create(id: string): Ordinal {
    const ordinal = this.#state.contacts.next;
    const [shard, local] = this.#place(ordinal);
    this.#push(shard, [OP.create, local, id]);
    this.#push(shard, [OP.set, local, CREATED_AT, this.arrived]);
    return ordinal;
  }

  #place(ordinal: number): readonly [shard: number, local: number] {
    const size = 2 ** this.#state.shardBits;
    const shard = Math.floor(ordinal / size);
    return [shard, ordinal - shard * size];
  }

  #byShard(ordinals: Iterable<number>): Map<number, number[]> {
    const byShard = new Map<number, number[]>();
    for (const ordinal of ordinals) {
      const [shard, local] = this.#place(ordinal);
      const locals = byShard.get(shard);
      if (locals === undefined) byShard.set(shard, [local]);
      else locals.push(local);
    }
    return byShard;
  }

  #push(shard: number, op: ShardOp): void {
    this.#begin();
    this.#state.remember(shard, op, this.position);
    this.#append(shard, op);
  }

  /** Before the first operation. */
  #begin(): void {
    if (this.#ops.size === 0) this.#state.duplicates.advance(this.arrived);
  }

  #append(shard: number, op: ShardOp): void {
    const ops = this.#ops.get(shard);
    if (ops === undefined) this.#ops.set(shard, [op]);
    else ops.push(op);
  }
}
