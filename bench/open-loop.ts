/**
 * Requests at fixed moments, whatever the answers do: a request that finds no connection free
 * waits for one, and is late by that. So a server that stalls is seen by every request that was due
 * meanwhile, not by the few that were under way.
 */
import { Histogram, type LatencySummary } from './histogram.ts';
import type { HttpConnection } from './http-connection.ts';
import { beat, sharedNowMs } from './metronome.ts';

export type OpenLoopOptions = {
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** No more requests than this. */
  readonly limit?: number;
};

/** A request that is due: its number, from 0 on, and the moment. */
export type Due = { readonly number: number; readonly dueMs: number };

export type OpenLoopEnd = {
  /** The moment that the first request was due at. */
  readonly startMs: number;
  /** From the moment that a request was due at until it was sent. */
  readonly late: LatencySummary;
  /** What was not answered in time. */
  readonly unanswered: readonly Due[];
};

/** How long answers are waited for after the last moment, at most. */
const PATIENCE_MS = 5000;

/** `send` resolves when the request is answered. Rejects when one of them does. */
export async function openLoop(
  connections: readonly HttpConnection[],
  { rate, seconds, limit = Number.POSITIVE_INFINITY }: OpenLoopOptions,
  send: (connection: HttpConnection, due: Due) => Promise<void>,
): Promise<OpenLoopEnd> {
  const late = new Histogram();
  const free = [...connections];
  /** Requests that wait for a connection. */
  const waiting: Due[] = [];
  const sent = new Map<HttpConnection, Due>();
  let begun = 0;
  let startMs = 0;
  let onFault: (error: unknown) => void = () => {};
  let onIdle: () => void = () => {};
  const fault = new Promise<never>((_, reject) => {
    onFault = reject;
  });
  const idle = new Promise<void>((resolve) => {
    onIdle = resolve;
  });
  let isOver = false;

  const sendDue = () => {
    while (waiting.length > 0 && free.length > 0) {
      const due = waiting.shift() as Due;
      const connection = free.pop() as HttpConnection;
      late.record((sharedNowMs() - due.dueMs) * 1000);
      sent.set(connection, due);
      send(connection, due).then(() => {
        sent.delete(connection);
        free.push(connection);
        sendDue();
      }, onFault);
    }
    if (isOver && sent.size === 0) onIdle();
  };

  const beats = beat({ beatsPerSecond: rate, seconds }, (dueMs) => {
    if (begun === limit) return;
    if (begun === 0) startMs = dueMs;
    waiting.push({ number: begun, dueMs });
    begun += 1;
    sendDue();
  });
  await Promise.race([beats, fault]);
  isOver = true;
  sendDue();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([idle, fault, patience]);
  clearTimeout(timer);
  return { startMs, late: late.summary(), unanswered: [...sent.values(), ...waiting] };
}
