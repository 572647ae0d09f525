/**
 * What can be probed: files that a process of its own reads in full before the one that serves does,
 * since a damaged LMDB file may end whoever reads it. Plain data, as it travels between them.
 */
import type { CheckpointProbe } from './checkpoint-probe.ts';
import type { RangeSurvey } from './survey-range.ts';
import type { StoreSurvey } from './survey-store.ts';

/**
 * All that a start reads when nothing is wrong; what it relies on of the log or of a store; or all of a
 * range or a store, past its faults.
 */
export type ProbeKind = 'opening' | 'log' | 'checkpoint' | 'whole-range' | 'whole-store';

export type ProbeRead = {
  readonly kind: ProbeKind;
  /** The data folder of a log or a range, or the folder of a store of checkpoints. */
  readonly folder: string;
  /** The position from which on a log is read, or the first of a range; of a checkpoint all is. */
  readonly from: number;
  /** Where the reading of a log ends: ranges that begin there or later are left out. */
  readonly before?: number;
};

/**
 * One file of a read. `read` throws what is wrong, naming the file, and yields now and then, to show
 * that it goes on.
 */
export type ProbeFile = { readonly file: string; readonly read: () => Iterable<void> };

export type ProbeResult =
  | {
      readonly ok: true;
      readonly checkpoint?: CheckpointProbe;
      readonly range?: RangeSurvey;
      readonly store?: StoreSurvey;
    }
  | { readonly ok: false; readonly fault: string };

/** What the reading process says, one JSON value a line. */
export type ProbeLine =
  | { readonly kind: 'begin'; readonly file: string }
  | { readonly kind: 'going' }
  | { readonly kind: 'end'; readonly file: string }
  /** The next read is over. */
  | { readonly kind: 'result'; readonly result: ProbeResult };
