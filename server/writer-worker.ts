/**
 * The writer's thread: log, checkpoints and writer live here. It is told what to write over a port,
 * and over the same port gives the main thread what is on disk, for the shards.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Executor, Position, Reply, Request, ShardTask } from '../engine/index.ts';
import { type LogRecord, type ShardAccess, Storage } from '../storage/index.ts';
import { gatherBatches } from './gathered-bytes.ts';
import { ReadRoom } from './read-room.ts';
import type {
  CallMessage,
  FromWriter,
  Outcome,
  ShardQuestion,
  ToWriter,
  WriterOpening,
} from './writer-messages.ts';
import { performWrite } from './writing.ts';

/** Groups of records that may be on their way to the main thread. */
const MAX_GROUPS_AHEAD = 8;

/** Opens the data and serves the port; done when it is told to close. */
export default async function runWriter({
  port,
  opening,
}: {
  readonly port: MessagePort;
  readonly opening: WriterOpening;
}): Promise<void> {
  const link = new MainLink(port);
  const storage = await Storage.open({
    ...opening,
    probe: new URL(opening.probe),
    shards: link,
    onProgress: (message) => link.send({ kind: 'progress', message }),
  });
  void storage.writer.failed.then(({ message }) => link.send({ kind: 'failed', message }));
  link.send({ kind: 'opened' });
  await link.serve(storage);
  await storage.close();
  port.close();
}

/** The main thread, seen from here. */
class MainLink implements ShardAccess {
  readonly #port: MessagePort;
  readonly #room = new ReadRoom();
  readonly #asked = new Map<number, (outcome: Outcome) => void>();
  #nextQuestion = 0;
  #groupsAhead = 0;
  #onTaken: (() => void) | undefined;
  #failure: Error | undefined;
  #outcomes: Outcome[] = [];
  #serving: Storage | undefined;
  #onClose: () => void = () => {};

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: ToWriter) => this.#hear(message));
  }

  send(message: FromWriter, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  /** Takes calls until it is told to close. */
  async serve(storage: Storage): Promise<void> {
    this.#serving = storage;
    await new Promise<void>((resolve) => {
      this.#onClose = resolve;
    });
  }

  begin(
    position: Position,
    schema: Parameters<ShardAccess['begin']>[1],
    definitions: Parameters<ShardAccess['begin']>[2],
  ): void {
    this.send({ kind: 'begin', position, schema, definitions });
  }

  async publish(records: readonly LogRecord[]): Promise<void> {
    while (this.#groupsAhead >= MAX_GROUPS_AHEAD && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#onTaken = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
    this.#groupsAhead += 1;
    // What is sent after it is heard after it.
    const gathered = gatherBatches(records);
    this.send({ kind: 'publish', records: gathered.records }, [gathered.buffer]);
  }

  all<Task extends ShardTask>(task: Task, request: Request<Task>): ReturnType<Executor['all']> {
    return this.#ask(undefined, task, request) as ReturnType<Executor['all']>;
  }

  at<Task extends ShardTask>(
    ordinal: number,
    task: Task,
    request: Request<Task>,
  ): Promise<Reply<Task>> {
    return this.#ask(ordinal, task, request) as Promise<Reply<Task>>;
  }

  async #ask(
    ordinal: number | undefined,
    task: ShardTask,
    request: Request<ShardTask>,
  ): Promise<unknown> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#nextQuestion++;
    const question: ShardQuestion = { id, ordinal, task, request };
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#asked.set(id, resolve);
      this.send({ kind: 'ask', question });
    });
    if (outcome.ok) return outcome.value;
    throw new Error(outcome.message);
  }

  #hear(message: ToWriter): void {
    switch (message.kind) {
      case 'calls':
        for (const call of message.calls) void this.#perform(call);
        return;
      case 'upkeep':
        return void this.#answer(message.id, () =>
          (this.#serving as Storage).upkeep(message.upkeep),
        );
      case 'taken':
        this.#groupsAhead -= message.groups;
        this.#onTaken?.();
        return;
      case 'told': {
        const { outcome } = message;
        this.#asked.get(outcome.id)?.(outcome);
        this.#asked.delete(outcome.id);
        return;
      }
      case 'shards-failed':
        this.#failure = new Error(message.message);
        this.#onTaken?.();
        this.#serving?.writer.stop(this.#failure);
        return;
      case 'close':
        return this.#onClose();
    }
  }

  async #perform({ id, call, arrived }: CallMessage): Promise<void> {
    const { writer } = this.#serving as Storage;
    await this.#answer(id, () =>
      performWrite({ writer, shards: this, room: this.#room }, call, arrived),
    );
  }

  async #answer(id: number, run: () => Promise<unknown>): Promise<void> {
    try {
      this.#settle({ id, ok: true, value: await run() });
    } catch (error) {
      this.#settle({
        id,
        ok: false,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  /** Outcomes of one group of records come together, and travel together. */
  #settle(outcome: Outcome): void {
    if (this.#outcomes.push(outcome) > 1) return;
    setImmediate(() => {
      this.send({ kind: 'outcomes', outcomes: this.#outcomes });
      this.#outcomes = [];
    });
  }
}
