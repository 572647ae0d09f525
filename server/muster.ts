/**
 * Muster as a whole: the writer, the shards and what was saved, put together and asked. Time comes
 * in here and only here, from the clock that it is opened with.
 */
import {
  bindRules,
  type CanonicalRule,
  type Definitions,
  type Executor,
  err,
  fold,
  formatInstant,
  InlineExecutor,
  type Issue,
  type Millis,
  type Ordinal,
  ok,
  type Plan,
  type PlanNode,
  type Position,
  type Result,
  type RowFormat,
  type Segment,
  serialize,
  type ValueType,
} from '../engine/index.ts';
import { LmdbLog, MemoryLog, type WriteBatch, Writer } from '../storage/index.ts';
import { breakdownRules } from './breakdown.ts';
import { readCatalog } from './catalog-read.ts';
import * as definitionWrites from './definition-writes.ts';
import { PiscinaExecutor } from './executor-piscina.ts';
import {
  canonicalizerOf,
  checkSaved,
  invalid,
  type ResolvedQuestion,
  resolveQuestion,
} from './question.ts';
import { cutToLimit, readMembers, readRows } from './recipient-read.ts';
import * as schemaWrites from './schema-writes.ts';
import type {
  Answer,
  BulkItem,
  BulkOptions,
  BulkOutcome,
  Catalog,
  ChannelView,
  ContactView,
  CountAnswer,
  Failure,
  GroupView,
  GroupWritten,
  Member,
  Precondition,
  Question,
  RecipientAnswer,
  RecipientOptions,
  Rows,
  SegmentBody,
  SegmentListing,
  SegmentQuestion,
  SegmentView,
  Service,
  Written,
} from './service.ts';

/** Contacts of a shard: 2^20, sixteen containers of a Roaring bitmap. */
const SHARD_BITS = 20;
const DAY_MS = 86_400_000;
const DEFAULT_DEDUPE_MS = 30 * DAY_MS;

export type MusterOptions = {
  /** The data folder, or `memory` for a log that is gone with the process. */
  readonly data: string;
  /** Worker threads; 0 keeps the shards in this thread. */
  readonly threads: number;
  readonly clock: () => Millis;
  /** How long the id of an event is remembered at least; default 30 days. */
  readonly dedupeMs?: number;
  readonly shardBits?: number;
  /** The compiled worker; default the one beside this file. */
  readonly worker?: URL;
  readonly onProgress?: (message: string) => void;
};

/** Opens the data, replays the log into the shards, and is ready when it resolves. */
export async function openMuster(options: MusterOptions): Promise<Muster> {
  const { data, threads, clock, shardBits = SHARD_BITS, onProgress } = options;
  const log = data === 'memory' ? new MemoryLog() : await LmdbLog.open(data, shardBits);
  const worker = options.worker ?? new URL('./shard-worker.js', import.meta.url);
  const executor =
    threads === 0
      ? new InlineExecutor(shardBits)
      : new PiscinaExecutor({ threads, shardBits, worker });
  try {
    const writer = await Writer.open({
      log,
      executor,
      shardBits,
      dedupeMs: options.dedupeMs ?? DEFAULT_DEDUPE_MS,
      clock,
      onReplay: (position, last) => onProgress?.(`replayed ${position} of ${last} records`),
    });
    return new Muster(writer, executor, clock, async () => {
      await executor.close();
      await log.close();
    });
  } catch (error) {
    await executor.close();
    await log.close();
    throw error;
  }
}

export class Muster implements Service {
  readonly #writer: Writer;
  readonly #executor: Executor;
  readonly #clock: () => Millis;
  readonly #closeParts: () => Promise<void>;

  constructor(
    writer: Writer,
    executor: Executor,
    clock: () => Millis,
    closeParts: () => Promise<void>,
  ) {
    this.#writer = writer;
    this.#executor = executor;
    this.#clock = clock;
    this.#closeParts = closeParts;
  }

  /** Settles with the reason when nothing can be written any more: time to end the process. */
  get failed(): Promise<Error> {
    return this.#writer.failed;
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#closeParts();
  }

  position(): Position {
    return this.#writer.position;
  }

  checkPosition(position: number): Result<void, Failure> {
    if (position <= this.#writer.position) return ok(undefined);
    const message = `the last position given is ${this.#writer.position}`;
    return invalid([{ path: '/min_position', message }]);
  }

  // Writing

  async writeContacts(items: readonly BulkItem[], { strict }: BulkOptions): Answer<BulkOutcome> {
    return bulkAnswer(await this.#writer.putContacts(items, strict));
  }

  async writeEvents(items: readonly BulkItem[], { strict }: BulkOptions): Answer<BulkOutcome> {
    return bulkAnswer(await this.#writer.putEvents(items, strict));
  }

  async patchContact(id: string, fields: unknown): Answer<Written> {
    const outcome = await this.#writer.putFields(id, fields);
    if (!outcome.ok) return invalid(outcome.error);
    const { rejected, position } = outcome.value;
    return rejected.length === 0 ? ok({ position }) : invalid(rejected.map(withoutIndex));
  }

  deleteContact(id: string): Answer<Written> {
    return this.#write((batch) => {
      if (this.#state.contacts.ordinalOf(id) === undefined) return noSuchContact();
      batch.deleteContact(id);
      return ok(undefined);
    });
  }

  declareField(name: string, type: ValueType): Answer<Written> {
    return this.#write((batch) =>
      schemaWrites.declareField(batch, this.#state, name, type, (field) =>
        this.#selectsAnyone({ kind: 'field', field, test: { kind: 'exists' } }),
      ),
    );
  }

  dropField(name: string): Answer<Written> {
    return this.#write((batch) => schemaWrites.dropField(batch, this.#state, name));
  }

  declareAttribute(event: string, name: string, type: ValueType): Answer<Written> {
    return this.#write((batch) =>
      schemaWrites.declareAttribute(batch, this.#state, event, name, type, (of, attribute) =>
        this.#selectsAnyone({
          kind: 'event',
          sources: [{ event: of, where: { kind: 'attr', ...attribute, test: { kind: 'exists' } } }],
          window: { from: -Infinity, to: Infinity },
          aggregate: 'count',
          test: { kind: 'ranges', ranges: [[1, Infinity]] },
        }),
      ),
    );
  }

  dropAttribute(event: string, name: string): Answer<Written> {
    return this.#write((batch) => schemaWrites.dropAttribute(batch, this.#state, event, name));
  }

  // Asking

  async count(
    question: Question | SegmentQuestion,
    { breakdown }: { readonly breakdown: boolean },
  ): Answer<CountAnswer> {
    const resolved = this.#resolve(question);
    if (!resolved.ok) return resolved;
    const { rule, zone, at, matched, reached, canonicalizer } = resolved.value;
    const parts = breakdown ? breakdownRules(rule) : ok([]);
    if (!parts.ok) return parts;
    const { total, counts } = await this.#count(at, [
      matched,
      reached ?? matched,
      ...parts.value.map(({ alone }) => canonicalizer.convert(alone, zone)),
      ...parts.value.map(({ without }) => canonicalizer.convert(without, zone)),
    ]);
    const [all, count] = counts as [number, number];
    const nodes = parts.value.map(({ path }, i) => ({
      path,
      count: counts[2 + i] as number,
      without: counts[2 + parts.value.length + i] as number,
    }));
    return ok({
      count,
      ...(reached && { matched: all }),
      total,
      at,
      ...(breakdown && { nodes }),
    });
  }

  async recipients(
    question: Question | SegmentQuestion,
    { format, fields, limit, after }: RecipientOptions,
  ): Answer<RecipientAnswer> {
    return this.#writer.holdingWrites(async () => {
      const resolved = this.#resolve(question);
      if (!resolved.ok) return resolved;
      const { at } = resolved.value;
      const { position } = this.#writer;
      const { count, bitmap } = await readMembers(
        this.#executor,
        this.#plan(resolved.value),
        after,
      );
      cutToLimit(bitmap, limit);
      if (format === 'roaring') {
        const bytes = serialize(bitmap);
        bitmap.dispose();
        return ok({ count, at, position, body: { kind: 'roaring', bytes } });
      }
      const ordinals = bitmap.toUint32Array();
      bitmap.dispose();
      const rows = await this.#rows(ordinals, format, fields);
      return ok({ count, at, position, body: { kind: 'rows', ...rows } });
    });
  }

  async resolve(
    ordinals: readonly number[] | Uint32Array,
    options: { readonly format: RowFormat; readonly fields: readonly string[] },
  ): Answer<Rows> {
    const ascending = Uint32Array.from(new Set(ordinals)).sort();
    return this.#writer.holdingWrites(async () =>
      ok(await this.#rows(ascending, options.format, options.fields)),
    );
  }

  async preview(
    question: Question,
    { limit }: { readonly limit: number },
  ): Answer<{ readonly count: number; readonly members: readonly Member[] }> {
    const resolved = this.#resolve(question);
    if (!resolved.ok) return resolved;
    const plan = this.#plan(resolved.value);
    const answers = await this.#executor.all('preview', { plan, limit });
    const members = answers
      .flatMap((answer) => answer.members)
      .sort((a, b) => a.hash - b.hash)
      .slice(0, limit)
      .map(({ ordinal, id, fields }) => ({ ordinal: ordinal as Ordinal, id, fields }));
    return ok({ count: answers.reduce((sum, { count }) => sum + count, 0), members });
  }

  async contact(
    id: string,
    options: { readonly segments: boolean; readonly events: number },
  ): Answer<ContactView> {
    const { contacts, definitions } = this.#writer.visible;
    const ordinal = contacts.ordinalOf(id);
    if (ordinal === undefined) return noSuchContact();
    const at = this.#clock();
    const segments = options.segments ? [...definitions.segments.values()] : [];
    const plan = this.#bind(at, this.#canonicalSegments(segments));
    const answer = await this.#executor.at(ordinal, 'contact', {
      ordinal,
      plan,
      events: options.events,
      at,
    });
    if (answer === undefined) return noSuchContact();
    const { member, events, selectedBy } = answer;
    return ok({
      ordinal,
      id: member.id,
      fields: member.fields,
      ...(options.segments && {
        segments: segments.filter((_, i) => selectedBy[i]).map((segment) => segment.id),
      }),
      ...(options.events > 0 && {
        events: events.map((event) => ({ ...event, time: formatInstant(event.time as Millis) })),
      }),
    });
  }

  async catalog(): Answer<Catalog> {
    return ok(await readCatalog(this.#executor, this.#writer.visible.schema));
  }

  // Segments

  async putSegment(
    id: string,
    body: SegmentBody,
    ifMatch: Precondition,
  ): Answer<Written & { readonly version: string }> {
    const written = await this.#write((batch) =>
      definitionWrites.putSegment(batch, this.#state, id, body, ifMatch),
    );
    if (!written.ok) return written;
    return ok({ ...written.value, version: String(written.value.position) });
  }

  async segment(id: string): Answer<SegmentView> {
    const segment = this.#definitions.segments.get(id);
    if (segment === undefined) return notFound('segment');
    return ok({
      ...this.#describe(segment),
      rule: segment.rule,
      version: String(segment.version),
    });
  }

  async segments(): Answer<readonly SegmentListing[]> {
    const segments = [...this.#definitions.segments.values()];
    const { counts } = await this.#count(this.#clock(), this.#canonicalSegments(segments));
    return ok(
      segments.map((segment, i) => ({ ...this.#describe(segment), count: counts[i] as number })),
    );
  }

  deleteSegment(id: string, ifMatch: Precondition): Answer<Written> {
    return this.#write((batch) => definitionWrites.deleteSegment(batch, this.#state, id, ifMatch));
  }

  async freeze(segment: string, group: string): Answer<Written & { readonly count: number }> {
    const resolved = this.#resolve({ segment });
    if (!resolved.ok) return resolved;
    const { name } = this.#definitions.segments.get(segment) as Segment;
    const { count, bitmap } = await readMembers(
      this.#executor,
      this.#plan(resolved.value),
      undefined,
    );
    const ordinals = bitmap.toUint32Array();
    bitmap.dispose();
    const written = await this.#write((batch) =>
      definitionWrites.putGroup(batch, group, name, ordinals),
    );
    return written.ok ? ok({ ...written.value, count }) : written;
  }

  // Groups

  async putGroup(
    id: string,
    body: { readonly name?: string; readonly contacts: readonly string[] },
  ): Answer<GroupWritten> {
    let unknown: readonly string[] = [];
    const written = await this.#write((batch) => {
      unknown = this.#unknownOf(body.contacts);
      const name = body.name ?? this.#state.definitions.groups.get(id)?.name ?? id;
      const ordinals = this.#state.contacts.ordinalsOf(body.contacts);
      return definitionWrites.putGroup(batch, id, name, ordinals);
    });
    return written.ok ? ok({ ...written.value, unknown }) : written;
  }

  async changeGroup(
    id: string,
    {
      add = [],
      remove = [],
    }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Answer<GroupWritten> {
    let unknown: readonly string[] = [];
    const written = await this.#write((batch) => {
      unknown = this.#unknownOf([...add, ...remove]);
      return definitionWrites.changeGroup(batch, this.#state, id, add, remove);
    });
    return written.ok ? ok({ ...written.value, unknown }) : written;
  }

  async group(id: string): Answer<GroupView> {
    const group = this.#definitions.groups.get(id);
    if (group === undefined) return notFound('group');
    const { counts } = await this.#count(this.#clock(), [{ kind: 'group', id }]);
    return ok({ ...group, count: counts[0] as number });
  }

  async groups(): Answer<readonly GroupView[]> {
    const groups = [...this.#definitions.groups.values()];
    const rules = groups.map(({ id }) => ({ kind: 'group', id }) as const);
    const { counts } = await this.#count(this.#clock(), rules);
    return ok(groups.map((group, i) => ({ ...group, count: counts[i] as number })));
  }

  deleteGroup(id: string): Answer<Written> {
    return this.#write((batch) => definitionWrites.deleteGroup(batch, this.#state, id));
  }

  // Channels

  putChannel(name: string, rule: unknown): Answer<Written> {
    return this.#write((batch) => definitionWrites.putChannel(batch, this.#state, name, rule));
  }

  async channel(name: string): Answer<ChannelView> {
    const channel = this.#definitions.channels.get(name);
    return channel === undefined ? notFound('channel') : ok({ name, rule: channel.rule });
  }

  async channels(): Answer<readonly ChannelView[]> {
    return ok([...this.#definitions.channels.values()].map(({ name, rule }) => ({ name, rule })));
  }

  deleteChannel(name: string): Answer<Written> {
    return this.#write((batch) => definitionWrites.deleteChannel(batch, this.#state, name));
  }

  /** What writes are decided on: ahead of what is visible by those on their way to disk. */
  get #state() {
    return this.#writer.state;
  }

  get #definitions(): Definitions {
    return this.#writer.visible.definitions;
  }

  async #write(
    decide: (batch: WriteBatch) => Result<void, Failure> | Promise<Result<void, Failure>>,
  ): Answer<Written> {
    const written = await this.#writer.transact(decide);
    return written.ok ? ok({ position: written.value }) : written;
  }

  /** Whether a condition selects a contact as of the last write that was decided. */
  async #selectsAnyone(leaf: PlanNode): Promise<boolean> {
    await this.#writer.settled();
    const answers = await this.#executor.all('count', { plan: { nodes: [leaf], roots: [0] } });
    return answers.some(({ counts }) => counts.some((count) => count > 0));
  }

  #resolve(question: Question | SegmentQuestion): Result<ResolvedQuestion, Failure> {
    return resolveQuestion(question, this.#writer.visible, this.#clock());
  }

  #plan({ at, matched, reached }: ResolvedQuestion): Plan {
    return this.#bind(at, [reached ?? matched]);
  }

  #bind(at: Millis, rules: readonly CanonicalRule[]): Plan {
    const { schema, contacts } = this.#writer.visible;
    return bindRules(rules, { at, schema, ordinalsOf: (ids) => contacts.ordinalsOf(ids) });
  }

  async #count(at: Millis, rules: readonly CanonicalRule[]) {
    const answers = await this.#executor.all('count', { plan: this.#bind(at, rules) });
    return {
      total: answers.reduce((sum, { total }) => sum + total, 0),
      counts: rules.map((_, i) =>
        answers.reduce((sum, { counts }) => sum + (counts[i] as number), 0),
      ),
    };
  }

  async #rows(ordinals: Uint32Array, format: RowFormat, asked: readonly string[]): Promise<Rows> {
    const { schema } = this.#writer.visible;
    // A field has one column, under its declared name, in however many spellings it was asked for.
    const columns = new Map(asked.map((name) => [fold(name), schema.field(name)?.name ?? name]));
    const fields = [...columns.values()];
    const { shardBits } = this.#state;
    return {
      fields,
      chunks: await readRows(this.#executor, ordinals, shardBits, { format, fields }),
    };
  }

  #canonicalSegments(segments: readonly Segment[]): readonly CanonicalRule[] {
    const canonicalizer = canonicalizerOf(this.#definitions);
    return segments.map(({ parsed, timezone }) => canonicalizer.convert(parsed, timezone));
  }

  #describe({ id, name, description, timezone, updatedAt, parsed }: Segment) {
    return {
      id,
      name,
      description,
      timezone,
      updated_at: formatInstant(updatedAt),
      warnings: checkSaved(parsed, this.#writer.visible.schema, this.#definitions),
    };
  }

  #unknownOf(ids: readonly string[]): readonly string[] {
    return [...new Set(ids)].filter((id) => this.#state.contacts.ordinalOf(id) === undefined);
  }
}

function bulkAnswer(outcome: Result<BulkOutcome, readonly Issue[]>): Result<BulkOutcome, Failure> {
  return outcome.ok ? outcome : invalid(outcome.error);
}

function withoutIndex({ path, message }: Issue): Issue {
  return { path, message };
}

function noSuchContact(): { readonly ok: false; readonly error: Failure } {
  return notFound('contact');
}

function notFound(what: string): { readonly ok: false; readonly error: Failure } {
  return err({ kind: 'not-found', message: `there is no such ${what}` });
}
