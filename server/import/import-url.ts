/**
 * Imports into a running server over HTTP, in bulk writes of NDJSON.
 *
 * A server that is busy or still loading (503) or over its limit (429) has stored nothing of the
 * write, so it is sent again after the time the server asks for. A connection that breaks is not
 * tried again: the server may have stored the write, and events without an id would count twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { VALUE_TYPES } from '../../engine/index.ts';
import { CliError, reasonOf } from '../cli-error.ts';
import { isLoopbackHost } from '../http/http-loopback.ts';
import type { Declaration, ImportKind, ImportRecord, Reject } from './import-record.ts';
import {
  atLines,
  declarationsOf,
  type ImportTarget,
  type ItemRecord,
  partRejects,
  type WriteOutcome,
} from './import-target.ts';
import { TypeTable } from './import-types.ts';

const BATCH_ITEMS = 1000;
const BATCH_BYTES = 1024 * 1024;
/** How long a server may refuse one request before the import gives up. */
const PATIENCE_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 30_000;
const DEFAULT_WAIT_MS = 1000;

const gzipped = promisify(gzip);

const typedSchema = z.object({ name: z.string(), type: z.enum(VALUE_TYPES) });
const catalogSchema = z.object({
  fields: z.array(typedSchema),
  events: z.array(z.object({ type: z.string(), attributes: z.array(typedSchema) })),
});
const issueSchema = z.object({ path: z.string(), message: z.string() });
const outcomeSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(issueSchema.extend({ index: z.number() })),
});
const problemSchema = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(issueSchema).optional(),
});

type Line = { readonly item: ItemRecord; readonly text: string };
type Reply = { readonly status: number; readonly json: unknown };

export function urlTarget(url: string): ImportTarget {
  const server = new Server(url);
  return {
    types: async () => {
      const reply = expectOk('the catalog', await server.send('GET', '/v1/catalog'));
      return new TypeTable(declarationsOf(parse(catalogSchema, reply)));
    },
    declare: async (declaration) => {
      const body = JSON.stringify({ type: declaration.type });
      const sent = await server.send('PUT', declarationPath(declaration), 'application/json', body);
      expectOk(`declaring ${declaration.name} as ${declaration.type}`, sent);
    },
    write: (kind, records) => write(server, kind, records),
    close: async () => {},
  };
}

function declarationPath(declaration: Declaration): string {
  const name = encodeURIComponent(declaration.name);
  if (declaration.kind === 'field') return `/v1/fields/${name}`;
  return `/v1/events/${encodeURIComponent(declaration.event)}/attributes/${name}`;
}

async function write(
  server: Server,
  kind: ImportKind,
  records: readonly ImportRecord[],
): Promise<WriteOutcome> {
  const { items, rejected } = partRejects(records);
  const total = { accepted: 0, duplicates: 0, rejected };
  for (const lines of batches(items)) {
    const outcome = await writeLines(server, kind, lines);
    total.accepted += outcome.accepted;
    total.duplicates += outcome.duplicates;
    total.rejected.push(...outcome.rejected);
  }
  return total;
}

function* batches(items: readonly ItemRecord[]): Generator<readonly Line[]> {
  let lines: Line[] = [];
  let bytes = 0;
  for (const item of items) {
    const text = item.kind === 'text' ? item.text : JSON.stringify(item.value);
    if (lines.length === BATCH_ITEMS || (lines.length > 0 && bytes + text.length > BATCH_BYTES)) {
      yield lines;
      lines = [];
      bytes = 0;
    }
    lines.push({ item, text });
    bytes += text.length;
  }
  if (lines.length > 0) yield lines;
}

/** A batch that the server finds too large is sent in halves, down to the one item that is. */
async function writeLines(
  server: Server,
  kind: ImportKind,
  lines: readonly Line[],
): Promise<WriteOutcome> {
  const body = lines.map(({ text }) => text).join('\n');
  const reply = await server.send('POST', `/v1/${kind}`, 'application/x-ndjson', body);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && (reply.status === 413 || reply.status === 400)) {
    return { accepted: 0, duplicates: 0, rejected: [rejectOf(only.item, reply)] };
  }
  if (reply.status === 413) {
    const half = lines.length >> 1;
    const first = await writeLines(server, kind, lines.slice(0, half));
    const second = await writeLines(server, kind, lines.slice(half));
    return {
      accepted: first.accepted + second.accepted,
      duplicates: first.duplicates + second.duplicates,
      rejected: [...first.rejected, ...second.rejected],
    };
  }
  const outcome = parse(outcomeSchema, expectOk(`writing ${kind}`, reply));
  const items = lines.map(({ item }) => item);
  return { ...outcome, rejected: atLines(outcome.rejected, items) };
}

function rejectOf({ line }: ItemRecord, reply: Reply): Reject {
  const first = problemSchema.safeParse(reply.json).data?.errors?.[0];
  return { line, path: first?.path ?? '', message: first?.message ?? problemText(reply) };
}

class Server {
  private readonly base: string;
  /** Not an option of the command line, which everybody on the machine can read. */
  private readonly key = process.env['MUSTER_KEY'];
  /** Packing costs more time than it saves on the way to this same machine. */
  private readonly isNear: boolean;

  constructor(url: string) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
      throw new CliError(`${url} is not the URL of a server, as http://127.0.0.1:8080`);
    }
    this.base = parsed.href.replace(/\/+$/, '');
    this.isNear = isLoopbackHost(parsed.hostname.replace(/^\[|\]$/g, ''));
  }

  /** Any answer but a request to come back later. */
  async send(method: string, path: string, type?: string, text?: string): Promise<Reply> {
    const headers = new Headers({ accept: 'application/json' });
    if (type !== undefined) headers.set('content-type', type);
    const init: RequestInit = { method, headers, redirect: 'error' };
    if (text !== undefined && !this.isNear) headers.set('content-encoding', 'gzip');
    if (text !== undefined) init.body = this.isNear ? text : new Uint8Array(await gzipped(text));
    const patience = Date.now() + PATIENCE_MS;
    for (;;) {
      const response = await this.fetch(path, init);
      const json = await bodyOf(response);
      const isLater = response.status === 503 || response.status === 429;
      if (!isLater) return { status: response.status, json };
      const waitMs = retryAfterMs(response.headers.get('retry-after'));
      if (Date.now() + waitMs > patience) {
        throw new CliError(`${this.base} keeps refusing: ${problemText({ status: 503, json })}`);
      }
      await sleep(waitMs);
    }
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      const headers = new Headers(init.headers);
      if (this.key) headers.set('Authorization', `Bearer ${this.key}`);
      return await fetch(`${this.base}${path}`, { ...init, headers });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new CliError(`cannot reach ${this.base}: ${reasonOf(cause)}`);
    }
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(header: string | null): number {
  if (header === null) return DEFAULT_WAIT_MS;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return DEFAULT_WAIT_MS;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, seconds * 1000));
}

function expectOk(what: string, reply: Reply): unknown {
  if (reply.status === 200) return reply.json;
  throw new CliError(`${what} failed: ${problemText(reply)}`);
}

function problemText({ status, json }: Reply): string {
  const problem = problemSchema.safeParse(json).data;
  const issues = (problem?.errors ?? []).map(({ path, message }) => `${path} ${message}`.trim());
  const words = [problem?.title, problem?.detail, ...issues].filter((word) => word !== undefined);
  return [`${status}`, ...words].join(', ');
}

function parse<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CliError(`the answer is not one of Muster's: ${z.prettifyError(parsed.error)}`);
}
