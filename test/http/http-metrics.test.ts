/** `GET /metrics`: what Prometheus reads, and what never gets into it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import { Access } from '../../server/access/access.ts';
import { writeKeys } from '../../server/access/access-file.ts';
import { makeKey } from '../../server/access/access-key.ts';
import type { Scope } from '../../server/access/access-scope.ts';
import { type ListenOptions, listen, type RequestOver } from '../../server/http/http-server.ts';
import { watchMuster } from '../../server/metrics/muster-metrics.ts';
import { watchProcess } from '../../server/metrics/process-metrics.ts';
import { openSession, type Session } from '../contract/muster-session.ts';
import { noKeys } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

/** In whatever clients say or store here. */
const MARKER = 'canary7';
const PROMETHEUS_ACCEPTS =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

let session: Session;
let server: Awaited<ReturnType<typeof listen>>;
let ask: Ask;
let unwatch: () => void;
const seen: RequestOver[] = [];

const open = (options: Partial<ListenOptions> = {}) =>
  listen({
    service: session.muster,
    access: noKeys(),
    host: '127.0.0.1',
    port: 0,
    readiness: () => ({ ready: true }),
    onRequest: (request) => seen.push(request),
    ...options,
  });

beforeAll(async () => {
  watchProcess('1.2.3');
  session = await openSession({ threads: 2 });
  unwatch = watchMuster(session.muster);
  server = await open();
  ask = asking(`http://127.0.0.1:${server.port}`);
});

afterAll(async () => {
  unwatch();
  await server.close();
  await session.close();
});

type Sample = { readonly name: string; readonly labels: string; readonly value: number };

async function read(from: Ask = ask): Promise<{ text: string; samples: readonly Sample[] }> {
  const { status, text } = await from('GET', '/metrics');
  if (status !== 200) throw new Error(`${status}: ${text}`);
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`not a sample: ${line}`);
      return { name, labels, value: value === '+Inf' ? Infinity : Number(value) };
    });
  return { text, samples };
}

async function valueOf(name: string, labels = ''): Promise<number | undefined> {
  const { samples } = await read();
  return samples.find((sample) => sample.name === `muster_${name}` && sample.labels === labels)
    ?.value;
}

describe('the figures', () => {
  it('are the text that Prometheus asks for', async () => {
    for (const accept of [undefined, PROMETHEUS_ACCEPTS, 'text/plain']) {
      const headers = accept === undefined ? {} : { accept };
      const answer = await ask('GET', '/metrics', { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    }
  });

  it('are named after its conventions', async () => {
    await ask('GET', '/v1/groups');
    const { text, samples } = await read();
    const types = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
    );
    const helps = [...text.matchAll(/^# HELP (\S+) (.+)$/gm)].map(([, name]) => name);
    expect(helps).toEqual([...types.keys()]);
    for (const [name, type] of types) {
      expect(name).toMatch(/^muster_[a-z0-9_]+$/);
      expect(name?.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/_(?:ms|millis|us|mib|kb)(?:_|$)/);
    }
    for (const { name, value } of samples) {
      const family = [name, name.replace(/_(?:bucket|sum|count)$/, '')].find((own) =>
        types.has(own),
      );
      expect([name, family]).not.toContain(undefined);
      expect([name, value]).not.toContain(NaN);
    }
  });

  it('have histograms whose buckets add up', async () => {
    await ask('GET', '/v1/groups');
    const { samples } = await read();
    const sums = new Map<string, number[]>();
    for (const { name, labels, value } of samples) {
      if (!name.endsWith('_bucket')) continue;
      const key = `${name.replace(/_bucket$/, '')}{${labels.replace(/,?le="[^"]*"/, '')}}`;
      sums.set(key, [...(sums.get(key) ?? []), value]);
    }
    expect(sums.size).toBeGreaterThan(4);
    for (const [key, counts] of sums) {
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      const [, name, labels] = /^(\w+)\{(.*)\}$/.exec(key) ?? [];
      const count = samples.find((own) => own.name === `${name}_count` && own.labels === labels);
      expect([key, counts.at(-1)]).toEqual([key, count?.value]);
    }
  });

  it('tell of the process, its main thread and its workers', async () => {
    await ask('POST', '/v1/count', { body: { rule: { all: [] } } });
    expect(await valueOf('build_info', `version="1.2.3",node="${process.versions.node}"`)).toBe(1);
    expect(await valueOf('process_resident_memory_bytes')).toBeGreaterThan(2 ** 20);
    for (const thread of ['main', 'worker-0', 'worker-1']) {
      expect(await valueOf('heap_used_bytes', `thread="${thread}"`)).toBeGreaterThan(2 ** 20);
      expect(await valueOf('gc_pause_seconds_count', `thread="${thread}"`)).toBeDefined();
    }
    expect(await valueOf('worker_busy_seconds_total', 'thread="worker-0"')).toBeGreaterThan(0);
    expect(await valueOf('standing_memory_max_bytes', 'thread="worker-1"')).toBeGreaterThan(0);
    expect(await valueOf('event_loop_delay_seconds_count')).toBeGreaterThanOrEqual(0);
  });

  it('count what is stored and how far it is visible', async () => {
    const contacts = (await valueOf('contacts')) as number;
    const events = (await valueOf('events')) as number;
    const position = (await valueOf('visible_position')) as number;
    await session.contacts(['m1', { n: 1 }], ['m2'], ['m3']);
    await session.events({ contact: 'm1', event: 'buy' }, { contact: 'm2', event: 'buy' });
    expect(await valueOf('contacts')).toBe(contacts + 3);
    expect(await valueOf('events')).toBe(events + 2);
    expect(await valueOf('visible_position')).toBe(position + 2);
    expect(await valueOf('durable_position')).toBe(position + 2);
    expect(await valueOf('publication_lag_seconds')).toBe(0);
    expect(await valueOf('publication_delay_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(await valueOf('writes_waiting')).toBe(0);
  });

  it('count what was known and what was not', async () => {
    await session.contacts(['k1', { k: 1 }]);
    const body = { rule: { field: 'k', op: 'eq', value: 1 } };
    const hits = (await valueOf('known_counts_hits_total')) as number;
    const misses = (await valueOf('known_counts_misses_total')) as number;
    for (let round = 0; round < 3; round++) await ask('POST', '/v1/count', { body });
    expect(await valueOf('known_counts_misses_total')).toBeGreaterThan(misses);
    expect(await valueOf('known_counts_hits_total')).toBe(hits + 2);
  });
});

describe('requests', () => {
  const total = (method: string, route: string, status: string) =>
    valueOf('http_requests_total', `method="${method}",route="${route}",status="${status}"`);

  it('are counted by the template of their route and the outcome', async () => {
    for (const id of ['a', 'b', 'c']) await ask('GET', `/v1/segments/${id}/count`);
    expect(await total('GET', '/v1/segments/{id}/count', '4xx')).toBe(3);
    await ask('GET', '/nowhere');
    await ask('PUT', '/healthz');
    expect(await total('other', 'unmatched', '4xx')).toBe(2);
    expect(
      await valueOf(
        'http_request_duration_seconds_count',
        'method="GET",route="/v1/segments/{id}/count"',
      ),
    ).toBe(3);
  });

  it('are in flight with their bodies until they are over, however they end', async () => {
    const before = (await valueOf('http_requests_in_flight')) as number;
    const head = 'POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n';
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${head}${' '.repeat(70_000)}`);
    while (((await valueOf('http_body_bytes')) as number) < 70_000);
    expect(await valueOf('http_requests_in_flight')).toBe(before + 1);
    socket.destroy();
    while ((await total('POST', '/v1/contacts', 'aborted')) !== 1);
    expect(await valueOf('http_requests_in_flight')).toBe(before);
    expect(await valueOf('http_body_bytes')).toBe(0);
    const last = seen.find(({ status }) => status === 0);
    expect(last).toMatchObject({ bytesIn: 70_000, bytesOut: 0, key: undefined });
    expect(last?.route?.path).toBe('/v1/contacts');
  });
});

describe('nothing of what clients say or store', () => {
  it('is among the figures', async () => {
    const rule = { field: MARKER, op: 'eq', value: MARKER };
    const text = `${MARKER}é"\n`;
    await ask('PUT', `/v1/fields/${MARKER}`, { body: { type: 'text' } });
    await ask('POST', '/v1/contacts', { body: [{ id: MARKER, fields: { [MARKER]: text } }] });
    await ask('POST', '/v1/events', {
      body: [{ contact: MARKER, event: MARKER, attributes: { [MARKER]: text } }],
    });
    await ask('PUT', `/v1/segments/${MARKER}`, { body: { name: MARKER, rule } });
    await ask('PUT', `/v1/groups/${MARKER}`, { body: { name: MARKER, contacts: [MARKER] } });
    await ask('PUT', `/v1/channels/${MARKER}`, { body: { rule } });
    await ask('GET', `/v1/segments/${MARKER}/count?channel=${MARKER}`);
    await ask('GET', `/v1/contacts/${MARKER}?segments=true&events=5`);
    await ask('GET', `/${MARKER}?${MARKER}`, { headers: { authorization: `Bearer ${MARKER}` } });
    await ask('POST', '/v1/count', { body: { rule } });
    await ask('POST', '/v1/count', { body: `{"${MARKER}` });
    await ask('PATCH', `/v1/contacts/${MARKER}`, { body: { [MARKER]: 5 } });
    const { text: figures } = await read();
    expect(figures).toContain('route="/v1/channels/{name}"');
    expect(figures.toLowerCase()).not.toContain(MARKER);
  });
});

describe('the scope of the figures', () => {
  it('is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
    const key = (scopes: readonly Scope[]) => makeKey({ name: '', scopes, createdMs: Date.now() });
    const [reader, writer] = [key(['read']), key(['ingest'])];
    writeKeys(folder, [reader.stored, writer.stored]);
    const keyed = await open({ access: new Access(folder, () => Date.now() as Millis) });
    const from = asking(`http://127.0.0.1:${keyed.port}`);
    const headers = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
    expect((await from('GET', '/metrics')).status).toBe(401);
    expect((await from('GET', '/metrics', headers(writer.text))).status).toBe(403);
    const { status, text } = await from('GET', '/metrics', headers(reader.text));
    expect(status).toBe(200);
    expect(text).not.toContain(reader.stored.id);
    expect(seen.at(-1)?.key).toBe(reader.stored.id);
    await keyed.close();
    rmSync(folder, { recursive: true });
  });
});

describe('a server whose data is not open yet', () => {
  it('tells of itself, refuses what needs the data, and serves it when it is there', async () => {
    const state = { ready: false, message: 'replaying the log: 41 %' };
    const loading = await listen({
      access: noKeys(),
      host: '127.0.0.1',
      port: 0,
      readiness: () => state,
    });
    const from = asking(`http://127.0.0.1:${loading.port}`);
    expect((await from('GET', '/healthz')).status).toBe(200);
    expect((await read(from)).text).toMatch(/^muster_ready 0$/m);
    for (const [method, path] of [
      ['GET', '/readyz'],
      ['GET', '/v1/catalog?min_position=1'],
      ['DELETE', '/v1/contacts/a'],
      ['POST', '/v1/contacts'],
    ] as const) {
      const refused = await from(method, path);
      expect(refusal(refused)).toMatchObject({
        status: 503,
        type: 'application/problem+json',
        detail: 'replaying the log: 41 %',
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    loading.begin(session.muster);
    state.ready = true;
    expect((await from('GET', '/readyz')).status).toBe(200);
    expect((await read(from)).text).toMatch(/^muster_ready 1$/m);
    expect((await from('POST', '/v1/count', { body: { rule: { all: [] } } })).status).toBe(200);
    await loading.close();
  });
});
