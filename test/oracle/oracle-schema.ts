/**
 * Names and types of the oracle: of fields, or of the attributes of one event type.
 *
 * Names match by simple case folding. A draft takes what an item would create, so that an item
 * that is rejected halfway creates nothing.
 */
import type { ValueType } from '../../engine/value.ts';
import { fold } from './oracle-text.ts';

export class Schema {
  readonly #types: Map<string, ValueType>;

  constructor(types: Iterable<readonly [string, ValueType]> = []) {
    this.#types = new Map(types);
  }

  draft(): Schema {
    return new Schema(this.#types);
  }

  typeOf(name: string): ValueType | undefined {
    return this.#types.get(fold(name));
  }

  set(name: string, type: ValueType): void {
    this.#types.set(fold(name), type);
  }

  drop(name: string): void {
    this.#types.delete(fold(name));
  }
}
