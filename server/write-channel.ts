/** How writes reach the writer, be it in this thread or in one of its own. */
import { err, type Millis } from '../engine/index.ts';
import type { Publication, Upkeep, UpkeepReport } from '../storage/index.ts';
import type { WriteService } from './service.ts';
import type { WriteRoom } from './write-room.ts';
import type { WriteCall, WriteMethod } from './writing.ts';

export type WriteAnswer<Method extends WriteMethod> = Awaited<ReturnType<WriteService[Method]>>;

export interface WriteChannel {
  /** What questions see; it moves on as writes become visible. */
  readonly publication: Publication;
  /** Settles with the reason when nothing can be written any more. */
  readonly failed: Promise<Error>;
  /** What waits now, for the writer or for the disk. */
  readonly waiting: WriteRoom['waiting'];
  /** Whether a call with so many bytes would be let wait now; if not it is refused as `busy`. */
  admits(bytes: number): boolean;
  /** Resolves with the answer, once what was written is visible; rejects after a failure. */
  call<Method extends WriteMethod>(
    call: WriteCall<Method>,
    arrived: Millis,
  ): Promise<WriteAnswer<Method>>;
  upkeep(upkeep: Upkeep): Promise<UpkeepReport>;
  /** Waits for everything under way. */
  close(): Promise<void>;
}

/** The answer to a call that there is no room for. */
export const BUSY = err({
  kind: 'busy',
  message: 'more is waiting to be written than may wait',
} as const);
