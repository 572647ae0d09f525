/** Requests that are as they should be: every route, every format of a body. */
import { gzipSync } from 'node:zlib';
import { pack } from 'msgpackr';
import { type Draft, draftOf, setHeader } from './socket-draft.ts';
import type { Draw } from './socket-draw.ts';

/** Few, so that they are met again, and that what is saved does not grow with the run. */
const SEGMENTS = 8;

export function soundDraft(draw: Draw): Draft {
  return draw.pick([contacts, contacts, events, patch, patch, question, question, look, define])(
    draw,
  );
}

function contacts(draw: Draw): Draft {
  const items = Array.from({ length: 1 + draw.below(3) }, () => {
    const token = draw.token();
    return { token, item: { id: `f-${token}`, fields: fields(draw) } };
  });
  return bulk(draw, '/v1/contacts', items);
}

/** An event of a contact that nobody has written makes the contact. */
function events(draw: Draw): Draft {
  const items = Array.from({ length: 1 + draw.below(3) }, () => {
    const token = draw.token();
    const attributes = { amount: draw.below(1000) };
    return { token, item: { contact: `f-${token}`, event: 'purchase', id: token, attributes } };
  });
  return bulk(draw, '/v1/events', items);
}

type Tokened = { readonly token: string; readonly item: object };

function bulk(draw: Draw, path: string, items: readonly Tokened[]): Draft {
  const plain = items.map(({ item }) => item);
  const format = draw.pick(['json', 'json', 'ndjson', 'msgpack']);
  const one = plain.length === 1 && draw.perMille(500) ? plain[0] : plain;
  const draft = draftOf({
    method: 'POST',
    target: draw.perMille(200) ? `${path}?strict=true` : path,
    tokens: items.map(({ token }) => token),
    body:
      format === 'ndjson'
        ? Buffer.from(plain.map((item) => `${JSON.stringify(item)}\n`).join(''))
        : valueBytes(one, format),
  });
  setHeader(draft, 'Content-Type', MEDIA[format]);
  return draw.perMille(200) ? packed(draft) : draft;
}

const MEDIA = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  msgpack: 'application/msgpack',
};

function valueBytes(value: unknown, format: 'json' | 'msgpack'): Buffer {
  return format === 'json' ? Buffer.from(JSON.stringify(value)) : pack(value);
}

function packed(draft: Draft): Draft {
  if (draft.body !== undefined) draft.body = gzipSync(draft.body);
  setHeader(draft, 'Content-Encoding', 'gzip');
  return draft;
}

function patch(draw: Draw): Draft {
  const token = draw.token();
  return withValue(draw, 'PATCH', `/v1/contacts/f-${token}`, fields(draw), [token]);
}

function question(draw: Draw): Draft {
  const asked = { rule: rule(draw) };
  switch (draw.below(5)) {
    case 0:
      return withValue(draw, 'POST', '/v1/preview', { ...asked, limit: 5 });
    case 1:
      return withValue(draw, 'POST', '/v1/recipients', { ...asked, fields: ['Note'], limit: 20 });
    case 2:
      return withValue(draw, 'POST', '/v1/explain', asked);
    case 3:
      return withValue(draw, 'POST', '/v1/contacts/resolve', [0, draw.below(1000), 4_294_967_295]);
    default:
      return withValue(draw, 'POST', '/v1/count', asked);
  }
}

function look(draw: Draw): Draft {
  const [target, ...sound] = draw.pick<readonly [string, ...number[]]>([
    ['/healthz', 200],
    ['/readyz', 200],
    ['/v1/segments', 200],
    ['/v1/channels', 200],
    ['/v1/catalog', 200],
    ['/v1/contacts/first', 200],
    ['/v1/contacts/nobody', 404],
    [`/v1/segments/seg-${draw.below(SEGMENTS)}/count`, 200, 404],
    [`/v1/segments/seg-${draw.below(SEGMENTS)}/recipients?limit=10`, 200, 404],
  ]);
  return draftOf({ method: draw.perMille(150) ? 'HEAD' : 'GET', target, sound });
}

function define(draw: Draw): Draft {
  const segment = `/v1/segments/seg-${draw.below(SEGMENTS)}`;
  switch (draw.below(5)) {
    case 0:
      return draftOf({ method: 'DELETE', target: segment, sound: [200, 404] });
    case 1:
      return draftOf({ method: 'DELETE', target: `/v1/contacts/${draw.token()}`, sound: [404] });
    case 2:
      return withValue(draw, 'PUT', `/v1/groups/group-${draw.below(SEGMENTS)}`, {
        contacts: ['first', 'nobody'],
      });
    case 3:
      return withValue(draw, 'PUT', '/v1/fields/Age', { type: 'number' });
    default:
      return withValue(draw, 'PUT', segment, { name: 'a segment', rule: rule(draw) });
  }
}

function withValue(
  draw: Draw,
  method: string,
  target: string,
  value: unknown,
  tokens: readonly string[] = [],
): Draft {
  const format = draw.pick(['json', 'json', 'json', 'msgpack']);
  const draft = draftOf({ method, target, tokens, body: valueBytes(value, format) });
  setHeader(draft, 'Content-Type', MEDIA[format]);
  return draw.perMille(100) ? packed(draft) : draft;
}

function fields(draw: Draw): object {
  return draw.pick<object>([
    {},
    { Age: draw.below(100) },
    { Note: 'n'.repeat(draw.below(200)), Age: 7.5 },
    { Tags: ['a', 'é', `t${draw.below(50)}`] },
  ]);
}

function rule(draw: Draw): object {
  return draw.pick<object>([
    { all: [] },
    { any: [] },
    { field: 'Age', op: 'gte', value: draw.below(100) },
    { not: { field: 'Note', op: 'contains', value: 'nn' } },
    { field: 'Tags', op: 'has_any', value: ['a'] },
    { event: 'purchase', within: { last: 'P7D' }, op: 'gte', value: 1 },
    { event: '*', aggregate: 'sum', of: 'amount', op: 'gt', value: 10 },
    { sequence: [{ event: 'purchase' }, { not: { event: 'purchase' }, gap: 'PT2H' }] },
    { sample: { seed: 's', from: 0, to: 10 } },
  ]);
}
