/**
 * The writer in a thread of its own: a Piscina pool of one, which runs one task for as long as the
 * data is open and talks over a port. Calls of one turn of the event loop travel in one message.
 *
 * What may wait is bounded, in calls and in bytes; beyond that a call is refused as `busy`.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Millis } from '../engine/index.ts';
import type { Publication, Upkeep, UpkeepReport } from '../storage/index.ts';
import { gather } from './gathered-bytes.ts';
import { ThreadPool } from './thread-pool.ts';
import { BUSY, type WriteAnswer, type WriteChannel } from './write-channel.ts';
import { bytesOfCall, isBody, WriteRoom } from './write-room.ts';
import type {
  CallMessage,
  FromWriter,
  Outcome,
  ShardQuestion,
  ToWriter,
  WriterOpening,
} from './writer-messages.ts';
import type { WriteCall, WriteMethod } from './writing.ts';

export type WriterThreadOptions = {
  readonly opening: WriterOpening;
  readonly publication: Publication;
  /** The compiled `writer-worker`. */
  readonly worker: URL;
  readonly onProgress: (message: string) => void;
};

type Waiting = {
  readonly bytes: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

export class ThreadWriteChannel implements WriteChannel {
  readonly publication: Publication;
  readonly failed: Promise<Error>;
  readonly #pool: ThreadPool<unknown, void>;
  readonly #port: MessagePort;
  readonly #onProgress: (message: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #room = new WriteRoom();
  /** The end of the thread's task. */
  readonly #ended: Promise<void>;
  #next = 0;
  #calls: CallMessage[] = [];
  #failure: Error | undefined;
  #fail: (error: Error) => void = () => {};
  #onOpened: () => void = () => {};

  private constructor({ opening, publication, worker, onProgress }: WriterThreadOptions) {
    const { port1, port2 } = new MessageChannel();
    this.publication = publication;
    this.#onProgress = onProgress;
    this.#port = port1;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    void publication.failed.then((error) => {
      this.#stop(error);
      this.#send({ kind: 'shards-failed', message: error.message });
    });
    port1.on('message', (message: FromWriter) => this.#hear(message));
    this.#pool = new ThreadPool(worker);
    this.#ended = this.#pool.run({ port: port2, opening }, [port2]);
    this.#ended.catch((error: unknown) => this.#stop(error));
  }

  /** Resolves when everything on disk has been handed to the shards. */
  static async open(options: WriterThreadOptions): Promise<ThreadWriteChannel> {
    const channel = new ThreadWriteChannel(options);
    const opened = new Promise<void>((resolve) => {
      channel.#onOpened = resolve;
    });
    try {
      await Promise.race([opened, channel.#ended]);
      if (channel.#failure !== undefined) throw channel.#failure;
    } catch (error) {
      await channel.#pool.close();
      throw error;
    }
    return channel;
  }

  get waiting() {
    return this.#room.waiting;
  }

  admits(bytes: number): boolean {
    return this.#room.admits(bytes);
  }

  call<Method extends WriteMethod>(
    call: WriteCall<Method>,
    arrived: Millis,
  ): Promise<WriteAnswer<Method>> {
    const bytes = bytesOfCall(call);
    if (!this.#room.admits(bytes)) return Promise.resolve(BUSY as WriteAnswer<Method>);
    return this.#wait(bytes, (id) => {
      if (this.#calls.push({ id, call, arrived } as CallMessage) > 1) return;
      setImmediate(() => this.#sendCalls());
    }) as Promise<WriteAnswer<Method>>;
  }

  upkeep(upkeep: Upkeep): Promise<UpkeepReport> {
    const sent = this.#wait(0, (id) => this.#send({ kind: 'upkeep', id, upkeep }));
    return sent as Promise<UpkeepReport>;
  }

  async close(): Promise<void> {
    this.#send({ kind: 'close' });
    await this.#ended.catch(() => {});
    await this.#pool.close();
    await this.publication.close();
    this.#port.close();
  }

  #wait(bytes: number, send: (id: number) => void): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = this.#next++;
    this.#room.take(bytes);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { bytes, resolve, reject });
      send(id);
    });
  }

  #sendCalls(): void {
    const { buffer, calls } = gatherBodies(this.#calls);
    this.#calls = [];
    this.#send({ kind: 'calls', calls }, [buffer]);
  }

  #send(message: ToWriter, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #hear(message: FromWriter): void {
    switch (message.kind) {
      case 'begin':
        return this.publication.begin(message.position, message.schema, message.definitions);
      case 'publish':
        // A failure is told by `publication.failed`.
        this.publication.publish(message.records).then(
          () => this.#send({ kind: 'taken', groups: 1 }),
          () => {},
        );
        return;
      case 'ask':
        return void this.#ask(message.question);
      case 'progress':
        return this.#onProgress(message.message);
      case 'opened':
        // The last of the replay is on its way.
        return void this.publication.settled().then(this.#onOpened, () => {});
      case 'outcomes':
        return void this.#settle(message.outcomes);
      case 'failed':
        return this.#stop(new Error(message.message));
    }
  }

  /** What was published before an outcome is visible before it is told. */
  async #settle(outcomes: readonly Outcome[]): Promise<void> {
    await this.publication.settled().catch(() => {});
    for (const outcome of outcomes) {
      const waiting = this.#waiting.get(outcome.id);
      if (waiting === undefined) continue;
      this.#waiting.delete(outcome.id);
      this.#room.give(waiting.bytes);
      if (outcome.ok) waiting.resolve(outcome.value);
      else waiting.reject(new Error(outcome.message));
    }
  }

  async #ask({ id, ordinal, task, request }: ShardQuestion): Promise<void> {
    try {
      const asked =
        ordinal === undefined
          ? this.publication.all(task, request)
          : this.publication.at(ordinal, task, request);
      this.#send({ kind: 'told', outcome: { id, ok: true, value: await asked } });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#send({ kind: 'told', outcome: { id, ok: false, message } });
    }
  }

  #stop(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason instanceof Error ? reason : new Error(String(reason));
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    this.#fail(this.#failure);
  }
}

/** Calls whose bodies are gathered. */
function gatherBodies(calls: readonly CallMessage[]) {
  const { buffer, views } = gather(
    calls.flatMap(({ call }) => (isBody(call) ? [call.args[1].bytes] : [])),
  );
  let next = 0;
  const gathered = calls.map((message): CallMessage => {
    const { call } = message;
    if (!isBody(call)) return message;
    const [kind, body, options] = call.args;
    const args: typeof call.args = [kind, { ...body, bytes: views[next++] as Uint8Array }, options];
    return { ...message, call: { method: call.method, args } };
  });
  return { buffer, calls: gathered };
}
