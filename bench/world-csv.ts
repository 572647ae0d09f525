/**
 * The benchmark world as CSV files, for engines that load those fastest: `contacts.csv` and a file
 * for each event type, written as they are made.
 *
 * No header, no quotes: no value has a comma, a quote or a line's end (asserted by sample, a whole
 * scan would cost more than the writing). A missing text or list is nothing, another missing value is
 * `\N`; a boolean is 1 or 0, a date `YYYY-MM-DD`, an instant milliseconds since the epoch; the
 * elements of a list are parted by `|`.
 * A contact is its number: ids as texts would make the peers slower for nothing.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { assert, type JsonValue, type ValueType } from '../engine/index.ts';
import { SHOP_ATTRIBUTES, SHOP_FIELDS } from '../server/sample/sample-shop.ts';
import {
  WORLD_EVENTS,
  type World,
  type WorldEventType,
  worldContacts,
  worldEvents,
} from './world.ts';

export type CsvColumn = { readonly name: string; readonly type: ValueType };

/** Behind the contact's number. */
export const CONTACT_COLUMNS: readonly CsvColumn[] = [
  { name: 'created_at', type: 'datetime' },
  ...SHOP_FIELDS,
];

export const WORLD_EVENT_TYPES = Object.keys(WORLD_EVENTS) as readonly WorldEventType[];

const EVENT_COLUMNS: ReadonlyMap<WorldEventType, readonly CsvColumn[]> = new Map(
  WORLD_EVENT_TYPES.map((type) => [type, WORLD_EVENTS[type].map((name) => columnOf(type, name))]),
);

/** Behind the contact's number and the time. */
export function columnsOf(event: WorldEventType): readonly CsvColumn[] {
  return EVENT_COLUMNS.get(event) as readonly CsvColumn[];
}

function columnOf(event: WorldEventType, name: string): CsvColumn {
  const found = SHOP_ATTRIBUTES.find((each) => each.event === event && each.name === name);
  assert(found !== undefined, `${event} ${name} is an attribute of the shop`);
  return { name, type: found.type };
}

export type WorldFiles = {
  readonly contacts: string;
  readonly events: ReadonlyMap<WorldEventType, string>;
};

const MISSING = '\\N';
const UNSAFE = /[",\r\n|\\]/;

/** Writes all files into a folder that is there. */
export async function writeWorldFiles(world: World, folder: string): Promise<WorldFiles> {
  const contacts = join(folder, 'contacts.csv');
  await writeContacts(world, contacts);
  const events = new Map(WORLD_EVENT_TYPES.map((type) => [type, join(folder, `${type}.csv`)]));
  await writeEvents(world, events);
  return { contacts, events };
}

async function writeContacts(world: World, path: string): Promise<void> {
  const file = new TextFile(path);
  let number = 0;
  for (const chunk of worldContacts(world)) {
    let text = '';
    for (const { fields } of chunk) {
      text += number;
      number += 1;
      for (const { name, type } of CONTACT_COLUMNS) text += `,${cell(fields[name], type)}`;
      text += '\n';
    }
    assertSafe(chunk[0]?.fields ?? {});
    await file.write(text);
  }
  await file.end();
}

async function writeEvents(
  world: World,
  paths: ReadonlyMap<WorldEventType, string>,
): Promise<void> {
  const files = new Map([...paths].map(([type, path]) => [type, new TextFile(path)]));
  const texts: Record<string, string> = {};
  for (const chunk of worldEvents(world)) {
    for (const type of WORLD_EVENT_TYPES) texts[type] = '';
    for (const { contact, event, time, attributes } of chunk) {
      let row = `${Number(contact.slice(1))},${time}`;
      for (const { name, type } of columnsOf(event)) row += `,${cell(attributes[name], type)}`;
      texts[event] += `${row}\n`;
    }
    assertSafe(chunk[0]?.attributes ?? {});
    for (const [type, file] of files) await file.write(texts[type] as string);
  }
  for (const file of files.values()) await file.end();
}

function cell(value: JsonValue | undefined, type: ValueType): string {
  if (value === undefined) return type === 'text' || type === 'list' ? '' : MISSING;
  if (type === 'datetime') return String(Date.parse(value as string));
  if (type === 'list') return (value as readonly string[]).join('|');
  return plain(value);
}

function plain(value: JsonValue): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

function assertSafe(values: Readonly<Record<string, JsonValue>>): void {
  for (const value of Object.values(values).flat()) {
    assert(!UNSAFE.test(String(value)), 'a value of the world needs no quotes');
  }
}

/** Gathers small texts and waits when the disk is behind. */
class TextFile {
  readonly #stream: WriteStream;
  #text = '';

  constructor(path: string) {
    this.#stream = createWriteStream(path);
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length < 2 ** 18) return;
    const isReady = this.#stream.write(this.#text);
    this.#text = '';
    if (!isReady) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    this.#stream.end(this.#text);
    await finished(this.#stream);
  }
}
