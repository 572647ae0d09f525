/** What the writing client is told, and what it tells: plain data between two processes. */
import type { LatencySummary } from './histogram.ts';
import type { World } from './world.ts';

export type WritePlan = {
  readonly port: number;
  readonly connections: number;
  /** Whose contacts do something. */
  readonly world: World;
  readonly batch: number;
  readonly batchesPerSecond: number;
  readonly seconds: number;
  /** By how much the server's clock is ahead of the machine's. */
  readonly clockAheadMs: number;
};

export type WriteResult = {
  readonly accepted: number;
  /** Batches that the server had no room for (503), and that it had not answered at the end. */
  readonly refused: number;
  readonly unanswered: number;
  /** From the first batch to the last answer. */
  readonly seconds: number;
  /** Of batches, from the moment that each was due at. */
  readonly latency: LatencySummary;
};
