/**
 * A shard: the contacts of 2^bits consecutive ordinals with all that is known of them. A plain
 * synchronous object without a clock or a thread; the same class runs inline and in a worker.
 *
 * Contacts are numbered from 0 within the shard in order of creation. `alive` is the universe:
 * every index holds living contacts only, except the rows and activity of events, whose readers
 * intersect with it.
 *
 * A snapshot is taken in steps while operations go on being applied, so its pieces are of different
 * moments. Restored, and then given every record after the position at which the snapshot began, the
 * shard is what it was, since each operation is safe to apply again to something newer:
 *
 * - `create` of a contact that exists only says again that it is alive; its removal follows.
 * - `remove` takes away what is there; nothing follows for the contact.
 * - `set` and `clear` overwrite a cell. A chunk of a field holds its column and the index of that
 *   chunk at one moment, so they fit each other before the replay and after each of its steps; the
 *   last write to each cell decides. The dictionary comes after all chunks: it knows every code in
 *   them, but for those forgotten meanwhile, whose cells have been written since and are cleared.
 * - `edit` of a list, and of a group, decides by element: the last operation that names one counts.
 *   The order of the elements of a list may come out differently.
 * - `event` adds a row, and may not be applied twice: it is skipped up to the position at which the
 *   list of its type's pages was written. Full pages before that never grow. Activity is newer than
 *   the rows, and adding to it twice is adding once.
 * - What drops (a field, an attribute, a group, expired events) drops again.
 */
import { assert, assertNever } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import type { Position, ShardIndex } from './brands.ts';
import { Dictionary } from './dictionary.ts';
import type { AttributeValue } from './event-rows.ts';
import { EventStore } from './event-store.ts';
import { BooleanField } from './field-boolean.ts';
import type { FieldIndex } from './field-index.ts';
import { ListField } from './field-list.ts';
import { NumberField } from './field-number.ts';
import { TextField } from './field-text.ts';
import { type Piece, PieceWriter, type SavedPiece } from './piece.ts';
import { SamplePlaces } from './sample-places.ts';
import type { Schema } from './schema.ts';
import { OP, type ShardOp } from './shard-batch.ts';
import {
  DictionaryRestore,
  EventsRestore,
  FieldRestore,
  inPiece,
  numberOf,
  wholly,
} from './shard-restore.ts';
import { SHARD_SIZES, type ShardSizes } from './shard-sizes.ts';
import { StandingConditions } from './standing-conditions.ts';
import { StandingMemory } from './standing-memory.ts';
import { type StoredValue, VALUE_TYPES, type ValueType } from './value.ts';

type EventOp = Extract<ShardOp, readonly [typeof OP.event, ...unknown[]]>;

/** Numbered, since its id may be anything: a piece is named after the number. */
type Group = { readonly number: number; members: Bitmap; isChanged: boolean };

type OwnField = { readonly type: ValueType; readonly index: FieldIndex };

/** What has been read of a snapshot so far. */
type Restore = {
  readonly ids: DictionaryRestore;
  /** By the field's part of the name. */
  readonly fields: Map<string, FieldRestore>;
  readonly events: EventsRestore;
};

export class Shard {
  readonly index: ShardIndex;
  readonly alive: Bitmap = emptyBitmap();
  /** The code of an id is the local ordinal of its contact; a deleted contact's is forgotten. */
  readonly ids: Dictionary;
  readonly events: EventStore;
  readonly samples: SamplePlaces;
  readonly standing: StandingConditions;
  readonly #schema: Schema;
  readonly #sizes: ShardSizes;
  readonly #fields = new Map<number, OwnField>();
  readonly #groups = new Map<string, Group>();
  #nextGroup = 0;
  #isAliveChanged = true;
  #aliveVersion = 0;
  #restore: Restore | undefined;

  /**
   * `schema` is shared with the other shards of a worker and changed before batches need it; so is
   * the `memory` for what is kept of questions, which without it is nothing.
   */
  constructor(
    index: ShardIndex,
    schema: Schema,
    sizes: ShardSizes = SHARD_SIZES,
    memory: StandingMemory = new StandingMemory(0),
  ) {
    this.index = index;
    this.#schema = schema;
    this.#sizes = sizes;
    this.ids = new Dictionary(sizes.chunkTexts);
    this.events = new EventStore(sizes);
    this.samples = new SamplePlaces(this.ids);
    this.standing = new StandingConditions(this, memory);
  }

  /** Contacts ever created: local ordinals are below it. */
  get size(): number {
    return this.ids.size;
  }

  /** The same as before as long as the same contacts are alive. */
  get aliveVersion(): number {
    return this.#aliveVersion;
  }

  field(id: number): FieldIndex | undefined {
    return this.#fields.get(id)?.index;
  }

  /** Members of a group that are alive; borrowed. */
  group(id: string): Bitmap | undefined {
    return this.#groups.get(id)?.members;
  }

  /** The groups that there are, by id. */
  groupIds(): Iterable<string> {
    return this.#groups.keys();
  }

  /** The local ordinal of a living contact. */
  localOf(id: string): number | undefined {
    // Encoded, a lone surrogate would be mistaken for U+FFFD.
    const local = id.isWellFormed() ? this.ids.codeOf(id) : -1;
    return local !== -1 && this.alive.has(local) ? local : undefined;
  }

  /** Applies the operations of one record. */
  apply(ops: readonly ShardOp[], position: Position): void {
    for (const op of ops) this.#applyOp(op, position);
  }

  dropField(id: number): void {
    const field = this.field(id);
    if (field !== undefined) this.standing.dropField(field);
    this.#fields.delete(id);
  }

  /** Purges what deleted contacts have left in events, in steps. */
  erase(): Generator<void> {
    const typeOf = (attribute: number) => this.#schema.attributeById(attribute).type;
    return this.events.erase(this.alive, this.size, typeOf);
  }

  /**
   * A snapshot, group of pieces by group: those of a group belong to one moment, and the shard may
   * change from one group to the next. All pieces there are come, those that have not changed since
   * the snapshot before without bytes unless it is full. `position` tells that of the last record
   * applied.
   */
  *pieces(isFull: boolean, position: () => number): Generator<readonly Piece[]> {
    yield* this.ids.pieces(`${this.index}/ids`, isFull);
    yield [this.#alivePiece(isFull)];
    for (const [id, field] of this.#fields) {
      yield* fieldPieces(`${this.index}/f/${id}-${field.type}`, field.index, isFull);
    }
    for (const [id, group] of this.#groups) yield [this.#groupPiece(id, group, isFull)];
    yield* this.events.pieces(this.index, isFull, position);
  }

  /** Takes over a piece of a snapshot, before any operation. Throws an error that names it. */
  restorePiece({ name, bytes }: SavedPiece): void {
    this.#restore ??= {
      ids: new DictionaryRestore(),
      fields: new Map(),
      events: new EventsRestore(this.events),
    };
    const restore = this.#restore;
    inPiece(name, () => this.#restorePart(restore, name.split('/').slice(1), bytes));
  }

  /** Makes the shard whole after its last piece. Throws an error that names what is wrong. */
  finishRestore(): void {
    const restore = this.#restore;
    if (restore === undefined) return;
    inPiece(`${this.index}/ids`, () => {
      const { head, parts } = restore.ids.finish();
      this.ids.restore(head, parts);
    });
    for (const [part, field] of restore.fields) {
      const isWhole = inPiece(`${this.index}/f/${part}`, () => field.finish());
      const [id, type] = fieldOf(part);
      if (isWhole) this.#fields.set(id, { type, index: field.field });
    }
    restore.events.finish(this.index);
    this.#restore = undefined;
  }

  #restorePart(restore: Restore, [kind, ...path]: readonly string[], bytes: Uint8Array): void {
    switch (kind) {
      case 'ids':
        return restore.ids.take(path, bytes);
      case 'alive':
        return this.#restoreAlive(bytes);
      case 'f': {
        const [part = '', ...rest] = path;
        let field = restore.fields.get(part);
        if (field === undefined) {
          field = new FieldRestore(this.#newField(fieldOf(part)[1]));
          restore.fields.set(part, field);
        }
        return field.take(rest, bytes);
      }
      case 'g':
        return this.#restoreGroup(numberOf(path[0]), bytes);
      case 'e':
        return restore.events.takeType(path, bytes);
      case 'v':
        return restore.events.takeValues(path, bytes);
      default:
        throw new Error('no part of a shard has such a name');
    }
  }

  #restoreAlive(bytes: Uint8Array): void {
    const alive = wholly(bytes, (reader) => reader.bitmap());
    this.alive.clear();
    this.alive.orInPlace(alive);
    alive.dispose();
    this.#isAliveChanged = false;
  }

  /** Dropped and made again while the snapshot was taken, a group comes twice: the later counts. */
  #restoreGroup(number: number, bytes: Uint8Array): void {
    const [id, members] = wholly(bytes, (reader) => {
      return [Buffer.from(reader.bytes()).toString(), reader.bitmap()] as const;
    });
    this.#nextGroup = Math.max(this.#nextGroup, number + 1);
    const known = this.#groups.get(id);
    if (known !== undefined && known.number > number) return;
    this.#groups.set(id, { number, members, isChanged: false });
  }

  #alivePiece(isFull: boolean): Piece {
    const isWanted = this.#isAliveChanged || isFull;
    this.#isAliveChanged = false;
    const bytes = isWanted ? new PieceWriter().bitmap(this.alive).finish() : undefined;
    return { name: `${this.index}/alive`, bytes };
  }

  #groupPiece(id: string, group: Group, isFull: boolean): Piece {
    const isWanted = group.isChanged || isFull;
    group.isChanged = false;
    const writer = new PieceWriter().array(Buffer.from(id)).bitmap(group.members);
    return {
      name: `${this.index}/g/${group.number}`,
      bytes: isWanted ? writer.finish() : undefined,
    };
  }

  #applyOp(op: ShardOp, position: Position): void {
    switch (op[0]) {
      case OP.create:
        return this.#createContact(op[1], op[2]);
      case OP.set:
        return this.#fieldToWrite(op[2]).set(op[1], op[3]);
      case OP.clear:
        return this.field(op[2])?.clear(op[1]);
      case OP.edit: {
        const field = this.#fieldToWrite(op[2]);
        assert(field instanceof ListField, 'only lists are changed in place');
        return field.edit(op[1], op[3], op[4]);
      }
      case OP.remove:
        return this.#removeContact(op[1]);
      case OP.event:
        return this.#appendEvent(op, position);
      case OP.groupSet:
        return this.#setGroup(op[1], op[2]);
      case OP.groupEdit:
        return this.#editGroup(op[1], op[2], op[3]);
      case OP.groupDrop:
        this.#groups.delete(op[1]);
        return;
      default:
        assertNever(op);
    }
  }

  /** One that exists already comes again when the log is replayed onto a newer snapshot. */
  #createContact(local: number, id: string | null): void {
    if (local >= this.ids.size) {
      const code = id === null ? this.ids.skip() : this.ids.intern(id);
      assert(code === local, 'contacts of a shard are created in order');
    } else if (id === null) this.#removeContact(local);
    if (id !== null) this.alive.add(local);
    this.#isAliveChanged = true;
    this.#aliveVersion += 1;
  }

  #removeContact(local: number): void {
    this.alive.delete(local);
    this.#isAliveChanged = true;
    this.#aliveVersion += 1;
    this.ids.forget(local);
    this.samples.forget(local);
    this.events.forget(local);
    this.standing.forget(local);
    for (const { index } of this.#fields.values()) index.clear(local);
    for (const group of this.#groups.values()) {
      if (group.members.delete(local)) group.isChanged = true;
    }
  }

  /** Members may have been deleted since they were picked. */
  #setGroup(id: string, locals: readonly number[]): void {
    const group = this.#groupToWrite(id);
    group.members.dispose();
    group.members = bitmapOf(new Uint32Array(locals));
    group.members.andInPlace(this.alive);
  }

  #editGroup(id: string, add: readonly number[], remove: readonly number[]): void {
    const { members } = this.#groupToWrite(id);
    members.addMany(add);
    members.removeMany(remove);
    members.andInPlace(this.alive);
  }

  #groupToWrite(id: string): Group {
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { number: this.#nextGroup++, members: emptyBitmap(), isChanged: true };
      this.#groups.set(id, group);
    }
    group.isChanged = true;
    return group;
  }

  #appendEvent([, local, event, time, pairs]: EventOp, position: Position): void {
    // Rows that came with a snapshot have all events up to its position.
    if (position <= this.events.positionOf(event)) return;
    this.events.append(event, local, time, this.#attributes(pairs));
  }

  #fieldToWrite(id: number): FieldIndex {
    let field = this.#fields.get(id);
    if (field === undefined) {
      const { type } = this.#schema.fieldById(id);
      field = { type, index: this.#newField(type) };
      this.#fields.set(id, field);
    }
    return field.index;
  }

  #newField(type: ValueType): FieldIndex {
    switch (type) {
      case 'text':
        return new TextField(this.#sizes);
      case 'boolean':
        return new BooleanField(this.#sizes);
      case 'list':
        return new ListField(this.#sizes);
      case 'number':
      case 'date':
      case 'datetime':
        return new NumberField(this.#sizes);
    }
  }

  #attributes(pairs: readonly (number | StoredValue)[]): readonly AttributeValue[] {
    const attributes: AttributeValue[] = [];
    for (let i = 0; i < pairs.length; i += 2) {
      const attribute = pairs[i] as number;
      const { type } = this.#schema.attributeById(attribute);
      attributes.push({ attribute, type, value: pairs[i + 1] as StoredValue });
    }
    return attributes;
  }
}

/** A field's chunks, then the texts that they refer to, then that it is whole. */
function* fieldPieces(
  name: string,
  field: FieldIndex,
  isFull: boolean,
): Generator<readonly Piece[]> {
  let chunk = 0;
  for (; chunk < field.chunks; chunk++) {
    const isWanted = field.takeChanged(chunk) || isFull;
    yield [{ name: `${name}/c/${chunk}`, bytes: isWanted ? field.writeChunk(chunk) : undefined }];
  }
  yield* field.textPieces(`${name}/t`, isFull);
  yield [{ name, bytes: new PieceWriter().number(chunk).finish() }];
}

/** Number and type of a field from its part of a name. */
function fieldOf(part: string): readonly [id: number, type: ValueType] {
  const [id, type] = part.split('-');
  if (!(VALUE_TYPES as readonly string[]).includes(type ?? '')) throw new Error('of no type');
  return [numberOf(id), type as ValueType];
}
