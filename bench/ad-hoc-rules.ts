/**
 * Rules that nobody has asked before: forty drawn by a seed, about the benchmark world, in three
 * classes. The same seed gives the same rules.
 *
 * Values are those of the world and thresholds lie in the middle of its distributions, so nearly
 * every rule finds some contacts and not all, without anything having been asked beforehand.
 */
import { DAY_MS, dateText } from '../server/sample/sample-calendar.ts';
import {
  CATEGORIES,
  JOURNEYS,
  productsOf,
  REFERRERS,
  SEARCHES,
  TOPICS,
} from '../server/sample/sample-goods.ts';
import { PLACES } from '../server/sample/sample-people.ts';
import { Random } from '../server/sample/sample-random.ts';
import type { EventJson, FieldJson, RuleJson, WhereJson, WindowJson } from './rule-json.ts';
import { WORLD_PLANS, WORLD_PRODUCTS, WORLD_TAGS } from './world-contacts.ts';

export type RuleClass = 'fields' | 'windowed' | 'sum';

export type AdHocRule = {
  readonly name: string;
  readonly class: RuleClass;
  readonly rule: RuleJson;
  readonly timezone: string;
};

const PLAN: Readonly<Record<RuleClass, number>> = { fields: 14, windowed: 14, sum: 12 };
const TIMEZONE = 'Europe/Warsaw';
const STREAM = 201;
/** Cities beyond these have too few contacts for a rule of several conditions. */
const LARGE_CITIES = 25;

/** Questions are asked at `nowMs`. */
export function adHocRules(seed: number, nowMs: number): readonly AdHocRule[] {
  const rules: AdHocRule[] = [];
  for (const [place, kind] of (Object.keys(PLAN) as RuleClass[]).entries()) {
    for (let number = 1; number <= PLAN[kind]; number++) {
      const draw = new RuleDraw(new Random(seed, STREAM + place, number), nowMs);
      const rule = draw.rule(kind);
      rules.push({ name: `${kind}-${number}`, class: kind, rule, timezone: TIMEZONE });
    }
  }
  return rules;
}

class RuleDraw {
  readonly #random: Random;
  readonly #nowMs: number;

  constructor(random: Random, nowMs: number) {
    this.#random = random;
    this.#nowMs = nowMs;
  }

  rule(kind: RuleClass): RuleJson {
    switch (kind) {
      case 'fields':
        return this.#fields();
      case 'windowed':
        return this.#windowed();
      case 'sum':
        return this.#sum();
    }
  }

  /** Two to four conditions on different fields, put together in one of several ways. */
  #fields(): RuleJson {
    const [a, b, c, d] = this.#shuffled(this.#conditions()) as [
      FieldJson,
      FieldJson,
      FieldJson,
      FieldJson,
    ];
    const shapes: readonly RuleJson[] = [
      { all: [a, b] },
      { any: [a, b] },
      { all: [a, { not: b }] },
      { all: [a, { any: [b, c] }] },
      { all: [{ any: [a, b] }, { not: c }] },
      { any: [{ all: [a, b] }, { all: [a, c] }] },
      { all: [{ any: [a, b] }, { any: [c, d] }] },
      { all: [a, { none: [b, c] }] },
      { any: [{ all: [a, b] }, { all: [c, { not: d }] }] },
    ];
    return this.#random.pick(shapes);
  }

  /** One condition for each kind of field; those on one field stand in the same place. */
  #conditions(): readonly FieldJson[] {
    const random = this.#random;
    return [
      this.#place(),
      random.pick<FieldJson>([
        { field: 'gender', op: 'eq', value: random.pick(['female', 'male']) },
        { field: 'status', op: 'in', value: random.pick([['Gold', 'Platinum'], ['Silver']]) },
        { field: 'plan', op: 'eq', value: random.pick(WORLD_PLANS) },
        { field: 'plan', op: 'in', value: ['plus', 'pro'] },
      ]),
      random.pick<FieldJson>([
        { field: 'Email', op: 'ends_with', value: random.pick(['@example.org', '@example.net']) },
        { field: 'Email', op: 'contains', value: random.pick(['anna', 'nowak', 'ski.', '7']) },
        { field: 'first_name', op: 'starts_with', value: random.pick(['A', 'M', 'J', 'K']) },
      ]),
      random.pick<FieldJson>([
        { field: 'email_consent', op: 'eq', value: random.chance(0.7) },
        { field: 'sms_consent', op: 'eq', value: random.chance(0.5) },
        { field: 'loyalty_member', op: 'eq', value: random.chance(0.5) },
      ]),
      this.#number(),
      this.#date(),
      random.pick<FieldJson>([
        { field: 'tags', op: 'has_any', value: this.#some(WORLD_TAGS) },
        { field: 'products', op: 'has_any', value: this.#some(WORLD_PRODUCTS.slice(1)) },
        { field: 'products', op: 'has_all', value: ['current account', 'savings account'] },
        { field: 'tags', op: 'has_none', value: ['newsletter'] },
      ]),
      random.pick<FieldJson>([
        { field: 'MobilePhone', op: 'exists' },
        { field: 'push_tokens', op: 'exists' },
        { field: 'birthday', op: 'not_exists' },
      ]),
    ];
  }

  #place(): FieldJson {
    const random = this.#random;
    if (random.chance(0.3)) {
      return {
        field: 'country',
        op: 'in',
        value: this.#shuffled(['PL', 'DE', 'CZ', 'SK', 'UA']).slice(0, 2),
      };
    }
    const cities = PLACES.choices.slice(0, LARGE_CITIES).map(({ city }) => city);
    const value = this.#shuffled(cities).slice(0, random.integer(2, 6));
    return { field: 'city', op: 'in', value };
  }

  #number(): FieldJson {
    const random = this.#random;
    const low = random.integer(20, 200);
    return random.pick<FieldJson>([
      { field: 'points', op: 'gte', value: random.integer(50, 500) },
      { field: 'lifetime_value', op: 'gt', value: random.integer(30, 400) },
      { field: 'lifetime_value', op: 'between', value: [low, low + random.integer(50, 400)] },
      { field: 'points', op: 'lt', value: random.integer(60, 300) },
    ]);
  }

  #date(): FieldJson {
    const random = this.#random;
    const youngest = random.integer(18, 40);
    const oldest = youngest + random.integer(5, 25);
    return random.pick<FieldJson>([
      {
        field: 'birthday',
        op: 'between',
        value: [this.#day(oldest * 365), this.#day(youngest * 365)],
      },
      { field: 'birthday', op: 'anniversary', value: { month: random.integer(1, 12) } },
      { field: 'birthday', op: 'anniversary', value: { from: 0, to: random.integer(6, 30) } },
      { field: 'created_at', op: 'within_last', value: `P${random.integer(20, 400)}D` },
      { field: 'created_at', op: 'older_than', value: `P${random.integer(6, 36)}M` },
      { field: 'last_seen', op: 'within_last', value: `P${random.integer(5, 90)}D` },
      { field: 'last_visit', op: 'older_than', value: `P${random.integer(2, 18)}M` },
      { field: 'account_opened', op: 'before', value: this.#day(random.integer(200, 1500)) },
    ]);
  }

  /** One event condition, often with a condition on a field or a second event beside it. */
  #windowed(): RuleJson {
    const random = this.#random;
    const event = this.#happening(this.#window(), true);
    const share = random.unit();
    if (share < 0.35) return event;
    if (share < 0.65) return { all: [event, this.#common()] };
    if (share < 0.8) return { all: [event, { not: this.#common() }] };
    const other = this.#happening(this.#window(), false);
    return share < 0.9 ? { all: [event, { not: other }] } : { any: [event, other] };
  }

  #happening(within: WindowJson, mayCount: boolean): EventJson {
    const random = this.#random;
    const { event, where } = this.#kind();
    const times = mayCount ? random.pick([1, 1, 1, 2, 3]) : 1;
    return {
      event,
      ...(random.chance(0.6) && { where }),
      within,
      ...(times > 1 && { op: 'gte', value: times }),
    };
  }

  #kind(): { readonly event: string; readonly where: WhereJson } {
    const random = this.#random;
    const topics = this.#shuffled(TOPICS.choices).slice(0, 2);
    const country = random.weighted(JOURNEYS).country;
    return random.pick<{ readonly event: string; readonly where: WhereJson }>([
      { event: 'page_view', where: { attr: 'url', op: 'contains', value: `/travel/${country}` } },
      { event: 'page_view', where: { attr: 'url', op: 'contains', value: this.#product() } },
      {
        event: 'page_view',
        where: { attr: 'referrer', op: 'eq', value: random.weighted(REFERRERS) },
      },
      {
        event: 'page_view',
        where: { attr: 'duration_s', op: 'gte', value: random.integer(60, 300) },
      },
      { event: 'article_read', where: { attr: 'topic', op: 'in', value: topics } },
      {
        event: 'article_read',
        where: {
          all: [
            { attr: 'topic', op: 'eq', value: 'technology' },
            { attr: 'read_percent', op: 'gte', value: random.integer(20, 80) },
          ],
        },
      },
      {
        event: 'app_open',
        where: { attr: 'platform', op: 'eq', value: random.pick(['ios', 'android']) },
      },
      { event: 'search', where: { attr: 'query', op: 'eq', value: random.weighted(SEARCHES) } },
      {
        event: 'cart_add',
        where: { attr: 'category', op: 'eq', value: random.weighted(CATEGORIES) },
      },
      { event: 'purchase', where: { attr: 'channel', op: 'eq', value: 'app' } },
      { event: 'purchase', where: { attr: 'coupon', op: 'exists' } },
      { event: 'MailOpen', where: { attr: 'topic', op: 'in', value: ['offers', 'travel'] } },
      { event: 'MailClick', where: { attr: 'topic', op: 'neq', value: 'news' } },
      { event: 'SmsClick', where: { attr: 'link', op: 'contains', value: '/product/' } },
    ]);
  }

  /** Sums, means and counts of 30 to 120 days, over the events that pass a filter. */
  #sum(): RuleJson {
    const random = this.#random;
    const within = { last: `P${random.integer(30, 120)}D` };
    const aggregate = random.pick(['sum', 'sum', 'avg', 'count'] as const);
    const { event, of, where, sum, avg } = this.#measure();
    const condition: EventJson = {
      event,
      where,
      within,
      ...(aggregate !== 'count' && { aggregate, of }),
      op: 'gte',
      value: aggregate === 'count' ? random.integer(2, 4) : aggregate === 'sum' ? sum : avg,
    };
    return random.chance(0.5) ? condition : { all: [condition, this.#common()] };
  }

  #measure(): {
    readonly event: string;
    readonly of: string;
    readonly where: WhereJson;
    readonly sum: number;
    readonly avg: number;
  } {
    const random = this.#random;
    const money = { sum: random.integer(100, 800), avg: random.integer(60, 300) };
    const categories = this.#shuffled(CATEGORIES.choices).slice(0, 3);
    return random.pick([
      {
        event: 'purchase',
        of: 'amount',
        where: { attr: 'category', op: 'in', value: categories },
        ...money,
      },
      {
        event: 'purchase',
        of: 'amount',
        where: { attr: 'channel', op: 'eq', value: 'web' },
        ...money,
      },
      { event: 'purchase', of: 'amount', where: { attr: 'coupon', op: 'not_exists' }, ...money },
      {
        event: 'cart_add',
        of: 'price',
        where: { attr: 'category', op: 'neq', value: random.weighted(CATEGORIES) },
        ...money,
      },
      {
        event: 'page_view',
        of: 'duration_s',
        where: { attr: 'url', op: 'contains', value: '/product/' },
        sum: random.integer(300, 2000),
        avg: random.integer(120, 280),
      },
      {
        event: 'article_read',
        of: 'read_percent',
        where: { not: { attr: 'topic', op: 'eq', value: 'travel' } },
        sum: random.integer(80, 400),
        avg: random.integer(30, 70),
      },
      {
        event: 'app_open',
        of: 'session_s',
        where: { attr: 'version', op: 'neq', value: '4.1' },
        sum: random.integer(600, 3000),
        avg: random.integer(600, 1200),
      },
    ]);
  }

  /** A condition that a good part of all contacts meets. */
  #common(): FieldJson {
    return this.#random.pick<FieldJson>([
      { field: 'country', op: 'eq', value: 'PL' },
      { field: 'email_consent', op: 'eq', value: true },
      { field: 'loyalty_member', op: 'eq', value: true },
      { field: 'gender', op: 'eq', value: 'female' },
      { field: 'lifetime_value', op: 'gte', value: this.#random.integer(40, 200) },
      { field: 'MobilePhone', op: 'exists' },
      { field: 'created_at', op: 'older_than', value: 'P1Y' },
    ]);
  }

  /** Hours, days, weeks or months back from now, or between two midnights. */
  #window(): WindowJson {
    const random = this.#random;
    const share = random.unit();
    if (share < 0.15) return { last: `PT${random.integer(12, 96)}H` };
    if (share < 0.7) return { last: `P${random.integer(2, 60)}D` };
    if (share < 0.8) return { last: `P${random.integer(1, 3)}M` };
    const days = random.integer(5, 120);
    return { from: this.#day(days), to: this.#day(Math.max(0, days - random.integer(3, 40))) };
  }

  #product(): string {
    const { slug } = this.#random.weighted(productsOf(this.#random.weighted(CATEGORIES)));
    return `/product/${slug}`;
  }

  #some(choices: readonly (readonly [string, number])[]): readonly string[] {
    return this.#shuffled(choices.map(([text]) => text)).slice(0, this.#random.integer(1, 2));
  }

  #day(agoDays: number): string {
    return dateText(this.#nowMs - agoDays * DAY_MS);
  }

  /** By Fisher and Yates. */
  #shuffled<T>(choices: readonly T[]): T[] {
    const list = [...choices];
    for (let last = list.length - 1; last > 0; last--) {
      const other = this.#random.integer(0, last);
      [list[last], list[other]] = [list[other] as T, list[last] as T];
    }
    return list;
  }
}
