/** What a run of the comparison writes into its file, as far as others read it. */
import type { Spread } from './report.ts';

export type PeerFigures = {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly sizes: { readonly contacts: number; readonly events: number };
  readonly engines: readonly EngineFigures[];
  readonly 'by class of question': readonly ClassFigures[];
};

export type EngineFigures = {
  readonly peer: string;
  readonly version: string;
  readonly loadSeconds: number;
  readonly memoryBytes: number;
  readonly memorySource: string;
};

/** Over the questions of a class: the median of their medians, with the quickest and the slowest. */
export type ClassFigures = {
  readonly class: string;
  readonly peer: string;
  /** How many of the class the engine can express. */
  readonly questions: number;
  readonly coldMs: Spread;
  readonly hotMs: Spread;
  /** How many times Muster's time on the same questions; the median of the questions. */
  readonly coldRatio: number;
  readonly hotRatio: number;
};
