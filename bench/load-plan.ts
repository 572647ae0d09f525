/** What the load generator is told, and what it tells: plain data between two processes. */
import type { LatencySummary } from './histogram.ts';
import type { BodyFormat, BodyKind } from './load-items.ts';

export type LoadPlan = {
  readonly port: number;
  readonly connections: number;
  readonly kind: BodyKind;
  readonly format: BodyFormat;
  /** Items in a request. */
  readonly items: number;
  /** Events are those of contacts 0 to below this. */
  readonly contacts: number;
  /** Fields of a contact: up to ten. */
  readonly fields: number;
  readonly seed: number;
  /** The number that the first fresh id gets; the others follow. */
  readonly firstId: number;
  /** Ends the load: after so long, or so many requests, whichever comes first. */
  readonly seconds?: number;
  readonly requests?: number;
  /** Requests a second at fixed moments; without it each connection sends as soon as it can. */
  readonly rate?: number;
};

export type LoadResult = {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Items that the server says it has stored. */
  readonly accepted: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Of requests; with a rate, from the moment that each was due at. */
  readonly latency: LatencySummary;
  /** Processor time of the generator itself in seconds. */
  readonly cpuSeconds: number;
  /** The first number that no id has had. */
  readonly nextId: number;
};
