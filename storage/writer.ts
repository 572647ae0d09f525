/**
 * The writer: the one place where writes become records of the log. It checks items, gives
 * ordinals, drops duplicates, appends, and hands the shards what is on disk, in order.
 *
 * - Nothing is acknowledged before the log has it on disk.
 * - Shards are given records in the order of their positions, only durable ones, and what questions
 *   see of names, definitions and ids (`visible`) moves with them.
 * - A write is acknowledged when it is on disk and handed over: whoever asks afterwards sees it.
 * - After a failure to append, or of a shard, no write is taken any more and `failed` settles.
 */
import {
  type ContactItem,
  type EventItem,
  type Executor,
  err,
  type Issue,
  ItemReader,
  idFault,
  type Millis,
  type Ordinal,
  ok,
  type Position,
  type Result,
} from '../engine/index.ts';
import {
  type BulkItem,
  type BulkOutcome,
  REPEAT,
  type Rejection,
  readItems,
} from './bulk-write.ts';
import { ListGuard } from './list-guard.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './log-record.ts';
import { PublishGate } from './publish-gate.ts';
import { VisibleState } from './visible-state.ts';
import { WriteBatch } from './write-batch.ts';
import { WriterState } from './writer-state.ts';

export type WriterOptions = {
  readonly log: Log;
  readonly executor: Executor;
  readonly shardBits: number;
  readonly dedupeMs: number;
  readonly clock: () => Millis;
  /** Told how far the replay of the log is, now and then. */
  readonly onReplay?: (position: Position, last: Position) => void;
};

/** Records of a replay that may wait in front of the shards. */
const REPLAY_AHEAD = 64;
/** Records that may wait in front of the shards otherwise. */
const MAX_UNAPPLIED = 16;
const REPLAY_REPORT_EVERY = 1000;

export class Writer {
  readonly state: WriterState;
  readonly visible: VisibleState;
  /** Settles with the reason when the writer has had to stop. */
  readonly failed: Promise<Error>;
  readonly #log: Log;
  readonly #executor: Executor;
  readonly #clock: () => Millis;
  #fail: (error: Error) => void = () => {};
  #failure: Error | undefined;
  /** Ends of the two queues: writes being decided, records on their way to the shards. */
  #deciding: Promise<unknown> = Promise.resolve();
  #publishing: Promise<unknown> = Promise.resolve();
  /** Updates that the shards have been handed and not yet applied. */
  readonly #unapplied = new Set<Promise<void>>();
  readonly #gate = new PublishGate();
  #next: Position;
  /** The newest that the shards have been handed. */
  #published: Position;

  private constructor(options: WriterOptions, state: WriterState, visible: VisibleState) {
    this.#log = options.log;
    this.#executor = options.executor;
    this.#clock = options.clock;
    this.state = state;
    this.visible = visible;
    this.#next = (options.log.last + 1) as Position;
    this.#published = options.log.last;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  /** Opens a writer by replaying the whole log into its state and the shards. */
  static async open(options: WriterOptions): Promise<Writer> {
    const { log, executor } = options;
    const state = new WriterState(options.shardBits, options.dedupeMs);
    const visible = new VisibleState(state.contacts);
    let applied: Promise<void>[] = [];
    for (const record of log.read(1 as Position)) {
      state.restore(record);
      visible.publish(record);
      applied.push(executor.apply(updateOf(record)));
      if (applied.length === REPLAY_AHEAD) {
        await Promise.all(applied);
        applied = [];
      }
      if (record.position % REPLAY_REPORT_EVERY === 0)
        options.onReplay?.(record.position, log.last);
    }
    await Promise.all(applied);
    return new Writer(options, state, visible);
  }

  /** The newest position that every question asked from now on sees, and that is given out. */
  get position(): Position {
    return this.#published;
  }

  /** Stores contacts. In strict mode, all or nothing: then the faults are the error. */
  async putContacts(
    items: readonly BulkItem[],
    strict: boolean,
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    return this.#bulk<ContactItem>(items, strict, {
      read: (reader, guard) => (json) => checked(reader, guard, () => reader.contact(json)),
      put: putContact,
    });
  }

  /** Changes fields of one contact, creating it if need be; `fields` is raw JSON. */
  async putFields(id: string, fields: unknown): Promise<Result<BulkOutcome, readonly Issue[]>> {
    const item = { parsed: true, json: { id, fields } } as const;
    return this.#bulk<ContactItem>([item], false, {
      read: (reader, guard) => () => checked(reader, guard, () => reader.fields(id, fields)),
      put: putContact,
    });
  }

  /** Stores events, creating the contacts that they name. */
  async putEvents(
    items: readonly BulkItem[],
    strict: boolean,
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    return this.#bulk<EventItem>(items, strict, {
      read: (reader, _guard, arrived) => this.#eventReader(reader, arrived),
      put: (batch, item) => batch.putEvent(item),
    });
  }

  /**
   * Any other write: `decide` looks at the state and adds to the batch, or says why not and adds
   * nothing. No other write is decided meanwhile.
   */
  async transact<E>(
    decide: (batch: WriteBatch) => Result<void, E> | Promise<Result<void, E>>,
  ): Promise<Result<Position, E>> {
    const { decision, done } = await this.#exclusively(async () => {
      const batch = this.#newBatch();
      const decision = await decide(batch);
      return { decision, done: decision.ok ? this.#commit(batch) : undefined };
    });
    if (!decision.ok) return decision;
    return ok(await (done as Promise<Position>));
  }

  /** Resolves when the shards have been handed all that was decided: for use within a decision. */
  async settled(): Promise<void> {
    await this.#publishing;
  }

  /**
   * Runs something that asks the shards more than once and wants one moment of them: records that
   * become durable meanwhile wait.
   */
  holdingWrites<T>(read: () => Promise<T>): Promise<T> {
    return this.#gate.read(read);
  }

  /** Waits for everything under way. */
  async close(): Promise<void> {
    await this.#deciding;
    await this.#publishing.catch(() => {});
  }

  async #bulk<T>(
    items: readonly BulkItem[],
    strict: boolean,
    kind: {
      readonly read: (
        reader: ItemReader,
        guard: ListGuard,
        arrived: Millis,
      ) => (json: unknown) => Result<T, Issue> | typeof REPEAT;
      readonly put: (batch: WriteBatch, item: T) => void;
    },
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    const { outcome, done } = await this.#exclusively(async () => {
      const guard = new ListGuard(this.state.schema);
      await guard.fetch(items, this.state, (ordinal, field) => this.#readList(ordinal, field));
      const batch = this.#newBatch();
      const reader = new ItemReader(this.state.schema);
      const { good, repeats, rejected } = readItems(items, kind.read(reader, guard, batch.arrived));
      if (strict && rejected.length > 0) {
        reader.undoTo(0);
        return { outcome: err(rejected.map(issueOf)) };
      }
      batch.addDeclared(reader.declared);
      for (const item of good) kind.put(batch, item);
      const outcome = ok({ accepted: good.length, duplicates: repeats, rejected });
      return { outcome, done: this.#commit(batch) };
    });
    if (!outcome.ok) return outcome;
    return ok({ ...outcome.value, position: await (done as Promise<Position>) });
  }

  /**
   * Reads events. One that was stored before, or stands earlier in the same write, changes nothing,
   * so nothing else of it is looked at.
   */
  #eventReader(reader: ItemReader, arrived: Millis) {
    const { contacts, duplicates } = this.state;
    const earlier = new Set<string>();
    return (json: unknown): Result<EventItem, Issue> | typeof REPEAT => {
      const identity = identityOf(json);
      if (identity === undefined) return reader.event(json, arrived);
      const { contact, id } = identity;
      const ordinal = contacts.ordinalOf(contact);
      const key = JSON.stringify([contact, id]);
      if (earlier.has(key) || (ordinal !== undefined && duplicates.has(ordinal, id))) return REPEAT;
      const item = reader.event(json, arrived);
      if (item.ok) earlier.add(key);
      return item;
    };
  }

  /** A list as the last write left it. */
  async #readList(ordinal: Ordinal, field: number): Promise<readonly string[]> {
    await this.settled();
    return this.#executor.at(ordinal, 'list', { ordinal, field });
  }

  #newBatch(): WriteBatch {
    return new WriteBatch(this.state, this.visible.contacts, this.#next, this.#clock());
  }

  /** One decision after the other; what they wait for afterwards overlaps. */
  #exclusively<T>(decide: () => Promise<T>): Promise<T> {
    const decided = this.#deciding.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      return decide();
    });
    // A decision that throws may have left the state ahead of the log: nothing can follow it.
    this.#deciding = decided.catch((error: unknown) => this.#stop(error));
    return decided;
  }

  /** Appends a batch and hands it to the shards; resolves when it may be acknowledged. */
  async #commit(batch: WriteBatch): Promise<Position> {
    if (batch.isEmpty) {
      // What made it empty (an event seen before, say) may itself still be on its way to disk.
      const position = (this.#next - 1) as Position;
      await this.#publishing;
      if (this.#failure !== undefined) throw this.#failure;
      return position;
    }
    const { record, durable } = this.#append(batch);
    const published = this.#publishing.then(() => this.#publish(record, durable));
    // Left rejected: nothing that follows a record which failed is published, even if it is on disk.
    this.#publishing = published;
    published.catch((error: unknown) => this.#stop(error));
    await published;
    return record.position;
  }

  #append(batch: WriteBatch): { readonly record: LogRecord; readonly durable: Promise<void> } {
    try {
      const record = batch.record();
      this.#next = (record.position + 1) as Position;
      const durable = this.#log.append(record);
      // Whoever publishes the record hears of a failure, unless one before it failed already.
      durable.catch(() => {});
      return { record, durable };
    } catch (error) {
      this.#stop(error);
      throw error;
    }
  }

  async #publish(record: LogRecord, durable: Promise<void>): Promise<void> {
    await durable;
    // Shards that fall behind slow down acknowledgements, not memory.
    if (this.#unapplied.size >= MAX_UNAPPLIED) await Promise.race(this.#unapplied);
    await this.#gate.publish(() => this.#handOver(record));
  }

  /** Gives a record to the shards and to what questions see, at one moment. */
  #handOver(record: LogRecord): void {
    const applied = this.#executor
      .apply(updateOf(record))
      .catch((error: unknown) => this.#stop(error))
      .finally(() => this.#unapplied.delete(applied));
    this.#unapplied.add(applied);
    this.visible.publish(record);
    this.#published = record.position;
  }

  #stop(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason instanceof Error ? reason : new Error(String(reason));
    this.#fail(this.#failure);
  }
}

/** What an event is told from others by, when it has an id. */
function identityOf(json: unknown): { readonly contact: string; readonly id: string } | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { contact, id } = json as { contact?: unknown; id?: unknown };
  if (idFault(contact) !== undefined || idFault(id) !== undefined) return undefined;
  return { contact: contact as string, id: id as string };
}

/** Reads a contact and holds its lists to their size; a fault leaves nothing declared. */
function checked(
  reader: ItemReader,
  guard: ListGuard,
  read: () => Result<ContactItem, Issue>,
): Result<ContactItem, Issue> {
  const declared = reader.declared.length;
  const item = read();
  const fault = item.ok ? guard.check(item.value) : undefined;
  if (fault === undefined) return item;
  reader.undoTo(declared);
  return err(fault);
}

function putContact(batch: WriteBatch, item: ContactItem): void {
  batch.putContact(item);
}

function updateOf({ schema, batches }: LogRecord) {
  return { schema, batches };
}

function issueOf({ index, path, message }: Rejection): Issue {
  return { path: `/${index}${path}`, message };
}
