/** The writer in this thread: for tests, tools and small data. */
import type { Millis } from '../engine/index.ts';
import { type Publication, Storage, type Upkeep, type UpkeepReport } from '../storage/index.ts';
import { ReadRoom } from './read-room.ts';
import { BUSY, type WriteAnswer, type WriteChannel } from './write-channel.ts';
import { bytesOfCall, WriteRoom } from './write-room.ts';
import type { WriterOpening } from './writer-messages.ts';
import { performWrite, type WriteCall, type WriteMethod } from './writing.ts';

export class InlineWriteChannel implements WriteChannel {
  readonly publication: Publication;
  readonly failed: Promise<Error>;
  readonly #storage: Storage;
  readonly #waiting = new WriteRoom();
  readonly #reading = new ReadRoom();

  constructor(storage: Storage, publication: Publication) {
    this.#storage = storage;
    this.publication = publication;
    void publication.failed.then((error) => storage.writer.stop(error));
    this.failed = storage.writer.failed;
  }

  /** Resolves when everything on disk has been handed to the shards. */
  static async open({
    opening,
    publication,
    onProgress,
  }: {
    readonly opening: WriterOpening;
    readonly publication: Publication;
    readonly onProgress: (message: string) => void;
  }): Promise<InlineWriteChannel> {
    const options = { ...opening, probe: new URL(opening.probe), shards: publication, onProgress };
    return new InlineWriteChannel(await Storage.open(options), publication);
  }

  get waiting() {
    return this.#waiting.waiting;
  }

  admits(bytes: number): boolean {
    return this.#waiting.admits(bytes);
  }

  async call<Method extends WriteMethod>(
    call: WriteCall<Method>,
    arrived: Millis,
  ): Promise<WriteAnswer<Method>> {
    const bytes = bytesOfCall(call);
    if (!this.#waiting.admits(bytes)) return BUSY as WriteAnswer<Method>;
    this.#waiting.take(bytes);
    try {
      const { writer } = this.#storage;
      const target = { writer, shards: this.publication, room: this.#reading };
      return await performWrite(target, call, arrived);
    } finally {
      this.#waiting.give(bytes);
    }
  }

  upkeep(upkeep: Upkeep): Promise<UpkeepReport> {
    return this.#storage.upkeep(upkeep);
  }

  async close(): Promise<void> {
    await this.#storage.close();
    await this.publication.close();
  }
}
