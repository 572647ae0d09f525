/**
 * The writer: the one place where writes become records of the log. It checks items, gives
 * ordinals, drops duplicates, appends, and hands the shards what is on disk, in order.
 *
 * - Nothing is acknowledged before the log has it on disk.
 * - Shards are given records in the order of their positions, only durable ones.
 * - A write is acknowledged when it is on disk and published: whoever asks afterwards sees it.
 * - Records that are decided while the log is busy go to disk together, as one group.
 * - Room on the disk is made sure of before a write is decided: without it the write is refused
 *   (`DiskFullError`) and nothing has happened.
 * - After a failure of the log or of a shard no write is taken or acknowledged any more, and
 *   `failed` settles.
 */
import {
  type ContactItem,
  type EventItem,
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
import { DiskFullError } from './file-errors.ts';
import { ListGuard } from './list-guard.ts';
import type { Log } from './log.ts';
import type { LogRecord } from './log-record.ts';
import type { ShardAccess } from './shard-access.ts';
import { WriteBatch } from './write-batch.ts';
import type { WriterState } from './writer-state.ts';

export type WriterOptions = {
  readonly log: Log;
  readonly shards: ShardAccess;
  /** The state as of the newest record of the log, which the shards have as well. */
  readonly state: WriterState;
};

/** What each write comes with. */
export type Arrival = {
  /** The moment that defaults of its items are taken from. */
  readonly arrived: Millis;
  /** About how many bytes it has, as it came. */
  readonly bytes: number;
  /** The access key of whoever writes, if there are keys. */
  readonly by?: string;
};

/** A record on its way to disk, with whoever waits for it. */
type Decided = {
  readonly record: LogRecord;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

/**
 * Bytes that a write takes on disk, at most, for each byte that it came in: a short JSON value
 * can be shorter than the operation that it becomes.
 */
const GROWTH = 4;
/** What any record takes besides, with what the audit keeps of what was there before. */
const RECORD_BYTES = 320 * 1024;

export class Writer {
  readonly state: WriterState;
  /** Settles with the reason when the writer has had to stop. */
  readonly failed: Promise<Error>;
  readonly #log: Log;
  readonly #shards: ShardAccess;
  #fail: (error: Error) => void = () => {};
  #failure: Error | undefined;
  /** The end of the queue of writes being decided. */
  #deciding: Promise<unknown> = Promise.resolve();
  #waiting: Decided[] = [];
  /** Settles with the newest record that was decided, and so after all before it. */
  #newest: Promise<void> = Promise.resolve();
  #isStoring = false;
  #next: Position;

  constructor({ log, shards, state }: WriterOptions) {
    this.#log = log;
    this.#shards = shards;
    this.state = state;
    this.#next = (log.last + 1) as Position;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    void log.failed.then((error) => this.stop(error));
  }

  /** The newest position that has been decided, be it on disk or not. */
  get decided(): Position {
    return (this.#next - 1) as Position;
  }

  /** Stores contacts. In strict mode, all or nothing: then the faults are the error. */
  async putContacts(
    items: readonly BulkItem[],
    strict: boolean,
    arrival: Arrival,
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    return this.#bulk<ContactItem>(items, strict, arrival, {
      read: (reader, guard) => (json) => checked(reader, guard, () => reader.contact(json)),
      put: putContact,
    });
  }

  /** Changes fields of one contact, creating it if need be; `fields` is raw JSON. */
  async putFields(
    id: string,
    fields: unknown,
    arrival: Arrival,
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    const item = { parsed: true, json: { id, fields } } as const;
    return this.#bulk<ContactItem>([item], false, arrival, {
      read: (reader, guard) => () => checked(reader, guard, () => reader.fields(id, fields)),
      put: putContact,
    });
  }

  /** Stores events, creating the contacts that they name. */
  async putEvents(
    items: readonly BulkItem[],
    strict: boolean,
    arrival: Arrival,
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    return this.#bulk<EventItem>(items, strict, arrival, {
      read: (reader) => this.#eventReader(reader, arrival.arrived),
      put: (batch, item) => batch.putEvent(item),
    });
  }

  /**
   * Any other write: `decide` looks at the state and adds to the batch, or says why not and adds
   * nothing. No other write is decided meanwhile.
   */
  async transact<E>(
    arrival: Arrival,
    decide: (batch: WriteBatch) => Result<void, E> | Promise<Result<void, E>>,
  ): Promise<Result<Position, E>> {
    const { decision, done } = await this.#exclusively(arrival, async () => {
      const batch = this.#newBatch(arrival);
      const decision = await decide(batch);
      return { decision, done: decision.ok ? this.#commit(batch) : undefined };
    });
    if (!decision.ok) return decision;
    return ok(await (done as Promise<Position>));
  }

  /** Looks at the state while no write is being decided. */
  inspect<T>(look: (state: WriterState, decided: Position) => T): Promise<T> {
    const looked = this.#deciding.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      return look(this.state, this.decided);
    });
    this.#deciding = looked.catch(() => {});
    return looked;
  }

  /**
   * Resolves when everything decided before the call is on disk and published, whatever comes after
   * it: also within a decision. Rejects when the writer has had to stop.
   */
  async settled(): Promise<void> {
    await this.#newest;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits for everything under way. */
  async close(): Promise<void> {
    await this.#deciding;
    await this.#newest.catch(() => {});
  }

  async #bulk<T>(
    items: readonly BulkItem[],
    strict: boolean,
    arrival: Arrival,
    kind: {
      readonly read: (
        reader: ItemReader,
        guard: ListGuard,
      ) => (json: unknown) => Result<T, Issue> | typeof REPEAT;
      /** Returns whether the item was stored, or is a repeat. */
      readonly put: (batch: WriteBatch, item: T) => boolean;
    },
  ): Promise<Result<BulkOutcome, readonly Issue[]>> {
    const { outcome, done } = await this.#exclusively(arrival, async () => {
      const guard = new ListGuard(this.state.schema);
      await guard.fetch(items, this.state, (ordinal, field) => this.#readList(ordinal, field));
      const batch = this.#newBatch(arrival);
      const reader = new ItemReader(this.state.schema);
      const { good, repeats, rejected } = readItems(items, kind.read(reader, guard));
      if (strict && rejected.length > 0) {
        reader.undoTo(0);
        return { outcome: err(rejected.map(issueOf)) };
      }
      batch.addDeclared(reader.declared);
      let accepted = 0;
      for (const item of good) if (kind.put(batch, item)) accepted += 1;
      const duplicates = repeats + good.length - accepted;
      const outcome = ok({ accepted, duplicates, rejected });
      return { outcome, done: this.#commit(batch) };
    });
    if (!outcome.ok) return outcome;
    return ok({ ...outcome.value, position: await (done as Promise<Position>) });
  }

  /**
   * Reads events. One that was stored before, or stands earlier in the same write, changes nothing,
   * so nothing else of it may count: neither its faults nor what it would declare. Those few are
   * looked up here; the others are when they are put.
   */
  #eventReader(reader: ItemReader, arrived: Millis) {
    const { contacts, duplicates } = this.state;
    const good: EventItem[] = [];
    const earlier = new Set<string>();
    const isRepeat = ({ contact, id }: EventIdentity): boolean => {
      for (const item of good.splice(0)) earlier.add(identityKey(item));
      const ordinal = contacts.ordinalOf(contact);
      const isStored = ordinal !== undefined && duplicates.has(ordinal, id);
      return isStored || earlier.has(identityKey({ contact, id }));
    };
    return (json: unknown): Result<EventItem, Issue> | typeof REPEAT => {
      const declared = reader.declared.length;
      const item = reader.event(json, arrived);
      if (!item.ok || reader.declared.length > declared) {
        const identity = identityOf(json);
        if (identity !== undefined && isRepeat(identity)) {
          reader.undoTo(declared);
          return REPEAT;
        }
      }
      if (item.ok && item.value.id !== undefined) good.push(item.value);
      return item;
    };
  }

  /** A list as the last write left it. */
  async #readList(ordinal: Ordinal, field: number): Promise<readonly string[]> {
    await this.settled();
    return this.#shards.at(ordinal, 'list', { ordinal, field });
  }

  #newBatch({ arrived, by }: Arrival): WriteBatch {
    return new WriteBatch(this.state, this.#next, arrived, by);
  }

  /**
   * One decision after the other, each with room for what it will write; what they wait for
   * afterwards overlaps.
   */
  #exclusively<T>({ bytes }: Arrival, decide: () => Promise<T>): Promise<T> {
    const reserved = this.#deciding.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      this.#reserve(RECORD_BYTES + bytes * GROWTH);
    });
    const decided = reserved.then(() => {
      const deciding = decide();
      // A decision that throws may have left the state ahead of the log: nothing can follow it.
      deciding.catch((error: unknown) => this.stop(error));
      return deciding;
    });
    this.#deciding = decided.catch(() => {});
    return decided;
  }

  /** Throws `DiskFullError`, after which all is as before; whatever else is thrown is the end. */
  #reserve(bytes: number): void {
    try {
      this.#log.reserve(bytes);
    } catch (error) {
      if (!(error instanceof DiskFullError)) this.stop(error);
      throw error;
    }
  }

  /** Has a batch written and published; resolves when it may be acknowledged. */
  async #commit(batch: WriteBatch): Promise<Position> {
    if (batch.isEmpty) {
      // What made it empty (an event seen before, say) may itself still be on its way to disk.
      const position = this.decided;
      await this.settled();
      return position;
    }
    if (this.#failure !== undefined) throw this.#failure;
    const record = batch.record();
    this.#next = (record.position + 1) as Position;
    const stored = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
    });
    this.#newest = stored;
    if (!this.#isStoring) void this.#store();
    await stored;
    return record.position;
  }

  /** Writes and publishes what waits, group after group, until nothing does. */
  async #store(): Promise<void> {
    this.#isStoring = true;
    while (this.#waiting.length > 0) await this.#storeGroup(this.#waiting.splice(0));
    this.#isStoring = false;
  }

  /** After a failure nothing is written or acknowledged. */
  async #storeGroup(group: readonly Decided[]): Promise<void> {
    const records = group.map(({ record }) => record);
    try {
      if (this.#failure === undefined) await this.#log.append(records);
      if (this.#failure === undefined) await this.#shards.publish(records);
    } catch (error) {
      this.stop(error);
    }
    for (const { resolve, reject } of group) {
      if (this.#failure === undefined) resolve();
      else reject(this.#failure);
    }
  }

  /** Takes no more writes; whoever calls from outside knows that the shards or the disk are lost. */
  stop(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason instanceof Error ? reason : new Error(String(reason));
    this.#fail(this.#failure);
  }
}

/** What an event is told from others by, when it has an id. */
type EventIdentity = { readonly contact: string; readonly id: string };

function identityOf(json: unknown): EventIdentity | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { contact, id } = json as { contact?: unknown; id?: unknown };
  if (idFault(contact) !== undefined || idFault(id) !== undefined) return undefined;
  return { contact: contact as string, id: id as string };
}

function identityKey({
  contact,
  id,
}: {
  readonly contact: string;
  readonly id?: string | undefined;
}) {
  return JSON.stringify([contact, id]);
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

function putContact(batch: WriteBatch, item: ContactItem): boolean {
  batch.putContact(item);
  return true;
}

function issueOf({ index, path, message }: Rejection): Issue {
  return { path: `/${index}${path}`, message };
}
