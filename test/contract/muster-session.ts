/**
 * A Muster for a test, under a clock that the test sets, with short ways to write and to ask.
 * Everything goes through the service as the handlers use it; an unexpected refusal throws.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '../../engine/index.ts';
import { type Muster, type MusterOptions, openMuster } from '../../server/muster.ts';
import type {
  Answer,
  BulkItem,
  BulkOutcome,
  Failure,
  RecipientAnswer,
} from '../../server/service.ts';

/** The compiled server, where threads and child processes come from. */
export const COMPILED = new URL('../../dist/server/', import.meta.url);

/** 15 March 2026, noon. */
export const NOON = Date.UTC(2026, 2, 15, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const EVERYONE = { all: [] };

export type SessionOptions = Partial<
  Pick<
    MusterOptions,
    'data' | 'threads' | 'dedupeMs' | 'shardWorker' | 'shardBits' | 'rangeBytes' | 'onProgress'
  >
>;

export type Session = {
  readonly muster: Muster;
  setClock(now: number): void;
  /** Writes contacts `[id, fields]`; each must be accepted. */
  contacts(...items: readonly (readonly [id: string, fields?: unknown])[]): Promise<BulkOutcome>;
  /** Writes events; each must be accepted or a duplicate. */
  events(...items: readonly unknown[]): Promise<BulkOutcome>;
  count(rule: unknown, at?: number): Promise<number>;
  /** Ids in order of their ordinals. */
  members(rule: unknown, at?: number): Promise<string[]>;
  fieldsOf(id: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
};

/** Shards of four contacts, so that a handful spans several. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  let now = NOON;
  const muster = await openMuster({
    data: 'memory',
    threads: 0,
    compiled: COMPILED,
    shardBits: 2,
    ...options,
    clock: () => now as Millis,
  });
  return sessionOf(muster, (next) => {
    now = next;
  });
}

export function sessionOf(muster: Muster, setClock: (now: number) => void): Session {
  return {
    muster,
    setClock,
    contacts: async (...items) => {
      const written = items.map(([id, fields]) => ({ id, fields: fields ?? {} }));
      return allGood(await muster.writeContacts(bulk(...written), { strict: false }));
    },
    events: async (...items) =>
      allGood(await muster.writeEvents(bulk(...items), { strict: false })),
    count: async (rule, at) => {
      const asked = { rule, ...(at !== undefined && { at: at as Millis }) };
      return (await valueOf(muster.count(asked, { breakdown: false }))).count;
    },
    members: async (rule, at) => {
      const asked = { rule, ...(at !== undefined && { at: at as Millis }) };
      const answer = await valueOf(muster.recipients(asked, { format: 'ndjson', fields: [] }));
      return rowsOf(answer).map(({ id }) => id);
    },
    fieldsOf: async (id) =>
      (await valueOf(muster.contact(id, { segments: false, events: 0 }))).fields,
    close: () => muster.close(),
  };
}

export type Row = { readonly ordinal: number; readonly id: string; readonly fields: object };

/** The rows of an answer in NDJSON. */
export function rowsOf({ body }: Pick<RecipientAnswer, 'body'>): Row[] {
  if (body.kind !== 'rows') throw new Error('rows were asked for');
  return chunkRows(body.chunks);
}

export function chunkRows(chunks: readonly { readonly bytes: Uint8Array }[]): Row[] {
  const text = Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);
}

export function bulk(...items: readonly unknown[]): BulkItem[] {
  return items.map((json) => ({ parsed: true, json }));
}

export async function valueOf<T>(answer: Answer<T>): Promise<T> {
  const result = await answer;
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}

export async function failureOf(answer: Answer<unknown>): Promise<Failure> {
  const result = await answer;
  if (!result.ok) return result.error;
  throw new Error(`not refused: ${JSON.stringify(result.value)}`);
}

/** The pointers of an `invalid` failure. */
export async function pathsOf(answer: Answer<unknown>): Promise<string[]> {
  const failure = await failureOf(answer);
  if (failure.kind !== 'invalid') throw new Error(`not invalid: ${JSON.stringify(failure)}`);
  return failure.errors.map(({ path }) => path);
}

function allGood(result: Awaited<Answer<BulkOutcome>>): BulkOutcome {
  if (result.ok && result.value.rejected.length === 0) return result.value;
  throw new Error(`refused: ${JSON.stringify(result)}`);
}

/** Runs something with a folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
