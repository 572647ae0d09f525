/**
 * Upper bounds of how many elements each contact's lists have. Changes in place only ever raise a
 * bound, so while it stays within the limit nobody needs to look at the list itself.
 */
import { grown } from '../engine/index.ts';

const LARGEST = 0xffff_ffff;

export class ListSizes {
  readonly #byField = new Map<number, Uint32Array>();

  boundOf(field: number, ordinal: number): number {
    return this.#byField.get(field)?.[ordinal] ?? 0;
  }

  set(field: number, ordinal: number, bound: number): void {
    const bounds = grown(this.#byField.get(field) ?? new Uint32Array(0), ordinal + 1);
    bounds[ordinal] = Math.min(bound, LARGEST);
    this.#byField.set(field, bounds);
  }

  dropField(field: number): void {
    this.#byField.delete(field);
  }
}
