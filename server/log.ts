/**
 * What the server says of itself besides what it prints for people on the standard output: events of
 * its life, faults, and requests if they are wanted; on the standard error, as text or as JSON.
 *
 * Nothing in it comes from the data or from what a request said: requests are told by the template of
 * their route, numbers, and the id of their key; faults by where they were thrown (`log-fault.ts`).
 */
import type { RequestOver } from './http/http-server.ts';
import { jsonLog } from './log-json.ts';
import { textLog } from './log-text.ts';

export type LogEvent =
  | 'starting'
  | 'listening'
  | 'loading'
  | 'ready'
  | 'checkpoint'
  | 'compaction'
  | 'expiry'
  | 'trim'
  | 'stopping'
  | 'stopped';

export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  /** Something in the life of the server, as it should be. */
  event(event: LogEvent, fields?: LogFields): void;
  /** Something went wrong and will be tried again; the message names files and the like, no data. */
  trouble(message: string): void;
  /** Something was thrown that should not have been. */
  fault(error: unknown): void;
  /** The server ends for this reason; gives the exit code. */
  failed(error: unknown): number;
  /** Undefined: nobody wants to know of requests. */
  readonly request: ((request: RequestOver) => void) | undefined;
}

export type LogOptions = {
  readonly form: 'text' | 'json';
  /** A line for each request. */
  readonly requests: boolean;
};

export function openLog({ form, requests }: LogOptions): Log {
  return form === 'json' ? jsonLog(requests) : textLog(requests);
}
