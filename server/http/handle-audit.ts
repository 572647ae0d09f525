/** Who changed what and when; what segments have been, and bringing that back. */
import { ok } from '../../engine/index.ts';
import { noBody, schemaBody } from './http-body.ts';
import { entityTag, parseIfMatch } from './http-precondition.ts';
import { positionOf, replyWith, route } from './http-route.ts';
import { restoreBody } from './request-body.ts';
import { askingQuery, auditQuery, noQuery } from './request-query.ts';

export const auditRoutes = [
  route({
    method: 'GET',
    path: '/v1/audit',
    scope: 'manage',
    summary: 'Who changed which segment, group, channel, field or attribute, the newest first',
    query: auditQuery,
    body: noBody,
    async handle({ service, access, query, limits }) {
      const { min_position: _, limit = limits.auditEntries, ...filter } = query;
      const entries = await service.audit({ ...filter, limit });
      return replyWith(entries, (list) => ({ entries: list, keys: access.history() }));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/segments/{id}/history',
    scope: 'read',
    summary: 'What a segment has been, the newest first',
    query: askingQuery,
    body: noBody,
    handle: async ({ service, params }) =>
      replyWith(await service.history(params.id), (versions) => ({ versions })),
  }),
  route({
    method: 'POST',
    path: '/v1/segments/{id}/restore',
    scope: 'manage',
    summary: 'Bring back what a segment has been, also of a deleted one',
    writes: true,
    query: noQuery,
    body: schemaBody(restoreBody),
    async handle({ service, caller, params, body, headers }) {
      const condition = parseIfMatch(headers.get('if-match'));
      if (!condition.ok) return condition;
      const { version } = body;
      const written = await service.restore(params.id, version, condition.value, caller.key);
      if (!written.ok) return written;
      const etag = entityTag(written.value.version);
      return ok({ kind: 'data', data: positionOf(written.value), headers: [['ETag', etag]] });
    },
  }),
];
