/** How much memory the standing conditions of a worker's shards may take together, and do. */
export class StandingMemory {
  readonly maxBytes: number;
  usedBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get isOver(): boolean {
    return this.usedBytes > this.maxBytes;
  }
}
