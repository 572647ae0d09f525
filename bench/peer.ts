/**
 * What the comparison asks of each engine: load the world, say which questions it can express, and
 * answer those with a count.
 */
import type { RuleJson } from './rule-json.ts';
import type { WorldFiles } from './world-csv.ts';
import type { World } from './world-people.ts';

export type PeerQuestion = {
  readonly name: string;
  readonly class: string;
  readonly rule: RuleJson;
  readonly timezone: string;
};

export type Prepared =
  | { readonly kind: 'ask'; readonly ask: () => Promise<number>; readonly text: string }
  | { readonly kind: 'cannot'; readonly reason: string };

export type PeerMemory = {
  /** What the engine holds in memory, in bytes. */
  readonly bytes: number;
  /** Where that figure is from. */
  readonly source: string;
};

/** Made by a function that starts the engine; `close` ends it and leaves nothing behind. */
export type Peer = {
  readonly name: string;
  readonly version: string;
  load(world: World, files: WorldFiles): Promise<void>;
  /**
   * The question as asked at a moment; an engine with a clock of its own asks at that. Costs the
   * engine nothing: what there is to plan is planned at the first ask.
   */
  prepare(question: PeerQuestion, at: number): Prepared;
  /** Sets the clock of an engine that has one; it never stands still in life. */
  setClock(at: number): void;
  memory(): Promise<PeerMemory>;
  /** Lets go of what only speeds up a repeated ask, as far as the engine can. */
  forget(): Promise<void>;
  close(): Promise<void>;
};

/** Of an engine that is not on this machine, with what its users would type. */
export class PeerMissing extends Error {}
