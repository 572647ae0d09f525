/**
 * What questions see, and how it moves on: records that are on disk are handed to the shards in
 * order, and what questions know of names and definitions moves at the same moment.
 */
import {
  Definitions,
  type DefinitionsState,
  type Executor,
  type Position,
  type Reply,
  type Request,
  Schema,
  type SchemaState,
  type ShardTask,
} from '../engine/index.ts';
import type { LogRecord } from './log-record.ts';
import { PublishGate } from './publish-gate.ts';
import type { ShardAccess } from './shard-access.ts';

/** What records have changed, besides contacts and events. */
export type PublishedChange = {
  /** Names, types or definitions: a question may mean something else from now on. */
  readonly isMeaningChanged: boolean;
};

/** Updates that the shards may have been handed and not yet applied. */
const MAX_UNAPPLIED = 16;

export class Publication implements ShardAccess {
  readonly schema = new Schema();
  readonly definitions = new Definitions();
  /** Settles with the reason when the shards have failed to take a record. */
  readonly failed: Promise<Error>;
  /** Called when questions see more than before. */
  onPublished: (change: PublishedChange) => void = () => {};
  readonly #executor: Executor;
  readonly #gate = new PublishGate();
  readonly #unapplied = new Set<Promise<void>>();
  #fail: (error: Error) => void = () => {};
  /** Left rejected by a failure: nothing is published after it. */
  #publishing: Promise<void> = Promise.resolve();
  #position = 0 as Position;

  constructor(executor: Executor) {
    this.#executor = executor;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  /** The newest position that every question asked from now on sees. */
  get position(): Position {
    return this.#position;
  }

  /** Nothing may have been published before. */
  begin(position: Position, schema: SchemaState, definitions: DefinitionsState): void {
    this.#position = position;
    this.schema.restore(schema);
    this.definitions.restore(definitions);
  }

  publish(records: readonly LogRecord[]): Promise<void> {
    const published = this.#publishing.then(() => this.#publish(records));
    this.#publishing = published;
    published.catch((error: unknown) => this.#stop(error));
    return published;
  }

  async all<Task extends ShardTask>(
    task: Task,
    request: Request<Task>,
  ): Promise<readonly Reply<Task>[]> {
    await this.#publishing;
    return this.#executor.all(task, request);
  }

  async at<Task extends ShardTask>(
    ordinal: number,
    task: Task,
    request: Request<Task>,
  ): Promise<Reply<Task>> {
    await this.#publishing;
    return this.#executor.at(ordinal, task, request);
  }

  /**
   * Runs something that asks the shards more than once and wants one moment of them: records that
   * become durable meanwhile wait.
   */
  holdingWrites<T>(read: () => Promise<T>): Promise<T> {
    return this.#gate.read(read);
  }

  /** Resolves when everything published so far is visible; rejects after a failure. */
  settled(): Promise<void> {
    return this.#publishing;
  }

  /** Waits for everything that was handed over. */
  async close(): Promise<void> {
    await this.#publishing.catch(() => {});
    await Promise.all(this.#unapplied);
  }

  async #publish(records: readonly LogRecord[]): Promise<void> {
    // Shards that fall behind slow down acknowledgements, not memory.
    if (this.#unapplied.size >= MAX_UNAPPLIED) await Promise.race(this.#unapplied);
    await this.#gate.publish(() => this.#handOver(records));
  }

  /** Gives records to the shards and to what questions see, at one moment. */
  #handOver(records: readonly LogRecord[]): void {
    const applied = this.#executor
      .apply({
        records: records.map(({ position, schema, batches }) => ({ position, schema, batches })),
      })
      .catch((error: unknown) => this.#stop(error))
      .finally(() => this.#unapplied.delete(applied));
    this.#unapplied.add(applied);
    for (const { position, schema, definitions } of records) {
      for (const change of schema) this.schema.apply(change);
      for (const change of definitions) this.definitions.apply(change);
      this.#position = position;
    }
    const isMeaningChanged = records.some(
      ({ schema, definitions }) =>
        schema.length > 0 || definitions.some(({ kind }) => kind !== 'audited'),
    );
    this.onPublished({ isMeaningChanged });
  }

  #stop(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    const failed = Promise.reject(error);
    failed.catch(() => {});
    this.#publishing = failed;
    this.#fail(error);
  }
}
