/**
 * Events as the memory goal counts them: three attributes each and no id, of four types, in the
 * order of time over two years, each of any contact. Two of the attributes are texts of a few
 * hundred values, one is a number with two decimals.
 */
import { Random } from '../server/sample/sample-random.ts';
import { type World, type WorldContact, worldContactId } from './world.ts';

export type PlainRow = {
  readonly contact: WorldContact['id'];
  readonly event: string;
  readonly time: number;
  readonly attributes: {
    readonly category: string;
    readonly product: string;
    readonly price: number;
  };
};

const CHUNK = 1000;
const STREAM = 301;
const SPAN_MS = 730 * 86_400_000;
const TYPES = ['seen', 'kept', 'bought', 'returned'];

export function* plainRows({ seed, contacts, events, nowMs }: World): Generator<PlainRow[]> {
  for (let first = 0; first < events; first += CHUNK) {
    const random = new Random(seed, STREAM, first);
    const size = Math.min(CHUNK, events - first);
    yield Array.from({ length: size }, (_, place) => ({
      contact: worldContactId(random.integer(0, contacts - 1)),
      event: random.pick(TYPES),
      time: Math.floor(nowMs - SPAN_MS * (1 - (first + place) / events)),
      attributes: {
        category: `category ${random.integer(1, 50)}`,
        product: `product ${random.integer(1, 500)}`,
        price: random.integer(1, 50_000) / 100,
      },
    }));
  }
}
