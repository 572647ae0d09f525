/**
 * Writes as the writer sees them, wherever it lives: bytes are read, items handed over, definitions
 * and the schema changed. One object for one call, since each call has its own moment.
 */
import {
  err,
  type Issue,
  ok,
  type PlanNode,
  type Result,
  type ValueType,
} from '../engine/index.ts';
import {
  type Arrival,
  type BulkOutcome,
  DiskFullError,
  type ShardAccess,
  type WriteBatch,
  type Writer,
} from '../storage/index.ts';
import * as definitionWrites from './definition-writes.ts';
import { readBulk } from './http/http-body.ts';
import { unpackBody } from './http/http-encoding.ts';
import { invalid } from './question.ts';
import type { ReadRoom } from './read-room.ts';
import * as schemaWrites from './schema-writes.ts';
import type {
  Answer,
  BulkBody,
  BulkItem,
  BulkOptions,
  Failure,
  GroupWritten,
  Precondition,
  SegmentBody,
  WriteService,
  Written,
} from './service.ts';
import { approximateBytes } from './write-room.ts';

export type WriteMethod = keyof WriteService;

/** A call of a method of `WriteService`, as plain data. */
export type WriteCall<Method extends WriteMethod = WriteMethod> = {
  readonly method: Method;
  readonly args: Parameters<WriteService[Method]>;
  /** The access key of whoever calls, if there are keys. */
  readonly by?: string;
};

type Target = {
  readonly writer: Writer;
  readonly shards: ShardAccess;
  /** One for all calls to a writer. */
  readonly room: ReadRoom;
};

/** Makes a call. Rejects when the writer has had to stop: then nothing more can be written. */
export async function performWrite<Method extends WriteMethod>(
  target: Target,
  { method, args, by }: WriteCall<Method>,
  arrived: Arrival['arrived'],
): Promise<Awaited<ReturnType<WriteService[Method]>>> {
  const writing = new Writing(target, {
    arrived,
    bytes: approximateBytes(args),
    ...(by !== undefined && { by }),
  });
  const write = writing[method] as (...args: unknown[]) => unknown;
  try {
    return (await write.apply(writing, args)) as Awaited<ReturnType<WriteService[Method]>>;
  } catch (error) {
    if (!(error instanceof DiskFullError)) throw error;
    return err({ kind: 'disk-full', message: error.message }) as Awaited<
      ReturnType<WriteService[Method]>
    >;
  }
}

class Writing implements WriteService {
  readonly #writer: Writer;
  readonly #shards: ShardAccess;
  readonly #room: ReadRoom;
  readonly #arrival: Arrival;

  constructor({ writer, shards, room }: Target, arrival: Arrival) {
    this.#writer = writer;
    this.#shards = shards;
    this.#room = room;
    this.#arrival = arrival;
  }

  async writeContacts(items: readonly BulkItem[], { strict }: BulkOptions): Answer<BulkOutcome> {
    return bulkAnswer(await this.#writer.putContacts(items, strict, this.#arrival));
  }

  async writeEvents(items: readonly BulkItem[], { strict }: BulkOptions): Answer<BulkOutcome> {
    return bulkAnswer(await this.#writer.putEvents(items, strict, this.#arrival));
  }

  writeBody(
    kind: 'contacts' | 'events',
    { bytes, type, encoding, limits }: BulkBody,
    options: BulkOptions,
  ): Answer<BulkOutcome> {
    return this.#room.hold<Result<BulkOutcome, Failure>>(
      async () => {
        const unpacked = await unpackBody(bytes, encoding, limits);
        return unpacked.ok ? unpacked.value : unpacked;
      },
      (unpacked) => this.#writeUnpacked(kind, { bytes: unpacked, type, limits }, options),
    );
  }

  async #writeUnpacked(
    kind: 'contacts' | 'events',
    { bytes, type, limits }: BulkBody,
    { strict }: BulkOptions,
  ): Answer<BulkOutcome> {
    const bulk = readBulk(bytes, type, limits);
    if (!bulk.ok) return bulk;
    const { items, single } = bulk.value;
    const arrival = { ...this.#arrival, bytes: bytes.length };
    // A single object is all or nothing anyway, and its faults are told without an index.
    const isStrict = strict && !single;
    const written = await (kind === 'contacts'
      ? this.#writer.putContacts(items, isStrict, arrival)
      : this.#writer.putEvents(items, isStrict, arrival));
    if (single && written.ok && written.value.rejected.length > 0) {
      return invalid(written.value.rejected.map(withoutIndex));
    }
    return bulkAnswer(written);
  }

  async patchContact(id: string, fields: unknown): Answer<Written> {
    const outcome = await this.#writer.putFields(id, fields, this.#arrival);
    if (!outcome.ok) return invalid(outcome.error);
    const { rejected, position } = outcome.value;
    return rejected.length === 0 ? ok({ position }) : invalid(rejected.map(withoutIndex));
  }

  deleteContact(id: string): Answer<Written> {
    return this.#write((batch) => {
      if (this.#state.contacts.ordinalOf(id) === undefined) {
        return err({ kind: 'not-found', message: 'there is no such contact' });
      }
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

  deleteSegment(id: string, ifMatch: Precondition): Answer<Written> {
    return this.#write((batch) => definitionWrites.deleteSegment(batch, this.#state, id, ifMatch));
  }

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

  fillGroup(id: string, name: string, ordinals: Uint32Array): Answer<Written> {
    return this.#write((batch) => definitionWrites.putGroup(batch, id, name, ordinals));
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

  deleteGroup(id: string): Answer<Written> {
    return this.#write((batch) => definitionWrites.deleteGroup(batch, this.#state, id));
  }

  putChannel(name: string, rule: unknown): Answer<Written> {
    return this.#write((batch) => definitionWrites.putChannel(batch, this.#state, name, rule));
  }

  deleteChannel(name: string): Answer<Written> {
    return this.#write((batch) => definitionWrites.deleteChannel(batch, this.#state, name));
  }

  /** What writes are decided on: ahead of what is visible by those on their way to disk. */
  get #state() {
    return this.#writer.state;
  }

  async #write(
    decide: (batch: WriteBatch) => Result<void, Failure> | Promise<Result<void, Failure>>,
  ): Answer<Written> {
    const written = await this.#writer.transact(this.#arrival, decide);
    return written.ok ? ok({ position: written.value }) : written;
  }

  /** Whether a condition selects a contact as of the last write that was decided. */
  async #selectsAnyone(leaf: PlanNode): Promise<boolean> {
    await this.#writer.settled();
    const answers = await this.#shards.all('count', { plan: { nodes: [leaf], roots: [0] } });
    return answers.some(({ counts }) => counts.some((count) => count > 0));
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
