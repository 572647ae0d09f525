/** Everything that a server holds of a world of clients, read back over HTTP. */
import { Agent } from 'node:http';
import type { ValueType } from '../../engine/value.ts';
import type { Plan } from '../fuzz/fuzz-plan.ts';
import { fold } from '../oracle/oracle-text.ts';
import { readInstant } from '../oracle/oracle-time.ts';
import type { WorldPlan } from './client-plan.ts';
import { type Answered, send } from './http-send.ts';

/** Values by folded name, in one form each. */
export type Values = Readonly<Record<string, unknown>>;

export type SeenContact = {
  readonly ordinal: number;
  readonly fields: Values;
  /** Those that have happened, as JSON, sorted. */
  readonly events: readonly string[];
};

export type SeenWorld = {
  readonly contacts: ReadonlyMap<string, SeenContact>;
  /** Ids of members by group, sorted; undefined for a group that is not there. */
  readonly groups: ReadonlyMap<string, readonly string[] | undefined>;
  readonly segments: ReadonlyMap<string, unknown>;
  readonly position: number;
  /** Events up to this moment are among those of the contacts. */
  readonly atMs: number;
};

/** The most events of one contact that can be read back. */
export const MAX_EVENTS = 1000;

/** Asks for JSON; throws when the answer is not 200. */
export class Reader {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 });

  constructor(url: string) {
    this.#url = url;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answered> {
    const answer = await send(this.#url, { method, path, body }, this.#agent);
    if (answer.status === 200) return answer;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.text}\n${JSON.stringify(body)}`);
  }

  /** Ids and ordinals of the members, in the order that they came in. */
  async members(question: object): Promise<{ id: string; ordinal: number; position: number }[]> {
    const { text, headers } = await this.ask('POST', '/v1/recipients', question);
    const position = Number(headers['muster-position']);
    const lines = text.split('\n').slice(0, -1);
    const rows = lines.map((line) => JSON.parse(line) as { id: string; ordinal: number });
    return rows.map(({ id, ordinal }) => ({ id, ordinal, position }));
  }

  async count(question: object): Promise<number> {
    const { json } = await this.ask('POST', '/v1/count', question);
    return (json as { count: number }).count;
  }

  /** Undefined where there is no such thing. */
  async find(path: string): Promise<unknown> {
    const answer = await send(this.#url, { method: 'GET', path }, this.#agent);
    if (answer.status === 404) return undefined;
    if (answer.status === 200) return answer.json;
    throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
  }

  close(): void {
    this.#agent.destroy();
  }
}

type ContactJson = {
  readonly ordinal: number;
  readonly fields: Record<string, unknown>;
  readonly events: readonly {
    readonly event: string;
    readonly time: string;
    readonly attributes: Record<string, unknown>;
  }[];
};

export async function readWorld(reader: Reader, { plan, clients }: WorldPlan): Promise<SeenWorld> {
  const rows = await reader.members({ rule: { all: [] } });
  const { headers } = await reader.ask('POST', '/v1/recipients', { rule: { any: [] } });
  const atMs = Date.now();
  const ids = new Set([...plan.ids, ...rows.map(({ id }) => id)]);
  const contacts = new Map<string, SeenContact>();
  for (const id of ids) {
    const json = await reader.find(`/v1/contacts/${encodeURIComponent(id)}?events=${MAX_EVENTS}`);
    if (json !== undefined) contacts.set(id, seenContact(json as ContactJson, plan));
  }
  const listed = rows.map(({ id, ordinal }) => `${ordinal} ${id}`).sort();
  const found = [...contacts].map(([id, { ordinal }]) => `${ordinal} ${id}`).sort();
  if (listed.join() !== found.join()) throw new Error(`listed ${listed}, found ${found}`);

  const groups = new Map<string, readonly string[] | undefined>();
  const segments = new Map<string, unknown>();
  for (const { group, segment } of clients) {
    segments.set(segment, await reader.find(`/v1/segments/${encodeURIComponent(segment)}`));
    if (group === undefined) continue;
    const exists = (await reader.find(`/v1/groups/${encodeURIComponent(group)}`)) !== undefined;
    const members = exists ? await reader.members({ rule: { group } }) : undefined;
    groups.set(group, members?.map(({ id }) => id).sort());
  }
  return { contacts, groups, segments, position: Number(headers['muster-position']), atMs };
}

function seenContact({ ordinal, fields, events }: ContactJson, plan: Plan): SeenContact {
  const types = typesOf(plan.fields);
  const attributes = new Map(
    plan.events.map((event) => [fold(event.type), typesOf(event.attributes)]),
  );
  const seen = events.map(({ event, time, attributes: values }) => {
    const type = fold(event);
    return eventText(type, readInstant(time) as number, normalised(values, attributes.get(type)));
  });
  return { ordinal, fields: normalised(fields, types), events: seen.sort() };
}

function typesOf(
  names: readonly { readonly name: string; readonly type: ValueType }[],
): ReadonlyMap<string, ValueType> {
  return new Map(names.map(({ name, type }) => [fold(name), type]));
}

function normalised(
  values: Record<string, unknown>,
  types: ReadonlyMap<string, ValueType> | undefined,
): Values {
  return sortedValues(
    Object.entries(values).map(([name, json]) => {
      const type = types?.get(fold(name));
      const value = type === 'datetime' ? readInstant(json) : json;
      return [fold(name), value];
    }),
  );
}

/** By name; lists sorted, −0 as 0. */
export function sortedValues(entries: readonly (readonly [string, unknown])[]): Values {
  const ordered = entries
    .map(([name, value]) => [name, plainValue(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(ordered);
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return (value as string[]).toSorted((a, b) => (a < b ? -1 : 1));
  return value === 0 ? 0 : value;
}

export function eventText(type: string, time: number, attributes: Values): string {
  return JSON.stringify([type, time, Object.entries(attributes)]);
}
