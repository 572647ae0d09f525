/**
 * Visits: sessions on the shop's site and in its app, from the first page to the purchase.
 *
 * Every function writes one episode that starts at `timeMs` with an event at that moment, and stops
 * where `now` cuts it off.
 */
import { DAY_MS, dateText, HOUR_MS, MINUTE_MS } from './sample-calendar.ts';
import type { Attributes, Diary } from './sample-diary.ts';
import {
  ARTICLES_PER_TOPIC,
  CATEGORIES,
  COUPONS,
  JOURNEYS,
  type Journey,
  type MailTopic,
  type Product,
  productsOf,
  REFERRERS,
  SEARCHES,
  SITE,
  TOPICS,
} from './sample-goods.ts';
import { weightedChoices } from './sample-random.ts';

const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** Seconds on a page, with a long tail: pages left open. */
const drawStay = (diary: Diary): number => Math.ceil(diary.random.logNormal(25, 1.1));

type Page = { readonly path: string; readonly title: string };

/** The moment the page is left, or undefined when that has not happened yet. */
function viewPage(diary: Diary, timeMs: number, page: Page, referrer?: string) {
  const { random } = diary;
  const stay = drawStay(diary);
  const attributes: Record<string, string | number> = { url: SITE + page.path };
  if (random.chance(0.94)) attributes['title'] = page.title;
  if (referrer !== undefined) attributes['referrer'] = referrer;
  const leftMs = timeMs + stay * 1000;
  if (random.chance(0.8) && leftMs <= diary.nowMs) attributes['duration_s'] = stay;
  return diary.write('page_view', timeMs, attributes) ? leftMs : undefined;
}

const drawReferrer = (diary: Diary): string | undefined =>
  diary.random.chance(0.55) ? diary.random.weighted(REFERRERS) : undefined;

const productPage = (product: Product): Page => ({
  path: `/product/${product.slug}`,
  title: product.title,
});

function drawProduct(diary: Diary): Product {
  const { random, shopper } = diary;
  if (random.chance(0.45)) return shopper.wanted;
  const category = random.chance(0.5) ? shopper.category : random.weighted(CATEGORIES);
  return random.weighted(productsOf(category));
}

const QUANTITIES = weightedChoices([
  [1, 82],
  [2, 12],
  [3, 4],
  [6, 2],
]);

type SalesChannel = 'web' | 'store' | 'app';

/** Amounts are in EUR, whatever currency the customer paid in. */
function buy(diary: Diary, timeMs: number, product: Product, channel: SalesChannel): void {
  const { random, shopper } = diary;
  if (timeMs > shopper.buysUntilMs) return;
  const quantity = product.price < 100 ? random.weighted(QUANTITIES) : 1;
  const coupon = random.chance(0.15) ? random.pick(COUPONS) : undefined;
  const variant = shopper.wealth * random.between(0.9, 1.1);
  const attributes: Record<string, string | number | boolean> = {
    product: product.slug,
    category: product.category,
    amount: cents(product.price * variant * quantity * (coupon === undefined ? 1 : 0.85)),
    currency: shopper.place.country === 'PL' ? 'PLN' : 'EUR',
    quantity,
    channel,
  };
  if (coupon !== undefined) attributes['coupon'] = coupon;
  if (random.chance(0.3)) attributes['gift'] = random.chance(0.3);
  diary.write('purchase', timeMs, attributes);
}

/** A cart is bought within minutes, sometimes hours or days, or not at all. */
function fillCart(diary: Diary, timeMs: number, product: Product): void {
  const { random, shopper } = diary;
  const price = cents(product.price * shopper.wealth);
  const attributes: Attributes = { product: product.slug, category: product.category, price };
  if (!diary.write('cart_add', timeMs, attributes)) return;
  if (random.chance(shopper.buyRate)) {
    buy(diary, timeMs + random.logNormal(14 * MINUTE_MS, 1.3), product, 'web');
  } else if (random.chance(0.15)) {
    buy(diary, timeMs + 2 * HOUR_MS + random.exponential(2 * DAY_MS), product, 'web');
  }
}

/** Looks at one product from `timeMs` on, perhaps a second time, and perhaps takes it. */
function lookAtProduct(diary: Diary, timeMs: number, referrer?: string): void {
  const { random, shopper } = diary;
  const product = drawProduct(diary);
  const leftMs = viewPage(diary, timeMs, productPage(product), referrer);
  if (leftMs === undefined) return;
  if (random.chance(shopper.cartRate)) fillCart(diary, leftMs, product);
  else if (random.chance(0.3)) viewPage(diary, leftMs, productPage(product));
}

function search(diary: Diary, timeMs: number): number {
  const { random } = diary;
  const results = random.chance(0.12) ? 0 : Math.round(random.logNormal(18, 1));
  diary.write('search', timeMs, { query: random.weighted(SEARCHES), results });
  return timeMs + random.between(5, 40) * 1000;
}

export function shop(diary: Diary, timeMs: number): void {
  const { random, shopper } = diary;
  const entry = random.chance(0.5)
    ? { path: '/', title: 'Home' }
    : { path: `/category/${shopper.category}`, title: shopper.category };
  let clockMs = viewPage(diary, timeMs, entry, drawReferrer(diary));
  if (clockMs !== undefined && random.chance(0.2)) clockMs = search(diary, clockMs);
  const looks = random.repeats(0.4, 6);
  for (let look = 0; look < looks && clockMs !== undefined; look++) {
    lookAtProduct(diary, clockMs);
    clockMs += random.logNormal(3 * MINUTE_MS, 0.8);
  }
}

/** At the till of a shop in town, nothing is seen but the purchase. */
export function buyInStore(diary: Diary, timeMs: number): void {
  if (timeMs > diary.shopper.buysUntilMs) shop(diary, timeMs);
  else buy(diary, timeMs, drawProduct(diary), 'store');
}

export function readArticles(diary: Diary, timeMs: number): void {
  const { random, shopper } = diary;
  const articles = random.repeats(0.68, 10);
  let clockMs = timeMs;
  for (let read = 0; read < articles; read++) {
    const topic = random.chance(0.75) ? shopper.topic : random.weighted(TOPICS);
    const number = Math.ceil(ARTICLES_PER_TOPIC * random.unit() ** 2);
    const attributes: Attributes = {
      topic,
      article: `${topic}-${number}`,
      read_percent: random.integer(5, 100),
      premium: random.chance(0.2),
    };
    if (!diary.write('article_read', clockMs, attributes)) return;
    clockMs += drawStay(diary) * 4 * 1000;
  }
}

const journeyPage = (journey: Journey): Page => ({
  path: `/travel/${journey.country}/${journey.place}`,
  title: `Holidays: ${journey.place}`,
});

const JOURNEY_EXTRAS = ['breakfast', 'half board', 'transfer', 'sea view', 'late check-out'];

function bookJourney(diary: Diary, timeMs: number, journey: Journey): void {
  const { random, shopper } = diary;
  const travellers = random.repeats(0.6, 6);
  const departs = timeMs + random.logNormal(40, 0.8) * DAY_MS;
  const extras = JOURNEY_EXTRAS.filter(() => random.chance(0.3));
  diary.write('booking', timeMs, {
    kind: 'journey',
    destination: journey.country,
    amount: cents(journey.price * shopper.wealth * travellers),
    currency: 'EUR',
    travellers,
    departs: dateText(departs),
    insured: random.chance(0.4),
    ...(extras.length > 0 ? { extras } : {}),
  });
}

/** Looks at journeys, the same one mostly, and rarely books. */
export function planJourney(diary: Diary, timeMs: number, referrer?: string): void {
  const { random } = diary;
  const pages = random.repeats(0.55, 6);
  let journey = random.weighted(JOURNEYS);
  let clockMs = viewPage(diary, timeMs, journeyPage(journey), referrer ?? drawReferrer(diary));
  for (let page = 1; page < pages && clockMs !== undefined; page++) {
    if (random.chance(0.6)) journey = random.weighted(JOURNEYS);
    clockMs = viewPage(diary, clockMs, journeyPage(journey));
  }
  if (clockMs !== undefined && random.chance(0.06)) bookJourney(diary, clockMs, journey);
}

const APP_VERSIONS = weightedChoices([
  ['5.2.0', 50],
  ['5.1.3', 30],
  ['4.9.8', 15],
  ['3.0.1', 5],
]);

/** Those without a phone app have the page pinned in a browser. */
export function openApp(diary: Diary, timeMs: number): void {
  const { random, shopper } = diary;
  const platform = shopper.platform !== undefined && random.chance(0.95) ? shopper.platform : 'web';
  const version = random.weighted(APP_VERSIONS);
  const opened = diary.write('app_open', timeMs, {
    platform,
    version,
    session_s: drawStay(diary) * 3,
  });
  if (opened && random.chance(0.03)) {
    buy(diary, timeMs + random.between(1, 9) * MINUTE_MS, drawProduct(diary), 'app');
  }
}

/** What a click in a mailing leads to, from the moment the page is there. */
export function followLink(diary: Diary, timeMs: number, topic: MailTopic): void {
  switch (topic) {
    case 'offers':
      lookAtProduct(diary, timeMs, 'https://mail.example/');
      break;
    case 'travel':
      planJourney(diary, timeMs, 'https://mail.example/');
      break;
    case 'news':
    case 'banking':
    case 'health':
      viewPage(diary, timeMs, { path: `/${topic}`, title: topic }, 'https://mail.example/');
      break;
  }
}
