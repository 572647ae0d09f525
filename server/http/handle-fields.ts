/** Fields of contacts and attributes of events: declared, and removed with their values. */
import { noBody, schemaBody } from './http-body.ts';
import { positionOf, replyWith, route } from './http-route.ts';
import { typeBody } from './request-body.ts';
import { noQuery } from './request-query.ts';

const FIELD = '/v1/fields/{name}';
const ATTRIBUTE = '/v1/events/{type}/attributes/{name}';

export const fieldRoutes = [
  route({
    method: 'PUT',
    path: FIELD,
    scope: 'manage',
    summary: 'Declare the type of a field',
    query: noQuery,
    body: schemaBody(typeBody),
    handle: async ({ service, caller, params, body }) =>
      replyWith(await service.by(caller.key).declareField(params.name, body.type), positionOf),
  }),
  route({
    method: 'DELETE',
    path: FIELD,
    scope: 'manage',
    summary: 'Remove a field with its values',
    query: noQuery,
    body: noBody,
    handle: async ({ service, caller, params }) =>
      replyWith(await service.by(caller.key).dropField(params.name), positionOf),
  }),
  route({
    method: 'PUT',
    path: ATTRIBUTE,
    scope: 'manage',
    summary: 'Declare the type of an attribute of an event',
    query: noQuery,
    body: schemaBody(typeBody),
    handle: async ({ service, caller, params, body }) =>
      replyWith(
        await service.by(caller.key).declareAttribute(params.type, params.name, body.type),
        positionOf,
      ),
  }),
  route({
    method: 'DELETE',
    path: ATTRIBUTE,
    scope: 'manage',
    summary: 'Remove an attribute with its values',
    query: noQuery,
    body: noBody,
    handle: async ({ service, caller, params }) =>
      replyWith(await service.by(caller.key).dropAttribute(params.type, params.name), positionOf),
  }),
];
