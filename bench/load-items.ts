/**
 * What the load writes: seeded contacts and events, and bodies of them that are encoded once and
 * sent many times, with fresh ids written over the old ones in place.
 */
import { Packr } from 'msgpackr';
import { Random } from '../server/sample/sample-random.ts';

export type BodyFormat = 'json' | 'ndjson' | 'msgpack';

export type BodyKind =
  /** Events with a text of 50 values and a number, without or with ids. */
  | 'events'
  | 'events-with-ids'
  /** New contacts. */
  | 'contacts';

export type BodyOptions = {
  readonly kind: BodyKind;
  readonly format: BodyFormat;
  /** Items in a body; 1 makes a single object. */
  readonly items: number;
  /** Events are those of contacts 0 to below this. */
  readonly contacts: number;
  /** Fields of a contact: up to ten. */
  readonly fields: number;
  readonly seed: number;
  /** Bodies of one seed that differ in their number differ in their items. */
  readonly number: number;
};

export const CONTENT_TYPES: Readonly<Record<BodyFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  msgpack: 'application/msgpack',
};

/** Fields of the contacts that their first values would give another type. */
export const DECLARED_FIELDS = [
  ['born', 'date'],
  ['joined', 'datetime'],
] as const;

const EVENT_TYPES = ['page_view', 'cart_add', 'purchase', 'mail_open'];
const DAY_MS = 86_400_000;
/** Events lie in the month before this moment. */
const LAST_MS = Date.UTC(2026, 5, 15, 12);
const ID_DIGITS = 10;
/** Stands in the encoded text where a fresh number goes; long enough to stand nowhere else. */
const MARK = '@'.repeat(ID_DIGITS);

const packr = new Packr({ useRecords: false });

export function contactId(number: number): string {
  return `c${String(number).padStart(ID_DIGITS, '0')}`;
}

/** A body with a place for the number of each of its items. */
export class Body {
  readonly bytes: Buffer;
  readonly items: number;
  /** Where numbers stand, and by how much each is above the first. */
  readonly #places: readonly (readonly [offset: number, item: number])[];

  constructor({ kind, format, items, contacts, fields, seed, number }: BodyOptions) {
    const random = new Random(seed, number, items);
    const list = Array.from({ length: items }, () =>
      kind === 'contacts' ? contactOf(random, fields) : eventOf(random, kind, contacts),
    );
    this.bytes = encode(list, format);
    this.items = items;
    this.#places = placesOf(this.bytes, kind === 'contacts' ? 2 : 1);
  }

  /** Gives the items the numbers from `first` on; nothing to do for items without one. */
  renumber(first: number): void {
    for (const [offset, item] of this.#places) {
      let rest = first + item;
      for (let digit = offset + ID_DIGITS - 1; digit >= offset; digit--) {
        this.bytes[digit] = 0x30 + (rest % 10);
        rest = Math.floor(rest / 10);
      }
    }
  }
}

function eventOf(random: Random, kind: BodyKind, contacts: number) {
  return {
    contact: contactId(random.integer(0, contacts - 1)),
    event: random.pick(EVENT_TYPES),
    time: new Date(LAST_MS - random.integer(0, 30 * DAY_MS)).toISOString(),
    ...(kind === 'events-with-ids' && { id: `e${MARK}` }),
    attributes: {
      category: `category ${random.integer(1, 50)}`,
      price: random.integer(1, 50_000) / 100,
    },
  };
}

function contactOf(random: Random, fields: number) {
  const all = {
    Email: `someone.${MARK}@example.com`,
    FirstName: `Name ${random.integer(1, 2000)}`,
    City: `City ${random.integer(1, 300)}`,
    Gender: random.pick(['f', 'm', 'x']),
    Age: random.integer(18, 90),
    Balance: random.integer(0, 1_000_000) / 100,
    born: new Date(random.integer(-20_000, 12_000) * DAY_MS).toISOString().slice(0, 10),
    email_consent: random.chance(0.8),
    joined: new Date(LAST_MS - random.integer(0, 2000 * DAY_MS)).toISOString(),
    tags: [`tag ${random.integer(1, 20)}`, `tag ${random.integer(21, 40)}`],
  };
  return { id: `c${MARK}`, fields: Object.fromEntries(Object.entries(all).slice(0, fields)) };
}

function encode(items: readonly unknown[], format: BodyFormat): Buffer {
  const [only] = items;
  const value = items.length === 1 ? only : items;
  switch (format) {
    case 'json':
      return Buffer.from(JSON.stringify(value));
    case 'ndjson':
      return Buffer.from(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    case 'msgpack':
      return Buffer.from(packr.pack(value));
  }
}

/** The marks of an item follow each other: an event has one, a contact one in its id and address. */
function placesOf(bytes: Buffer, perItem: number): readonly (readonly [number, number])[] {
  const places: [number, number][] = [];
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + ID_DIGITS)) {
    places.push([at, Math.floor(places.length / perItem)]);
  }
  return places;
}
