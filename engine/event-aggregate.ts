/**
 * Event conditions answered from rows: the rows of the window are gathered into one number per
 * contact, which is then compared.
 *
 * A contact without a matching event has `count`, `sum` and `distinct` 0 and no other aggregate,
 * so when 0 passes the test, everyone who was not seen matches too.
 */
import { assertNever } from './assert.ts';
import { type Bitmap, bitmapOf, difference } from './bitmap.ts';
import { FlagBuilder } from './bitmap-flags.ts';
import { asksForSome } from './event-asked.ts';
import { cellAt } from './event-rows.ts';
import { chosen } from './event-scan.ts';
import type { EventReader } from './event-store.ts';
import { certainMean, certainSum, exactMean } from './exact-sum.ts';
import { grown } from './growable.ts';
import { type NumberPredicate, numberPredicate } from './number-test.ts';
import type { EventLeaf, EventSource } from './plan.ts';
import type { Aggregate } from './rule.ts';

/** Rounding error of one addition relative to its operands, doubled for good measure. */
const ADDITION_ERROR = 2 ** -52;

/** The contacts among `alive` that an event leaf selects: a new bitmap. */
export function selectByRows(
  leaf: EventLeaf,
  store: EventReader,
  alive: Bitmap,
  contacts: number,
): Bitmap {
  if (asksForSome(leaf)) return selectSome(leaf, store, alive, contacts);
  const isMatch = numberPredicate(leaf.test);
  const values = aggregate(leaf, store, contacts);
  const whenNone = valueOfNone(leaf.aggregate);
  if (whenNone !== undefined && isMatch(whenNone)) {
    const missed = whoPasses(values, (value) => !isMatch(value));
    const matching = difference(alive, missed);
    missed.dispose();
    return matching;
  }
  const matching = whoPasses(values, isMatch);
  matching.andInPlace(alive);
  return matching;
}

/** Whoever has one of the rows: no number is needed. */
function selectSome(
  { sources, window }: EventLeaf,
  store: EventReader,
  alive: Bitmap,
  contacts: number,
): Bitmap {
  const flags = new FlagBuilder(contacts);
  for (const source of sources) {
    const scan = store.scanOf(source);
    for (const page of scan.rows?.pagesWithin(window) ?? []) {
      const count = scan.choose(page, window);
      flags.addOf(page.contacts, chosen, count);
    }
  }
  const some = flags.finish();
  some.andInPlace(alive);
  return some;
}

function valueOfNone(kind: Aggregate): number | undefined {
  return kind === 'count' || kind === 'sum' || kind === 'distinct' ? 0 : undefined;
}

/** One number for each contact that was seen. */
type Aggregates = {
  readonly seen: number;
  readonly contacts: Uint32Array;
  readonly valueOf: (contact: number) => number;
};

function whoPasses({ seen, contacts, valueOf }: Aggregates, isMatch: NumberPredicate): Bitmap {
  const kept = new Uint32Array(seen);
  let count = 0;
  for (let i = 0; i < seen; i++) {
    const contact = contacts[i] as number;
    if (isMatch(valueOf(contact))) kept[count++] = contact;
  }
  return bitmapOf(kept, count);
}

function aggregate(leaf: EventLeaf, store: EventReader, contacts: number): Aggregates {
  switch (leaf.aggregate) {
    case 'count':
      return countEvents(leaf, store, contacts);
    case 'sum':
    case 'avg':
      return sumValues(leaf, store, contacts);
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return extremes(leaf, store, contacts);
    case 'distinct':
      return countDistinct(leaf, store, contacts);
    default:
      return assertNever(leaf.aggregate);
  }
}

/** Remembers who was seen, in order of first sight. */
class Seen {
  count = 0;
  readonly contacts: Uint32Array;
  readonly counts: Uint32Array;

  constructor(contacts: number) {
    this.contacts = new Uint32Array(contacts);
    this.counts = new Uint32Array(contacts);
  }

  /** Counts a row of a contact; whether it is the first. */
  add(contact: number): boolean {
    const before = this.counts[contact] as number;
    this.counts[contact] = before + 1;
    if (before > 0) return false;
    this.contacts[this.count++] = contact;
    return true;
  }
}

function countEvents({ sources, window }: EventLeaf, store: EventReader, size: number): Aggregates {
  const seen = new Seen(size);
  for (const source of sources) store.scan(source, window, (contact) => seen.add(contact));
  return {
    seen: seen.count,
    contacts: seen.contacts,
    valueOf: (contact) => seen.counts[contact] as number,
  };
}

/** Visits the rows that have the attribute to aggregate, with its cell. */
function scanValues(
  { sources, window }: EventLeaf,
  store: EventReader,
  visit: (contact: number, cell: number, source: EventSource) => void,
): void {
  for (const source of sources) {
    const attribute = (source.of as { attribute: number }).attribute;
    store.scan(source, window, (contact, _time, page, row) => {
      const cells = page.columns.get(attribute);
      const cell = cells === undefined ? 0 : cellAt(cells, row);
      const isMissing =
        cells === undefined || (cells instanceof Float64Array ? Number.isNaN(cell) : cell === 0);
      if (!isMissing) visit(contact, cell, source);
    });
  }
}

/** Smallest (`min`, `first`) or largest attribute or time of each contact. */
function extremes(leaf: EventLeaf, store: EventReader, size: number): Aggregates {
  const seen = new Seen(size);
  const values = new Float64Array(size);
  const isSmallest = leaf.aggregate === 'min' || leaf.aggregate === 'first';
  const take = (contact: number, value: number) => {
    const isFirst = seen.add(contact);
    const best = values[contact] as number;
    if (isFirst || (isSmallest ? value < best : value > best)) values[contact] = value;
  };
  if (leaf.aggregate === 'min' || leaf.aggregate === 'max') {
    scanValues(leaf, store, take);
  } else {
    for (const source of leaf.sources) store.scan(source, leaf.window, take);
  }
  return {
    seen: seen.count,
    contacts: seen.contacts,
    valueOf: (contact) => values[contact] as number,
  };
}

/**
 * Sums and means as the contract has them: exact, rounded once. Sums are kept as pairs with a
 * bound on their error; the few contacts whose rounding the error could change are added up again
 * from their rows in integers.
 */
function sumValues(leaf: EventLeaf, store: EventReader, size: number): Aggregates {
  const seen = new Seen(size);
  const high = new Float64Array(size);
  const low = new Float64Array(size);
  /** Sum of the magnitudes added to `low`, which bounds what `low` has lost. */
  const lowMagnitude = new Float64Array(size);
  scanValues(leaf, store, (contact, value) => {
    seen.add(contact);
    const before = high[contact] as number;
    const sum = before + value;
    const shadow = sum - before;
    const lost = before - (sum - shadow) + (value - shadow);
    high[contact] = sum;
    low[contact] = (low[contact] as number) + lost;
    lowMagnitude[contact] = (lowMagnitude[contact] as number) + Math.abs(lost);
  });

  const results = new Float64Array(size);
  const uncertain = new Map<number, number[]>();
  for (let i = 0; i < seen.count; i++) {
    const contact = seen.contacts[i] as number;
    const count = seen.counts[contact] as number;
    const pair = {
      high: high[contact] as number,
      low: low[contact] as number,
      error: (lowMagnitude[contact] as number) * count * ADDITION_ERROR,
    };
    const result = leaf.aggregate === 'sum' ? certainSum(pair) : certainMean(pair, count);
    if (result === undefined) uncertain.set(contact, []);
    else results[contact] = result;
  }
  if (uncertain.size > 0) {
    scanValues(leaf, store, (contact, value) => uncertain.get(contact)?.push(value));
    for (const [contact, values] of uncertain) {
      results[contact] = exactMean(values, leaf.aggregate === 'sum' ? 1 : values.length);
    }
  }
  return {
    seen: seen.count,
    contacts: seen.contacts,
    valueOf: (contact) => results[contact] as number,
  };
}

/** Room for the number of a value next to a contact in the whole numbers of a float64. */
const VALUE_SPACE = 2 ** 32;

/** Distinct values: pairs of contact and value, sorted, and each pair counted once. */
function countDistinct(leaf: EventLeaf, store: EventReader, size: number): Aggregates {
  const numbering = new ValueNumbering(store);
  let pairs = new Float64Array(1024);
  let count = 0;
  scanValues(leaf, store, (contact, cell, source) => {
    for (const value of numbering.numbersOf(cell, source)) {
      pairs = grown(pairs, count + 1);
      pairs[count++] = contact * VALUE_SPACE + value;
    }
  });
  const sorted = pairs.subarray(0, count).sort();
  const seen = new Seen(size);
  for (let i = 0; i < count; i++) {
    const pair = sorted[i] as number;
    if (i === 0 || pair !== sorted[i - 1]) seen.add(Math.floor(pair / VALUE_SPACE));
  }
  return {
    seen: seen.count,
    contacts: seen.contacts,
    valueOf: (contact) => seen.counts[contact] as number,
  };
}

/**
 * Numbers for values of any type, equal only for equal values of one type; the elements of a list
 * are texts. Texts have even numbers, by their codes; other values odd ones, as they come.
 */
class ValueNumbering {
  readonly #store: EventReader;
  readonly #numbers = new Map<string, Map<number, number>>();
  #next = 1;

  constructor(store: EventReader) {
    this.#store = store;
  }

  numbersOf(cell: number, source: EventSource): Iterable<number> {
    const type = (source.of as { type: string }).type;
    if (type === 'text') return [2 * (cell - 1)];
    if (type === 'list') {
      return Array.from(this.#store.values.listCodes(cell - 1), (code) => 2 * code);
    }
    let numbers = this.#numbers.get(type);
    if (numbers === undefined) {
      numbers = new Map();
      this.#numbers.set(type, numbers);
    }
    let number = numbers.get(cell);
    if (number === undefined) {
      number = this.#next;
      this.#next += 2;
      numbers.set(cell, number);
    }
    return [number];
  }
}
