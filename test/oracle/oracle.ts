/**
 * The oracle: a slow, obvious reading of SPEC sections 1 and 2, of Maps, arrays and loops.
 *
 * It takes API-level JSON and shares no evaluation code with the engine. For each contact, for
 * each node of the rule, it loops over that contact's events; no index, no answer kept. Rules are
 * trusted to be valid; items of writes are not.
 */
import type { ValueType } from '../../engine/value.ts';
import { DEFAULT_CHANNELS } from './oracle-channels.ts';
import { readAttributes, readContactItem, readEventItem, readFields } from './oracle-items.ts';
import type { Rule } from './oracle-json.ts';
import { type Contact, ruleHolds } from './oracle-rules.ts';
import { Schema } from './oracle-schema.ts';
import { fold } from './oracle-text.ts';
import { Clock } from './oracle-time.ts';

export type MemberOptions = { readonly at: number; readonly timezone?: string };

const DEFAULT_TIMEZONE = 'UTC';
const BUILT_IN: readonly (readonly [string, ValueType])[] = [['created_at', 'datetime']];

export class Oracle {
  #fields = new Schema(BUILT_IN);
  /** Attributes by folded event type. */
  readonly #attributes = new Map<string, Schema>();
  /** In order of creation: a deleted contact that is written again goes to the end. */
  readonly #contacts = new Map<string, Contact>();
  readonly #segments = new Map<string, { rule: Rule; timezone: string }>();
  readonly #groups = new Map<string, Set<Contact>>();
  readonly #channels = new Map<string, Rule>(DEFAULT_CHANNELS);

  /** A field that has values of another type cannot be declared: that is the caller's error. */
  declareField(name: string, type: ValueType): void {
    for (const contact of this.#contacts.values()) {
      const value = contact.values.get(fold(name));
      if (value && value.type !== type) throw new Error(`${name} has values of another type`);
    }
    this.#fields.set(name, type);
  }

  dropField(name: string): void {
    this.#fields.drop(name);
    for (const contact of this.#contacts.values()) contact.values.delete(fold(name));
  }

  declareAttribute(event: string, name: string, type: ValueType): void {
    for (const { attributes } of this.#occurrencesOf(event)) {
      const value = attributes.get(fold(name));
      if (value && value.type !== type) throw new Error(`${name} has values of another type`);
    }
    this.#schemaOf(event).set(name, type);
  }

  dropAttribute(event: string, name: string): void {
    this.#schemaOf(event).drop(name);
    for (const { attributes } of this.#occurrencesOf(event)) attributes.delete(fold(name));
  }

  /** `item` as `POST /v1/contacts` takes it; `arrived` in epoch milliseconds. */
  writeContact(item: unknown, arrived: number): 'accepted' | 'rejected' {
    const read = readContactItem(item);
    if (!read) return 'rejected';
    const draft = this.#fields.draft();
    const values = readFields(read.fields, draft, this.#contacts.get(read.id)?.values ?? new Map());
    if (!values) return 'rejected';
    this.#fields = draft;
    const contact = this.#contactOf(read.id, arrived);
    for (const [name, value] of values) {
      if (value) contact.values.set(name, value);
      else contact.values.delete(name);
    }
    return 'accepted';
  }

  /** `item` as `POST /v1/events` takes it; `arrived` in epoch milliseconds. */
  writeEvent(item: unknown, arrived: number): 'accepted' | 'duplicate' | 'rejected' {
    const read = readEventItem(item);
    if (!read) return 'rejected';
    const { id, time = arrived } = read;
    if (id !== undefined && this.#contacts.get(read.contact)?.eventIds.has(id)) return 'duplicate';
    const type = fold(read.event);
    const draft = this.#attributes.get(type)?.draft() ?? new Schema();
    const values = readAttributes(read.attributes, draft);
    if (!values) return 'rejected';
    this.#attributes.set(type, draft);
    const contact = this.#contactOf(read.contact, arrived);
    if (id !== undefined) contact.eventIds.add(id);
    const attributes = new Map([...values].flatMap(([name, v]) => (v ? [[name, v]] : [])));
    contact.occurrences.push({ type, time, attributes });
    return 'accepted';
  }

  deleteContact(id: string): void {
    const contact = this.#contacts.get(id);
    if (!contact) return;
    this.#contacts.delete(id);
    for (const group of this.#groups.values()) group.delete(contact);
  }

  /** Unknown ids are left out. */
  putGroup(id: string, contactIds: readonly string[]): void {
    const found = contactIds.flatMap((contactId) => this.#contacts.get(contactId) ?? []);
    this.#groups.set(id, new Set(found));
  }

  putSegment(id: string, rule: unknown, timezone: string = DEFAULT_TIMEZONE): void {
    this.#segments.set(id, { rule: rule as Rule, timezone });
  }

  putChannel(name: string, rule: unknown): void {
    this.#channels.set(name, rule as Rule);
  }

  /** Ids of all contacts that match, in order of creation. */
  members(rule: unknown, options: MemberOptions): string[] {
    const clock = new Clock(options.at, options.timezone ?? DEFAULT_TIMEZONE);
    const definitions = {
      segments: this.#segments,
      groups: this.#groups,
      channels: this.#channels,
    };
    return [...this.#contacts.values()]
      .filter((contact) => ruleHolds(rule as Rule, contact, clock, definitions))
      .map((contact) => contact.id);
  }

  /** Number of all contacts. */
  total(): number {
    return this.#contacts.size;
  }

  /** The contact itself, which grows with what is written. */
  contact(id: string): Contact | undefined {
    return this.#contacts.get(id);
  }

  /** What is known of a contact, for the message of a difference. */
  describe(id: string): string {
    const contact = this.#contacts.get(id);
    if (!contact) return `${id}: no such contact`;
    const values = [...contact.values].map(([name, value]) => `${name}=${show(value.value)}`);
    const occurrences = contact.occurrences.map(({ type, time, attributes }) => {
      const shown = [...attributes].map(([name, value]) => `${name}=${show(value.value)}`);
      return `${new Date(time).toISOString()} ${type} ${shown.join(' ')}`;
    });
    return [`${id}: ${values.join(' ')}`, ...occurrences].join('\n    ');
  }

  #contactOf(id: string, arrived: number): Contact {
    let contact = this.#contacts.get(id);
    if (!contact) {
      const created = { type: 'datetime', value: arrived } as const;
      contact = {
        id,
        values: new Map([['created_at', created]]),
        occurrences: [],
        eventIds: new Set(),
      };
      this.#contacts.set(id, contact);
    }
    return contact;
  }

  #schemaOf(event: string): Schema {
    const type = fold(event);
    let schema = this.#attributes.get(type);
    if (!schema) {
      schema = new Schema();
      this.#attributes.set(type, schema);
    }
    return schema;
  }

  *#occurrencesOf(event: string): Generator<Contact['occurrences'][number]> {
    const type = fold(event);
    for (const contact of this.#contacts.values()) {
      for (const occurrence of contact.occurrences) if (occurrence.type === type) yield occurrence;
    }
  }
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
