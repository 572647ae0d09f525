/** Segments: saved rules, changed under `If-Match`. */
import { ok } from '../../engine/index.ts';
import { noBody, schemaBody } from './http-body.ts';
import { entityTag, parseIfMatch } from './http-precondition.ts';
import { positionOf, replyWith, route } from './http-route.ts';
import { segmentBody } from './request-body.ts';
import { askingQuery, noQuery } from './request-query.ts';

const SEGMENT = '/v1/segments/{id}';

export const segmentRoutes = [
  route({
    method: 'GET',
    path: '/v1/segments',
    scope: 'read',
    summary: 'List the segments with their counts',
    query: askingQuery,
    body: noBody,
    handle: async ({ service }) =>
      replyWith(await service.segments(), (segments) => ({ segments })),
  }),
  route({
    method: 'GET',
    path: SEGMENT,
    scope: 'read',
    summary: 'A segment with its rule',
    query: askingQuery,
    body: noBody,
    async handle({ service, params }) {
      const found = await service.segment(params.id);
      if (!found.ok) return found;
      const { version, ...data } = found.value;
      return ok({ kind: 'data', data, headers: [['ETag', entityTag(version)]] });
    },
  }),
  route({
    method: 'PUT',
    path: SEGMENT,
    scope: 'manage',
    summary: 'Save a segment',
    query: noQuery,
    body: schemaBody(segmentBody),
    async handle({ service, caller, params, body, headers }) {
      const condition = parseIfMatch(headers.get('if-match'));
      if (!condition.ok) return condition;
      const written = await service.by(caller.key).putSegment(params.id, body, condition.value);
      if (!written.ok) return written;
      const etag = entityTag(written.value.version);
      return ok({ kind: 'data', data: positionOf(written.value), headers: [['ETag', etag]] });
    },
  }),
  route({
    method: 'DELETE',
    path: SEGMENT,
    scope: 'manage',
    summary: 'Delete a segment',
    query: noQuery,
    body: noBody,
    async handle({ service, caller, params, headers }) {
      const condition = parseIfMatch(headers.get('if-match'));
      if (!condition.ok) return condition;
      return replyWith(
        await service.by(caller.key).deleteSegment(params.id, condition.value),
        positionOf,
      );
    },
  }),
];
