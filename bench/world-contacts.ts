/**
 * The contacts of the benchmark world as items of the API, with the fields of `SHOP_FIELDS`: about
 * ten of them set. Each depends on the seed and its own number alone.
 */
import type { JsonValue } from '../engine/index.ts';
import { DAY_MS, dateText } from '../server/sample/sample-calendar.ts';
import { drawMailAddress, drawName, drawPhone, PLACES } from '../server/sample/sample-people.ts';
import { Random } from '../server/sample/sample-random.ts';
import { People, type Wealth, type World, worldContactId } from './world-people.ts';

export type WorldContact = {
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
};

/** Items in one array that a generator yields; only the last may be shorter. */
export const WORLD_CHUNK = 1000;

const STREAM = 101;
const YEAR_MS = 365 * DAY_MS;

const STATUSES: Readonly<Record<Wealth, string>> = {
  none: 'Bronze',
  silver: 'Silver',
  gold: 'Gold',
  platinum: 'Platinum',
};

export const WORLD_TAGS: readonly (readonly [string, number])[] = [
  ['newsletter', 0.25],
  ['family', 0.1],
  ['student', 0.06],
  ['b2b', 0.03],
  ['ambassador', 0.01],
];

export const WORLD_PRODUCTS: readonly (readonly [string, number])[] = [
  ['current account', 0.9],
  ['savings account', 0.45],
  ['credit card', 0.3],
  ['insurance', 0.16],
  ['mortgage', 0.08],
];

export const WORLD_PLANS = ['free', 'basic', 'plus', 'family', 'pro'] as const;

export function* worldContacts(world: World): Generator<WorldContact[]> {
  const people = new People(world);
  for (let first = 0; first < world.contacts; first += WORLD_CHUNK) {
    const size = Math.min(WORLD_CHUNK, world.contacts - first);
    yield Array.from({ length: size }, (_, place) => contactOf(world, people, first + place));
  }
}

function contactOf(world: World, people: People, number: number): WorldContact {
  const random = new Random(world.seed, STREAM, number);
  const { nowMs } = world;
  const joinedMs = nowMs - people.joinedAgoMs(number);
  const fields: Record<string, JsonValue> = { created_at: new Date(joinedMs).toISOString() };
  putPerson(fields, random, number, nowMs);
  putChannels(fields, random);
  putLoyalty(fields, random, people.wealth(number));
  if (people.isBanker(number)) putBank(fields, random, nowMs);
  if (people.isPatient(number)) putHealth(fields, random, nowMs);
  const tags = held(WORLD_TAGS, random);
  if (tags.length > 0) fields['tags'] = tags;
  if (random.chance(0.5)) {
    const seenMs = nowMs - Math.min(nowMs - joinedMs, random.exponential(120 * DAY_MS));
    fields['last_seen'] = new Date(seenMs).toISOString();
  }
  return { id: worldContactId(number), fields };
}

type Fields = Record<string, JsonValue>;

function putPerson(fields: Fields, random: Random, number: number, nowMs: number): void {
  const female = random.chance(0.54);
  const { city, country } = random.weighted(PLACES);
  if (random.chance(0.85)) {
    const name = drawName(random, female, country);
    fields['Email'] = drawMailAddress(random, name, number);
    if (random.chance(0.6)) fields['first_name'] = name.first;
    if (random.chance(0.4)) fields['last_name'] = name.last;
  }
  if (random.chance(0.5)) fields['MobilePhone'] = drawPhone(random, country);
  if (random.chance(0.5)) fields['gender'] = female ? 'female' : 'male';
  if (random.chance(0.6)) {
    fields['birthday'] = dateText(nowMs - random.between(16, 80) * 365.25 * DAY_MS);
  }
  if (random.chance(0.75)) fields['city'] = city;
  if (random.chance(0.9)) fields['country'] = country;
}

function putChannels(fields: Fields, random: Random): void {
  if (random.chance(0.75)) fields['email_consent'] = random.chance(0.8);
  if (random.chance(0.5)) fields['sms_consent'] = random.chance(0.6);
  if (random.chance(0.15)) fields['push_tokens'] = [`t${random.uint32()}`];
}

function putLoyalty(fields: Fields, random: Random, wealth: Wealth): void {
  const factor = wealth === 'none' ? 1 : wealth === 'silver' ? 3 : 8;
  const value = Math.round(random.logNormal(60, 0.9) * factor * 4) / 4;
  if (random.chance(0.6)) fields['lifetime_value'] = value;
  const member = random.chance(0.5);
  if (random.chance(0.8)) fields['loyalty_member'] = member;
  if (member) fields['points'] = Math.floor(value * 2);
  if (wealth !== 'none' || random.chance(0.2)) fields['status'] = STATUSES[wealth];
  if (random.chance(0.4)) fields['plan'] = random.pick(WORLD_PLANS);
}

function putBank(fields: Fields, random: Random, nowMs: number): void {
  const opened = Math.min(25 * YEAR_MS, random.exponential(3 * YEAR_MS));
  fields['account_opened'] = dateText(nowMs - opened);
  const products = held(WORLD_PRODUCTS, random);
  if (products.length > 0) fields['products'] = products;
}

function putHealth(fields: Fields, random: Random, nowMs: number): void {
  const visited = Math.min(6 * YEAR_MS, random.exponential(300 * DAY_MS));
  fields['last_visit'] = dateText(nowMs - visited);
  if (random.chance(0.8)) fields['health_consent'] = random.chance(0.75);
}

function held(choices: readonly (readonly [string, number])[], random: Random): string[] {
  const texts: string[] = [];
  for (const [text, share] of choices) if (random.chance(share)) texts.push(text);
  return texts;
}
