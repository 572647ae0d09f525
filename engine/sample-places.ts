/**
 * Places of a shard's contacts in samples, by seed: computed once and remembered for the few seeds
 * in use, since a contact's id never changes.
 */
import type { Dictionary } from './dictionary.ts';
import { LruMap } from './lru-map.ts';
import { samplePlace } from './sample-hash.ts';

/** Seeds remembered per shard: 2 MiB each for a full one. */
const REMEMBERED_SEEDS = 4;

export class SamplePlaces {
  readonly #ids: Dictionary;
  readonly #bySeed = new LruMap<number, Uint16Array>(REMEMBERED_SEEDS);

  constructor(ids: Dictionary) {
    this.#ids = ids;
  }

  /** Drops what is known of a contact whose id was forgotten. */
  forget(local: number): void {
    for (const places of this.#bySeed.values()) if (local < places.length) places[local] = 0;
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
    this.#bySeed.set(seed, places);
    return places;
  }
}
