/**
 * What is told of each route besides its schemas: the answer, and an example that works as it stands
 * when the ones before it have been carried out. A test does that, and that none is missing.
 */
import type { z } from 'zod';
import * as answers from './answer-schemas.ts';

export type RouteDoc = {
  readonly tag: 'Writing' | 'Asking' | 'Comparing' | 'Saved' | 'Catalog' | 'Operations';
  /** Of an answer that is JSON or msgpack. */
  readonly answer?: z.ZodType;
  readonly example: {
    /** With its parameters filled in, and a query if there is one. */
    readonly path: string;
    readonly body?: unknown;
    readonly accept?: string;
  };
};

const RULE = { all: [{ field: 'city', op: 'eq', value: 'Rybnik' }, { event: 'purchase' }] };

/** By method and path, in the order in which the examples are carried out. */
export const ROUTE_DOCS: Readonly<Record<string, RouteDoc>> = {
  'POST /v1/contacts': {
    tag: 'Writing',
    answer: answers.bulkWritten,
    example: {
      path: '/v1/contacts',
      body: [
        { id: 'anna', fields: { Email: 'anna@example.org', city: 'Rybnik', tags: ['vip'] } },
        { id: 'jan', fields: { Email: 'jan@example.org', city: 'Gliwice' } },
      ],
    },
  },
  'POST /v1/events': {
    tag: 'Writing',
    answer: answers.bulkWritten,
    example: {
      path: '/v1/events',
      body: [
        {
          contact: 'anna',
          event: 'purchase',
          id: 'order-1',
          time: '2026-03-01T12:00:00Z',
          attributes: { amount: 49.9, category: 'shoes' },
        },
        { contact: 'jan', event: 'page_view', attributes: { url: '/p/1' } },
      ],
    },
  },
  'PATCH /v1/contacts/{id}': {
    tag: 'Writing',
    answer: answers.written,
    example: { path: '/v1/contacts/jan', body: { city: 'Rybnik', tags: { add: ['new'] } } },
  },
  'PUT /v1/fields/{name}': {
    tag: 'Writing',
    answer: answers.written,
    example: { path: '/v1/fields/birthday', body: { type: 'date' } },
  },
  'PUT /v1/events/{type}/attributes/{name}': {
    tag: 'Writing',
    answer: answers.written,
    example: { path: '/v1/events/purchase/attributes/shipped', body: { type: 'datetime' } },
  },
  'PUT /v1/segments/{id}': {
    tag: 'Saved',
    answer: answers.written,
    example: {
      path: '/v1/segments/buyers',
      body: { name: 'Buyers in Rybnik', rule: RULE, timezone: 'Europe/Warsaw' },
    },
  },
  'GET /v1/segments': {
    tag: 'Saved',
    answer: answers.segmentList,
    example: { path: '/v1/segments' },
  },
  'GET /v1/segments/{id}': {
    tag: 'Saved',
    answer: answers.segmentView,
    example: { path: '/v1/segments/buyers' },
  },
  'GET /v1/segments/{id}/history': {
    tag: 'Saved',
    answer: answers.segmentHistory,
    example: { path: '/v1/segments/buyers/history' },
  },
  'POST /v1/segments/{id}/restore': {
    tag: 'Saved',
    answer: answers.written,
    // The position of the write that saved it: the sixth here.
    example: { path: '/v1/segments/buyers/restore', body: { version: '6' } },
  },
  'GET /v1/segments/{id}/count': {
    tag: 'Asking',
    answer: answers.counted,
    example: { path: '/v1/segments/buyers/count?channel=email' },
  },
  'POST /v1/count': {
    tag: 'Asking',
    answer: answers.counted,
    example: { path: '/v1/count', body: { rule: RULE, breakdown: true } },
  },
  'POST /v1/counts': {
    tag: 'Asking',
    answer: answers.severalCounted,
    example: {
      path: '/v1/counts',
      body: {
        questions: [
          { segment: 'buyers', channel: 'email' },
          { segment: 'buyers', at: '2026-03-02T00:00:00Z' },
          { rule: RULE },
        ],
      },
    },
  },
  'POST /v1/preview': {
    tag: 'Asking',
    answer: answers.preview,
    example: { path: '/v1/preview', body: { rule: RULE, limit: 5 } },
  },
  'GET /v1/segments/{id}/recipients': {
    tag: 'Asking',
    answer: answers.memberList,
    example: {
      path: '/v1/segments/buyers/recipients?channel=email&fields=Email,city',
      accept: 'application/x-ndjson',
    },
  },
  'POST /v1/recipients': {
    tag: 'Asking',
    answer: answers.memberList,
    example: {
      path: '/v1/recipients',
      body: { rule: RULE, channel: 'email', fields: ['Email'], limit: 1000 },
      accept: 'text/csv',
    },
  },
  'POST /v1/contacts/resolve': {
    tag: 'Asking',
    answer: answers.memberList,
    example: {
      path: '/v1/contacts/resolve?fields=Email',
      body: [0, 1],
      accept: 'application/x-ndjson',
    },
  },
  'GET /v1/contacts/{id}': {
    tag: 'Asking',
    answer: answers.contactView,
    example: { path: '/v1/contacts/anna?segments=true&events=10' },
  },
  'POST /v1/explain': {
    tag: 'Asking',
    answer: answers.explained,
    example: { path: '/v1/explain', body: { segment: 'buyers', contact: 'anna' } },
  },
  'POST /v1/overlap': {
    tag: 'Comparing',
    answer: answers.overlapped,
    example: { path: '/v1/overlap', body: { segments: ['buyers'], regions: true } },
  },
  'POST /v1/diff': {
    tag: 'Comparing',
    answer: answers.differing,
    example: {
      path: '/v1/diff',
      body: { before: { segment: 'buyers' }, after: { rule: { event: 'purchase' } }, limit: 3 },
    },
  },
  'POST /v1/profile': {
    tag: 'Comparing',
    answer: answers.profiled,
    example: { path: '/v1/profile', body: { segment: 'buyers', limit: 10 } },
  },
  'POST /v1/audience': {
    tag: 'Comparing',
    answer: answers.audienceView,
    example: {
      path: '/v1/audience',
      body: { segment: 'buyers', channel: 'email', exclude: [] },
    },
  },
  'POST /v1/audience/recipients': {
    tag: 'Comparing',
    answer: answers.memberList,
    example: {
      path: '/v1/audience/recipients',
      body: { segment: 'buyers', channel: 'email', step: 0, fields: ['Email'] },
      accept: 'application/x-ndjson',
    },
  },
  'PUT /v1/groups/{id}': {
    tag: 'Saved',
    answer: answers.groupWritten,
    example: { path: '/v1/groups/staff', body: { name: 'Our own', contacts: ['jan'] } },
  },
  'POST /v1/groups/{id}/members': {
    tag: 'Saved',
    answer: answers.groupWritten,
    example: { path: '/v1/groups/staff/members', body: { add: ['anna'], remove: ['jan'] } },
  },
  'GET /v1/groups': {
    tag: 'Saved',
    answer: answers.groupList,
    example: { path: '/v1/groups' },
  },
  'GET /v1/groups/{id}': {
    tag: 'Saved',
    answer: answers.groupView,
    example: { path: '/v1/groups/staff' },
  },
  'POST /v1/segments/{id}/freeze': {
    tag: 'Saved',
    answer: answers.frozen,
    example: { path: '/v1/segments/buyers/freeze', body: { group: 'buyers-in-march' } },
  },
  'DELETE /v1/groups/{id}': {
    tag: 'Saved',
    answer: answers.written,
    example: { path: '/v1/groups/staff' },
  },
  'PUT /v1/channels/{name}': {
    tag: 'Saved',
    answer: answers.written,
    example: {
      path: '/v1/channels/letter',
      body: { rule: { name: 'street', field: 'street', op: 'exists' } },
    },
  },
  'GET /v1/channels': {
    tag: 'Saved',
    answer: answers.channelList,
    example: { path: '/v1/channels' },
  },
  'GET /v1/channels/{name}': {
    tag: 'Saved',
    answer: answers.channelView,
    example: { path: '/v1/channels/letter' },
  },
  'DELETE /v1/channels/{name}': {
    tag: 'Saved',
    answer: answers.written,
    example: { path: '/v1/channels/letter' },
  },
  'GET /v1/audit': {
    tag: 'Saved',
    answer: answers.auditList,
    example: { path: '/v1/audit?kind=segment&limit=10' },
  },
  'GET /v1/catalog': {
    tag: 'Catalog',
    answer: answers.catalogView,
    example: { path: '/v1/catalog' },
  },
  'DELETE /v1/segments/{id}': {
    tag: 'Saved',
    answer: answers.written,
    example: { path: '/v1/segments/buyers' },
  },
  'DELETE /v1/fields/{name}': {
    tag: 'Writing',
    answer: answers.written,
    example: { path: '/v1/fields/birthday' },
  },
  'DELETE /v1/events/{type}/attributes/{name}': {
    tag: 'Writing',
    answer: answers.written,
    example: { path: '/v1/events/purchase/attributes/shipped' },
  },
  'DELETE /v1/contacts/{id}': {
    tag: 'Writing',
    answer: answers.written,
    example: { path: '/v1/contacts/jan' },
  },
  'GET /v1/access': {
    tag: 'Operations',
    answer: answers.accessView,
    example: { path: '/v1/access' },
  },
  'GET /healthz': {
    tag: 'Operations',
    answer: answers.status,
    example: { path: '/healthz' },
  },
  'GET /readyz': {
    tag: 'Operations',
    answer: answers.status,
    example: { path: '/readyz' },
  },
  'GET /metrics': { tag: 'Operations', example: { path: '/metrics' } },
  'GET /openapi.json': { tag: 'Operations', example: { path: '/openapi.json' } },
  'GET /docs': { tag: 'Operations', example: { path: '/docs' } },
  'GET /': { tag: 'Operations', example: { path: '/' } },
  'GET /panel/{file}': { tag: 'Operations', example: { path: '/panel/icon.svg' } },
};
