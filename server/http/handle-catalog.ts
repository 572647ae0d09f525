/** The catalog: which fields, events and values there are, for a rule builder. */
import type { Catalog } from '../service.ts';
import { noBody } from './http-body.ts';
import { replyWith, route } from './http-route.ts';
import { askingQuery } from './request-query.ts';

/** Values are those of contacts: not for everybody who may count. */
function withoutValues({ fields, events }: Catalog): Catalog {
  return {
    fields: fields.map((field) => ({ ...field, values: [] })),
    events: events.map((event) => ({
      ...event,
      attributes: event.attributes.map((attribute) => ({ ...attribute, values: [] })),
    })),
  };
}

export const catalogRoutes = [
  route({
    method: 'GET',
    path: '/v1/catalog',
    scope: 'read',
    summary: 'Fields, event types, attributes and their commonest values',
    query: askingQuery,
    body: noBody,
    async handle({ service, caller }) {
      const catalog = await service.catalog();
      return replyWith(catalog, caller.scopes.has('export') ? (all) => all : withoutValues);
    },
  }),
];
