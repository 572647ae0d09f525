/**
 * Muster as a whole: the writer, the shards and what was saved, put together and asked. Time comes
 * in here and only here, from the clock that it is opened with.
 */
import {
  bindRules,
  type Canonicalizer,
  type CanonicalRule,
  type Definitions,
  type Executor,
  earliestMoment,
  err,
  fold,
  formatInstant,
  InlineExecutor,
  type Millis,
  type Ordinal,
  ok,
  type Plan,
  type Position,
  type Result,
  type RowFormat,
  type Segment,
  SHARD_SIZES,
  serialize,
  sumOfExplanations,
} from '../engine/index.ts';
import type { Publication, PublishedChange, UpkeepReport } from '../storage/index.ts';
import type { Asker, Counted, Moment } from './asker.ts';
import { Asking } from './asking.ts';
import { audience, audienceRecipients } from './audience.ts';
import { breakdownRules } from './breakdown.ts';
import { CatalogReader } from './catalog-read.ts';
import { diff, overlap } from './compare.ts';
import { answerOf } from './count-batches.ts';
import type { Answered, CountQuestion } from './count-memo.ts';
import { counts } from './counts.ts';
import { PiscinaExecutor } from './executor-piscina.ts';
import { explainedTree, wordsOf } from './explain.ts';
import { explainContact } from './explain-contact.ts';
import { auditViews, segmentVersions } from './history.ts';
import { type MusterFigures, readFigures } from './metrics/muster-figures.ts';
import { WatchedPublication } from './metrics/watched-publication.ts';
import { profile } from './profile.ts';
import {
  canonicalizerOf,
  checkSaved,
  invalid,
  type ResolvedQuestion,
  resolveQuestion,
} from './question.ts';
import { cutToLimit, readMembers, readRows } from './recipient-read.ts';
import type {
  Answer,
  AudienceAnswer,
  AudienceQuestion,
  AuditQuery,
  AuditView,
  Catalog,
  ChannelView,
  ContactExplanation,
  ContactView,
  CountAnswer,
  CountsAnswer,
  CountsQuestion,
  DiffAnswer,
  DiffQuestion,
  EventsFrom,
  ExplainAnswer,
  Failure,
  GroupView,
  Member,
  OverlapAnswer,
  OverlapQuestion,
  Precondition,
  ProfileAnswer,
  Question,
  RecipientAnswer,
  RecipientOptions,
  Rows,
  SegmentListing,
  SegmentQuestion,
  SegmentVersion,
  SegmentView,
  Service,
  WriteService,
  Written,
} from './service.ts';
import type { WriteChannel } from './write-channel.ts';
import { InlineWriteChannel } from './write-channel-inline.ts';
import { ThreadWriteChannel } from './write-channel-thread.ts';
import { Writes } from './writes.ts';

/** Contacts of a shard: 2^20, sixteen containers of a Roaring bitmap. */
const SHARD_BITS = 20;
const DAY_MS = 86_400_000;
const DEFAULT_DEDUPE_MS = 30 * DAY_MS;
const DEFAULT_STANDING_BYTES = 2 ** 29;

export type MusterOptions = {
  /** The data folder, or `memory` for a log that is gone with the process. */
  readonly data: string;
  /** Threads for the shards, besides one for the writer; 0 keeps all of it in this thread. */
  readonly threads: number;
  readonly clock: () => Millis;
  /** How long the id of an event is remembered at least; default 30 days. */
  readonly dedupeMs?: number;
  readonly shardBits?: number;
  /** Memory that what is kept of questions may take; default 512 MiB. 0 answers each anew. */
  readonly standingBytes?: number;
  /** Bytes of a range of the log, about; then the next one begins. */
  readonly rangeBytes?: number;
  /** The folder of the compiled server, where its threads come from; default: this one. */
  readonly compiled?: URL;
  /** Another module for the threads of the shards. */
  readonly shardWorker?: URL;
  readonly onProgress?: (message: string) => void;
};

/** Opens the data and is ready, with everything that was ever acknowledged, when it resolves. */
export async function openMuster(options: MusterOptions): Promise<Muster> {
  const {
    threads,
    clock,
    shardBits = SHARD_BITS,
    standingBytes = DEFAULT_STANDING_BYTES,
    compiled = new URL('./', import.meta.url),
  } = options;
  const executor =
    threads === 0
      ? new InlineExecutor(shardBits, SHARD_SIZES, standingBytes, () => performance.now() * 1000)
      : new PiscinaExecutor({
          threads,
          shardBits,
          standingBytes: Math.floor(standingBytes / threads),
          worker: options.shardWorker ?? new URL('shard-worker.js', compiled),
        });
  const publication = new WatchedPublication(executor);
  const opening = {
    data: options.data,
    shardBits,
    dedupeMs: options.dedupeMs ?? DEFAULT_DEDUPE_MS,
    rangeBytes: options.rangeBytes,
    probe: new URL('../storage/probe-child.js', compiled).href,
  };
  const onProgress = options.onProgress ?? (() => {});
  try {
    const writes =
      threads === 0
        ? await InlineWriteChannel.open({ opening, publication, onProgress })
        : await ThreadWriteChannel.open({
            opening,
            publication,
            onProgress,
            worker: new URL('writer-worker.js', compiled),
          });
    return new Muster({ writes, executor, shardBits, clock });
  } catch (error) {
    await executor.close();
    throw error;
  }
}

export type MusterParts = {
  readonly writes: WriteChannel;
  readonly executor: Executor;
  readonly shardBits: number;
  readonly clock: () => Millis;
};

export class Muster extends Writes implements Service {
  readonly #writes: WriteChannel;
  readonly #visible: Publication;
  readonly #executor: Executor;
  readonly #asking: Asking;
  readonly #catalogs = new CatalogReader();
  readonly #asker: Asker;
  /** Of the definitions as they are. */
  #canonicalizer: Canonicalizer;
  readonly #shardBits: number;
  readonly #clock: () => Millis;

  constructor({ writes, executor, shardBits, clock }: MusterParts) {
    super(writes, clock);
    this.#writes = writes;
    this.#visible = writes.publication;
    this.#executor = executor;
    this.#asking = new Asking(executor, () => this.#visible.position);
    this.#canonicalizer = canonicalizerOf(this.#visible.definitions);
    this.#visible.onPublished = (change) => this.#noteWritten(change);
    this.#shardBits = shardBits;
    this.#clock = clock;
    this.#asker = this.#askerOf();
  }

  /** Settles with the reason when nothing can be written any more: time to end the process. */
  get failed(): Promise<Error> {
    return this.#writes.failed;
  }

  figures(): Promise<MusterFigures> {
    const [executor, writes, asking] = [this.#executor, this.#writes, this.#asking];
    return readFigures({ executor, writes, asking, publication: this.#visible });
  }

  async close(): Promise<void> {
    await this.#writes.close();
    await this.#executor.close();
  }

  // Upkeep

  /** Takes a checkpoint, so that the next start has less of the log to replay. */
  checkpoint(): Promise<UpkeepReport> {
    return this.#writes.upkeep({ kind: 'checkpoint' });
  }

  /** Leaves no byte on disk of contacts that are deleted, and of events that have expired, by now. */
  compact(): Promise<UpkeepReport> {
    return this.#writes.upkeep({ kind: 'compact' });
  }

  /** Lets go of events before the midnight (of UTC) that lies `keepMs` or more ago. */
  expireEvents(keepMs: number): Promise<UpkeepReport> {
    const now = this.#clock();
    const before = Math.floor((now - keepMs) / DAY_MS) * DAY_MS;
    return this.#writes.upkeep({ kind: 'expire', before: before as Millis, arrived: now });
  }

  /** Deletes ranges of the log behind the checkpoint that are all older than `keepMs`. */
  trimLog(keepMs: number): Promise<UpkeepReport> {
    return this.#writes.upkeep({ kind: 'trim', before: (this.#clock() - keepMs) as Millis });
  }

  /**
   * Has the shards read what the saved segments need and have not read yet, one after the other and
   * in short tasks, so that the next question about each finds it standing. Ends early when `stop`
   * says so.
   */
  async standBy(stop: AbortSignal): Promise<void> {
    for (const id of this.#definitions.segments.keys()) {
      if (stop.aborted) return;
      // What goes wrong here shows to whoever asks.
      const resolved = this.#resolve({ segment: id });
      if (resolved.ok) await this.#asking.keepReady(this.#plan(resolved.value)).catch(() => {});
    }
  }

  position(): Position {
    return this.#visible.position;
  }

  checkPosition(position: number): Result<void, Failure> {
    if (position <= this.#visible.position) return ok(undefined);
    const message = `the last position given is ${this.#visible.position}`;
    return invalid([{ path: '/min_position', message }]);
  }

  // Writing

  admitsWrite(bytes: number): boolean {
    return this.#writes.admits(bytes);
  }

  /** The writes of whoever has an access key. */
  by(key: string | undefined): WriteService {
    return key === undefined ? this : new Writes(this.#writes, this.#clock, key);
  }

  // Asking

  async count(
    question: Question | SegmentQuestion,
    { breakdown }: { readonly breakdown: boolean },
  ): Answer<CountAnswer> {
    const resolved = this.#resolve(question);
    if (!resolved.ok) return resolved;
    const { rule, zone, matched, reached, ...moment } = resolved.value;
    const parts = breakdown ? breakdownRules(rule) : ok([]);
    if (!parts.ok) return parts;
    const counted = await this.#count(moment, [
      matched,
      reached ?? matched,
      ...parts.value.map(({ alone }) => this.#canonicalizer.convert(alone, zone)),
      ...parts.value.map(({ without }) => this.#canonicalizer.convert(without, zone)),
    ]);
    if (!counted.ok) return counted;
    const { total, counts, eventsFrom } = counted.value;
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
      at: moment.at,
      ...(breakdown && { nodes }),
      ...eventsFrom,
    });
  }

  async explain(
    question: Question | SegmentQuestion,
    { contact: id }: { readonly contact?: string } = {},
  ): Answer<ExplainAnswer> {
    const resolved = this.#resolve(question);
    if (!resolved.ok) return resolved;
    const { at } = resolved.value;
    const plan = this.#plan(resolved.value);
    const words = wordsOf(plan, this.#visible.schema);
    const affordable = await this.#afford(plan, resolved.value);
    if (!affordable.ok) return affordable;
    const startedMs = performance.now();
    await this.#asking.prepare(plan);
    const preparedMicros = Math.round((performance.now() - startedMs) * 1000);
    const contact = id === undefined ? ok(undefined) : await this.#explainContact(id, question);
    if (!contact.ok) return contact;
    const replies = await this.#executor.all('explain', { plan });
    const explanation = replies.map((reply) => reply.explanation).reduce(sumOfExplanations);
    return ok({
      count: explanation.counts[0] as number,
      total: replies.reduce((sum, { total }) => sum + total, 0),
      at,
      preparedMicros,
      plan: explainedTree(plan, explanation, words),
      ...(contact.value && { contact: contact.value }),
      ...this.#eventsFrom(plan),
    });
  }

  async #explainContact(
    id: string,
    question: Question | SegmentQuestion,
  ): Answer<ContactExplanation> {
    const found = (await this.#executor.all('extract', { id })).find((one) => one !== undefined);
    const resolved = this.#resolve(question);
    if (!resolved.ok) return resolved;
    if (found === undefined) return notFound('contact');
    const { rule, zone, at, matched, reached } = resolved.value;
    const parts = breakdownRules(rule);
    if (!parts.ok) return parts;
    const { schema } = this.#visible;
    return ok(
      await explainContact({
        id,
        ...found,
        schema,
        at,
        rule: reached ?? matched,
        parts: parts.value.map(({ alone }) => ({
          node: alone,
          rule: this.#canonicalizer.convert(alone, zone),
        })),
        bind: (moment, rules) => bindRules(rules, { at: moment, schema }),
      }),
    );
  }

  async recipients(
    question: Question | SegmentQuestion,
    options: RecipientOptions,
  ): Answer<RecipientAnswer> {
    return this.#asker.recipients(() => {
      const resolved = this.#resolve(question);
      if (!resolved.ok) return resolved;
      const { matched, reached, ...moment } = resolved.value;
      return ok({ moment, rule: reached ?? matched });
    }, options);
  }

  counts(question: CountsQuestion): Answer<CountsAnswer> {
    return counts(this.#asker, question);
  }

  overlap(question: OverlapQuestion): Answer<OverlapAnswer> {
    return overlap(this.#asker, question);
  }

  diff(question: DiffQuestion): Answer<DiffAnswer> {
    return diff(this.#asker, question);
  }

  profile(
    question: Question | SegmentQuestion,
    options: { readonly limit: number },
  ): Answer<ProfileAnswer> {
    return profile(this.#asker, question, options);
  }

  audience(question: AudienceQuestion): Answer<AudienceAnswer> {
    return audience(this.#asker, question);
  }

  audienceRecipients(
    question: AudienceQuestion,
    step: number | undefined,
    options: RecipientOptions,
  ): Answer<RecipientAnswer> {
    return audienceRecipients(this.#asker, question, step, options);
  }

  /** The rule is resolved again once writes are held: what it refers to may have changed. */
  async #recipients(
    ruleOf: Parameters<Asker['recipients']>[0],
    { format, fields, limit, after }: RecipientOptions,
  ): Answer<RecipientAnswer> {
    const asked = ruleOf();
    if (!asked.ok) return asked;
    const planned = this.#bind(asked.value.moment, [asked.value.rule]);
    const affordable = await this.#afford(planned, asked.value.moment);
    if (!affordable.ok) return affordable;
    await this.#asking.prepare(planned);
    return this.#visible.holdingWrites(async () => {
      const resolved = ruleOf();
      if (!resolved.ok) return resolved;
      const { moment, rule } = resolved.value;
      const { at } = moment;
      const { position } = this.#visible;
      const plan = this.#bind(moment, [rule]);
      const answer = { at, position, ...this.#eventsFrom(plan) };
      const { count, bitmap } = await readMembers(this.#executor, plan, after);
      cutToLimit(bitmap, limit);
      if (format === 'roaring') {
        const bytes = serialize(bitmap);
        bitmap.dispose();
        return ok({ ...answer, count, body: { kind: 'roaring', bytes } });
      }
      const ordinals = bitmap.toUint32Array();
      bitmap.dispose();
      const rows = await this.#rows(ordinals, format, fields);
      return ok({ ...answer, count, body: { kind: 'rows', ...rows } });
    });
  }

  async resolve(
    ordinals: readonly number[] | Uint32Array,
    options: { readonly format: RowFormat; readonly fields: readonly string[] },
  ): Answer<Rows> {
    const ascending = Uint32Array.from(new Set(ordinals)).sort();
    return this.#visible.holdingWrites(async () =>
      ok(await this.#rows(ascending, options.format, options.fields)),
    );
  }

  async preview(
    question: Question,
    { limit }: { readonly limit: number },
  ): Answer<{ readonly count: number; readonly members: readonly Member[] } & EventsFrom> {
    const resolved = this.#resolve(question);
    if (!resolved.ok) return resolved;
    const plan = this.#plan(resolved.value);
    const affordable = await this.#afford(plan, resolved.value);
    if (!affordable.ok) return affordable;
    await this.#asking.prepare(plan);
    return ok({ ...(await this.#pick(plan, limit)), ...this.#eventsFrom(plan) });
  }

  async contact(
    id: string,
    options: { readonly segments: boolean; readonly events: number },
  ): Answer<ContactView> {
    const { definitions } = this.#visible;
    const at = this.#clock();
    const segments = options.segments ? [...definitions.segments.values()] : [];
    const plan = this.#bind({ at, isNow: true }, this.#canonicalSegments(segments));
    await this.#asking.prepare(plan);
    const answers = await this.#executor.all('contact', { id, plan, events: options.events, at });
    const answer = answers.find((one) => one !== undefined);
    if (answer === undefined) return notFound('contact');
    const { member, events, selectedBy } = answer;
    return ok({
      ordinal: member.ordinal as Ordinal,
      id: member.id,
      fields: member.fields,
      ...(options.segments && {
        segments: segments.filter((_, i) => selectedBy[i]).map((segment) => segment.id),
      }),
      ...(options.events > 0 && {
        events: events.map((event) => ({ ...event, time: formatInstant(event.time as Millis) })),
      }),
      ...this.#eventsFrom(plan),
    });
  }

  async catalog(): Answer<Catalog> {
    return ok(await this.#readCatalog());
  }

  // Segments

  async segment(id: string): Answer<SegmentView> {
    const segment = this.#definitions.segments.get(id);
    if (segment === undefined) return notFound('segment');
    return ok({
      ...this.#describe(segment, this.#clock()),
      rule: segment.rule,
      version: String(segment.version),
    });
  }

  async segments(): Answer<readonly SegmentListing[]> {
    const segments = [...this.#definitions.segments.values()];
    const at = this.#clock();
    const counted = await this.#count({ at, isNow: true }, this.#canonicalSegments(segments));
    if (!counted.ok) return counted;
    const { counts } = counted.value;
    return ok(
      segments.map((segment, i) => ({
        ...this.#describe(segment, at),
        count: counts[i] as number,
      })),
    );
  }

  async audit(query: AuditQuery): Answer<readonly AuditView[]> {
    return ok(auditViews(this.#definitions, query));
  }

  async history(id: string): Answer<readonly SegmentVersion[]> {
    const versions = segmentVersions(this.#definitions, id);
    return versions.length === 0 ? notFound('segment') : ok(versions);
  }

  async restore(
    id: string,
    version: string,
    ifMatch: Precondition,
    by?: string,
  ): Answer<Written & { readonly version: string }> {
    const versions = segmentVersions(this.#definitions, id);
    if (versions.length === 0) return notFound('segment');
    const found = versions.find((one) => one.version === version);
    if (found === undefined) {
      return invalid([{ path: '/version', message: 'the history has no such version' }]);
    }
    const { name, description, rule, timezone } = found;
    return this.by(by).putSegment(id, { name, description, rule, timezone }, ifMatch);
  }

  async freeze(
    segment: string,
    group: string,
    by?: string,
  ): Answer<Written & { readonly count: number } & EventsFrom> {
    const resolved = this.#resolve({ segment });
    if (!resolved.ok) return resolved;
    const { name } = this.#definitions.segments.get(segment) as Segment;
    const plan = this.#plan(resolved.value);
    await this.#asking.prepare(plan);
    const { count, bitmap } = await readMembers(this.#executor, plan, undefined);
    const ordinals = bitmap.toUint32Array();
    bitmap.dispose();
    const eventsFrom = this.#eventsFrom(plan);
    const written = await this.by(by).fillGroup(group, name, ordinals);
    return written.ok ? ok({ ...written.value, count, ...eventsFrom }) : written;
  }

  // Groups

  async group(id: string): Answer<GroupView> {
    const group = this.#definitions.groups.get(id);
    if (group === undefined) return notFound('group');
    const counted = await this.#count(this.#now(), [{ kind: 'group', id }]);
    return counted.ok ? ok({ ...group, count: counted.value.counts[0] as number }) : counted;
  }

  async groups(): Answer<readonly GroupView[]> {
    const groups = [...this.#definitions.groups.values()];
    const rules = groups.map(({ id }) => ({ kind: 'group', id }) as const);
    const counted = await this.#count(this.#now(), rules);
    if (!counted.ok) return counted;
    const { counts } = counted.value;
    return ok(groups.map((group, i) => ({ ...group, count: counts[i] as number })));
  }

  // Channels

  async channel(name: string): Answer<ChannelView> {
    const channel = this.#definitions.channels.get(name);
    return channel === undefined ? notFound('channel') : ok({ name, rule: channel.rule });
  }

  async channels(): Answer<readonly ChannelView[]> {
    return ok([...this.#definitions.channels.values()].map(({ name, rule }) => ({ name, rule })));
  }

  #noteWritten(change: PublishedChange): void {
    if (change.isMeaningChanged) this.#canonicalizer = canonicalizerOf(this.#definitions);
    this.#asking.noteWritten(change);
  }

  get #definitions(): Definitions {
    return this.#visible.definitions;
  }

  #resolve(question: Question | SegmentQuestion): Result<ResolvedQuestion, Failure> {
    const { schema, definitions } = this.#visible;
    const saved = { schema, definitions, canonicalizer: this.#canonicalizer };
    return resolveQuestion(question, saved, this.#clock());
  }

  #now(): Moment {
    return { at: this.#clock(), isNow: true };
  }

  #plan({ matched, reached, ...moment }: ResolvedQuestion): Plan {
    return this.#bind(moment, [reached ?? matched]);
  }

  #bind({ at, isNow }: Moment, rules: readonly CanonicalRule[]): Plan {
    return bindRules(rules, { at, schema: this.#visible.schema, isStanding: isNow });
  }

  async #count(moment: Moment, rules: readonly CanonicalRule[]): Answer<Counted> {
    const question = this.#countQuestion(moment, rules);
    const affordable = await this.#afford(question.plan, moment);
    if (!affordable.ok) return affordable;
    const counts = await this.#asking.count(question);
    return ok({ eventsFrom: this.#eventsFrom(question.plan), ...counts });
  }

  /** Whether whoever asks may have so much read. */
  #afford(plan: Plan, { maxRows }: Pick<Moment, 'maxRows'>): Answer<void> {
    return this.#affordAll([plan], maxRows);
  }

  async #affordAll(plans: readonly Plan[], maxRows: number | undefined): Answer<void> {
    if (maxRows === undefined) return ok(undefined);
    const costs = await Promise.all(plans.map((plan) => this.#executor.all('cost', { plan })));
    const rows = Math.round(costs.flat().reduce((sum, cost) => sum + cost, 0));
    if (rows <= maxRows) return ok(undefined);
    const message = `about ${rows} rows would be read, and the access key may have ${maxRows} read`;
    return err({ kind: 'too-costly', message });
  }

  #countQuestion(moment: Moment, rules: readonly CanonicalRule[]): CountQuestion {
    const plan = this.#bind(moment, rules);
    const bind = (at = this.#clock()) => this.#countQuestion({ ...moment, at }, rules);
    return { rules, at: moment.at, plan, bind };
  }

  #eventsFrom(plan: Plan): EventsFrom {
    const eventsFrom = this.#visible.schema.eventsFrom as Millis;
    return earliestMoment(plan) < eventsFrom ? { eventsFrom } : {};
  }

  async #rows(ordinals: Uint32Array, format: RowFormat, asked: readonly string[]): Promise<Rows> {
    const { schema } = this.#visible;
    // A field has one column, under its declared name, in however many spellings it was asked for.
    const columns = new Map(asked.map((name) => [fold(name), schema.field(name)?.name ?? name]));
    const fields = [...columns.values()];
    const shardBits = this.#shardBits;
    return {
      fields,
      chunks: await readRows(this.#executor, ordinals, shardBits, { format, fields }),
    };
  }

  /** Of whom a plan's first root selects, how many they are and a few of them. */
  async #pick(
    plan: Plan,
    limit: number,
  ): Promise<{ readonly count: number; readonly members: readonly Member[] }> {
    const answers = await this.#executor.all('preview', { plan, limit });
    const members = answers
      .flatMap((answer) => answer.members)
      .sort((a, b) => a.hash - b.hash)
      .slice(0, limit)
      .map(({ ordinal, id, fields }) => ({ ordinal: ordinal as Ordinal, id, fields }));
    return { count: answers.reduce((sum, answer) => sum + answer.count, 0), members };
  }

  async #samples(
    ...[moment, rules, sampled]: Parameters<Asker['samples']>
  ): ReturnType<Asker['samples']> {
    const planned = this.#bind(moment, rules);
    const affordable = await this.#afford(planned, moment);
    if (!affordable.ok) return affordable;
    await this.#asking.prepare(planned);
    // Handed over at one go, so all of it is of one state.
    const plan = this.#bind(moment, rules);
    const [replies, ...picked] = await Promise.all([
      this.#executor.all('count', { plan }),
      ...sampled.map(({ rule, limit }) => this.#pick(this.#bind(moment, [rule]), limit)),
    ]);
    const { counts } = answerOf(plan, this.#visible.position, replies) as Answered;
    const members = picked.map((one) => one.members);
    return ok({ ...counts, members, eventsFrom: this.#eventsFrom(plan) });
  }

  #askerOf(): Asker {
    return {
      momentOf: ({ at, maxRows }) => ({
        at: at ?? this.#clock(),
        isNow: at === undefined,
        maxRows,
      }),
      resolve: (question) => this.#resolve(question),
      segment: (id) => {
        const segment = this.#definitions.segments.get(id);
        return segment && this.#canonicalizer.convert(segment.parsed, segment.timezone);
      },
      channel: (name) => this.#definitions.channels.get(name),
      convert: (rule, zone) => this.#canonicalizer.convert(rule, zone),
      afford: async (maxRows, asked) => {
        if (maxRows === undefined) return ok(undefined);
        const plans = asked.map(({ moment, rules }) => this.#bind(moment, rules));
        return this.#affordAll(plans, maxRows);
      },
      eventsFrom: (moment, rules) => this.#eventsFrom(this.#bind(moment, rules)),
      count: (moment, rules) => this.#count(moment, rules),
      samples: (...asked) => this.#samples(...asked),
      recipients: (...asked) => this.#recipients(...asked),
      catalog: () => this.#readCatalog(),
    };
  }

  #readCatalog(): Promise<Catalog> {
    return this.#catalogs.read(this.#executor, () => this.#visible.schema);
  }

  #canonicalSegments(segments: readonly Segment[]): readonly CanonicalRule[] {
    return segments.map(({ parsed, timezone }) => this.#canonicalizer.convert(parsed, timezone));
  }

  #describe(segment: Segment, at: Millis) {
    const { id, name, description, timezone, updatedAt, parsed } = segment;
    const { eventsFrom } = this.#eventsFrom(
      this.#bind({ at, isNow: true }, this.#canonicalSegments([segment])),
    );
    const behind =
      eventsFrom && `it looks further back than events are kept: ${formatInstant(eventsFrom)}`;
    return {
      id,
      name,
      description,
      timezone,
      updated_at: formatInstant(updatedAt),
      warnings: [
        ...checkSaved(parsed, this.#visible.schema, this.#definitions),
        ...(behind === undefined ? [] : [{ path: '', message: behind }]),
      ],
    };
  }
}

function notFound(what: string): { readonly ok: false; readonly error: Failure } {
  return err({ kind: 'not-found', message: `there is no such ${what}` });
}
