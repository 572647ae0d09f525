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
    scope: 'read',
    summary: 'List the channels',
    query: askingQuery,
    body: noBody,
    handle: async ({ service }) =>
      replyWith(await service.channels(), (channels) => ({ channels })),
  }),
  route({
    method: 'GET',
    path: CHANNEL,
    scope: 'read',
    summary: 'The rule of a channel',
    query: askingQuery,
    body: noBody,
    handle: async ({ service, params }) =>
      replyWith(await service.channel(params.name), (channel) => channel),
  }),
  route({
    method: 'PUT',
    path: CHANNEL,
    scope: 'manage',
    summary: 'Set the rule of a channel',
    query: noQuery,
    body: schemaBody(channelBody),
    handle: async ({ service, caller, params, body }) =>
      replyWith(await service.by(caller.key).putChannel(params.name, body.rule), positionOf),
  }),
  route({
    method: 'DELETE',
    path: CHANNEL,
    scope: 'manage',
    summary: 'Delete a channel, or put a default one back',
    query: noQuery,
    body: noBody,
    handle: async ({ service, caller, params }) =>
      replyWith(await service.by(caller.key).deleteChannel(params.name), positionOf),
  }),
];
