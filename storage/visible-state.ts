/**
 * What questions see: names and types, definitions and ids as of the newest record that the shards
 * have been handed. The writer's own state is ahead of it by the writes that are on their way to
 * disk.
 */
import { Definitions, type Ordinal, Schema } from '../engine/index.ts';
import { ascendingOrdinals, type ContactDirectory } from './contact-directory.ts';
import type { LogRecord } from './log-record.ts';

export class VisibleState {
  readonly schema = new Schema();
  readonly definitions = new Definitions();
  readonly contacts: VisibleContacts;

  constructor(directory: ContactDirectory) {
    this.contacts = new VisibleContacts(directory);
  }

  publish({ position, schema, definitions }: LogRecord): void {
    for (const change of schema) this.schema.apply(change);
    for (const change of definitions) this.definitions.apply(change);
    this.contacts.publish(position);
  }
}

/** The directory as it was before the changes that are not published yet. */
export class VisibleContacts {
  readonly #directory: ContactDirectory;
  /** By id: what each unpublished change replaced, the oldest first. */
  readonly #replaced = new Map<string, (Ordinal | undefined)[]>();
  /** By position: the ids that its record changes, once for each change. */
  readonly #changed = new Map<number, string[]>();

  constructor(directory: ContactDirectory) {
    this.#directory = directory;
  }

  /** Tells that the record of a position is about to change what an id stands for. */
  willChange(id: string, position: number): void {
    append(this.#replaced, id, this.#directory.ordinalOf(id));
    append(this.#changed, position, id);
  }

  publish(position: number): void {
    for (const id of this.#changed.get(position) ?? []) {
      const replaced = this.#replaced.get(id);
      replaced?.shift();
      if (replaced?.length === 0) this.#replaced.delete(id);
    }
    this.#changed.delete(position);
  }

  ordinalOf(id: string): Ordinal | undefined {
    const replaced = this.#replaced.get(id);
    return replaced === undefined ? this.#directory.ordinalOf(id) : replaced[0];
  }

  /** Ascending ordinals of those of the ids that exist, each once. */
  ordinalsOf(ids: readonly string[]): Uint32Array {
    return ascendingOrdinals(ids, (id) => this.ordinalOf(id));
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
