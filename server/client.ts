/**
 * A client for programs that ask Muster over HTTP, in any runtime that has `fetch`. At run time it
 * needs nothing of the rest of the server.
 *
 * One method for each route; what the routes do is told in the contract of the HTTP API. Refusals are
 * thrown as `MusterError`.
 */

import { MusterError } from './client/client-error.ts';
import type { Rule } from './client/client-rule.ts';
import type {
  AccessView,
  AskOptions,
  Audience,
  AudienceQuestion,
  Audit,
  AuditQuery,
  BulkOptions,
  BulkWritten,
  Catalog,
  ChangeOptions,
  Channel,
  Contact,
  ContactOptions,
  ContactWrite,
  Count,
  Counts,
  Diff,
  DiffQuestion,
  EventWrite,
  ExplainQuestion,
  Explanation,
  Group,
  GroupWritten,
  Overlap,
  OverlapQuestion,
  Preview,
  Profile,
  Question,
  Recipient,
  RecipientFileOptions,
  RecipientFileType,
  RecipientsMoment,
  RecipientsOptions,
  Segment,
  SegmentListing,
  SegmentVersion,
  SegmentWrite,
  Tagged,
  ValueType,
  Written,
} from './client/client-types.ts';
import { decodeRoaring } from './client/roaring-read.ts';
import { jsonLines } from './client/row-lines.ts';
import {
  type Answer,
  type Call,
  type CallOptions,
  type ClientOptions,
  pathOf,
  type Query,
  Transport,
} from './client/transport.ts';

export { MusterError } from './client/client-error.ts';
export type * from './client/client-rule.ts';
export type * from './client/client-types.ts';
export { decodeRoaring, RoaringError } from './client/roaring-read.ts';
export type { CallOptions, ClientOptions } from './client/transport.ts';

/** Ordinals of one `resolve`: as many as the server takes. */
const PAGE_ORDINALS = 100_000;
const ROARING = 'application/vnd.roaring';
const NDJSON = 'application/x-ndjson';

export class MusterClient {
  readonly #transport: Transport;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
  }

  // Contacts and events.

  writeContacts(contacts: readonly ContactWrite[], options?: BulkOptions): Promise<BulkWritten> {
    return this.#writeBulk('/v1/contacts', contacts, false, options);
  }

  /** Repeated when the server is busy if every event has an id: only then nothing counts twice. */
  writeEvents(events: readonly EventWrite[], options?: BulkOptions): Promise<BulkWritten> {
    const mayRepeat = events.every(({ id }) => id !== undefined);
    return this.#writeBulk('/v1/events', events, mayRepeat, options);
  }

  patchContact(
    id: string,
    fields: ContactWrite['fields'],
    options?: CallOptions,
  ): Promise<Written> {
    return this.#write('PATCH', pathOf`/v1/contacts/${id}`, fields, options);
  }

  deleteContact(id: string, options?: CallOptions): Promise<Written> {
    return this.#write('DELETE', pathOf`/v1/contacts/${id}`, undefined, options);
  }

  contact(id: string, { segments, events, ...options }: ContactOptions = {}): Promise<Contact> {
    return this.#get(pathOf`/v1/contacts/${id}`, options, { segments, events });
  }

  // Fields of contacts, attributes of events.

  declareField(name: string, type: ValueType, options?: CallOptions): Promise<Written> {
    return this.#write('PUT', pathOf`/v1/fields/${name}`, { type }, options);
  }

  dropField(name: string, options?: CallOptions): Promise<Written> {
    return this.#write('DELETE', pathOf`/v1/fields/${name}`, undefined, options);
  }

  declareAttribute(
    event: string,
    name: string,
    type: ValueType,
    options?: CallOptions,
  ): Promise<Written> {
    return this.#write('PUT', attributePath(event, name), { type }, options);
  }

  dropAttribute(event: string, name: string, options?: CallOptions): Promise<Written> {
    return this.#write('DELETE', attributePath(event, name), undefined, options);
  }

  catalog(options?: AskOptions): Promise<Catalog> {
    return this.#get('/v1/catalog', options);
  }

  // Questions.

  count(question: Question, options?: AskOptions): Promise<Count> {
    if (!('segment' in question)) return this.#ask('/v1/count', question, options);
    const { segment, at, channel } = question;
    return this.#get(pathOf`/v1/segments/${segment}/count`, options, { at, channel });
  }

  /** Many counts in one call; those of one moment are of one state of the data. */
  counts(
    { questions }: { readonly questions: readonly Question[] },
    options?: AskOptions,
  ): Promise<Counts> {
    return this.#ask('/v1/counts', { questions }, options);
  }

  /** The count with those of every condition, and of the whole without each. */
  breakdown(
    question: Exclude<Question, { segment: string }>,
    options?: AskOptions,
  ): Promise<Count & Required<Pick<Count, 'nodes'>>> {
    return this.#ask('/v1/count', { ...question, breakdown: true }, options);
  }

  /** How the count comes about, and of one contact, why it is in or out. */
  explain(question: ExplainQuestion, options?: AskOptions): Promise<Explanation> {
    return this.#ask('/v1/explain', question, options);
  }

  overlap(question: OverlapQuestion, options?: AskOptions): Promise<Overlap> {
    return this.#ask('/v1/overlap', question, options);
  }

  diff(question: DiffQuestion, options?: AskOptions): Promise<Diff> {
    return this.#ask('/v1/diff', question, options);
  }

  profile(question: Question & { limit?: number }, options?: AskOptions): Promise<Profile> {
    return this.#ask('/v1/profile', question, options);
  }

  audience(question: AudienceQuestion, options?: AskOptions): Promise<Audience> {
    return this.#ask('/v1/audience', question, options);
  }

  preview(
    question: Exclude<Question, { segment: string }> & { limit?: number },
    options?: AskOptions,
  ): Promise<Preview> {
    return this.#ask('/v1/preview', question, options);
  }

  // Recipients.

  /** Rows by ordinal, as they arrive; the connection is held until they are read or given up. */
  async recipients(
    question: Question,
    options: RecipientsOptions = {},
  ): Promise<RecipientsMoment & { readonly rows: AsyncIterable<Recipient> }> {
    const answer = await this.#recipients(question, NDJSON, options);
    return { ...momentOf(answer), rows: jsonLines<Recipient>(answer.pieces()) };
  }

  /** Who they are, at one moment: for `resolve`. */
  async recipientOrdinals(
    question: Question,
    options: Omit<RecipientsOptions, 'fields'> = {},
  ): Promise<RecipientsMoment & { readonly ordinals: Uint32Array }> {
    const { bytes, ...moment } = await this.recipientFile(question, ROARING, options);
    return { ...moment, ordinals: decodeRoaring(bytes) };
  }

  /** The bytes of the format, to be kept as they are. */
  async recipientFile(
    question: Question,
    type: RecipientFileType,
    options: RecipientFileOptions = {},
  ): Promise<RecipientsMoment & { readonly bytes: Uint8Array }> {
    const answer = await this.#recipients(question, type, options);
    return { ...momentOf(answer), bytes: await answer.bytes() };
  }

  /** The same of an audience: whom it leaves, or with `step` whom that step takes away. */
  async audienceFile(
    question: AudienceQuestion & { readonly step?: number },
    type: RecipientFileType,
    { fields, limit, after, safe, ...options }: RecipientFileOptions = {},
  ): Promise<RecipientsMoment & { readonly bytes: Uint8Array }> {
    const body = { ...question, fields, limit, after };
    const path = '/v1/audience/recipients';
    const answer = await this.#question(path, body, options, { safe }, type);
    return { ...momentOf(answer), bytes: await answer.bytes() };
  }

  /**
   * Contacts by ordinal, a page at a time, each as it is when its page is asked for: who does not
   * exist then is left out. Rows come in the order of the pages, within a page by ordinal.
   */
  async *resolve(
    ordinals: Uint32Array,
    { fields, ...options }: Pick<RecipientsOptions, keyof AskOptions | 'fields'> = {},
  ): AsyncGenerator<Recipient, void> {
    for (let start = 0; start < ordinals.length; start += PAGE_ORDINALS) {
      const page = littleEndian(ordinals.subarray(start, start + PAGE_ORDINALS));
      const query = { fields: listOf(fields) };
      const answer = await this.#question('/v1/contacts/resolve', page, options, query, NDJSON);
      yield* jsonLines<Recipient>(answer.pieces());
    }
  }

  // What is saved.

  async segments(options?: AskOptions): Promise<readonly SegmentListing[]> {
    const { segments } = await this.#get<{ segments: readonly SegmentListing[] }>(
      '/v1/segments',
      options,
    );
    return segments;
  }

  async segment(id: string, options?: AskOptions): Promise<Segment & Tagged> {
    const answer = await this.#read(pathOf`/v1/segments/${id}`, options);
    return { ...(await answer.json<Segment>()), ...tagOf(answer) };
  }

  async putSegment(
    id: string,
    segment: SegmentWrite,
    options?: ChangeOptions,
  ): Promise<Written & Tagged> {
    const path = pathOf`/v1/segments/${id}`;
    const answer = await this.#change('PUT', path, segment, options);
    return { ...(await answer.json<Written>()), ...tagOf(answer) };
  }

  deleteSegment(id: string, options?: ChangeOptions): Promise<Written> {
    return this.#write('DELETE', pathOf`/v1/segments/${id}`, undefined, options);
  }

  /** What the segment has been, the newest first; also of one that is deleted. */
  async history(id: string, options?: AskOptions): Promise<readonly SegmentVersion[]> {
    const { versions } = await this.#get<{ versions: readonly SegmentVersion[] }>(
      pathOf`/v1/segments/${id}/history`,
      options,
    );
    return versions;
  }

  /** Saves the segment as one of these versions. */
  async restoreSegment(
    id: string,
    version: string,
    options?: ChangeOptions,
  ): Promise<Written & Tagged> {
    const path = pathOf`/v1/segments/${id}/restore`;
    const answer = await this.#change('POST', path, { version }, options);
    return { ...(await answer.json<Written>()), ...tagOf(answer) };
  }

  audit(query: AuditQuery = {}, options?: AskOptions): Promise<Audit> {
    return this.#get('/v1/audit', options, query);
  }

  /** Who is in the segment now becomes a group. */
  freeze(
    segment: string,
    group: string,
    options?: CallOptions,
  ): Promise<Written & Pick<Preview, 'count' | 'events_from'>> {
    return this.#write('POST', pathOf`/v1/segments/${segment}/freeze`, { group }, options);
  }

  async groups(options?: AskOptions): Promise<readonly Group[]> {
    const { groups } = await this.#get<{ groups: readonly Group[] }>('/v1/groups', options);
    return groups;
  }

  group(id: string, options?: AskOptions): Promise<Group> {
    return this.#get(pathOf`/v1/groups/${id}`, options);
  }

  putGroup(
    id: string,
    group: { readonly name?: string; readonly contacts: readonly string[] },
    options?: CallOptions,
  ): Promise<GroupWritten> {
    return this.#write('PUT', pathOf`/v1/groups/${id}`, group, options);
  }

  changeGroup(
    id: string,
    members: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
    options?: CallOptions,
  ): Promise<GroupWritten> {
    return this.#write('POST', pathOf`/v1/groups/${id}/members`, members, options);
  }

  deleteGroup(id: string, options?: CallOptions): Promise<Written> {
    return this.#write('DELETE', pathOf`/v1/groups/${id}`, undefined, options);
  }

  async channels(options?: AskOptions): Promise<readonly Channel[]> {
    const { channels } = await this.#get<{ channels: readonly Channel[] }>('/v1/channels', options);
    return channels;
  }

  channel(name: string, options?: AskOptions): Promise<Channel> {
    return this.#get(pathOf`/v1/channels/${name}`, options);
  }

  putChannel(name: string, rule: Rule, options?: CallOptions): Promise<Written> {
    return this.#write('PUT', pathOf`/v1/channels/${name}`, { rule }, options);
  }

  deleteChannel(name: string, options?: CallOptions): Promise<Written> {
    return this.#write('DELETE', pathOf`/v1/channels/${name}`, undefined, options);
  }

  // The process.

  /** What whoever has this key may do; also while the data is loading. */
  access(options?: CallOptions): Promise<AccessView> {
    return this.#get('/v1/access', options);
  }

  /** Whether it lives; what keeps it from answering at all is thrown. */
  async isAlive(options?: CallOptions): Promise<boolean> {
    return this.#isOk('/healthz', options);
  }

  /** Whether questions can be answered yet. */
  async isReady(options?: CallOptions): Promise<boolean> {
    return this.#isOk('/readyz', options);
  }

  async #isOk(path: string, { signal }: CallOptions = {}): Promise<boolean> {
    try {
      const answer = await this.#transport.call({ method: 'GET', path, mayRepeat: false, signal });
      await answer.bytes();
      return true;
    } catch (error) {
      if (error instanceof MusterError && error.status === 503) return false;
      throw error;
    }
  }

  async #get<T>(path: string, options?: AskOptions, rest?: Query): Promise<T> {
    const answer = await this.#read(path, options, rest);
    return answer.json();
  }

  async #ask<T>(path: string, body: unknown, options?: AskOptions): Promise<T> {
    const answer = await this.#question(path, body, options);
    return answer.json();
  }

  async #write<T>(
    method: Call['method'],
    path: string,
    body: unknown,
    options?: ChangeOptions,
  ): Promise<T> {
    const answer = await this.#change(method, path, body, options);
    return answer.json();
  }

  async #writeBulk(
    path: string,
    body: readonly unknown[],
    mayRepeat: boolean,
    { strict, signal }: BulkOptions = {},
  ): Promise<BulkWritten> {
    const query = { strict };
    const call = { method: 'POST', path, query, body, mayRepeat, signal } as const;
    const answer = await this.#transport.call(call);
    return answer.json();
  }

  #recipients(
    question: Question,
    accept: RecipientFileType,
    { fields, limit, after, safe, ...options }: RecipientFileOptions,
  ): Promise<Answer> {
    if (!('segment' in question)) {
      const body = { ...question, fields, limit, after };
      return this.#question('/v1/recipients', body, options, { safe }, accept);
    }
    const { segment, at, channel } = question;
    const query = { at, channel, fields: listOf(fields), limit, after, safe };
    return this.#read(pathOf`/v1/segments/${segment}/recipients`, options, query, accept);
  }

  #read(
    path: string,
    { minPosition, signal }: AskOptions = {},
    rest: Query = {},
    accept?: string,
  ): Promise<Answer> {
    const query = { ...rest, min_position: minPosition };
    return this.#transport.call({ method: 'GET', path, query, accept, mayRepeat: true, signal });
  }

  /** A question that is asked by `POST`, as it needs a body. */
  #question(
    path: string,
    body: unknown,
    { minPosition, signal }: AskOptions = {},
    rest: Query = {},
    accept?: string,
  ): Promise<Answer> {
    const query = { ...rest, min_position: minPosition };
    const call = { method: 'POST', path, query, body, accept, mayRepeat: true, signal } as const;
    return this.#transport.call(call);
  }

  #change(
    method: Call['method'],
    path: string,
    body: unknown,
    { ifMatch, signal }: ChangeOptions = {},
  ): Promise<Answer> {
    return this.#transport.call({ method, path, body, ifMatch, mayRepeat: false, signal });
  }
}

function attributePath(event: string, name: string): string {
  return pathOf`/v1/events/${event}/attributes/${name}`;
}

/** Names in a query, where commas part them. */
function listOf(fields: readonly string[] | undefined): string | undefined {
  const other = fields?.find((name) => name === '' || name.includes(','));
  if (other !== undefined) throw new RangeError(`'${other}' cannot be named in a list of fields`);
  return fields?.join(',');
}

/** As the server reads them, whatever this machine does. */
function littleEndian(ordinals: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(ordinals.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < ordinals.length; i++) view.setUint32(i * 4, ordinals[i] as number, true);
  return bytes;
}

function momentOf({ headers }: Answer): RecipientsMoment {
  const eventsFrom = headers.get('muster-events-from');
  return {
    count: Number(headers.get('muster-count')),
    at: headers.get('muster-at') ?? '',
    position: Number(headers.get('muster-position')),
    ...(eventsFrom !== null && { events_from: eventsFrom }),
  };
}

function tagOf({ headers }: Answer): Tagged {
  return { etag: headers.get('etag') ?? '' };
}
