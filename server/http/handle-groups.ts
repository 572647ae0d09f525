/** Groups: fixed lists of contacts, written by hand or frozen from a segment. */

import type { GroupWritten } from '../service.ts';
import { eventsFromData } from './events-from.ts';
import { noBody, schemaBody } from './http-body.ts';
import { positionOf, replyWith, route } from './http-route.ts';
import { freezeBody, groupBody, membersBody } from './request-body.ts';
import { askingQuery, noQuery } from './request-query.ts';

const GROUP = '/v1/groups/{id}';

export const groupRoutes = [
  route({
    method: 'GET',
    path: '/v1/groups',
    scope: 'read',
    summary: 'List the groups',
    query: askingQuery,
    body: noBody,
    handle: async ({ service }) => replyWith(await service.groups(), (groups) => ({ groups })),
  }),
  route({
    method: 'GET',
    path: GROUP,
    scope: 'read',
    summary: 'A group and how many are in it',
    query: askingQuery,
    body: noBody,
    handle: async ({ service, params }) =>
      replyWith(await service.group(params.id), (group) => group),
  }),
  route({
    method: 'PUT',
    path: GROUP,
    scope: 'manage',
    summary: 'Make a group, or replace its members',
    query: noQuery,
    body: schemaBody(groupBody),
    handle: async ({ service, caller, params, body }) =>
      replyWith(await service.by(caller.key).putGroup(params.id, body), groupData),
  }),
  route({
    method: 'DELETE',
    path: GROUP,
    scope: 'manage',
    summary: 'Delete a group',
    query: noQuery,
    body: noBody,
    handle: async ({ service, caller, params }) =>
      replyWith(await service.by(caller.key).deleteGroup(params.id), positionOf),
  }),
  route({
    method: 'POST',
    path: '/v1/groups/{id}/members',
    scope: 'manage',
    summary: 'Add members to a group and remove others',
    writes: true,
    query: noQuery,
    body: schemaBody(membersBody),
    handle: async ({ service, caller, params, body }) =>
      replyWith(await service.by(caller.key).changeGroup(params.id, body), groupData),
  }),
  route({
    method: 'POST',
    path: '/v1/segments/{id}/freeze',
    scope: 'manage',
    summary: 'Make a group of who is in a segment now',
    writes: true,
    query: askingQuery,
    body: schemaBody(freezeBody),
    handle: async ({ service, caller, params, body }) =>
      replyWith(await service.freeze(params.id, body.group, caller.key), (frozen) => ({
        position: frozen.position,
        count: frozen.count,
        ...eventsFromData(frozen),
      })),
  }),
];

function groupData({ position, unknown }: GroupWritten) {
  return { position, unknown };
}
