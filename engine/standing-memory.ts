/** How much memory the standing conditions of a worker's shards may take together, and do. */
import { ReadingArrays } from './event-totals-reading.ts';

export class StandingMemory {
  /** Besides: what readings work with. */
  readonly arrays = new ReadingArrays();
  readonly maxBytes: number;
  usedBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get isOver(): boolean {
    return this.usedBytes > this.maxBytes;
  }
}
