/** The log as JSON: which requests get a line, and what is in it. */
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { CliError } from '../../server/cli-error.ts';
import { ROUTES } from '../../server/http/http-routes.ts';
import { type Listening, listen, type RequestOver } from '../../server/http/http-server.ts';
import { jsonLog } from '../../server/log-json.ts';
import { textLog } from '../../server/log-text.ts';
import type { Service } from '../../server/service.ts';
import { asking } from '../http/http-client.ts';
import { noKeys } from '../test-server.ts';

const MARKER = 'canary7';
const route = ROUTES.find(({ path }) => path === '/v1/segments/{id}/count');

function over(status: number): RequestOver {
  return { route, status, seconds: 0.0123456789, bytesIn: 5, bytesOut: 70, key: '0123456789ab' };
}

function logging(requests: boolean) {
  const lines: string[] = [];
  const to = new Writable({
    write(chunk, _, done) {
      lines.push(...String(chunk).split('\n').slice(0, -1));
      done();
    },
  });
  const log = jsonLog(requests, to);
  const events = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines, events };
}

let server: Listening | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('a request', () => {
  it('has a line only when it failed, unless all are wanted', () => {
    for (const requests of [false, true]) {
      const { log, events } = logging(requests);
      for (const status of [200, 0, 404, 429, 500, 503, 507]) log.request?.(over(status));
      const told = events().map(({ status, level }) => [status, level]);
      const failed = [
        [500, 'error'],
        [503, 'warn'],
        [507, 'warn'],
      ];
      const fine = [200, 0, 404, 429].map((status) => [status, 'info']);
      expect(told).toEqual(requests ? [...fine, ...failed] : failed);
    }
  });

  it('that asks whether the server is ready has none', () => {
    const { log, lines } = logging(false);
    const readyz = ROUTES.find(({ path }) => path === '/readyz');
    log.request?.({ ...over(503), route: readyz });
    expect(lines).toEqual([]);
    log.request?.({ ...over(500), route: readyz });
    expect(lines).toHaveLength(1);
  });

  it('is told by its route and numbers', () => {
    const { log, events } = logging(true);
    log.request?.(over(200));
    log.request?.({ ...over(404), route: undefined, key: undefined });
    const [first, second] = events();
    expect(first).toMatchObject({
      event: 'request',
      method: 'GET',
      route: '/v1/segments/{id}/count',
      status: 200,
      seconds: 0.012346,
      bytes_in: 5,
      bytes_out: 70,
      key: '0123456789ab',
    });
    expect(second).toMatchObject({ route: 'unmatched', status: 404 });
    expect(second).not.toHaveProperty('key');
    expect(second).not.toHaveProperty('method');
  });

  it('that is one of a flood is counted, not told', async () => {
    const { log, events } = logging(false);
    for (let i = 0; i < 1000; i++) log.request?.(over(503));
    expect(events().length).toBeLessThan(100);
    const untold = 1000 - events().length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    log.request?.(over(503));
    expect(events().at(-1)).toMatchObject({ status: 503, left_out_before: untold });
  });
});

describe('a fault in a request', () => {
  it.each(['json', 'text'])('says nothing of the request or its data in %s', async (form) => {
    const { log: json, lines } = logging(true);
    const log = form === 'json' ? json : textLog(true, (text) => lines.push(text));
    const broken = new Proxy({} as Service, {
      get: (_, name) =>
        name === 'admitsWrite'
          ? () => true
          : () => {
              throw new Error(`${MARKER} ${String(name)}\n    at ${MARKER} (/a.ts:1:1)`);
            },
    });
    server = await listen({
      service: broken,
      access: noKeys(),
      host: '127.0.0.1',
      port: 0,
      readiness: () => ({ ready: true }),
      reportFault: (error) => log.fault(error),
      ...(log.request && { onRequest: log.request }),
    });
    const ask = asking(`http://127.0.0.1:${server.port}`);
    const rule = { field: MARKER, op: 'eq', value: MARKER };
    const answers = [
      await ask('POST', '/v1/count', { body: { rule } }),
      await ask('PATCH', `/v1/contacts/${MARKER}`, { body: { [MARKER]: MARKER } }),
      await ask('GET', `/v1/segments/${MARKER}/count?channel=${MARKER}`, {
        headers: { authorization: `Bearer ${MARKER}`, 'x-marker': MARKER },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    const told = lines.join('\n');
    expect(told).not.toContain(MARKER);
    expect(told).toContain('log-json.test.ts');
    expect(told).toContain('/v1/contacts/{id}');
    expect(lines.length).toBe(6);
  });
});

describe('the end', () => {
  it('is told with the reason that the user can do something about', () => {
    const { log, events } = logging(false);
    expect(log.failed(new CliError('cannot listen'))).toBe(1);
    expect(log.failed(new Error(MARKER))).toBe(1);
    expect(events()[0]).toMatchObject({
      level: 'fatal',
      event: 'failed',
      message: 'cannot listen',
    });
    expect(events()[1]).toMatchObject({ level: 'error', event: 'fault', error: 'Error' });
    expect(JSON.stringify(events())).not.toContain(MARKER);
    const text: string[] = [];
    expect(textLog(false, (line) => text.push(line)).failed(new CliError('no port'))).toBe(1);
    expect(text).toEqual(['muster: no port\n']);
  });
});
