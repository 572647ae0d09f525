/**
 * The sample's contacts: what a shop's customer records hold, with all that they lack.
 *
 * Fields are facts of other systems as well (a bank's core, a clinic's calendar), so a few have no
 * event that explains them.
 */
import type { JsonValue, ValueType } from '../../engine/index.ts';
import { DAY_MS, dateText } from './sample-calendar.ts';
import {
  assertOptions,
  type ContactItem,
  SAMPLE_BATCH_SIZE,
  type ShopOptions,
} from './sample-options.ts';
import { drawMailAddress, drawName, drawPhone } from './sample-people.ts';
import { Random, weightedChoices } from './sample-random.ts';
import { drawShopper, type Shopper, STREAM } from './sample-shopper.ts';

/** To be declared before the first contact. `created_at` is built in. */
export const SHOP_FIELDS: readonly { readonly name: string; readonly type: ValueType }[] = [
  { name: 'Email', type: 'text' },
  { name: 'MobilePhone', type: 'text' },
  { name: 'push_tokens', type: 'list' },
  { name: 'email_consent', type: 'boolean' },
  { name: 'sms_consent', type: 'boolean' },
  { name: 'health_consent', type: 'boolean' },
  { name: 'first_name', type: 'text' },
  { name: 'last_name', type: 'text' },
  { name: 'gender', type: 'text' },
  { name: 'birthday', type: 'date' },
  { name: 'city', type: 'text' },
  { name: 'country', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'loyalty_member', type: 'boolean' },
  { name: 'points', type: 'number' },
  { name: 'lifetime_value', type: 'number' },
  { name: 'plan', type: 'text' },
  { name: 'tags', type: 'list' },
  { name: 'products', type: 'list' },
  { name: 'account_opened', type: 'date' },
  { name: 'last_visit', type: 'date' },
  { name: 'last_seen', type: 'datetime' },
];

type Fields = Record<string, JsonValue>;

/** A missing value is no key at all. */
function put(fields: Fields, name: string, value: JsonValue | undefined): void {
  if (value !== undefined) fields[name] = value;
}

const GENDERS = weightedChoices<string | undefined>([
  ['female', 46],
  ['male', 36],
  ['other', 1],
  [undefined, 17],
]);

const YOUNGEST_YEARS = 16;

/** Any day of the year, 29 February in its turn; ages around 40. */
function drawBirthday(random: Random, nowMs: number): string {
  const years = YOUNGEST_YEARS + Math.min(80, random.logNormal(22, 0.5));
  const year = new Date(nowMs).getUTCFullYear() - Math.floor(years) - 1;
  const start = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - start) / DAY_MS;
  return dateText(start + random.integer(0, days - 1) * DAY_MS);
}

function putPerson(fields: Fields, shopper: Shopper, random: Random, nowMs: number): void {
  const { place, number } = shopper;
  const gender = random.weighted(GENDERS);
  const isNamedFemale = gender === 'female' || (gender !== 'male' && random.chance(0.5));
  const name = drawName(random, isNamedFemale, place.country);
  const mail = drawMailAddress(random, name, number);
  const phone = drawPhone(random, place.country);
  const birthday = drawBirthday(random, nowMs);
  put(fields, 'Email', shopper.mail.address ? mail : undefined);
  put(fields, 'MobilePhone', shopper.sms.address ? phone : undefined);
  put(fields, 'first_name', random.chance(0.9) ? name.first : undefined);
  put(fields, 'last_name', random.chance(0.82) ? name.last : undefined);
  put(fields, 'gender', gender);
  put(fields, 'birthday', random.chance(0.78) ? birthday : undefined);
  put(fields, 'city', random.chance(0.88) ? place.city : undefined);
  put(fields, 'country', random.chance(0.96) ? place.country : undefined);
}

const HEX_RADIX = 16;

function drawToken(random: Random): string {
  const words = [random.uint32(), random.uint32(), random.uint32()];
  return words.map((word) => word.toString(HEX_RADIX).padStart(8, '0')).join('');
}

function putChannels(fields: Fields, shopper: Shopper, random: Random): void {
  put(fields, 'email_consent', shopper.mail.consent);
  put(fields, 'sms_consent', shopper.sms.consent);
  if (!shopper.push.address) return;
  const devices = random.repeats(0.2, 4);
  fields['push_tokens'] = Array.from(
    { length: devices },
    () => `${shopper.platform as string}:${drawToken(random)}`,
  );
}

function putLoyalty(fields: Fields, shopper: Shopper, random: Random): void {
  const { eventBudget, wealth } = shopper;
  const value = Math.round(eventBudget * wealth * random.logNormal(5, 0.4) * 100) / 100;
  put(fields, 'lifetime_value', random.chance(0.93) ? value : undefined);
  put(fields, 'loyalty_member', shopper.member);
  put(fields, 'status', shopper.status);
  put(fields, 'points', shopper.member === true ? Math.floor(value * 2) : undefined);
  put(fields, 'plan', shopper.plan);
}

const BANK_PRODUCTS: readonly (readonly [string, number])[] = [
  ['current account', 0.92],
  ['savings account', 0.45],
  ['credit card', 0.3],
  ['insurance', 0.16],
  ['mortgage', 0.08],
  ['car loan', 0.06],
];

const LONGEST_ACCOUNT_MS = 25 * 365 * DAY_MS;

function putBank(fields: Fields, shopper: Shopper, random: Random, nowMs: number): void {
  if (!shopper.banker) return;
  const age = Math.min(LONGEST_ACCOUNT_MS, random.exponential(900 * DAY_MS));
  const held = BANK_PRODUCTS.filter(([, share]) => random.chance(share));
  put(fields, 'account_opened', random.chance(0.97) ? dateText(nowMs - age) : undefined);
  put(fields, 'products', held.length > 0 ? held.map(([product]) => product) : undefined);
}

const HEALTH_CONSENTS = weightedChoices<boolean | undefined>([
  [true, 62],
  [false, 20],
  [undefined, 18],
]);

function putHealth(fields: Fields, shopper: Shopper, random: Random): void {
  if (shopper.lastVisitMs === undefined) return;
  fields['last_visit'] = dateText(shopper.lastVisitMs);
  put(fields, 'health_consent', random.weighted(HEALTH_CONSENTS));
}

const TAGS: readonly (readonly [string, number])[] = [
  ['newsletter', 0.35],
  ['app', 0.12],
  ['family', 0.1],
  ['student', 0.06],
  ['b2b', 0.04],
  ['ambassador', 0.01],
  ['święta', 0.05],
];

function putTags(fields: Fields, shopper: Shopper, random: Random): void {
  const tags = TAGS.filter(([, share]) => random.chance(share)).map(([tag]) => tag);
  if (random.chance(0.3)) tags.push(`likes ${shopper.category}`);
  if (tags.length > 0) fields['tags'] = tags;
}

function contactOf(options: ShopOptions, number: number): ContactItem {
  const { nowMs } = options;
  const shopper = drawShopper(options, number);
  const random = new Random(options.seed, STREAM.fields, number);
  const fields: Fields = { created_at: new Date(shopper.joinedMs).toISOString() };
  putPerson(fields, shopper, random, nowMs);
  putChannels(fields, shopper, random);
  putLoyalty(fields, shopper, random);
  putBank(fields, shopper, random, nowMs);
  putHealth(fields, shopper, random);
  putTags(fields, shopper, random);
  const seen = new Date(shopper.activeUntilMs - random.exponential(5 * DAY_MS)).toISOString();
  put(fields, 'last_seen', random.chance(0.7) ? seen : undefined);
  return { id: shopper.id, fields };
}

/** Contacts 1, 2, 3, … in arrays of `SAMPLE_BATCH_SIZE`. */
export function* shopContacts(options: ShopOptions): Generator<ContactItem[]> {
  assertOptions(options);
  for (let first = 1; first <= options.contacts; first += SAMPLE_BATCH_SIZE) {
    const size = Math.min(SAMPLE_BATCH_SIZE, options.contacts - first + 1);
    yield Array.from({ length: size }, (_, place) => contactOf(options, first + place));
  }
}
