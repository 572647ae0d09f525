/**
 * The questions of the comparison: the sixteen segments, the forty ad hoc rules, and ten about whole
 * days in UTC, which are what bitmaps by day can answer too.
 */
import { DAY_MS, dateText } from '../server/sample/sample-calendar.ts';
import { PLACES } from '../server/sample/sample-people.ts';
import { Random } from '../server/sample/sample-random.ts';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { adHocRules } from './ad-hoc-rules.ts';
import type { PeerQuestion } from './peer.ts';
import type { EventJson, FieldJson, RuleJson } from './rule-json.ts';
import { WORLD_EVENT_TYPES } from './world-csv.ts';

const STREAM = 211;
const WHOLE_DAYS = 10;
const LARGE_CITIES = 10;

export function peerQuestions(seed: number, nowMs: number): readonly PeerQuestion[] {
  return [
    ...SHOP_SEGMENTS.map(({ id, rule, timezone }) => ({
      name: id,
      class: 'segments',
      rule: rule as RuleJson,
      timezone,
    })),
    ...adHocRules(seed, nowMs),
    ...wholeDayQuestions(seed, nowMs),
  ];
}

/**
 * Questions of another seed, to be asked before anything is timed, so that no engine is measured
 * while its code is still cold; without those that share an event condition with `questions`, of
 * which an engine might remember the answer.
 */
export function warmUpQuestions(
  questions: readonly PeerQuestion[],
  seed: number,
  nowMs: number,
): readonly PeerQuestion[] {
  const known = new Set(questions.flatMap(({ rule }) => [...eventConditions(rule)]));
  return peerQuestions(seed + 1, nowMs)
    .filter((question) => question.class !== 'segments')
    .filter(({ rule }) => ![...eventConditions(rule)].some((text) => known.has(text)));
}

function* eventConditions(rule: RuleJson): Generator<string> {
  if ('event' in rule || 'sequence' in rule) yield JSON.stringify(rule);
  else if ('all' in rule) for (const child of rule.all) yield* eventConditions(child);
  else if ('any' in rule) for (const child of rule.any) yield* eventConditions(child);
  else if ('none' in rule) for (const child of rule.none) yield* eventConditions(child);
  else if ('not' in rule) yield* eventConditions(rule.not);
}

function wholeDayQuestions(seed: number, nowMs: number): readonly PeerQuestion[] {
  return Array.from({ length: WHOLE_DAYS }, (_, place) => ({
    name: `days-${place + 1}`,
    class: 'days',
    rule: wholeDayRule(new Random(seed, STREAM, place), nowMs),
    timezone: 'UTC',
  }));
}

function wholeDayRule(random: Random, nowMs: number): RuleJson {
  const cities = PLACES.choices.slice(0, LARGE_CITIES).map(({ city }) => city);
  const field = random.pick<FieldJson>([
    { field: 'city', op: 'in', value: [random.pick(cities), random.pick(cities)] },
    { field: 'country', op: 'eq', value: 'PL' },
    { field: 'email_consent', op: 'eq', value: true },
    { field: 'loyalty_member', op: 'eq', value: true },
    { field: 'tags', op: 'has_any', value: ['newsletter'] },
    { field: 'status', op: 'in', value: ['Gold', 'Platinum'] },
  ]);
  const did = happened(random, nowMs);
  return random.pick<RuleJson>([
    did,
    { all: [did, field] },
    { all: [did, { not: field }] },
    { all: [did, { not: happened(random, nowMs) }] },
    { all: [{ any: [did, happened(random, nowMs)] }, field] },
  ]);
}

/** In so many whole days up to the last midnight. */
function happened(random: Random, nowMs: number): EventJson {
  const from = dateText(nowMs - random.integer(3, 60) * DAY_MS);
  return { event: random.pick(WORLD_EVENT_TYPES), within: { from, to: dateText(nowMs) } };
}
