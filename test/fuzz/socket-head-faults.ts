/** Faults of the head of a request: its line and its headers. */
import { type Draft, setHeader } from './socket-draft.ts';
import type { Draw } from './socket-draw.ts';

export type Fault = (draft: Draft, draw: Draw) => void;

/** Beyond the 16 KiB that a head may have. */
const TOO_LONG = 16 * 1024;

export const HEAD_FAULTS: readonly [Fault, ...Fault[]] = [
  function unknownMethod(draft, draw) {
    draft.method = draw.pick(['BREW', 'get', 'TRACE', 'OPTIONS', 'CONNECT', 'G'.repeat(5000)]);
    draft.refusals.add(405).add(404);
  },
  function oddMethod(draft, draw) {
    draft.method = draw.pick(['', ' ', 'G\0T', 'GET GET', '\xff\xfe', '\t', '{"a":1}', 'GET:']);
    draft.unsure = true;
  },
  function unknownPath(draft, draw) {
    const path = `/${'a'.repeat(draw.below(4000))}/${draw.below(10)}`;
    draft.target = draw.pick([path, '//', '/v1', '/v1/count/', '/v1/../healthz', '/%2e%2e']);
    draft.refusals.add(404).add(405);
  },
  function badPercent(draft, draw) {
    const [path = '', query] = draft.target.split('?');
    const bad = draw.pick(['%', '%zz', '%8', '%ff', '%c0%80', '%ed%a0%80', '\xff\xfe', '%00%']);
    draft.target = `${path}/${bad}${query === undefined ? '' : `?${query}`}`;
    draft.refusals.add(400);
  },
  function badQuery(draft, draw) {
    const bad = draw.pick(['x=1', '%zz=1', '=', 'strict=maybe', '__proto__=1', 'limit=-1', '\xff']);
    draft.target += (draft.target.includes('?') ? '&' : '?') + bad;
    draft.refusals.add(400);
  },
  function oddTarget(draft, draw) {
    const odd = ['*', '', 'healthz', '?a', `http://localhost${draft.target}`, 'localhost:80'];
    draft.target = draw.pick(['/a b', '/a\tb', '/a\0b', '/a\rb', '/a#b', ...odd]);
    draft.unsure = true;
  },
  function version(draft, draw) {
    draft.version = draw.pick([
      'HTTP/1.0',
      'HTTP/0.9',
      'HTTP/1.2',
      'HTTP/2.0',
      'http/1.1',
      'x',
      '',
    ]);
    draft.library = true;
    draft.refusals.add(505);
  },
  function noHost(draft) {
    draft.headers = draft.headers.filter(([name]) => name !== 'Host');
    draft.library = true;
    draft.refusals.add(400);
  },
  function twoHosts(draft, draw) {
    const other = draw.pick(['localhost', 'evil.example', '']);
    draft.headers.push(['Host', 'localhost'], ['Host', other]);
    draft.library = true;
    draft.refusals.add(400);
  },
  function foreignHost(draft, draw) {
    setHeader(draft, 'Host', draw.pick(['evil.example', '10.0.0.1', '[::2]', 'localhost:x', '%']));
    draft.refusals.add(403);
  },
  function foreignOrigin(draft, draw) {
    setHeader(
      draft,
      'Origin',
      draw.pick(['https://evil.example', 'null', 'http://', 'x'.repeat(9)]),
    );
    draft.refusals.add(403);
  },
  function longHeader(draft, draw) {
    draft.headers.push(['X-Long', 'x'.repeat(4000 + draw.below(8000))]);
  },
  function tooLongHeader(draft, draw) {
    const long = 'x'.repeat(TOO_LONG + draw.below(60_000));
    draft.headers.push(draw.perMille(500) ? ['X-Long', long] : [long, 'x']);
    draft.library = true;
    draft.refusals.add(431);
  },
  function tooLongTarget(draft, draw) {
    draft.target = `/v1/${'a'.repeat(TOO_LONG + draw.below(20_000))}`;
    draft.library = true;
    draft.refusals.add(431);
  },
  function manyHeaders(draft, draw) {
    const count = draw.pick([30, 60, 300, 2000]);
    for (let i = 0; i < count; i++) draft.headers.push([`X-${i}`, 'x']);
    if (count < 100) return;
    draft.library = true;
    draft.refusals.add(431);
  },
  function oddHeader(draft, draw) {
    const names = ['X ', '', 'X\0', 'X\r', ' X', '\xff', 'X\tY', '\r\nX', 'X:'] as const;
    const values = ['y\0z', 'y\r\n folded', 'y\nz', 'y\rz', '\xff\xfe', '\x7f', ''] as const;
    draft.headers.splice(draw.below(2), 0, [draw.pick(names), draw.pick(values)]);
    draft.unsure = true;
  },
  function authorization(draft, draw) {
    const keys = ['Bearer', 'Bearer  x', 'Basic YTpi', 'bearer \xff', ''] as const;
    const random = `Bearer ${draw.bytes(30).toString('base64url')}`;
    draft.headers.push([
      'Authorization',
      draw.pick([...keys, random, `Bearer ${'k'.repeat(6000)}`]),
    ]);
  },
  function notAcceptable(draft, draw) {
    setHeader(draft, 'Accept', draw.pick(['image/png', ';;q=9', 'x', '*/*;q=0', 'application/']));
    draft.refusals.add(406);
  },
  function expectation(draft, draw) {
    setHeader(draft, 'Expect', draw.pick(['100-continue', '100-continue', 'x']));
  },
  function emptyBody(draft) {
    if (draft.body === undefined) draft.body = Buffer.alloc(0);
  },
  function connection(draft, draw) {
    setHeader(draft, 'Connection', draw.pick(['close', 'keep-alive', 'Close, x', 'x']));
  },
  function upgrade(draft) {
    draft.headers.push(['Connection', 'Upgrade'], ['Upgrade', 'websocket']);
    draft.headers.push(['Sec-WebSocket-Version', '13'], ['Sec-WebSocket-Key', 'x'.repeat(24)]);
  },
  function precondition(draft, draw) {
    setHeader(draft, 'If-Match', draw.pick(['"x"', '*', '"', 'W/"x"', '"a","b",', '\xff']));
    draft.unsure = true;
  },
];
