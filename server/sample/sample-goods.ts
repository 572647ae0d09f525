/**
 * What the sample's shop sells, writes about and sends: products, articles, journeys, mailings.
 *
 * The segments of `sample-segments.ts` name some of these words; both sides take them from here.
 */
import { rankedChoices, type Weighted, weightedChoices } from './sample-random.ts';

export const SITE = 'https://shop.example';

export type Product = {
  readonly slug: string;
  readonly title: string;
  readonly category: string;
  /** In EUR. */
  readonly price: number;
};

export const ESPRESSO_MACHINE = 'espresso-machine';
export const COFFEE_BEANS = 'coffee-beans';

/** By category, the commonest first: `slug`, price. */
const SHELVES: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  coffee: [
    [ESPRESSO_MACHINE, 349],
    [COFFEE_BEANS, 24.9],
    ['milk-frother', 59.9],
    ['coffee-grinder', 119],
    ['moka-pot', 34.5],
    ['paper-filters', 6.9],
  ],
  electronics: [
    ['wireless-headphones', 179],
    ['smartphone', 649],
    ['fitness-watch', 229],
    ['tablet', 389],
    ['e-reader', 149],
    ['soundbar', 259],
    ['laptop', 1099],
    ['power-bank', 39.9],
  ],
  home: [
    ['cast-iron-pan', 89],
    ['robot-vacuum', 419],
    ['linen-bedding', 129],
    ['desk-lamp', 49],
    ['air-purifier', 199],
    ['knife-set', 99],
    ['wool-rug', 279],
  ],
  fashion: [
    ['running-shoes', 129],
    ['rain-jacket', 159],
    ['wool-sweater', 89],
    ['leather-boots', 199],
    ['backpack', 79],
    ['silk-scarf', 45],
  ],
  books: [
    ['crime-novel', 12.9],
    ['cookbook', 29.9],
    ['travel-guide', 19.9],
    ['atlas', 59],
    ['picture-book', 14.5],
  ],
  sport: [
    ['yoga-mat', 39],
    ['road-bike', 1290],
    ['tent', 249],
    ['dumbbells', 69],
    ['climbing-rope', 119],
  ],
  beauty: [
    ['face-cream', 34],
    ['perfume', 89],
    ['hair-dryer', 99],
    ['sun-lotion', 17.9],
  ],
  toys: [
    ['building-blocks', 59],
    ['wooden-train', 44],
    ['board-game', 35],
    ['plush-bear', 22],
  ],
};

function titleOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function stock(category: string): readonly Product[] {
  return (SHELVES[category] as readonly (readonly [string, number])[]).map(([slug, price]) => ({
    slug,
    title: titleOf(slug),
    category,
    price,
  }));
}

export const CATEGORIES = weightedChoices([
  ['coffee', 18],
  ['electronics', 24],
  ['home', 17],
  ['fashion', 16],
  ['books', 10],
  ['sport', 8],
  ['beauty', 6],
  ['toys', 4],
]);

const STOCK: ReadonlyMap<string, Weighted<Product>> = new Map(
  Object.keys(SHELVES).map((category) => [category, rankedChoices(stock(category), 0.7)]),
);

export function productsOf(category: string): Weighted<Product> {
  return STOCK.get(category) as Weighted<Product>;
}

export const TOPICS = weightedChoices([
  ['technology', 30],
  ['travel', 18],
  ['home', 16],
  ['food', 14],
  ['health', 10],
  ['fashion', 8],
  ['finance', 5],
  ['książki', 3],
]);

/** Article titles are a topic and a number: enough of a long tail for `distinct`. */
export const ARTICLES_PER_TOPIC = 60;

export type Journey = { readonly country: string; readonly place: string; readonly price: number };

export const JOURNEYS: Weighted<Journey> = rankedChoices(
  [
    { country: 'spain', place: 'costa-brava', price: 690 },
    { country: 'greece', place: 'crete', price: 640 },
    { country: 'italy', place: 'rome', price: 420 },
    { country: 'spain', place: 'tenerife', price: 820 },
    { country: 'croatia', place: 'split', price: 510 },
    { country: 'poland', place: 'zakopane', price: 230 },
    { country: 'portugal', place: 'madeira', price: 760 },
    { country: 'spain', place: 'malaga', price: 580 },
    { country: 'iceland', place: 'reykjavik', price: 990 },
    { country: 'norway', place: 'tromso', price: 870 },
    { country: 'japan', place: 'kyoto', price: 1950 },
  ],
  0.5,
);

/** What a mailing is about; also its landing page. */
export type MailTopic = 'offers' | 'news' | 'travel' | 'banking' | 'health';

export const REFERRERS = weightedChoices([
  ['https://www.google.com/', 10],
  ['https://www.facebook.com/', 4],
  ['https://www.bing.com/', 1],
  ['https://news.example/', 1],
]);

export const COUPONS = ['WELCOME10', 'SUMMER15', 'BLACKWEEK', 'ŚWIĘTA20'] as const;

export const SEARCHES = rankedChoices(
  ['kawa', 'ekspres', 'gift', 'headphones', 'sale', 'prezent', 'shoes', 'książka', 'lampa', 'bike'],
  0.8,
);
