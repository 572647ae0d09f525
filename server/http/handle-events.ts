/** Events: written in bulk. */
import { writeBulk } from './handle-bulk.ts';
import { bulkBody } from './http-body.ts';
import { route } from './http-route.ts';
import { bulkQuery } from './request-query.ts';

export const eventRoutes = [
  route({
    method: 'POST',
    path: '/v1/events',
    query: bulkQuery,
    body: bulkBody,
    handle: ({ service, query, body }) =>
      writeBulk(
        (items, options) => service.writeEvents(items, options),
        body,
        query.strict ?? false,
      ),
  }),
];
