/** A look at a rule that is being written: its count and some of its members. */
import { eventsFromData } from './events-from.ts';
import { schemaBody } from './http-body.ts';
import { affordable, replyWith, route } from './http-route.ts';
import { previewBody } from './request-body.ts';
import { askingQuery } from './request-query.ts';

export const previewRoutes = [
  route({
    method: 'POST',
    path: '/v1/preview',
    scope: 'export',
    summary: 'How many a rule selects, and some of them',
    query: askingQuery,
    body: schemaBody(previewBody),
    async handle({ service, caller, body, limits }) {
      const { limit = limits.previewMembers, ...question } = body;
      const preview = await service.preview(affordable(question, caller), { limit });
      return replyWith(preview, ({ count, members, ...rest }) => ({
        count,
        members,
        ...eventsFromData(rest),
      }));
    },
  }),
];
