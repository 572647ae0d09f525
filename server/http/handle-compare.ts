/** Segments and rules next to each other and next to everyone. */
import { formatInstant } from '../../engine/index.ts';
import type { EventsFrom } from '../service.ts';
import { eventsFromData } from './events-from.ts';
import { schemaBody } from './http-body.ts';
import { affordable, replyWith, route } from './http-route.ts';
import { diffBody, overlapBody, profileBody } from './request-body.ts';
import { askingQuery } from './request-query.ts';

/** Members of each side of a difference, unless said. */
const DIFF_MEMBERS = 10;

export const compareRoutes = [
  route({
    method: 'POST',
    path: '/v1/overlap',
    scope: 'read',
    summary: 'How many segments share, each with each or in every combination',
    query: askingQuery,
    body: schemaBody(overlapBody),
    handle: async ({ service, caller, body }) =>
      replyWith(await service.overlap(affordable(body, caller)), momentData),
  }),
  route({
    method: 'POST',
    path: '/v1/diff',
    scope: 'read',
    summary: 'Whom a change of a rule would add and remove',
    query: askingQuery,
    body: schemaBody(diffBody),
    async handle({ service, body, caller }) {
      const mayShow = caller.scopes.has('export');
      const limit = mayShow ? (body.limit ?? DIFF_MEMBERS) : 0;
      return replyWith(await service.diff(affordable({ ...body, limit }, caller)), momentData);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/profile',
    scope: 'export',
    summary: 'What is commoner in a segment than among everyone',
    query: askingQuery,
    body: schemaBody(profileBody),
    async handle({ service, caller, body: { question, limit }, limits }) {
      const most = limit ?? limits.profileTraits;
      const profile = await service.profile(affordable(question, caller), { limit: most });
      return replyWith(profile, momentData);
    },
  }),
];

/** The moment and the reach of an answer as they are written. */
export function momentData<Answer extends EventsFrom & { readonly at: number }>(answer: Answer) {
  const { at, eventsFrom, ...data } = answer;
  return {
    ...data,
    at: formatInstant(at as Parameters<typeof formatInstant>[0]),
    ...eventsFromData(eventsFrom === undefined ? {} : { eventsFrom }),
  };
}
