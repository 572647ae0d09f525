/** Contacts, one at a time: changed, deleted, looked up. */
import { eventsFromData } from './events-from.ts';
import { noBody, rawBody } from './http-body.ts';
import { positionOf, replyWith, route } from './http-route.ts';
import { contactQuery, noQuery } from './request-query.ts';

export const contactRoutes = [
  route({
    method: 'GET',
    path: '/v1/contacts/{id}',
    scope: 'export',
    summary: 'A contact with its fields, segments and latest events',
    query: contactQuery,
    body: noBody,
    async handle({ service, params, query }) {
      const contact = await service.contact(params.id, {
        segments: query.segments ?? false,
        events: query.events ?? 0,
      });
      return replyWith(contact, (view) => {
        const { eventsFrom: _, ...data } = view;
        return { ...data, ...eventsFromData(view) };
      });
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/contacts/{id}',
    scope: 'ingest',
    summary: 'Change fields of a contact',
    query: noQuery,
    body: rawBody,
    handle: async ({ service, params, body }) =>
      replyWith(await service.patchContact(params.id, body), positionOf),
  }),
  route({
    method: 'DELETE',
    path: '/v1/contacts/{id}',
    scope: 'manage',
    summary: 'Delete a contact, for good',
    query: noQuery,
    body: noBody,
    handle: async ({ service, params }) =>
      replyWith(await service.deleteContact(params.id), positionOf),
  }),
];
