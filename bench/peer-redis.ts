/**
 * Redis in the comparison, with its plain bitmaps: one for each value of a field of few values, for
 * each field's existence, and for each event type and day in UTC of the last months. A question is
 * BITOPs and a BITCOUNT, sent in one write. Bitmaps are made whole and stored with SET, which is the
 * fastest way to load them.
 *
 * What bitmaps of this kind cannot say (numbers, times within a day, attributes, how often) is
 * refused, so the comparison covers part of the questions only.
 */
import { assert, type JsonValue } from '../engine/index.ts';
import { DAY_MS } from '../server/sample/sample-calendar.ts';
import type { Peer, PeerQuestion, Prepared } from './peer.ts';
import { Moments } from './peer-moments.ts';
import { type RedisCommand, RedisServer } from './peer-redis-server.ts';
import { hasFewValues } from './peer-tables.ts';
import type { EventJson, FieldJson, RuleJson } from './rule-json.ts';
import { type World, worldContacts, worldEvents } from './world.ts';
import { CONTACT_COLUMNS, WORLD_EVENT_TYPES } from './world-csv.ts';

/** Days of events that are held: as far back as questions go, for all would be gigabytes. */
const DAYS = 130;
const ALL = 'all';

export async function openRedis(): Promise<Peer> {
  const server = await RedisServer.start();
  const [info] = await server.run([['INFO', 'server']]);
  return {
    name: 'Redis',
    version: /redis_version:(\S+)/.exec(info ?? '')?.[1] ?? 'unknown',
    load: (world) => load(server, world),
    prepare: (question, at) => prepare(server, question, at),
    setClock: () => {},
    memory: async () => ({ bytes: server.residentBytes(), source: 'resident in its process' }),
    forget: async () => {},
    close: () => server.stop(),
  };
}

async function load(server: RedisServer, world: World): Promise<void> {
  const fields = new Bitmaps(world.contacts);
  let number = 0;
  for (const chunk of worldContacts(world)) {
    for (const contact of chunk) {
      fields.add(ALL, number);
      for (const column of CONTACT_COLUMNS) {
        const { name, type } = column;
        const value = contact.fields[name];
        if (value === undefined) continue;
        fields.add(existsKey(name), number);
        if (type === 'list') {
          for (const text of value as readonly string[]) fields.add(valueKey(name, text), number);
        } else if (type === 'boolean' || hasFewValues(column)) {
          fields.add(valueKey(name, value), number);
        }
      }
      number += 1;
    }
  }
  await fields.store(server);
  await loadEvents(server, world);
}

/** Events come in the order of time, so a day's bitmaps are stored when it is over. */
async function loadEvents(server: RedisServer, world: World): Promise<void> {
  const firstMs = world.nowMs - DAYS * DAY_MS;
  let bitmaps = new Bitmaps(world.contacts);
  let today = 0;
  for (const chunk of worldEvents(world)) {
    for (const { contact, event, time } of chunk) {
      if (time < firstMs) continue;
      const day = Math.floor(time / DAY_MS);
      if (day !== today) {
        await bitmaps.store(server);
        bitmaps = new Bitmaps(world.contacts);
        today = day;
      }
      bitmaps.add(dayKey(event, day), Number(contact.slice(1)));
    }
  }
  await bitmaps.store(server);
}

class Bitmaps {
  readonly #bytes: number;
  readonly #bitmaps = new Map<string, Buffer>();

  constructor(contacts: number) {
    this.#bytes = Math.ceil(contacts / 8);
  }

  add(key: string, bit: number): void {
    let bitmap = this.#bitmaps.get(key);
    if (bitmap === undefined) {
      bitmap = Buffer.alloc(this.#bytes);
      this.#bitmaps.set(key, bitmap);
    }
    const place = bit >> 3;
    bitmap[place] = (bitmap[place] as number) | (0x80 >> (bit & 7));
  }

  async store(server: RedisServer): Promise<void> {
    for (const [key, bitmap] of this.#bitmaps) await server.run([['SET', key, bitmap]]);
  }
}

function existsKey(field: string): string {
  return `field:${field}`;
}

function valueKey(field: string, value: JsonValue): string {
  return `field:${field}=${value}`;
}

function dayKey(event: string, day: number): string {
  return `event:${event}:${day}`;
}

class CannotExpress extends Error {}

function prepare(server: RedisServer, question: PeerQuestion, at: number): Prepared {
  try {
    const program = new Program(new Moments(at, question.timezone));
    const commands = program.count(question.rule);
    const ask = async () => Number((await server.run(commands)).at(-1));
    return { kind: 'ask', ask, text: commands.map((command) => command.join(' ')).join('; ') };
  } catch (error) {
    if (error instanceof CannotExpress) return { kind: 'cannot', reason: error.message };
    throw error;
  }
}

/** The commands of a question; each operation stores its bitmap under a key of its own number. */
class Program {
  readonly #moments: Moments;
  readonly #commands: RedisCommand[] = [];

  constructor(moments: Moments) {
    this.#moments = moments;
  }

  count(rule: RuleJson): readonly RedisCommand[] {
    const key = this.#rule(rule);
    return [...this.#commands, ['BITCOUNT', key]];
  }

  #rule(rule: RuleJson): string {
    const all = (rules: readonly RuleJson[]) => rules.map((each) => this.#rule(each));
    if ('all' in rule) return this.#operation('AND', all(rule.all));
    if ('any' in rule) return this.#operation('OR', all(rule.any));
    if ('none' in rule) return this.#complement(this.#operation('OR', all(rule.none)));
    if ('not' in rule) return this.#complement(this.#rule(rule.not));
    if ('sequence' in rule) throw new CannotExpress('a sequence');
    if ('event' in rule) return this.#event(rule);
    return this.#field(rule);
  }

  /** One bitmap alone is its own union and intersection. */
  #operation(name: 'AND' | 'OR' | 'XOR', keys: readonly string[]): string {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return only;
    const key = `result:${this.#commands.length}`;
    this.#commands.push(['BITOP', name, key, ...keys]);
    return key;
  }

  /** Exclusive or with everyone: NOT would set the last byte's spare bits, and miss absent keys. */
  #complement(key: string): string {
    return this.#operation('XOR', [ALL, key]);
  }

  #field({ field, op, value }: FieldJson): string {
    const column = CONTACT_COLUMNS.find(({ name }) => name === field);
    const keys = () => (value as readonly string[]).map((each) => valueKey(field, each));
    if (op === 'exists') return existsKey(field);
    if (op === 'not_exists') return this.#complement(existsKey(field));
    if (column !== undefined && column.type === 'list') {
      if (op === 'has_all') return this.#operation('AND', keys());
      const any = this.#operation('OR', keys());
      return op === 'has_none' ? this.#complement(any) : any;
    }
    assert(column !== undefined, `${field} is a field`);
    if (column.type === 'text' && !hasFewValues(column)) {
      throw new CannotExpress('a text of many values');
    }
    if (column.type !== 'text' && column.type !== 'boolean') {
      throw new CannotExpress(`a ${column.type}`);
    }
    switch (op) {
      case 'eq':
        return valueKey(field, value as JsonValue);
      case 'neq':
        return this.#complement(valueKey(field, value as JsonValue));
      case 'in':
        return this.#operation('OR', keys());
      case 'not_in':
        return this.#complement(this.#operation('OR', keys()));
      default:
        throw new CannotExpress(`${op} of a text`);
    }
  }

  #event({ event, where, within, aggregate, op, value }: EventJson): string {
    if (where !== undefined) throw new CannotExpress('attributes');
    if (within === undefined) throw new CannotExpress('events of all time');
    const isOnce = (op ?? 'gte') === 'gte' && (value ?? 1) === 1;
    const isNever = op === 'eq' && value === 0;
    if (aggregate !== undefined || !(isOnce || isNever)) throw new CannotExpress('how often');
    const { from, to } = this.#moments.span(within);
    if (from % DAY_MS !== 0 || to % DAY_MS !== 0) throw new CannotExpress('times within a day');
    if (from < this.#moments.at - DAYS * DAY_MS) throw new CannotExpress('events of long ago');
    const types = event === '*' ? WORLD_EVENT_TYPES : [event];
    const keys: string[] = [];
    for (const type of types) {
      for (let day = from / DAY_MS; day < to / DAY_MS; day++) keys.push(dayKey(type, day));
    }
    const happened = this.#operation('OR', keys);
    return isNever ? this.#complement(happened) : happened;
  }
}
