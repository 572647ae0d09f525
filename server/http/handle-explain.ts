/** How an answer comes about. */
import { formatInstant } from '../../engine/index.ts';
import { eventsFromData } from './events-from.ts';
import { schemaBody } from './http-body.ts';
import { replyWith, route } from './http-route.ts';
import { explainBody } from './request-body.ts';
import { askingQuery } from './request-query.ts';

export const explainRoutes = [
  route({
    method: 'POST',
    path: '/v1/explain',
    scope: 'read',
    summary: 'How a count comes about',
    query: askingQuery,
    body: schemaBody(explainBody),
    async handle({ service, body }) {
      const startedMs = performance.now();
      const explained = await service.explain(body);
      return replyWith(explained, ({ at, preparedMicros, plan, count, total, ...rest }) => ({
        count,
        total,
        at: formatInstant(at),
        took_us: Math.round((performance.now() - startedMs) * 1000),
        prepared_us: preparedMicros,
        plan,
        ...eventsFromData(rest),
      }));
    },
  }),
];
