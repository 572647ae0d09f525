/** Bulk writes: bytes that go to the writer as they came. */
import type { Service } from '../service.ts';
import { bulkBody } from './http-body.ts';
import { replyWith, route } from './http-route.ts';
import { bulkQuery } from './request-query.ts';

export const bulkRoutes = [
  bulkRoute('contacts', '/v1/contacts'),
  bulkRoute('events', '/v1/events'),
];

function bulkRoute(kind: Parameters<Service['writeBody']>[0], path: string) {
  return route({
    method: 'POST',
    path,
    scope: 'ingest',
    summary: `Write many ${kind}`,
    writes: true,
    query: bulkQuery,
    body: bulkBody,
    async handle({ service, limits, headers, query, body }) {
      const encoding = headers.get('content-encoding');
      const written = await service.writeBody(
        kind,
        { ...body, limits, ...(encoding !== undefined && { encoding }) },
        { strict: query.strict ?? false },
      );
      return replyWith(written, ({ accepted, duplicates, rejected, position }) => ({
        accepted,
        duplicates,
        rejected,
        position,
      }));
    },
  });
}
