/**
 * Places of a shard's contacts in samples, by seed: computed once and remembered for the few seeds
 * in use, since a contact's id never changes.
 */
import type { PackedTexts } from './packed-texts.ts';
import { samplePlace } from './sample-hash.ts';

/** Seeds remembered per shard: 2 MiB each for a full one. */
const REMEMBERED_SEEDS = 4;

export class SamplePlaces {
  readonly #ids: PackedTexts;
  readonly #bySeed = new Map<number, Uint16Array>();

  constructor(ids: PackedTexts) {
    this.#ids = ids;
  }

  /** Hundredths of a percent, 0 to 9999, by local ordinal, for every contact there is. */
  of(seed: number): Uint16Array {
    const known = this.#bySeed.get(seed);
    const { size } = this.#ids;
    if (known !== undefined && known.length >= size) return known;
    const places = new Uint16Array(size);
    if (known !== undefined) places.set(known);
    for (let local = known?.length ?? 0; local < size; local++) {
      places[local] = samplePlace(this.#ids.hashOf(local, seed));
    }
    this.#bySeed.delete(seed);
    const [oldest] = this.#bySeed.keys();
    if (this.#bySeed.size >= REMEMBERED_SEEDS && oldest !== undefined) this.#bySeed.delete(oldest);
    this.#bySeed.set(seed, places);
    return places;
  }
}
