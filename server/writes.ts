/** Writes of somebody, handed to the writer. */
import type { Millis } from '../engine/index.ts';
import type { WriteService } from './service.ts';
import type { WriteAnswer, WriteChannel } from './write-channel.ts';
import type { WriteMethod } from './writing.ts';

type WriteArgs<Method extends WriteMethod> = Parameters<WriteService[Method]>;

export class Writes implements WriteService {
  readonly #channel: WriteChannel;
  readonly #clock: () => Millis;
  readonly #by: string | undefined;

  /** `by` is the access key of whoever writes, if there are keys. */
  constructor(channel: WriteChannel, clock: () => Millis, by?: string) {
    this.#channel = channel;
    this.#clock = clock;
    this.#by = by;
  }

  writeContacts(...args: WriteArgs<'writeContacts'>) {
    return this.#write('writeContacts', args);
  }

  writeEvents(...args: WriteArgs<'writeEvents'>) {
    return this.#write('writeEvents', args);
  }

  writeBody(...args: WriteArgs<'writeBody'>) {
    return this.#write('writeBody', args);
  }

  patchContact(...args: WriteArgs<'patchContact'>) {
    return this.#write('patchContact', args);
  }

  deleteContact(...args: WriteArgs<'deleteContact'>) {
    return this.#write('deleteContact', args);
  }

  declareField(...args: WriteArgs<'declareField'>) {
    return this.#write('declareField', args);
  }

  dropField(...args: WriteArgs<'dropField'>) {
    return this.#write('dropField', args);
  }

  declareAttribute(...args: WriteArgs<'declareAttribute'>) {
    return this.#write('declareAttribute', args);
  }

  dropAttribute(...args: WriteArgs<'dropAttribute'>) {
    return this.#write('dropAttribute', args);
  }

  putSegment(...args: WriteArgs<'putSegment'>) {
    return this.#write('putSegment', args);
  }

  deleteSegment(...args: WriteArgs<'deleteSegment'>) {
    return this.#write('deleteSegment', args);
  }

  putGroup(...args: WriteArgs<'putGroup'>) {
    return this.#write('putGroup', args);
  }

  fillGroup(...args: WriteArgs<'fillGroup'>) {
    return this.#write('fillGroup', args);
  }

  changeGroup(...args: WriteArgs<'changeGroup'>) {
    return this.#write('changeGroup', args);
  }

  deleteGroup(...args: WriteArgs<'deleteGroup'>) {
    return this.#write('deleteGroup', args);
  }

  putChannel(...args: WriteArgs<'putChannel'>) {
    return this.#write('putChannel', args);
  }

  deleteChannel(...args: WriteArgs<'deleteChannel'>) {
    return this.#write('deleteChannel', args);
  }

  #write<Method extends WriteMethod>(
    method: Method,
    args: WriteArgs<Method>,
  ): Promise<WriteAnswer<Method>> {
    const by = this.#by === undefined ? {} : { by: this.#by };
    return this.#channel.call({ method, args, ...by }, this.#clock());
  }
}
