/**
 * What a shard holds, as a digest and as a check: the digest is of the content alone, whatever codes
 * and pages it is held in, and of living contacts only; the check finds where an index is not what
 * its column or its rows say.
 */
import { createHash, type Hash } from 'node:crypto';
import { cellAt, type EventPage, valueOfCell } from './event-rows.ts';
import type { Schema } from './schema.ts';
import type { Shard } from './shard.ts';
import type { StoredValue } from './value.ts';

/** SHA-256 in hexadecimal of ids, values, groups and events, in an order that they decide. */
export function fingerprintOf(shard: Shard, schema: Schema): string {
  const hash = createHash('sha256');
  addContacts(hash, shard, schema);
  addGroups(hash, shard);
  addEvents(hash, shard, schema);
  return hash.digest('hex');
}

function addContacts(hash: Hash, shard: Shard, schema: Schema): void {
  const fields = [...schema.fields()].map(({ id }) => [id, shard.field(id)] as const);
  add(hash, ['size', shard.size]);
  for (const local of shard.alive) {
    add(hash, ['contact', local, shard.ids.textOf(local)]);
    for (const [id, field] of fields) {
      const value = field?.get(local);
      if (value !== undefined) add(hash, [id, plain(value)]);
    }
  }
}

function addGroups(hash: Hash, shard: Shard): void {
  for (const id of [...shard.groupIds()].sort()) {
    const members = shard.group(id)?.toArray() ?? [];
    // A group without members here may be one that this shard has not been told of.
    if (members.length > 0) add(hash, ['group', id, members]);
  }
}

function addEvents(hash: Hash, shard: Shard, schema: Schema): void {
  const types = [...shard.events.types()].sort(([a], [b]) => a - b);
  for (const [event, { rows }] of types) {
    for (const page of rows.pages) {
      for (let row = 0; row < page.rows; row++) {
        const contact = page.contacts[row] as number;
        if (!shard.alive.has(contact)) continue;
        add(hash, [
          'event',
          event,
          contact,
          page.times[row],
          attributesOf(page, row, shard, schema),
        ]);
      }
    }
  }
}

/** `[attribute, value]` of a row, by attribute. */
function attributesOf(page: EventPage, row: number, shard: Shard, schema: Schema): unknown {
  const values: unknown[] = [];
  for (const attribute of [...page.columns.keys()].sort((a, b) => a - b)) {
    const cells = page.columns.get(attribute);
    const { type } = schema.attributeById(attribute);
    const value = cells && valueOfCell(cellAt(cells, row), type, shard.events.values);
    if (value !== undefined) values.push([attribute, plain(value)]);
  }
  return values;
}

function plain(value: StoredValue): unknown {
  return typeof value === 'object' ? [...value].sort() : value;
}

function add(hash: Hash, part: unknown): void {
  hash.update(JSON.stringify(part)).update('\n');
}

/** Where an index of the shard disagrees with what it follows from, in words; nothing when sound. */
export function* faultsOf(shard: Shard, schema: Schema): Iterable<string> {
  for (const { id, name } of schema.fields()) {
    const field = shard.field(id);
    if (field === undefined) continue;
    for (const fault of field.faults()) yield `field ${name}: ${fault}`;
    if (!field.present.isSubset(shard.alive)) yield `field ${name}: deleted contacts have a value`;
  }
  for (const id of shard.groupIds()) {
    const members = shard.group(id);
    if (members !== undefined && !members.isSubset(shard.alive)) {
      yield `group ${id}: deleted contacts are members`;
    }
  }
  for (const local of shard.alive) {
    if (shard.localOf(shard.ids.textOf(local)) !== local) yield `id of contact ${local}`;
  }
  for (const [event, { rows, activity }] of shard.events.types()) {
    const { name } = schema.eventTypeById(event);
    const living = livingRows(rows.pages, shard);
    for (const fault of activity.faults(living, shard.alive)) yield `event ${name}: ${fault}`;
  }
}

function* livingRows(
  pages: readonly EventPage[],
  shard: Shard,
): Iterable<readonly [contact: number, time: number]> {
  for (const page of pages) {
    for (let row = 0; row < page.rows; row++) {
      const contact = page.contacts[row] as number;
      if (shard.alive.has(contact)) yield [contact, page.times[row] as number];
    }
  }
}
