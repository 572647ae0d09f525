/** What Muster says of itself in numbers, gathered when it is asked. */
import type { Executor, Position, ShardFigures } from '../../engine/index.ts';
import type { Publication } from '../../storage/index.ts';
import type { Asking } from '../asking.ts';
import type { WriteChannel } from '../write-channel.ts';
import type { TallyState } from './tally.ts';
import { WatchedPublication } from './watched-publication.ts';

export type MusterFigures = {
  readonly visiblePosition: Position;
  /** Undefined when nobody watches. */
  readonly publishing:
    | {
        readonly durablePosition: Position;
        readonly lagSeconds: number;
        readonly delays: TallyState;
      }
    | undefined;
  /** Writes that wait for the writer, or for the disk. */
  readonly waiting: WriteChannel['waiting'];
  /** Counts that were known, and those that the shards were asked for. */
  readonly known: Asking['known'];
  /** By worker. */
  readonly workers: readonly ShardFigures[];
};

export async function readFigures({
  executor,
  publication,
  writes,
  asking,
}: {
  readonly executor: Executor;
  readonly publication: Publication;
  readonly writes: WriteChannel;
  readonly asking: Asking;
}): Promise<MusterFigures> {
  const workers = await executor.all('figures', {});
  return {
    visiblePosition: publication.position,
    publishing: publication instanceof WatchedPublication ? publication : undefined,
    waiting: writes.waiting,
    known: asking.known,
    workers,
  };
}
