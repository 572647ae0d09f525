/**
 * Sequences answered from rows: for each contact the times of each step's events, and from step to
 * step the times at which a chain can stand.
 *
 * A chain may reach an event from any earlier one within the gap. The end of a calendar gap can
 * move backwards while its start moves forward (month ends), so what counts is the furthest end
 * among all earlier starts, not that of the latest.
 */
import { type Bitmap, bitmapOf } from './bitmap.ts';
import type { EventReader } from './event-store.ts';
import type { PlanStep, SequenceLeaf, Span } from './plan.ts';
import { type Zone, zoneOf } from './zone.ts';

/** The contacts among `alive` for whom the sequence holds: a new bitmap. */
export function selectBySequence(
  leaf: SequenceLeaf,
  store: EventReader,
  alive: Bitmap,
  contacts: number,
): Bitmap {
  const zone = zoneOf(leaf.zone);
  let candidates: Uint8Array = new Uint8Array(contacts);
  for (const contact of alive) candidates[contact] = 1;
  const steps: ContactTimes[] = [];
  for (const step of leaf.steps) {
    const times = gatherTimes(step, leaf.window, store, candidates);
    steps.push(times);
    candidates = times.contacts;
  }
  const absent =
    leaf.absent &&
    gatherTimes(leaf.absent, { from: leaf.window.from, to: leaf.at + 1 }, store, candidates);

  const matching = new Uint32Array(contacts);
  let count = 0;
  for (let contact = 0; contact < contacts; contact++) {
    if (candidates[contact] === 0) continue;
    const times = steps.map((step) => step.of(contact));
    if (holdsFor(leaf, zone, times, absent?.of(contact))) matching[count++] = contact;
  }
  return bitmapOf(matching, count);
}

/** Whether a sequence holds for one contact, by the ascending times of each step's events. */
export function holdsFor(
  { steps, absent, at }: SequenceLeaf,
  zone: Zone,
  times: readonly Float64Array[],
  absentTimes: Float64Array | undefined,
): boolean {
  const ends = chainEnds(steps, times, zone);
  if (absent === undefined) return ends.length > 0;
  return isFollowedByNone(ends, absentTimes as Float64Array, absent, at, zone);
}

/** The times at which a chain through all steps can end, ascending. */
function chainEnds(
  steps: readonly PlanStep[],
  times: readonly Float64Array[],
  zone: Zone,
): Float64Array {
  let reached = times[0] as Float64Array;
  for (let i = 1; i < steps.length && reached.length > 0; i++) {
    reached = reachedFrom(reached, times[i] as Float64Array, steps[i] as PlanStep, zone);
  }
  return reached;
}

/** Those of a step's times that are after, and within its gap of, a time reached before. */
function reachedFrom(
  before: Float64Array,
  times: Float64Array,
  { gap }: PlanStep,
  zone: Zone,
): Float64Array {
  const reached = new Float64Array(times.length);
  let count = 0;
  let next = 0;
  let furthest = -Infinity;
  for (const time of times) {
    for (; next < before.length && (before[next] as number) < time; next++) {
      const end = gap === undefined ? Infinity : zone.shift(before[next] as number, gap, 1);
      if (end > furthest) furthest = end;
    }
    if (time <= furthest) reached[count++] = time;
  }
  return reached.subarray(0, count);
}

/** Whether after one of the ends no absent event follows up to its gap, which is over by `at`. */
function isFollowedByNone(
  ends: Float64Array,
  absent: Float64Array,
  { gap }: PlanStep,
  at: number,
  zone: Zone,
): boolean {
  let next = 0;
  for (const end of ends) {
    while (next < absent.length && (absent[next] as number) <= end) next += 1;
    const until = gap === undefined ? at : zone.shift(end, gap, 1);
    if (until > at) continue;
    if (next === absent.length || (absent[next] as number) > until) return true;
  }
  return false;
}

/** Ascending times by contact, one after the other in one array. */
class ContactTimes {
  /** 1 for each contact that has a time. */
  readonly contacts: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #times: Float64Array;

  constructor(contacts: Uint8Array, starts: Uint32Array, times: Float64Array) {
    this.contacts = contacts;
    this.#starts = starts;
    this.#times = times;
  }

  of(contact: number): Float64Array {
    return this.#times.subarray(this.#starts[contact], this.#starts[contact + 1]);
  }
}

/** The times of a step's events by contact, for the candidates: a counting sort in two scans. */
function gatherTimes(
  step: PlanStep,
  span: Span,
  store: EventReader,
  candidates: Uint8Array,
): ContactTimes {
  const size = candidates.length;
  const starts = new Uint32Array(size + 1);
  const scan = (visit: (contact: number, time: number) => void) => {
    for (const source of step.sources) {
      store.scan(source, span, (contact, time) => {
        if (candidates[contact] === 1) visit(contact, time);
      });
    }
  };
  scan((contact) => {
    starts[contact + 1] = (starts[contact + 1] as number) + 1;
  });
  const contacts = new Uint8Array(size);
  for (let contact = 0; contact < size; contact++) {
    if (starts[contact + 1] !== 0) contacts[contact] = 1;
    starts[contact + 1] = (starts[contact + 1] as number) + (starts[contact] as number);
  }
  const places = starts.slice();
  const times = new Float64Array(starts[size] as number);
  scan((contact, time) => {
    const place = places[contact] as number;
    times[place] = time;
    places[contact] = place + 1;
  });
  for (let contact = 0; contact < size; contact++) {
    if (contacts[contact] === 1) times.subarray(starts[contact], starts[contact + 1]).sort();
  }
  return new ContactTimes(contacts, starts, times);
}
