/**
 * Who the contacts of the benchmark world are: the traits that their fields and their events share.
 *
 * Traits are bits of hashes of the seed and the contact's number, so any contact's can be had at
 * any time without drawing the others', and a stream of events needs no memory of contacts.
 */
import { DAY_MS } from '../server/sample/sample-calendar.ts';

export type World = {
  readonly seed: number;
  readonly contacts: number;
  readonly events: number;
  /** The last event happens just before; questions are asked at this moment. */
  readonly nowMs: number;
};

/** Events lie in the 24 months before `nowMs`. */
export const WORLD_SPAN_MS = 730 * DAY_MS;
/** Contacts joined in the five years before `nowMs`. */
const JOINED_SPAN_MS = 5 * 365 * DAY_MS;

/** How steeply activity falls by rank: with these the most active has some 40 times the mean. */
const SKEW = 3;
const SKEW_SHIFT = 0.1;
const SKEW_LOW = SKEW_SHIFT ** SKEW;
const SKEW_RANGE = (1 + SKEW_SHIFT) ** SKEW - SKEW_LOW;

const UINT32 = 2 ** 32;

/** Every bit of the result depends on every bit of `word` (MurmurHash3's finaliser, public domain). */
function mixed(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export type Wealth = 'none' | 'silver' | 'gold' | 'platinum';

export class People {
  readonly #world: World;
  readonly #step: number;

  constructor(world: World) {
    this.#world = world;
    this.#step = coprimeStep(world.contacts);
  }

  /** From 0 to below 1, another one for each purpose. */
  #share(number: number, purpose: number): number {
    return mixed(mixed(number ^ Math.imul(purpose, 0x9e3779b9)) ^ this.#world.seed) / UINT32;
  }

  /**
   * The contact that a uniform draw of 0 to below 1 falls upon: a few fall often, most seldom. Ranks
   * are spread over the numbers, so that active contacts are not neighbours.
   */
  drawn(share: number): number {
    const { contacts } = this.#world;
    const place = ((share + SKEW_SHIFT) ** SKEW - SKEW_LOW) / SKEW_RANGE;
    const rank = Math.min(contacts - 1, Math.floor(place * contacts));
    return (rank * this.#step) % contacts;
  }

  /** Milliseconds before `nowMs`. */
  joinedAgoMs(number: number): number {
    return Math.floor(JOINED_SPAN_MS * this.#share(number, 1) ** 1.2);
  }

  /** Whether the contact does anything so long before `nowMs`: some never do, some have left. */
  isActive(number: number, agoMs: number): boolean {
    const kind = this.#share(number, 2);
    if (kind < 0.2) return false;
    if (kind < 0.45 && agoMs < this.#share(number, 3) * WORLD_SPAN_MS) return false;
    return agoMs <= this.joinedAgoMs(number);
  }

  wealth(number: number): Wealth {
    const share = this.#share(number, 4);
    if (share < 0.6) return 'none';
    if (share < 0.8) return 'silver';
    return share < 0.94 ? 'gold' : 'platinum';
  }

  /** 0 to below 1: which topic, product or phone the contact likes is read from it. */
  taste(number: number): number {
    return this.#share(number, 5);
  }

  isBanker(number: number): boolean {
    return this.#share(number, 6) < 0.25;
  }

  isPatient(number: number): boolean {
    return this.#share(number, 7) < 0.3;
  }
}

/** Near the golden section of `size`, so that neighbours part, and prime to it, so that none is lost. */
function coprimeStep(size: number): number {
  let step = Math.max(1, Math.round(size * 0.618034));
  while (commonDivisor(step, size) !== 1) step += 1;
  return step;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Ids of one length, so that their order is that of the numbers. */
export function worldContactId(number: number): string {
  return `c${(100_000_000 + number).toString().slice(1)}`;
}
