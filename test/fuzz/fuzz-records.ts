/**
 * From the steps of a random world to records as shards get them: a writer made of a map of ids, with
 * neither a log nor a check beyond what decides what a record says.
 */
import {
  bindRules,
  Canonicalizer,
  type ContactItem,
  CREATED_AT,
  Definitions,
  encodeBatch,
  ItemReader,
  type Millis,
  OP,
  type Plan,
  type Position,
  parseRule,
  type Result,
  type Rule,
  Schema,
  type SchemaChange,
  type ShardOp,
  type ShardRecord,
} from '../../engine/index.ts';
import type { Step } from './fuzz-step.ts';

/** What a world of records can have beside the steps of other worlds. */
export type ShardStep =
  | Step
  | { readonly do: 'edit-group'; readonly id: string; readonly contacts: readonly string[] }
  | { readonly do: 'drop-group'; readonly id: string }
  | { readonly do: 'expire'; readonly before: number };

export class RecordMaker {
  readonly schema = new Schema();
  readonly definitions = new Definitions();
  /** Of everyone who exists. */
  readonly ids = new Map<string, number>();
  readonly deleted = new Set<number>();
  readonly #shardBits: number;
  #next = 0;
  #position = 0;
  #changes: SchemaChange[] = [];
  #ops = new Map<number, ShardOp[]>();

  constructor(shardBits: number) {
    this.#shardBits = shardBits;
  }

  get position(): number {
    return this.#position;
  }

  /** The record of a step; undefined when it has none, since it is refused or changes nothing. */
  record(step: ShardStep, arrived: number): ShardRecord | undefined {
    this.#changes = [];
    this.#ops = new Map();
    this.#take(step, arrived);
    if (this.#changes.length + this.#ops.size === 0) return undefined;
    this.#position += 1;
    const batches = [...this.#ops].map(([shard, ops]) => [shard, encodeBatch(ops)] as const);
    return { position: this.#position as Position, schema: this.#changes, batches };
  }

  /** Rules that were valid, one root each. */
  plan(rules: readonly { readonly rule: unknown; readonly timezone?: string }[], at: number): Plan {
    const canonicalizer = new Canonicalizer({
      segment: (id) => {
        const segment = this.definitions.segments.get(id);
        if (segment === undefined) throw new Error(`segment ${id} is missing`);
        return { rule: segment.parsed, zone: segment.timezone };
      },
      channel: (name) => this.definitions.channels.get(name)?.parsed as Rule,
    });
    const canonical = rules.map(({ rule, timezone }) =>
      canonicalizer.convert(valueOf(parseRule(rule)), timezone ?? 'UTC'),
    );
    return bindRules(canonical, { at, schema: this.schema });
  }

  #take(step: ShardStep, arrived: number): void {
    const { schema, definitions } = this;
    switch (step.do) {
      case 'declare-field':
        if (schema.field(step.name) !== undefined) return;
        return this.#change({ kind: 'field-declared', name: step.name, type: step.type });
      case 'drop-field': {
        const field = schema.field(step.name);
        if (field !== undefined) this.#change({ kind: 'field-dropped', field: field.id });
        return;
      }
      case 'declare-attribute': {
        const { event: name, type } = step;
        if (schema.eventType(name) === undefined) this.#change({ kind: 'event-declared', name });
        const event = schema.eventType(name)?.id as number;
        if (schema.attribute(name, step.name) !== undefined) return;
        return this.#change({ kind: 'attribute-declared', event, name: step.name, type });
      }
      case 'drop-attribute': {
        const event = schema.eventType(step.event)?.id as number;
        const attribute = schema.attribute(step.event, step.name)?.id;
        if (attribute === undefined) return;
        return this.#change({ kind: 'attribute-dropped', event, attribute });
      }
      case 'write-contact': {
        const item = this.#read((reader) => reader.contact(step.item));
        if (item !== undefined) this.#putContact(item, arrived);
        return;
      }
      case 'write-event': {
        const item = this.#read((reader) => reader.event(step.item, arrived));
        if (item === undefined) return;
        const local = this.#ordinalOf(item.contact, arrived);
        const { event, time, attributes, id } = item;
        this.#push(local, (own) => [OP.event, own, event, time, attributes, id ?? null]);
        return;
      }
      case 'delete-contact': {
        const ordinal = this.ids.get(step.id);
        if (ordinal === undefined) return;
        this.ids.delete(step.id);
        this.deleted.add(ordinal);
        this.#push(ordinal, (own) => [OP.remove, own]);
        return;
      }
      case 'put-group':
        for (const [shard, locals] of this.#allShards(step.contacts)) {
          this.#pushTo(shard, [OP.groupSet, step.id, locals]);
        }
        return;
      case 'edit-group':
        for (const [shard, locals] of this.#allShards(step.contacts)) {
          const half = Math.ceil(locals.length / 2);
          this.#pushTo(shard, [OP.groupEdit, step.id, locals.slice(0, half), locals.slice(half)]);
        }
        return;
      case 'drop-group':
        for (const [shard] of this.#allShards([])) this.#pushTo(shard, [OP.groupDrop, step.id]);
        return;
      case 'expire':
        return this.#change({ kind: 'events-expired', before: step.before });
      case 'put-segment': {
        const { id, rule, timezone = 'UTC' } = step;
        const updatedAt = arrived as Millis;
        const segment = { id, name: id, description: '', rule, timezone, updatedAt, version: 1 };
        return definitions.apply({ kind: 'segment-put', segment });
      }
      case 'put-channel':
        return definitions.apply({ kind: 'channel-put', name: step.name, rule: step.rule });
    }
  }

  #change(change: SchemaChange): void {
    this.schema.apply(change);
    this.#changes.push(change);
  }

  #read<T>(read: (reader: ItemReader) => Result<T, unknown>): T | undefined {
    const reader = new ItemReader(this.schema);
    const item = read(reader);
    this.#changes.push(...reader.declared);
    return item.ok ? item.value : undefined;
  }

  #putContact({ id, changes }: ContactItem, arrived: number): void {
    const ordinal = this.#ordinalOf(id, arrived);
    for (const change of changes) {
      const { field } = change;
      this.#push(ordinal, (own) => {
        if (change.kind === 'set') return [OP.set, own, field, change.value];
        if (change.kind === 'clear') return [OP.clear, own, field];
        return [OP.edit, own, field, change.add, change.remove];
      });
    }
  }

  #ordinalOf(id: string, arrived: number): number {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    const ordinal = this.#next++;
    this.ids.set(id, ordinal);
    this.#push(ordinal, (own) => [OP.create, own, id]);
    this.#push(ordinal, (own) => [OP.set, own, CREATED_AT, arrived]);
    return ordinal;
  }

  #push(ordinal: number, op: (local: number) => ShardOp): void {
    const shard = ordinal >>> this.#shardBits;
    this.#pushTo(shard, op(ordinal - shard * 2 ** this.#shardBits));
  }

  #pushTo(shard: number, op: ShardOp): void {
    const ops = this.#ops.get(shard);
    if (ops === undefined) this.#ops.set(shard, [op]);
    else ops.push(op);
  }

  /** The local ordinals of those of the contacts that exist, for every shard there is. */
  #allShards(contacts: readonly string[]): ReadonlyMap<number, number[]> {
    const size = 2 ** this.#shardBits;
    const shards = new Map<number, number[]>();
    for (let shard = 0; shard * size < this.#next; shard++) shards.set(shard, []);
    for (const id of contacts) {
      const ordinal = this.ids.get(id);
      if (ordinal !== undefined) shards.get(Math.floor(ordinal / size))?.push(ordinal % size);
    }
    return shards;
  }
}

function valueOf<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}
