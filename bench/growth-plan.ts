/** What a point of the growth benchmark is told, and what it tells: plain data between processes. */
import type { World } from './world.ts';

/** One step, each in a process of its own, so that the memory that it sees is its own. */
export type GrowthPlan = {
  readonly step: 'load-contacts' | 'load-events' | 'weigh' | 'measure';
  /** A folder to be filled with the contacts of the world, or that is. */
  readonly contactsData: string;
  /** A folder to be filled with the world, from a copy of the one with its contacts, or that is. */
  readonly data: string;
  readonly world: World;
  readonly threads: number;
  /** Of the ad hoc rules: another for each run, so that no rule was asked before. */
  readonly ruleSeed: number;
  /** Asks of each segment. */
  readonly rounds: number;
};

export type GrowthResult = {
  /** Resident memory after the open, and that without pages of files; loads tell none. */
  readonly rssBytes: number;
  readonly anonymousBytes: number;
  /** Only of `measure`: every ask of a segment, every first ask of a rule, in milliseconds. */
  readonly hotMs: readonly number[];
  readonly coldMs: readonly number[];
  /** A checksum of the counts of the segments. */
  readonly checksum: string;
};
