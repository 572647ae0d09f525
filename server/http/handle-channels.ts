/** Channels: the rules by which a contact can be reached. */
import { noBody, schemaBody } from './http-body.ts';
import { positionOf, replyWith, route } from './http-route.ts';
import { channelBody } from './request-body.ts';
import { askingQuery, noQuery } from './request-query.ts';

const CHANNEL = '/v1/channels/{name}';

export const channelRoutes = [
  route({
    method: 'GET',
    path: '/v1/channels',
    query: askingQuery,
    body: noBody,
    handle: async ({ service }) =>
      replyWith(await service.channels(), (channels) => ({ channels })),
  }),
  route({
    method: 'GET',
    path: CHANNEL,
    query: askingQuery,
    body: noBody,
    handle: async ({ service, params }) =>
      replyWith(await service.channel(params.name), (channel) => channel),
  }),
  route({
    method: 'PUT',
    path: CHANNEL,
    query: noQuery,
    body: schemaBody(channelBody),
    handle: async ({ service, params, body }) =>
      replyWith(await service.putChannel(params.name, body.rule), positionOf),
  }),
  route({
    method: 'DELETE',
    path: CHANNEL,
    query: noQuery,
    body: noBody,
    handle: async ({ service, params }) =>
      replyWith(await service.deleteChannel(params.name), positionOf),
  }),
];
