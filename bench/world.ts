/**
 * The world that benchmarks ask about: a shop with as many contacts and events as wanted, the same
 * for the same seed, made chunk by chunk so that nothing of it is held. Its fields, attributes and
 * segments are those of the sample shop; each segment finds some of the contacts, never all.
 */
import type { Result } from '../engine/index.ts';
import type { Muster } from '../server/muster.ts';
import { SHOP_ATTRIBUTES, SHOP_FIELDS, SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import type { Failure } from '../server/service.ts';
import { worldContacts } from './world-contacts.ts';
import { worldEvents } from './world-events.ts';
import type { World } from './world-people.ts';

export { type WorldContact, worldContacts } from './world-contacts.ts';
export { WORLD_EVENTS, type WorldEvent, type WorldEventType, worldEvents } from './world-events.ts';
export { type World, worldContactId } from './world-people.ts';

/** Not on the hour: the edges of windows cut through days and hours, as they do in life. */
export const WORLD_NOW_MS = Date.UTC(2026, 5, 15, 12, 34, 56, 789);

export const WORLD_DEFAULTS: World = {
  seed: 20_000,
  contacts: 1_000_000,
  events: 10_000_000,
  nowMs: WORLD_NOW_MS,
};

export type WorldLoad = {
  readonly contactsPerSecond: number;
  readonly eventsPerSecond: number;
};

const WRITES_AHEAD = 4;
const PROGRESS_MS = 1000;

type OnProgress = (line: string) => void;

type Put = (
  items: readonly { readonly parsed: true; readonly json: unknown }[],
) => Promise<Result<unknown, Failure>>;

/**
 * Writes the world into an open Muster: fields, attributes, contacts, events, the sixteen segments.
 * `onProgress` gets a line about once a second.
 */
export async function loadWorld(
  muster: Muster,
  world: World,
  onProgress: OnProgress = () => {},
): Promise<WorldLoad> {
  const contactsPerSecond = await loadWorldContacts(muster, world, onProgress);
  const eventsPerSecond = await loadWorldEvents(muster, world, onProgress);
  return { contactsPerSecond, eventsPerSecond };
}

/** Fields and contacts; gives contacts a second. */
export async function loadWorldContacts(
  muster: Muster,
  world: World,
  onProgress: OnProgress,
): Promise<number> {
  for (const { name, type } of SHOP_FIELDS) await muster.declareField(name, type);
  return writeAll(
    worldContacts(world),
    (items) => muster.writeContacts(items, { strict: true }),
    (written) => onProgress(`${written} of ${world.contacts} contacts`),
  );
}

/** Attributes, events and segments, when the contacts are there; gives events a second. */
export async function loadWorldEvents(
  muster: Muster,
  world: World,
  onProgress: OnProgress,
): Promise<number> {
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await muster.declareAttribute(event, name, type);
  }
  const perSecond = await writeAll(
    worldEvents(world),
    (items) => muster.writeEvents(items, { strict: true }),
    (written) => onProgress(`${written} of ${world.events} events`),
  );
  for (const { id, ...body } of SHOP_SEGMENTS) {
    valueOf(await muster.putSegment(id, body, undefined));
  }
  return perSecond;
}

/** Writes chunk after chunk, a few under way at once; generating them is part of the time. */
async function writeAll(
  chunks: Iterable<readonly unknown[]>,
  put: Put,
  onProgress: (written: number) => void,
): Promise<number> {
  const startedMs = performance.now();
  let toldMs = startedMs;
  let written = 0;
  const underWay: Promise<unknown>[] = [];
  for (const chunk of chunks) {
    underWay.push(put(chunk.map((json) => ({ parsed: true, json }))).then(valueOf));
    written += chunk.length;
    if (underWay.length >= WRITES_AHEAD) await underWay.shift();
    if (performance.now() - toldMs >= PROGRESS_MS) {
      toldMs = performance.now();
      onProgress(written);
    }
  }
  await Promise.all(underWay);
  onProgress(written);
  return Math.round((written / (performance.now() - startedMs)) * 1000);
}

function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}
