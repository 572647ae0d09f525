/** The writer in this thread: for tests, tools and small data. */
import type { Millis } from '../engine/index.ts';
import { type Publication, Storage, type Upkeep, type UpkeepReport } from '../storage/index.ts';
import type { WriteAnswer, WriteChannel } from './write-channel.ts';
import type { WriterOpening } from './writer-messages.ts';
import { performWrite, type WriteCall, type WriteMethod } from './writing.ts';

export class InlineWriteChannel implements WriteChannel {
  readonly publication: Publication;
  readonly failed: Promise<Error>;
  readonly #storage: Storage;

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

  call<Method extends WriteMethod>(
    call: WriteCall<Method>,
    arrived: Millis,
  ): Promise<WriteAnswer<Method>> {
    const { writer } = this.#storage;
    return performWrite({ writer, shards: this.publication }, call, arrived);
  }

  upkeep(upkeep: Upkeep): Promise<UpkeepReport> {
    return this.#storage.upkeep(upkeep);
  }

  async close(): Promise<void> {
    await this.#storage.close();
    await this.publication.close();
  }
}
