/** What the asking client is told, and what it tells: plain data between two processes. */
import type { LatencySummary } from './histogram.ts';

export type AskRequest = {
  /** Latencies are told by these. */
  readonly label: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
};

export type AskPlan = {
  readonly port: number;
  readonly connections: number;
  /** Asked in turn, over and over again, or each once. */
  readonly requests: readonly AskRequest[];
  readonly once: boolean;
  /** No request is begun after so long. */
  readonly seconds: number;
  /** Requests a second at fixed moments; without it each connection asks as soon as it can. */
  readonly rate?: number;
};

export type AskResult = {
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, number>>;
  /**
   * Of answers, by label; with a rate, from the moment that each was due at, whether or not a
   * connection was free. What is unanswered when patience ends counts with its age.
   */
  readonly latency: Readonly<Record<string, LatencySummary>>;
  /** With a rate: from the moment that a request was due at until it was sent. */
  readonly late?: LatencySummary;
  /** Requests that were due and not answered in time. */
  readonly unanswered: number;
  /** Of all bodies that were answered. */
  readonly bytes: number;
  /** Processor time of the client itself in seconds. */
  readonly cpuSeconds: number;
};
