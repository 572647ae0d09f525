/** Faults of what a body says: its type, its encoding, its content. For requests that have a body. */
import { gzipSync } from 'node:zlib';
import { type Draft, setHeader } from './socket-draft.ts';
import type { Fault } from './socket-head-faults.ts';

const MIB = 2 ** 20;
/** More than a body may have once it is unpacked: zeros, and JSON. Packed once, not at each use. */
const BOMBS: readonly [Buffer, ...Buffer[]] = [
  gzipSync(Buffer.alloc(17 * MIB)),
  gzipSync(Buffer.alloc(64 * MIB), { level: 1 }),
  gzipSync(`[${'0,'.repeat(9 * MIB)}0]`, { level: 1 }),
];
/** Unpacks to as much as is allowed. */
const LARGEST = gzipSync(`[0${' '.repeat(16 * MIB - 3)}]`);
const MANY_VALUES = Buffer.from(`[${'0,'.repeat(2_000_000)}0]`);

export const BODY_FAULTS: readonly [Fault, ...Fault[]] = [
  function wrongType(draft, draw) {
    const types = ['text/html', 'application/x-www-form-urlencoded', 'json', '/', '', 'a/b/c'];
    const charset = 'application/json; charset=latin1';
    const type = draw.pick([charset, ...types]);
    // No type stands for JSON, which the body may be or not.
    if (type === '') draft.unsure = true;
    setHeader(draft, 'Content-Type', type);
    draft.refusals.add(415);
  },
  function wrongEncoding(draft, draw) {
    setHeader(draft, 'Content-Encoding', draw.pick(['br', 'deflate', 'gzip, gzip', 'gz\xffip']));
    draft.refusals.add(415);
  },
  function brokenGzip(draft, draw) {
    const sound = gzipSync(draft.body ?? '');
    const cut = sound.subarray(0, draw.below(sound.length));
    // An empty body is refused as one that is not gzip, or as an empty one.
    draft.body = draw.pick([cut, draw.bytes(40), Buffer.from('{}'), Buffer.alloc(0)]);
    setHeader(draft, 'Content-Encoding', 'gzip');
    draft.refusals.add(400);
  },
  rarely(function bomb(draft, draw) {
    draft.body = draw.pick(BOMBS);
    setHeader(draft, 'Content-Encoding', 'gzip');
    draft.refusals.add(413);
  }),
  rarely(function largestPacked(draft) {
    draft.body = LARGEST;
    setHeader(draft, 'Content-Encoding', 'gzip');
    setHeader(draft, 'Content-Type', 'application/json');
    if (draft.target.startsWith('/v1/contacts/resolve')) draft.unsure = true;
    // As a bulk write it is a list with a bad item, which a write that is not strict names.
    if (isBulk(draft)) draft.unsure = true;
    draft.refusals.add(400);
  }),
  rarely(function manyValues(draft) {
    draft.body = MANY_VALUES;
    json(draft);
    draft.refusals.add(413);
  }),
  function manyItems(draft, draw) {
    if (!isBulk(draft) || !draw.perMille(50)) return;
    draft.body = Buffer.from(`[${'{},'.repeat(50_000)}{}]`);
    json(draft);
    draft.refusals.add(413);
  },
  function deep(draft, draw) {
    const depth = draw.pick([600, 5000, 100_000]);
    const [open, close] = draw.pick<readonly [string, string]>([
      ['[', ']'],
      ['{"a":', '}'],
      ['{"rule":{"not":', '}}'],
    ]);
    const end = draw.perMille(500) ? close.repeat(depth) : '';
    draft.body = Buffer.from(`${open.repeat(depth)}1${end}`);
    json(draft);
    draft.refusals.add(400);
  },
  function truncated(draft, draw) {
    json(draft);
    draft.body = Buffer.from('{"rule":{"all":[]},"id":"f"'.slice(0, 1 + draw.below(27)));
    draft.refusals.add(400);
  },
  function badUtf8(draft, draw) {
    json(draft);
    const bad = draw.pick(['\xff', '\xc0\x80', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe2\x82']);
    draft.body = Buffer.from(`{"rule":{"all":[]},"id":"${bad}"}`, 'latin1');
    draft.refusals.add(400);
  },
  function badMsgpack(draft, draw) {
    setHeader(draft, 'Content-Type', 'application/msgpack');
    draft.headers = draft.headers.filter(([name]) => name !== 'Content-Encoding');
    const nested = Buffer.alloc(draw.pick([10, 600, 100_000]), 0x91);
    // Lengths of lists, maps, texts and bytes far beyond what follows.
    const lies = draw.pick([
      'dd7fffffff',
      'df7fffffff',
      'dbffffffff',
      'c6ffffffff',
      'c9ffffffff01',
    ]);
    const lie = Buffer.concat([Buffer.from(lies, 'hex'), draw.bytes(draw.below(50))]);
    draft.body = draw.pick([nested, lie, Buffer.from('c1', 'hex'), Buffer.alloc(0)]);
    draft.refusals.add(400).add(413);
  },
  function anyJson(draft, draw) {
    json(draft);
    draft.body = Buffer.from(draw.pick(ODD_JSON));
    draft.unsure = true;
  },
  function anyBytes(draft, draw) {
    draft.body = draw.bytes(draw.below(300));
    draft.unsure = true;
  },
  function oddFields(draft, draw) {
    if (draft.tokens.length === 0 || !draft.target.startsWith('/v1/contacts')) return;
    json(draft);
    const [token = ''] = draft.tokens;
    const fields = draw.pick(ODD_FIELDS);
    const isOne = draft.method === 'PATCH';
    draft.body = Buffer.from(isOne ? fields : `[{"id":"f-${token}","fields":${fields}}]`);
    draft.unsure = true;
  },
];

/** As JSON that is not packed. */
function json(draft: Draft): void {
  setHeader(draft, 'Content-Type', 'application/json');
  draft.headers = draft.headers.filter(([name]) => name !== 'Content-Encoding');
}

function isBulk(draft: Draft): boolean {
  return draft.method === 'POST' && /^\/v1\/(contacts|events)(\?|$)/.test(draft.target);
}

/** They cost some milliseconds of a processor each. */
function rarely(fault: Fault): Fault {
  return (draft, draw) => {
    if (draw.perMille(30)) fault(draft, draw);
  };
}

const ODD_JSON: readonly [string, ...string[]] = [
  'null',
  '0',
  '""',
  '[]',
  '{}',
  '\ufeff{}',
  '[[]]',
  '[null]',
  '{"rule":null}',
  '{"rule":{"all":[]},"rule":{"any":[]}}',
  '{"rule":{"all":[],"any":[]}}',
  '{"rule":{"field":"Age","op":"gte","value":1e999}}',
  `{"rule":{"field":"Age","op":"eq","value":${'9'.repeat(5000)}}}`,
  '{"rule":{"field":"Age","op":"between","value":[1,-1e-400]}}',
  `{"rule":{"field":"Note","op":"matches","value":"${'*a'.repeat(500)}"}}`,
  `{"rule":{"field":"Note","op":"in","value":[${'"x",'.repeat(20_000)}"x"]}}`,
  `{"rule":{"all":[${'{"field":"Age","op":"exists"},'.repeat(9000)}{"any":[]}]}}`,
  `{"rule":${'{"not":'.repeat(63)}{"all":[]}${'}'.repeat(63)},"breakdown":true}`,
  '{"rule":{"__proto__":{"all":[]}}}',
  '{"__proto__":{"rule":{"all":[]}}}',
  '{"rule":{"all":[]},"at":"9999-12-31T23:59:59Z","timezone":"Pacific/Apia"}',
  '{"rule":{"all":[]},"at":-62135596800000,"timezone":"No/Where"}',
  '{"rule":{"all":[]},"at":1e300}',
  '{"rule":{"event":"purchase","within":{"last":"P100Y"},"op":"gte","value":0}}',
  '{"rule":{"sample":{"seed":"\\ud800","from":0,"to":100}}}',
  '{"rule":{"contacts":["\\ud800","\\u0000",""]}}',
  '[4294967295,4294967296,-1]',
  '[1.5]',
];

const ODD_FIELDS: readonly [string, ...string[]] = [
  '{"Age":1e999}',
  '{"Age":"x"}',
  '{"Age":1,"Age":2}',
  '{"age":1,"AGE":2}',
  '{"Note":"\\ud800"}',
  '{"Note":"\\u0000"}',
  `{"Note":"${'n'.repeat(4097)}"}`,
  `{"Note":"${'\u00e9'.repeat(2048)}"}`,
  `{"${'n'.repeat(129)}":1}`,
  '{"__proto__":1}',
  '{"constructor":{"prototype":1}}',
  '{"Tags":{"add":["a"],"remove":["a"]}}',
  '{"Tags":{"push":["a"]}}',
  `{"Tags":[${'"x",'.repeat(1200)}"y"]}`,
  '{"created_at":"0000-00-00"}',
  '{"":1}',
  'null',
  '[]',
];
