/**
 * A shard: the contacts of 2^bits consecutive ordinals with all that is known of them. A plain
 * synchronous object without a clock or a thread; the same class runs inline and in a worker.
 *
 * Contacts are numbered from 0 within the shard in order of creation. `alive` is the universe:
 * every index holds living contacts only, except the rows and activity of events, whose readers
 * intersect with it.
 */
import { assert, assertNever } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import type { ShardIndex } from './brands.ts';
import type { AttributeValue } from './event-rows.ts';
import { EventStore } from './event-store.ts';
import { BooleanField } from './field-boolean.ts';
import type { FieldIndex } from './field-index.ts';
import { ListField } from './field-list.ts';
import { NumberField } from './field-number.ts';
import { TextField } from './field-text.ts';
import { PackedTexts } from './packed-texts.ts';
import { SamplePlaces } from './sample-places.ts';
import type { Schema } from './schema.ts';
import { OP, type ShardOp } from './shard-batch.ts';
import type { StoredValue, ValueType } from './value.ts';

export class Shard {
  readonly index: ShardIndex;
  readonly alive: Bitmap = emptyBitmap();
  readonly ids = new PackedTexts();
  readonly events = new EventStore();
  readonly samples = new SamplePlaces(this.ids);
  readonly #schema: Schema;
  readonly #fields = new Map<number, FieldIndex>();
  readonly #groups = new Map<string, Bitmap>();

  /** `schema` is shared with the other shards of a worker and changed before batches need it. */
  constructor(index: ShardIndex, schema: Schema) {
    this.index = index;
    this.#schema = schema;
  }

  /** Contacts ever created: local ordinals are below it. */
  get size(): number {
    return this.ids.size;
  }

  field(id: number): FieldIndex | undefined {
    return this.#fields.get(id);
  }

  /** Members of a group that are alive; borrowed. */
  group(id: string): Bitmap | undefined {
    return this.#groups.get(id);
  }

  apply(ops: readonly ShardOp[]): void {
    for (const op of ops) this.#applyOp(op);
  }

  dropField(id: number): void {
    this.#fields.delete(id);
  }

  #applyOp(op: ShardOp): void {
    switch (op[0]) {
      case OP.create: {
        const local = this.ids.pushText(op[2]);
        assert(local === op[1], 'contacts of a shard are created in order');
        this.alive.add(local);
        return;
      }
      case OP.set:
        return this.#fieldToWrite(op[2]).set(op[1], op[3]);
      case OP.clear:
        return this.#fields.get(op[2])?.clear(op[1]);
      case OP.edit: {
        const field = this.#fieldToWrite(op[2]);
        assert(field instanceof ListField, 'only lists are changed in place');
        return field.edit(op[1], op[3], op[4]);
      }
      case OP.remove:
        return this.#removeContact(op[1]);
      case OP.event:
        return this.events.append(op[2], op[1], op[3], this.#attributes(op[4]));
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

  #removeContact(local: number): void {
    this.alive.delete(local);
    for (const field of this.#fields.values()) field.clear(local);
    for (const group of this.#groups.values()) group.delete(local);
  }

  /** Members may have been deleted since they were picked. */
  #setGroup(id: string, locals: readonly number[]): void {
    const group = bitmapOf(new Uint32Array(locals));
    group.andInPlace(this.alive);
    this.#groups.set(id, group);
  }

  #editGroup(id: string, add: readonly number[], remove: readonly number[]): void {
    const group = this.#groups.get(id) ?? emptyBitmap();
    group.addMany(add);
    group.removeMany(remove);
    group.andInPlace(this.alive);
    this.#groups.set(id, group);
  }

  #fieldToWrite(id: number): FieldIndex {
    let field = this.#fields.get(id);
    if (field === undefined) {
      field = newField(this.#schema.fieldById(id).type);
      this.#fields.set(id, field);
    }
    return field;
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

function newField(type: ValueType): FieldIndex {
  switch (type) {
    case 'text':
      return new TextField();
    case 'boolean':
      return new BooleanField();
    case 'list':
      return new ListField();
    case 'number':
    case 'date':
    case 'datetime':
      return new NumberField();
  }
}
