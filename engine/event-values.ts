/**
 * Values of event attributes of one shard. Texts of all event types share one dictionary, so that
 * equal texts have equal codes wherever they stand; lists are interned as sets of those codes.
 */
import { Dictionary } from './dictionary.ts';

export class EventValues {
  readonly texts = new Dictionary();
  readonly #lists: Uint32Array[] = [];
  readonly #listCodes = new Map<string, number>();

  internList(list: readonly string[]): number {
    const codes = new Uint32Array(list.map((text) => this.texts.intern(text))).sort();
    const key = codes.join();
    let code = this.#listCodes.get(key);
    if (code === undefined) {
      code = this.#lists.push(codes) - 1;
      this.#listCodes.set(key, code);
    }
    return code;
  }

  /** Codes of the texts of a list, ascending. */
  listCodes(code: number): Uint32Array {
    return this.#lists[code] as Uint32Array;
  }

  list(code: number): readonly string[] {
    return Array.from(this.listCodes(code), (text) => this.texts.textOf(text));
  }
}
