/**
 * The travel data as items of the API, with values that the source does not have derived from those
 * it has, so that every type of field and attribute occurs. DuckDB and Muster are both given exactly
 * these items. A derivation depends on its own item alone.
 *
 * Derived fields, each missing for a part of the contacts except `joined_on`:
 * - `country`: text after the last comma of the location, the empty text where there is none;
 * - `places`: list of the parts between commas, empty where there is no location;
 * - `joined_on`: date, the day of `created_at` in UTC;
 * - `birthday`: date from the number in the id, every 97th on 29 February;
 * - `returned_at`: datetime, `last_access_at` unless that is on the day of `created_at`;
 * - `trusted`: boolean, from the reputation, unknown in the middle;
 * - `approval`: number, the share of up-votes in all votes cast.
 *
 * Derived attributes: `words` (list, may be empty) of a question, `rating` (a positive score in
 * quarters) of an answer, `ends_at` (datetime) and `ends_on` (date) of a bounty, and `level`, which is
 * a text for badges and a number for answers.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ValueType } from '../../engine/index.ts';

export type TravelContact = {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type TravelEvent = {
  readonly contact: string;
  readonly event: string;
  readonly time: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

export type FieldDeclaration = { readonly name: string; readonly type: ValueType };
export type SegmentDeclaration = {
  readonly id: string;
  readonly rule: unknown;
  readonly timezone?: string;
};
export type AttributeDeclaration = FieldDeclaration & { readonly event: string };

export const TRAVEL_FIELDS: readonly FieldDeclaration[] = [
  { name: 'created_at', type: 'datetime' },
  { name: 'last_access_at', type: 'datetime' },
  { name: 'returned_at', type: 'datetime' },
  { name: 'joined_on', type: 'date' },
  { name: 'birthday', type: 'date' },
  { name: 'reputation', type: 'number' },
  { name: 'views', type: 'number' },
  { name: 'up_votes', type: 'number' },
  { name: 'down_votes', type: 'number' },
  { name: 'age', type: 'number' },
  { name: 'approval', type: 'number' },
  { name: 'location', type: 'text' },
  { name: 'country', type: 'text' },
  { name: 'places', type: 'list' },
  { name: 'trusted', type: 'boolean' },
];

export const TRAVEL_ATTRIBUTES: readonly AttributeDeclaration[] = [
  { event: 'badge_earned', name: 'name', type: 'text' },
  { event: 'badge_earned', name: 'class', type: 'text' },
  { event: 'badge_earned', name: 'tag_based', type: 'boolean' },
  { event: 'badge_earned', name: 'level', type: 'text' },
  { event: 'question_asked', name: 'score', type: 'number' },
  { event: 'question_asked', name: 'comments', type: 'number' },
  { event: 'question_asked', name: 'views', type: 'number' },
  { event: 'question_asked', name: 'answers', type: 'number' },
  { event: 'question_asked', name: 'title', type: 'text' },
  { event: 'question_asked', name: 'words', type: 'list' },
  { event: 'question_asked', name: 'has_accepted', type: 'boolean' },
  { event: 'answer_posted', name: 'score', type: 'number' },
  { event: 'answer_posted', name: 'comments', type: 'number' },
  { event: 'answer_posted', name: 'rating', type: 'number' },
  { event: 'answer_posted', name: 'level', type: 'number' },
  { event: 'comment_posted', name: 'score', type: 'number' },
  { event: 'comment_posted', name: 'post', type: 'text' },
  { event: 'bounty_offered', name: 'amount', type: 'number' },
  { event: 'bounty_offered', name: 'ends_at', type: 'datetime' },
  { event: 'bounty_offered', name: 'ends_on', type: 'date' },
  { event: 'vote_received', name: 'kind', type: 'text' },
];

/** The ids of the first contacts of the site; not all of them are in the data. */
export const TRAVEL_GROUPS = [
  { id: 'pioneers', contacts: Array.from({ length: 2000 }, (_, number) => `u${number}`) },
];

export const TRAVEL_CHANNELS = [
  {
    // "current month" is the month in UTC here, whatever the time zone of the question
    name: 'letter',
    rule: {
      all: [
        { field: 'location', op: 'exists' },
        { not: { field: 'trusted', op: 'eq', value: false } },
        { none: [{ event: 'comment_posted', within: { current: 'month' } }] },
      ],
    },
  },
];

/** In an order in which they can be saved. */
export const TRAVEL_SEGMENTS: readonly SegmentDeclaration[] = [
  {
    id: 'busy-in-new-york-month',
    timezone: 'America/New_York',
    rule: { event: 'comment_posted', within: { current: 'month' }, op: 'gte', value: 3 },
  },
  {
    id: 'busy-writers',
    rule: {
      all: [
        { segment: 'busy-in-new-york-month' },
        { event: 'answer_posted', within: { last: 'P1Y' } },
      ],
    },
  },
  {
    id: 'busy-by-letter',
    rule: { all: [{ segment: 'busy-in-new-york-month' }, { reachable: 'letter' }] },
  },
];

const DAY_MS = 86_400_000;
const BIRTHDAYS_FROM = Date.UTC(1950, 0, 1);
const BIRTHDAY_DAYS = 50 * 365;

export function* travelContacts(): Generator<TravelContact> {
  for (const line of linesOf('contacts')) {
    const { id, fields } = JSON.parse(line) as TravelContact;
    yield { id, fields: { ...fields, ...derivedFields(id, fields) } };
  }
}

export function* travelEvents(): Generator<TravelEvent> {
  for (const line of linesOf('events')) {
    const event = JSON.parse(line) as TravelEvent;
    yield { ...event, attributes: { ...event.attributes, ...derivedAttributes(event) } };
  }
}

function linesOf(name: string): string[] {
  const packed = readFileSync(new URL(`../data/travel/${name}.ndjson.gz`, import.meta.url));
  return gunzipSync(packed)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function derivedFields(id: string, fields: TravelContact['fields']): Record<string, unknown> {
  const location = typeof fields['location'] === 'string' ? fields['location'] : '';
  const created = String(fields['created_at']);
  const lastAccess = String(fields['last_access_at']);
  const places = location.split(',').map((part) => part.trim());
  return {
    country: location.includes(',') ? places.at(-1) : '',
    places: [...new Set(places.filter((part) => part !== ''))],
    joined_on: dayOf(created),
    ...optional('birthday', birthdayOf(Math.abs(Number(id.slice(1))))),
    ...optional('returned_at', dayOf(lastAccess) === dayOf(created) ? undefined : lastAccess),
    ...optional('trusted', trustOf(Number(fields['reputation']))),
    ...optional('approval', approvalOf(Number(fields['up_votes']), Number(fields['down_votes']))),
  };
}

function derivedAttributes({ event, time, attributes }: TravelEvent): Record<string, unknown> {
  const score = Number(attributes['score']);
  switch (event) {
    case 'question_asked':
      return { words: wordsOf(String(attributes['title'])) };
    case 'answer_posted':
      return {
        level: Math.floor(score / 10),
        ...optional('rating', score > 0 ? score / 4 : undefined),
      };
    case 'badge_earned':
      return { level: attributes['class'] };
    case 'bounty_offered': {
      const end = new Date(Date.parse(time) + 7 * DAY_MS).toISOString();
      return { ends_at: end, ends_on: dayOf(end) };
    }
    default:
      return {};
  }
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}

function birthdayOf(number: number): string | undefined {
  if (number % 3 === 0) return undefined;
  if (number % 97 === 1) return '1988-02-29';
  const day = (number * 7919) % BIRTHDAY_DAYS;
  return dayOf(new Date(BIRTHDAYS_FROM + day * DAY_MS).toISOString());
}

function trustOf(reputation: number): boolean | undefined {
  if (reputation >= 200) return true;
  return reputation <= 1 ? false : undefined;
}

function approvalOf(up: number, down: number): number | undefined {
  return up + down === 0 ? undefined : up / (up + down);
}

/** Distinct words of five letters or more, in lower case. */
function wordsOf(title: string): string[] {
  return [...new Set(title.toLowerCase().match(/\p{L}{5,}/gu) ?? [])];
}
