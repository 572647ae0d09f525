/**
 * The events of the benchmark world in the order of their time, as a stream would bring them: the
 * last 24 months, denser towards the end.
 *
 * Events belong to sessions (somebody shops, reads, opens mail, travels), of which some are under
 * way at any time, so what contacts do hangs together. Sessions begin anew with each chunk, which
 * makes a chunk a function of the seed and its number alone.
 */
import type { JsonValue } from '../engine/index.ts';
import {
  ARTICLES_PER_TOPIC,
  CATEGORIES,
  COUPONS,
  JOURNEYS,
  type Product,
  productsOf,
  REFERRERS,
  SEARCHES,
  SITE,
  TOPICS,
} from '../server/sample/sample-goods.ts';
import { Random, type Weighted, weightedChoices } from '../server/sample/sample-random.ts';
import { WORLD_CHUNK } from './world-contacts.ts';
import { People, WORLD_SPAN_MS, type World, worldContactId } from './world-people.ts';

type Attributes = Readonly<Record<string, JsonValue>>;

export type WorldEvent = {
  readonly contact: string;
  readonly event: WorldEventType;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly attributes: Attributes;
};

/** All attributes that events of a type can have, in one order; a few are missing now and then. */
export const WORLD_EVENTS = {
  page_view: ['url', 'referrer', 'duration_s'],
  article_read: ['topic', 'article', 'read_percent', 'premium'],
  app_open: ['platform', 'version', 'session_s'],
  search: ['query', 'results'],
  cart_add: ['product', 'category', 'price'],
  purchase: ['product', 'category', 'amount', 'quantity', 'channel', 'coupon'],
  booking: ['kind', 'destination', 'amount', 'travellers'],
  MailOpen: ['topic', 'campaign'],
  MailClick: ['topic', 'campaign', 'link'],
  SmsClick: ['campaign', 'link'],
} as const;

export type WorldEventType = keyof typeof WORLD_EVENTS;

type SessionKind = 'shop' | 'read' | 'mail' | 'app' | 'travel' | 'sms';

type Session = {
  kind: SessionKind;
  number: number;
  contact: string;
  /** Events so far. */
  step: number;
  /** Something bought next, a mail clicked next: what has to follow. */
  next: WorldEventType | undefined;
  product: WorldProduct;
  topic: string;
  journey: WorldJourney;
  platform: string;
};

type WorldProduct = Product & { readonly url: string; readonly quarters: number };
type WorldJourney = { readonly destination: string; readonly url: string; readonly price: number };

const STREAM = 102;
const SESSIONS = 48;
/** The chance that an event is the first of a new session in its place: 3.3 events each. */
const NEW_SESSION = 0.3;
/** Draws of a contact before somebody who has left or not yet joined acts all the same. */
const MOST_DRAWS = 12;
/** Age of the event at share `u` of the stream: `span * (1 - u)^1.5`. */
const DENSITY = 1.5;

const KINDS = weightedChoices<SessionKind>([
  ['shop', 37],
  ['read', 16],
  ['mail', 22],
  ['app', 12],
  ['travel', 8],
  ['sms', 5],
]);

const PRODUCTS: Weighted<WorldProduct> = weightedChoices(
  CATEGORIES.choices.flatMap((category, place) => {
    const { choices, upTo, total } = productsOf(category);
    const share = (CATEGORIES.upTo[place] as number) - (CATEGORIES.upTo[place - 1] ?? 0);
    return choices.map((product, index): [WorldProduct, number] => {
      const weight = (upTo[index] as number) - (upTo[index - 1] ?? 0);
      const url = `${SITE}/product/${product.slug}`;
      return [
        { ...product, url, quarters: Math.round(product.price * 4) },
        (share * weight) / total,
      ];
    });
  }),
);

/** The espresso machine that two of the segments ask for, much advertised. */
const FIRST_PRODUCT = PRODUCTS.choices[0] as WorldProduct;
const PROMOTED = 0.08;

const TRAVELS: Weighted<WorldJourney> = {
  ...JOURNEYS,
  choices: JOURNEYS.choices.map(({ country, place, price }) => ({
    destination: place,
    url: `${SITE}/travel/${country}/${place}`,
    price,
  })),
};

const MAIL_TOPICS = weightedChoices([
  ['offers', 40],
  ['news', 24],
  ['travel', 14],
  ['banking', 10],
  ['health', 12],
]);

const PLATFORMS = ['ios', 'android', 'android', 'web'] as const;
const VERSIONS = ['4.1', '4.2', '4.3', '5.0'] as const;
const CAMPAIGNS = Array.from({ length: 60 }, (_, number) => `campaign-${number + 1}`);
const ARTICLES: ReadonlyMap<string, readonly string[]> = new Map(
  TOPICS.choices.map((topic) => [
    topic,
    Array.from({ length: ARTICLES_PER_TOPIC }, (_, number) => `${topic}-${number + 1}`),
  ]),
);
const FACTORS = { none: 1, silver: 1, gold: 2, platinum: 4 } as const;

/** Chunks of `WORLD_CHUNK` events; times never fall. */
export function* worldEvents(world: World): Generator<WorldEvent[]> {
  const stream = new EventStream(world);
  for (let first = 0; first < world.events; first += WORLD_CHUNK) {
    yield stream.chunk(first, Math.min(WORLD_CHUNK, world.events - first));
  }
}

class EventStream {
  readonly #world: World;
  readonly #people: People;
  #random: Random;

  constructor(world: World) {
    this.#world = world;
    this.#people = new People(world);
    this.#random = new Random(world.seed, STREAM, 0);
  }

  chunk(first: number, size: number): WorldEvent[] {
    const { seed, events, nowMs } = this.#world;
    const random = new Random(seed, STREAM, first / WORLD_CHUNK);
    this.#random = random;
    const sessions: Session[] = [];
    const chunk: WorldEvent[] = [];
    for (let place = 0; place < size; place++) {
      const agoMs = WORLD_SPAN_MS * (1 - (first + place + 0.5) / events) ** DENSITY;
      const slot = random.integer(0, SESSIONS - 1);
      let session = sessions[slot];
      if (session === undefined || random.chance(NEW_SESSION)) {
        session = this.#begin(agoMs);
        sessions[slot] = session;
      }
      const event = this.#nextType(session);
      session.step += 1;
      chunk.push({
        contact: session.contact,
        event,
        time: Math.floor(nowMs - agoMs),
        attributes: this.#attributes(session, event),
      });
    }
    return chunk;
  }

  #begin(agoMs: number): Session {
    const random = this.#random;
    const people = this.#people;
    let number = people.drawn(random.unit());
    for (let draws = 1; draws < MOST_DRAWS && !people.isActive(number, agoMs); draws++) {
      number = people.drawn(random.unit());
    }
    const kind = random.weighted(KINDS);
    const taste = people.taste(number);
    return {
      kind,
      number,
      contact: worldContactId(number),
      step: 0,
      next: undefined,
      product: random.chance(PROMOTED) ? FIRST_PRODUCT : random.weighted(PRODUCTS),
      topic: this.#topic(kind, number, taste),
      journey: random.weighted(TRAVELS),
      platform: PLATFORMS[Math.floor(taste * PLATFORMS.length)] as string,
    };
  }

  /** Readers mostly read what they like; banks and clinics write to their customers. */
  #topic(kind: SessionKind, number: number, taste: number): string {
    const random = this.#random;
    if (kind === 'travel') return 'travel';
    if (kind === 'mail') {
      if (this.#people.isBanker(number) && random.chance(0.5)) return 'banking';
      return random.weighted(MAIL_TOPICS);
    }
    if (random.chance(0.3)) return random.weighted(TOPICS);
    return taste < 0.4 ? 'technology' : random.weighted(TOPICS);
  }

  #nextType(session: Session): WorldEventType {
    const { next } = session;
    if (next !== undefined) {
      session.next = undefined;
      return next;
    }
    switch (session.kind) {
      case 'shop':
        return this.#shopping(session);
      case 'read':
        return this.#random.chance(0.85) ? 'article_read' : 'page_view';
      case 'mail':
        return this.#mail(session);
      case 'app':
        return session.step === 0 ? 'app_open' : this.#shopping(session);
      case 'travel':
        return this.#travel(session);
      case 'sms':
        return session.step === 0 ? 'SmsClick' : this.#shopping(session);
    }
  }

  #shopping(session: Session): WorldEventType {
    const share = this.#random.unit();
    if (session.step === 0 && share < 0.25) return 'search';
    if (share < 0.76) return 'page_view';
    if (share < 0.9) {
      if (this.#random.chance(0.5)) session.next = 'purchase';
      return 'cart_add';
    }
    return 'purchase';
  }

  #mail(session: Session): WorldEventType {
    if (session.step > 0 && this.#random.chance(0.3)) return 'page_view';
    if (this.#random.chance(0.35)) session.next = 'MailClick';
    return 'MailOpen';
  }

  #travel(session: Session): WorldEventType {
    if (session.step === 0) return 'MailOpen';
    return this.#random.chance(0.88) ? 'page_view' : 'booking';
  }

  #attributes(session: Session, event: WorldEventType): Attributes {
    const random = this.#random;
    const { product, topic, journey } = session;
    switch (event) {
      case 'page_view': {
        const url = this.#url(session);
        const duration_s = random.integer(1, 400);
        if (random.chance(0.7)) return { url, duration_s };
        return { url, referrer: random.weighted(REFERRERS), duration_s };
      }
      case 'article_read': {
        const read_percent = random.integer(1, 100);
        const article = random.pick(ARTICLES.get(topic) as readonly string[]);
        if (random.chance(0.5)) return { topic, article, read_percent };
        return { topic, article, read_percent, premium: random.chance(0.3) };
      }
      case 'app_open': {
        const session_s = random.integer(5, 1800);
        return { platform: session.platform, version: random.pick(VERSIONS), session_s };
      }
      case 'search':
        return { query: random.weighted(SEARCHES), results: random.integer(0, 60) };
      case 'cart_add': {
        const { slug, category, quarters } = product;
        return { product: slug, category, price: quarters / 4 };
      }
      case 'purchase':
        return this.#purchase(session);
      case 'booking': {
        const kind = random.chance(0.7) ? 'travel' : 'clinic';
        const travellers = random.integer(1, 5);
        const { destination, price } = journey;
        return { kind, destination, amount: price * travellers, travellers };
      }
      case 'MailOpen':
        return { topic, campaign: random.pick(CAMPAIGNS) };
      case 'MailClick':
        return { topic, campaign: random.pick(CAMPAIGNS), link: `${SITE}/${topic}` };
      case 'SmsClick':
        return { campaign: random.pick(CAMPAIGNS), link: product.url };
    }
  }

  #url({ kind, step, product, topic, journey }: Session): string {
    if (kind === 'travel') return journey.url;
    if (kind === 'read' || kind === 'mail') return `${SITE}/${topic}`;
    // Two pages of the one product, then another: interest that a count can tell.
    return step % 3 < 2 ? product.url : this.#random.weighted(PRODUCTS).url;
  }

  /** Amounts are quarters, so their sums are exact in whatever order they are added. */
  #purchase({ number, product, kind }: Session): Attributes {
    const random = this.#random;
    const { slug, category, quarters } = product;
    const quantity = random.repeats(0.25, 5) * FACTORS[this.#people.wealth(number)];
    const amount = (quarters * quantity) / 4;
    const channel = kind === 'app' ? 'app' : 'web';
    if (random.chance(0.8)) return { product: slug, category, amount, quantity, channel };
    return { product: slug, category, amount, quantity, channel, coupon: random.pick(COUPONS) };
  }
}
