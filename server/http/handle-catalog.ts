/** The catalog: which fields, events and values there are, for a rule builder. */
import { noBody } from './http-body.ts';
import { replyWith, route } from './http-route.ts';
import { askingQuery } from './request-query.ts';

export const catalogRoutes = [
  route({
    method: 'GET',
    path: '/v1/catalog',
    query: askingQuery,
    body: noBody,
    handle: async ({ service }) => replyWith(await service.catalog(), (catalog) => catalog),
  }),
];
